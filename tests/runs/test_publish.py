"""The run folder: private, whole or not there, locked, and never in the place of something else."""

import stat
import subprocess
import sys

import pytest

from auditor.errors import LockedError, MismatchError, WriteError
from auditor.runs.folder import write_run
from auditor.runs.manifest import check_files, read_findings, read_run
from auditor.runs.publish import staged, write_report

FILES = {"findings.jsonl": b'{"a":1}\n', "summary.json": b"{}\n"}

HOLDS = """import sys, filelock
lock = filelock.FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def write(target, files=FILES):
    return write_run(target, files, {"tool": {"name": "auditor"}}, {"started": "never"})


def test_a_run_is_private_and_as_its_manifest_says(tmp_path):
    folder = write(tmp_path / "deep" / "run")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    assert check_files(folder, read_run(folder)) == []
    assert list(read_findings(folder)) == [{"a": 1}]


def test_a_second_run_replaces_the_first_and_leaves_nothing_beside_it(tmp_path):
    write(tmp_path / "run", {**FILES, "old.txt": b"x"})
    folder = write(tmp_path / "run")
    assert {p.name for p in folder.iterdir()} == {*FILES, "manifest.json"}
    assert {p.name for p in tmp_path.iterdir()} == {"run"}


def test_a_crash_leaves_the_old_run(tmp_path):
    folder = write(tmp_path / "run")
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    with pytest.raises(RuntimeError), staged(folder) as stage:
        (stage / "half").write_text("written")
        raise RuntimeError
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert {p.name for p in tmp_path.iterdir()} == {"run"}


def test_what_is_not_a_run_is_never_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(WriteError, match="it has no manifest"):
        write(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError):
        write(tmp_path / "file")
    with pytest.raises(WriteError):
        write(tmp_path / "file" / "below")


def test_a_report_folder_replaces_one_of_its_kind_and_never_a_run(tmp_path):
    run, other = write(tmp_path / "run"), write(tmp_path / "other")
    report = {"1.pdf": b"1", "2.pdf": b"2", "cases.pdf": b"list"}
    write_report(tmp_path / "report", report, apart_from=run)
    write_report(tmp_path / "report", {"1.pdf": b"1", "cases.pdf": b"list"}, apart_from=run)
    assert {p.name for p in (tmp_path / "report").iterdir()} == {"1.pdf", "cases.pdf"}
    for place in (other, run, run / "within"):
        with pytest.raises(WriteError):
            write_report(place, report, apart_from=run)


def test_one_run_at_a_time(tmp_path):
    other = HOLDS
    lock = str(tmp_path / ".run.lock")
    with subprocess.Popen([sys.executable, "-c", other, lock], stdin=-1, stdout=-1) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match="another run"):
            write(tmp_path / "run")
        holder.communicate()
    write(tmp_path / "run")


def test_verify_finds_what_was_changed_added_and_removed(tmp_path):
    folder = write(tmp_path / "run")
    (folder / "summary.json").write_bytes(b"{ }\n")
    (folder / "findings.jsonl").unlink()
    (folder / "new.txt").write_text("")
    found = {p.where: p.found for p in check_files(folder, read_run(folder))}
    assert found == {
        "findings.jsonl": "missing", "new.txt": "not in the manifest", "summary.json": "content changed"
    }  # fmt: skip
    with pytest.raises(MismatchError, match=r"manifest\.json"):
        read_run(tmp_path)
