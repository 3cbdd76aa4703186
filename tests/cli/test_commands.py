"""The smaller commands, as a user types them."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import __main__ as program

DEMO = Path(__file__).parents[2] / "fixtures" / "sf-demo"
GOLDEN = Path(__file__).parents[2] / "fixtures" / "sf-demo.run"


def told(capsys, *arguments):
    assert program.run([str(a) for a in arguments]) == 0
    return capsys.readouterr().out


def test_policy_list_and_show(capsys):
    assert "sf-2017" in told(capsys, "policy", "list")
    page = told(capsys, "policy", "show", "sf-2017")
    for words in ("SF-P1", "surely from 2018-01-11", "Bay Area Reporter", "What records cannot show"):
        assert words in page
    assert json.loads(told(capsys, "policy", "show", "ca-pc-647.3", "--json"))["id"] == "ca-pc-647.3"
    assert json.loads(told(capsys, "policy", "schema"))["title"].startswith("A policy pack")


def test_statute(capsys):
    page = told(capsys, "statute", "647(b)(1) PC", "--on", "2019-05-01")
    assert "is read as PC 647(b)(1)" in page
    assert "sf-2017: protected at level misdemeanor: yes" in page
    both = told(capsys, "statute", "647B PC", "-p", "sf-2017")
    for words in (
        "two_readings",
        "it could be PC 647b",
        "it could be PC 647(b)",
        "unclear (coarse_citation)",
    ):
        assert words in both
    assert "it counts as unknown" in told(capsys, "statute", "PROSTITUTION")
    assert "not_in_force" in told(capsys, "statute", "653.22(a) PC", "--on", "2023-05-01", "-p", "sf-2017")
    assert "NIBRS 120" in told(capsys, "statute", "120", "--system", "NIBRS")


def test_explain_prints_the_chain_of_reasoning(capsys):
    finding = json.loads((GOLDEN / "findings.jsonl").read_text(encoding="utf-8").splitlines()[0])
    page = told(capsys, "explain", GOLDEN, finding["finding_id"][:12])
    assert finding["rule"] in page
    assert " ".join(finding["statement"].split()[:6]) in " ".join(page.split())
    assert program.run(["explain", str(GOLDEN), "no-such-id"]) == 2


def test_verify_accepts_the_golden_run(capsys):
    assert "findings as the manifest says" in told(capsys, "verify", GOLDEN)


def test_settings_come_from_the_file_the_environment_and_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.yaml").write_text(
        "audit:\n  policies: [sf-2017]\n  jurisdiction: US-CA-SF\n  no_exit_codes: true\n  out: from-file\n"
        "  dates: ['sf-2017:certain_from=2017-12-01']\n"
    )
    told(capsys, "audit", DEMO)
    manifest = json.loads((tmp_path / "from-file" / "manifest.json").read_text())
    assert [p["id"] for p in manifest["packs"]] == ["sf-2017"]
    assert manifest["options"]["dates"] == {"sf-2017": {"certain_from": "2017-12-01"}}
    monkeypatch.setenv("AUDITOR_AUDIT_OUT", "from-environment")
    told(capsys, "audit", DEMO)
    told(capsys, "audit", DEMO, "--out", "from-command")
    assert {"from-file", "from-environment", "from-command"} <= {p.name for p in tmp_path.iterdir()}


def test_an_assumption_stands_on_every_finding_that_uses_it(tmp_path, capsys):
    told(
        capsys,
        "audit",
        DEMO,
        "-p",
        "sf-2017",
        "--assume",
        "on_warrant=true",
        "--no-exit-codes",
        "-o",
        tmp_path / "r",
    )
    coverage = json.loads((tmp_path / "r" / "coverage.json").read_text(encoding="utf-8"))
    (policy,) = coverage["policies"]
    assert sum(rule.get("cleared_by_assumption", {}).get("on_warrant", 0) for rule in policy["rules"]) > 0
    told(
        capsys,
        "audit",
        DEMO,
        "-p",
        "sf-2017",
        "--assume",
        "on_warrant=false",
        "--no-exit-codes",
        "-o",
        tmp_path / "r",
    )
    lines = (tmp_path / "r" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    used = [f for f in map(json.loads, lines) if "on_warrant" in f["assumptions"]]
    assert used
    assert all(c["value"] is None for f in used for c in f["conditions"] if c["name"] == "on_warrant")


def test_from_and_to_choose_findings_by_the_day_of_the_act(tmp_path, capsys):
    told(capsys, "audit", DEMO, "--jurisdiction", "US-CA-SF", "--from", "2018-02-01", "--to", "2018-02-28",
         "--no-exit-codes", "-o", tmp_path / "r")  # fmt: skip
    lines = (tmp_path / "r" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    days = {f["act_date"] for f in map(json.loads, lines)}
    assert all(day is None or "2018-02-01" <= day <= "2018-02-28" for day in days)
    assert any(days)


def test_names_are_shown_only_where_a_run_says_so(tmp_path, capsys):
    with (DEMO / "involvements.csv").open(encoding="utf-8", newline="") as lines:
        names = {row["name"] for row in csv.DictReader(lines) if " " in row["name"]}
    told(
        capsys,
        "audit",
        DEMO,
        "--jurisdiction",
        "US-CA-SF",
        "--show-names",
        "--no-exit-codes",
        "-o",
        tmp_path / "r",
    )
    shown, hidden = ((run / "findings.jsonl").read_text(encoding="utf-8") for run in (tmp_path / "r", GOLDEN))
    assert len([name for name in names if name in shown]) > 10
    assert not [name for name in names if name in hidden]
    assert "masked (minor)" in shown


@pytest.mark.parametrize("arguments", [["--help"], ["policy", "--help"], ["audit", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments):
    heavy = {"polars", "pyarrow", "narwhals", "jinja2", "jsonschema", "rich", "yaml"}
    code = (
        "import sys; from auditor.__main__ import run; run(sys.argv[1:]); "
        f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=os.environ, check=True
    )
    assert done.stderr.strip() == "[]"


def test_a_new_pack_passes_check_and_test(capsys, tmp_path):
    assert "wrote" in told(capsys, "policy", "new", tmp_path / "ours")
    assert "nothing wrong" in told(capsys, "policy", "check", tmp_path / "ours")
    assert "3 cases and 5 mutants, all as they must be" in told(capsys, "policy", "test", tmp_path / "ours")


def test_facts_and_rules_have_pages(capsys):
    assert "derived_from_report" in told(capsys, "policy", "facts")
    page = told(capsys, "policy", "explain", "SF-P4")
    assert "victim services" in page
    assert "Possible breach, for review" in page


def test_report_writes_a_page_from_the_run_folder_alone(tmp_path, capsys):
    page = tmp_path / "page.html"
    assert str(page) in told(capsys, "report", GOLDEN, "--out", page)
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert page.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".lock"] == ["page.html"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_report_writes_a_folder_of_tables_that_only_its_owner_reads(form, tmp_path, capsys):
    folder = tmp_path / "tables"
    assert str(folder) in told(capsys, "report", GOLDEN, "--format", form, "--out", folder)
    assert {"dictionary.csv", "dictionary.md", f"findings.{form}"} <= {file.name for file in folder.iterdir()}
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(("form", "starts"), [("xlsx", b"PK"), ("markdown", b"# ")])
def test_report_writes_one_file_in_other_formats(form, starts, tmp_path, capsys):
    out = tmp_path / "report"
    told(capsys, "report", GOLDEN, "--format", form, "--out", out)
    assert out.read_bytes().startswith(starts)
    assert out.stat().st_mode & 0o777 == 0o600


def test_report_refuses_what_is_not_there_and_a_run_that_was_changed(tmp_path, capsys):
    assert program.run(["report", str(GOLDEN), "--format", "docx"]) == 2
    assert "'html'" in capsys.readouterr().err
    run = tmp_path / "run"
    shutil.copytree(GOLDEN, run)
    assert program.run(["report", str(run), "--out", str(run / "page.html")]) == 6
    assert "lies in the run folder" in capsys.readouterr().err
    (run / "summary.json").write_text("{}")
    assert program.run(["report", str(run)]) == 8
    assert "summary.json: content changed" in capsys.readouterr().err
