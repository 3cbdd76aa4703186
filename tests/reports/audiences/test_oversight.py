"""What a report for oversight keeps, and what it leaves out."""

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import cli
from auditor.errors import UsageError, WriteError
from auditor.reports.audiences import closed
from auditor.reports.audiences.oversight import for_oversight
from auditor.reports.audiences.retelling import retell
from auditor.runs.keys import Key, make_key, read_key
from auditor.runs.reading import load_run
from auditor.schema import validator

GOLDEN = Path(__file__).parents[3] / "fixtures" / "sf-demo.run"
KEY = Key(bytes(range(32)))


@pytest.fixture(scope="module")
def run():
    return load_run(GOLDEN)


@pytest.fixture(scope="module")
def told(run):
    return for_oversight(run, KEY)


# ── Keys ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_is_random_private_and_never_overwritten(tmp_path):
    one, two = make_key(tmp_path / "one"), make_key(tmp_path / "two")
    assert one.secret != two.secret
    assert one.id != two.id
    assert len(one.secret) == 32
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    assert read_key(tmp_path / "one") == one
    with pytest.raises(WriteError, match="never overwritten"):
        make_key(tmp_path / "one")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(WriteError):
        make_key(tmp_path / "link")
    assert one.secret.hex() not in repr(one)


@pytest.mark.parametrize(("size", "mode"), [(31, 0o600), (0, 0o600), (5000, 0o600), (32, 0o640), (32, 0o604)])
def test_a_key_that_is_short_or_open_is_refused(tmp_path, size, mode):
    path = tmp_path / "key"
    path.write_bytes(bytes(size))
    path.chmod(mode)
    with pytest.raises(UsageError):
        read_key(path)


def test_the_command_refuses_without_a_key_and_writes_nothing(tmp_path):
    out = tmp_path / "out.html"
    runner = CliRunner()
    done = runner.invoke(cli, ["report", str(GOLDEN), "--audience", "oversight", "--out", str(out)])
    assert isinstance(done.exception, UsageError)
    assert "auditor keygen" in str(done.exception)
    assert not out.exists()


def test_the_command_makes_a_key_and_a_report_with_it(tmp_path):
    key, out, runner = tmp_path / "k", tmp_path / "out.html", CliRunner()
    made = runner.invoke(cli, ["keygen", "--out", str(key)])
    assert made.exit_code == 0
    assert read_key(key).id in made.output
    asked = ["report", str(GOLDEN), "--audience", "oversight", "--key", str(key), "--out", str(out)]
    assert runner.invoke(cli, asked).exit_code == 0
    assert read_key(key).id in out.read_text("utf-8")
    assert os.stat(out).st_mode & 0o777 == 0o600


# ── The run ────────────────────────────────────────────────────────────────────────────────────────────────


def test_its_findings_summary_and_coverage_fit_their_schemas(told):
    for name, values in (
        ("finding", list(told.findings)),
        ("summary", [told.summary]),
        ("coverage", [told.coverage]),
    ):
        check = validator(name)
        assert [e.message for value in values for e in check.iter_errors(json.loads(json.dumps(value)))] == []


def test_nothing_that_was_counted_is_lost(run, told):
    assert len(told.findings) == len(run.findings)
    assert told.summary["totals"] == run.summary["totals"]
    for old, new in zip(run.summary["policies"], told.summary["policies"], strict=True):
        assert new["rules"] == old["rules"]
        for by in ("by_month", "by_district", "by_officer", "by_race"):
            for count in ("breach", "possible", "applied", "kept"):
                assert sum(r[count] for r in new[by]) == sum(r[count] for r in old[by])


def test_the_same_id_has_the_same_pseudonym_everywhere(run, told):
    """Findings about one person, by one officer, in one case fall together as before, in cells and text too."""
    for column in ("incident_id", "person_id", "officer_id", "case_id"):
        before = sorted(_by(run.findings, column).values())
        after = sorted(_by(told.findings, column).values())
        assert before == after
    officers = {f["officer_id"] for f in told.findings if f["officer_id"]}
    counted = {r["officer_id"] for p in told.summary["policies"] for r in p["by_officer"]}
    assert officers <= counted
    for f in told.findings:
        assert f["incident_id"] in f["statement"]
    arrests = {f["arrest_id"] for f in told.findings} - {None}
    cells = [r["cells"] for f in told.findings for c in f["conditions"] for r in c["evidence"]]
    assert {c["charge_id"] for c in cells if c.get("charge_id")} & {f["charge_id"] for f in told.findings}
    assert arrests.isdisjoint(c.get("charge_id") for c in cells)


def _by(findings, column):
    """How many findings have each value; those of one value, as a count by rule."""
    found = {}
    for f in findings:
        found.setdefault(f[column], []).append(f["rule"])
    return {value: sorted(rules) for value, rules in found.items() if value is not None}


def test_kinds_do_not_share_pseudonyms(told):
    charges = {f["charge_id"] for f in told.findings} - {None}
    arrests = {f["arrest_id"] for f in told.findings} - {None}
    assert charges
    assert arrests
    assert not charges & arrests
    assert KEY.digest("arrest", "1") != KEY.digest("charge", "1")


def test_the_order_tells_nothing_of_the_ids(run, told):
    def order(findings):
        return [f["statement"][:14] for f in findings]

    assert order(told.findings) != order(run.findings)
    keyed = [(f["policy"], f["rule"], f["incident_id"]) for f in told.findings]
    assert keyed == sorted(keyed)
    for rows in (policy["by_officer"] for policy in told.summary["policies"]):
        for rule in {r["rule"] for r in rows}:
            named = [r["officer_id"] for r in rows if r["rule"] == rule and r["officer_id"]]
            assert named == sorted(named)


def test_rows_and_files_are_numbered_anew(run, told):
    rows = {(r["file"], r["row"]) for f in run.findings for c in f["conditions"] for r in c["evidence"]}
    anew = {(r["file"], r["row"]) for f in told.findings for c in f["conditions"] for r in c["evidence"]}
    assert {number for _, number in anew} == set(range(1, len(rows) + 1))
    assert all(file.startswith("file ") for file, _ in anew)


def test_the_manifest_says_neither_who_nor_where(run, told):
    assert told.manifest["run"] == {}
    assert told.made_for == {"key_id": KEY.id}
    shown = json.dumps(told.manifest)
    assert not any(one["sha256"] in shown or one["file"] in shown for one in run.manifest["inputs"])
    assert not any(digest in shown for digest in run.manifest["files"].values())


# ── What may be shown of a cell ────────────────────────────────────────────────────────────────────────────

W = closed.WITHHELD


@pytest.mark.parametrize(
    ("table", "column", "text", "shown"),
    [
        ("charges", "stage", "Booked", "booked"),
        ("charges", "stage", "Booked by J. Doe", W),
        ("involvements", "role", "V4155550123", "victim"),
        ("involvements", "sex_trade", "Y", "true"),
        ("charges", "citation", "647(b) PC", "PC 647(b)"),
        ("charges", "citation", "PC 647(b)(4155550123)", W),
        ("charges", "citation", "PC 4155550", W),
        ("charges", "citation", "Jane Doe", W),
        ("charges", "date", "2018-04-05 23:10:00", "2018-04-05"),
        ("charges", "date", "04/05/2018 11:10 PM", "04/05/2018"),
        ("charges", "date", "415-55-0123", W),
        ("charges", "date", "123-45-6789", W),
        ("charges", "date", "99/99/2018", W),
        ("arrests", "arrested_at", "06-MAY-18", "06-MAY-18"),
        ("arrests", "arrested_at", "6 September 2018, Elm Street", "6 September 2018"),
        ("arrests", "arrested_at", "31-JUN-18", W),
        ("arrests", "arrested_at", "06-MAY-184155550123", W),
        ("arrests", "arrested_at", "6 Mayor 18", W),
        ("charges", "age", "34", "25 to 34"),
        ("charges", "age", "415", W),
        ("charges", "birth_date", "1990-01-01", W),
        ("charges", "birth_date", "equal", "equal"),
        ("charges", "name", "masked (minor)", "masked (minor)"),
        ("charges", "name", "Li", W),
        ("involvements", "race", "B", "Black"),
        ("involvements", "race", "Jane", W),
        ("offenses", "description", "Robbery", W),
        ("arrests", "unit", "Mission Patrol", W),
        ("incidents", "no such column", "x", W),
    ],
)  # fmt: skip
def test_a_cell_is_shown_as_the_word_that_it_spells(table, column, text, shown):
    assert closed.cell(table, column, text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tenderloin", "Tenderloin"),
        ("J2", "J2"),
        ("12", "12"),
        ("Ng", None),
        ("1200 Elm", None),
        ("415", None),
    ],
)
def test_a_district_is_a_published_name_or_a_short_number(text, shown):
    assert closed.label("district", text) == shown


def test_a_statement_is_told_again_in_the_same_words(run):
    told = [(f["statement"], retell(f, f["incident_id"]), f["offense"]) for f in run.findings]
    crimes = re.compile(r" \(.*?\)(?=, reported on|, of a day| was )")
    for old, new, offense in told:
        if offense is not None or not old.startswith("On "):
            assert crimes.sub("", new) == crimes.sub("", old)
        assert bool(crimes.search(new)) == bool(crimes.search(old))
    assert {new for _, new, offense in told if offense is None and " whose text is withheld" in new}


def test_a_hostile_statement_is_not_copied(run):
    finding = next(f for f in run.findings if f["statement"].startswith("On "))
    hostile = {
        **finding,
        "statement": f"On 2018-01-01 Jane Doe in incident 1, reported on 2018-01-01: {W}. Jane",
    }
    assert "Jane" not in retell(hostile, "x1")
