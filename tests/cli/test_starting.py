"""What a command imports before it has anything to do."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

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


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["audit", "--help"], ["policy", "list"]], ids=" ".join
)
def test_starting_imports_nothing_heavy(arguments):
    run = subprocess.run(
        [sys.executable, "-c", ASK.format(arguments=arguments)], capture_output=True, text=True, check=True
    )
    code, loaded = json.loads(run.stderr)
    assert code == 0
    heavy = {
        name for name in loaded if not name.startswith(("_sysconfigdata", "_cython", "cython_runtime"))
    } - LIGHT
    assert not heavy
