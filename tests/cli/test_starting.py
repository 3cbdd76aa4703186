"""What a command imports before it has anything to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "fixtures" / "sf-demo"

LIGHT = {"auditor", "click", "yaml", "_yaml"}
"""Other packages are heavy, or may be: none of them is needed to tell what the program can do."""

ASK = """
import json, sys
before = set(sys.modules)
from auditor.__main__ import run
code = run({arguments!r})
loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}} - set(sys.stdlib_module_names)
print(json.dumps([code, sorted(loaded)]), file=sys.stderr)
"""


def started(arguments, **environment):
    """The exit code of a command, and the packages beyond Python's own that it loads."""
    run = subprocess.run(
        [sys.executable, "-c", ASK.format(arguments=arguments)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | environment,
    )
    return json.loads(run.stderr.splitlines()[-1])


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["audit", "--help"], ["policy", "list"]], ids=" ".join
)
def test_starting_imports_nothing_heavy(arguments):
    code, loaded = started(arguments)
    assert code == 0
    heavy = {
        name for name in loaded if not name.startswith(("_sysconfigdata", "_cython", "cython_runtime"))
    } - LIGHT
    assert not heavy


def test_a_small_export_that_was_read_before_is_audited_without_what_reads_csv(tmp_path):
    loaded = {}
    for run in ("first", "second"):
        ask = ["audit", str(DEMO), "--jurisdiction", "US-CA-SF", "--out", str(tmp_path / run)]
        code, loaded[run] = started(ask, AUDITOR_CACHE_DIR=str(tmp_path / "cache"))
        assert code == 10
    assert {"pyarrow", "numpy"} <= set(loaded["first"])
    assert not {"pyarrow", "numpy"} & set(loaded["second"])
    assert not any("narwhals" in packages for packages in loaded.values())  # the sieve is for larger ones
