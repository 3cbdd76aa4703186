"""The tutorial, run: every command line of it that starts with `$`, in its order, on the real file."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import cli

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data" / "sfpd-2018-12"
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\$ auditor (.+)$", PAGE, flags=re.M)
ENDS_IN = {"audit": 5}


@pytest.mark.skipif(not DATA.exists(), reason="the published records are not beside the repository")
def test_the_tutorial_runs_from_the_file_to_the_letter(tmp_path, monkeypatch):
    shutil.copytree(DATA, tmp_path / "sfpd-2018-12")
    monkeypatch.chdir(tmp_path)
    assert [line.split()[0] for line in LINES] == ["inspect", "audit", "request", "request"]
    said = {}
    for line in LINES:
        done = CliRunner().invoke(cli, shlex.split(line), standalone_mode=False)
        assert done.exception is None, (line, done.output)
        assert int(done.return_value or 0) == ENDS_IN.get(line.split()[0], 0), line
        said[line.split()[0]] = done.output
    assert "sfpd-open-data" in said["inspect"]
    screened = json.loads((tmp_path / "run" / "coverage.json").read_bytes())["screened"]
    assert f"Screened for sf-2017: {len(screened)} incidents" in said["audit"]
    letter = (tmp_path / "request.md").read_text(encoding="utf-8")
    assert screened
    assert all(one["incident_id"] in letter for one in screened)
    assert (tmp_path / "request.pdf").read_bytes().startswith(b"%PDF")
