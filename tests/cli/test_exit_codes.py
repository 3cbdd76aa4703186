"""Every exit code, reached through the program as a user runs it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from auditor import __main__ as program
from auditor.errors import Exit

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "fixtures" / "sf-demo"
IN_SF = ["--jurisdiction", "US-CA-SF"]

HOLDS = """import sys, filelock
lock = filelock.FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def auditor(*arguments):
    return program.run([str(a) for a in arguments])


def tables(folder, **texts):
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def quiet(folder):
    """An export in which nothing is for review."""
    return tables(
        folder,
        incidents="incident_id,reported_at\n1,2018-06-01\n",
        involvements="incident_id,person_id,role\n1,P1,victim\n",
        offenses="incident_id,offense_id,citation\n1,O1,484(a) PC\n",
        charges="incident_id,charge_id,person_id,citation,stage\n1,C1,P1,484(a) PC,booked\n",
    )


def test_0_nothing_to_review(tmp_path, capsys):
    out = tmp_path / "run"
    assert auditor("audit", quiet(tmp_path / "x"), "-p", "sf-2017", "--out", out) == Exit.CLEAR
    assert "Nothing to review." in capsys.readouterr().out
    assert (out / "report.html").is_file()


def test_1_internal_error_without_a_traceback(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("auditor.api.read_export", lambda *_, **__: 1 / 0)
    assert auditor("audit", quiet(tmp_path / "x"), "-p", "sf-2017", "-o", tmp_path / "run") == Exit.INTERNAL
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "ZeroDivisionError" in told
    assert not (tmp_path / "run").exists()


def test_1_a_panic_of_the_engine(tmp_path, capsys, monkeypatch):
    class Panic(BaseException):
        pass

    def panics(*_, **__):
        raise Panic

    monkeypatch.setattr("auditor.api.read_export", panics)
    assert auditor("audit", quiet(tmp_path / "x"), "-p", "sf-2017", "-o", tmp_path / "run") == Exit.INTERNAL
    assert "internal error (Panic)" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["audti"],
        ["audit"],
        ["audit", "x", "--engine", "abacus"],
        ["audit", "x", "--assume", "on_warant=false"],
        ["audit", "x", "--assume", "on_warrant=perhaps"],
        ["audit", "x", "--dates", "sf-2017:sometime=2018-01-01"],
        ["audit", "x", "--from", "March"],
        ["--config", "no-such-file.yaml", "audit", "x"],
    ],
)
def test_2_usage(arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert auditor(*arguments) == Exit.USAGE


def test_2_no_policy_is_bound(tmp_path, capsys):
    assert auditor("audit", quiet(tmp_path / "x"), "-o", tmp_path / "run") == Exit.USAGE
    told = capsys.readouterr().err
    assert "sf-2017" in told
    assert "--jurisdiction" in told


def test_2_a_setting_that_nobody_knows(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.yaml").write_text("audit: {polices: [sf-2017]}\n")
    assert auditor("audit", quiet(tmp_path / "x")) == Exit.USAGE
    assert "polices" in capsys.readouterr().err


def test_3_more_rows_rejected_than_allowed(tmp_path, capsys):
    export = quiet(tmp_path / "x")
    with (export / "involvements.csv").open("a") as file:
        file.write(",P2,victim\n")
    assert auditor("audit", export, "-p", "sf-2017", "-o", tmp_path / "run") == Exit.INCOMPLETE
    assert "1 of 2 rows rejected" in capsys.readouterr().err
    again = auditor("audit", export, "-p", "sf-2017", "-o", tmp_path / "run", "--max-rejected", "0.5")
    assert again == Exit.CLEAR


def test_3_a_rule_that_fails_does_not_stop_the_others(tmp_path, monkeypatch):
    from auditor.judging import verdicts

    def fails_once(ground, facts, pack, rule, assumed, judge=verdicts.judge):
        if rule.id == "SF-P1":
            raise ValueError
        return judge(ground, facts, pack, rule, assumed)

    monkeypatch.setattr("auditor.judging.hearing.judge", fails_once)
    assert auditor("audit", DEMO, *IN_SF, "-o", tmp_path / "run") == Exit.INCOMPLETE
    assert "CA-1" in (tmp_path / "run" / "findings.csv").read_text()


@pytest.mark.parametrize("fails", ["_witnesses", "Known.facts"])
def test_3_where_what_rules_share_fails_all_of_them_say_so(tmp_path, monkeypatch, fails):
    def panics(*_, **__):
        raise pl.exceptions.PanicException

    monkeypatch.setattr(f"auditor.judging.hearing.{fails}", panics)
    assert auditor("audit", DEMO, *IN_SF, "-o", tmp_path / "run") == Exit.INCOMPLETE
    coverage = json.loads((tmp_path / "run" / "coverage.json").read_text())
    assert "sf-2017 SF-P1 failed: PanicException" in coverage["failed"]
    assert "ca-pc-647.3 CA-1 failed: PanicException" in coverage["failed"]


def test_4_bad_pack(tmp_path):
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text("id: broken\n")
    assert (
        auditor("audit", quiet(tmp_path / "x"), "-p", tmp_path / "pack", "-o", tmp_path / "r")
        == Exit.BAD_PACK
    )
    assert auditor("policy", "show", tmp_path / "pack") == Exit.BAD_PACK


def test_5_bad_export(tmp_path, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    for export in (empty, tmp_path / "nowhere"):
        assert auditor("audit", export, "-p", "sf-2017", "-o", tmp_path / "run") == Exit.BAD_EXPORT
    assert "Traceback" not in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_5_nothing_could_be_audited_and_the_report_says_why(tmp_path, capsys):
    export = quiet(tmp_path / "x")
    (export / "charges.csv").unlink()
    assert auditor("audit", export, "-p", "sf-2017", "-o", tmp_path / "run") == Exit.BAD_EXPORT
    assert "not auditable: no charges" in capsys.readouterr().out
    assert (tmp_path / "run" / "report.html").is_file()


def test_6_cannot_write(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert (
        auditor("audit", quiet(tmp_path / "x"), "-p", "sf-2017", "-o", tmp_path / "file") == Exit.NOT_WRITTEN
    )


def test_7_locked(tmp_path):
    other = HOLDS
    with subprocess.Popen(
        [sys.executable, "-c", other, tmp_path / ".run.lock"], stdin=-1, stdout=-1
    ) as holder:
        holder.stdout.readline()
        code = auditor("audit", quiet(tmp_path / "x"), "-p", "sf-2017", "-o", tmp_path / "run")
        holder.communicate()
    assert code == Exit.LOCKED


def test_8_verify(tmp_path, capsys):
    out = tmp_path / "run"
    auditor("audit", DEMO, *IN_SF, "-o", out)
    assert auditor("verify", out) == Exit.CLEAR
    with (out / "summary.json").open("a") as file:
        file.write(" ")
    assert auditor("verify", out) == Exit.MISMATCH
    assert "summary.json: content changed" in capsys.readouterr().err


def test_10_11_and_their_switch(tmp_path):
    assert auditor("audit", DEMO, *IN_SF, "-o", tmp_path / "a") == Exit.BREACH
    only_possible = ["-p", "ca-pc-647.3", "--from", "2021-01-01", "--to", "2022-12-31"]
    assert auditor("audit", DEMO, *IN_SF, *only_possible, "-o", tmp_path / "b") == Exit.POSSIBLE
    assert auditor("audit", DEMO, *IN_SF, "-o", tmp_path / "a", "--no-exit-codes") == Exit.CLEAR


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_nothing_behind(tmp_path, sent, code):
    export = shutil.copytree(DEMO, tmp_path / "x")
    slow = (
        "import os, sys, time; import auditor.judging.hearing as hearing, auditor.__main__ as m\n"
        "hearing.make_docket = lambda *a: (os.write(1, b'judging\\n'), time.sleep(60))\n"
        "sys.argv[0] = 'auditor'; m.main()"
    )
    command = [sys.executable, "-c", slow, "audit", str(export), *IN_SF, "-o", str(tmp_path / "run")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as process:
        assert process.stdout.readline() == b"judging\n"
        time.sleep(0.1)
        process.send_signal(sent)
        assert process.wait(20) == code
    assert {p.name for p in tmp_path.iterdir()} == {"x"}


@pytest.mark.parametrize(
    ("slow", "command"),
    [
        ("auditor.judging.sifting.WHOLE = 0; auditor.judging.hearing.make_docket = works", "audit x"),
        ("auditor.runs.publish.os.fsync = works", "audit x"),
        ("auditor.synthetic.export._write = works", "synth -n 100"),
        ("auditor.intake.converting.write_converted = works", "convert x"),
    ],
)
def test_a_signal_leaves_nothing_behind_wherever_the_work_is(tmp_path, slow, command):
    shutil.copytree(DEMO, tmp_path / "x")
    script = (
        "import os, sys, time, auditor.__main__, auditor.judging.hearing, auditor.judging.sifting\n"
        "import auditor.intake.converting, auditor.runs.publish, auditor.synthetic.export\n"
        "works = lambda *_: (os.write(1, b'at work\\n'), time.sleep(3))\n"
        f"{slow}\nauditor.__main__.main()"
    )
    ran = [sys.executable, "-c", script, *command.split(), *(IN_SF if "audit" in command else [])]
    with subprocess.Popen([*ran, "--out", "made"], stdout=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdout.readline() == b"at work\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert {p.name for p in tmp_path.iterdir()} == {"x"}


def test_an_interrupt_at_work_leaves_nothing_behind(tmp_path):
    export, cache = tmp_path / "x", tmp_path / "cache"
    export.mkdir()
    rows = 2_000_000
    with (export / "incidents.csv").open("w") as file:
        file.write("incident_id,reported_at,district\n")
        file.writelines(f"{n:09},2018-03-04 10:{n % 60:02}:00,Mission\n" for n in range(rows))
    command = [sys.executable, "-m", "auditor", "audit", str(export), *IN_SF, "-o", str(tmp_path / "run")]
    env = {**os.environ, "AUDITOR_CACHE_DIR": str(cache)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=env) as process:
        while not (cache / "staged").exists() or not any((cache / "staged").iterdir()):
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 130
        assert process.stderr.read().strip() == b"Stopped. Nothing was written."
    assert {p.name for p in tmp_path.iterdir()} == {"x", "cache"}
    assert not any((cache / "staged").iterdir())
