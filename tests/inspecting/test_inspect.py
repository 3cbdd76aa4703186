"""`auditor inspect` on exports that are known, unknown, broken and hostile; people stay masked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from auditor import __main__ as program
from auditor.inspecting.inspection import inspect
from auditor.inspecting.masks import tells
from auditor.intake.private import is_private
from auditor.schema import schema, validator

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "fixtures" / "sf-demo"
DATA = ROOT.parent / "shared" / "data"


def told(*paths: Path, **more: Any) -> dict[str, Any]:
    found = inspect(paths, **more)
    validator("inspect").check_schema(schema("inspect"))
    assert [e.message for e in validator("inspect").iter_errors(json.loads(json.dumps(found)))] == []
    for file in found["files"]:
        if "problem" not in file:
            assert file["read"] == file["used"] + sum(file["rejected"].values())
    return found


def columns(found: dict[str, Any], file: int = 0) -> dict[str, dict[str, Any]]:
    return {column["name"]: column for column in found["files"][file]["columns"]}


def run(capsys, *arguments: object) -> tuple[int, str]:
    code = program.run(["inspect", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_the_demo(capsys) -> None:
    found = told(DEMO, jurisdiction="US-CA-SF")
    assert found["mapping"]["name"] == "canonical"
    rules = {rule["rule"]: rule for policy in found["policies"] for rule in policy["rules"]}
    assert rules["SF-P1"]["can_be_audited"]
    assert "NY" in rules["NY-1"]["missing"][0]
    code, page = run(capsys, DEMO, "--jurisdiction", "US-CA-SF")
    assert code == 0
    assert "SF-P1" in page
    assert "canonical reads it" in page


def test_no_person_of_the_demo_is_told(capsys) -> None:
    secrets = set()
    for table in ("involvements", "charges"):
        frame = pl.read_csv(DEMO / f"{table}.csv", infer_schema=False).select("name", "birth_date")
        secrets |= {
            s for column in frame for s in column.drop_nulls() if (len(s) > 4 and " " in s) or "-" in s
        }
    secrets |= set(pl.read_csv(DEMO / "incidents.csv", infer_schema=False)["location"].drop_nulls())
    page = run(capsys, DEMO)[1] + run(capsys, DEMO, "--json")[1]
    assert len(secrets) > 100
    assert [s for s in secrets if s in page] == []


def test_a_missing_table_is_what_would_settle_most(tmp_path: Path) -> None:
    for name in ("incidents", "involvements", "offenses"):
        (tmp_path / f"{name}.csv").write_bytes((DEMO / f"{name}.csv").read_bytes())
    found = told(tmp_path, jurisdiction="US-CA-SF")
    assert found["would_settle_most"]["what"] == "charges"


HEADER = "Case No,Victim,Person,Contact info,Seen on,DOB,Where,Status,Story,Cite\n"


def unknown(folder: Path, rows: int = 40) -> Path:
    lines = [
        f'{1000 + n},MARY ROE{n},"ROE, MARY",415 555 01{n:02d},2018-03-{n % 28 + 1:02d},19{50 + n}-01-02,'
        f'{n} MAIN ST,{"Open" if n % 2 else "Closed"},"She said that {n} and more of it, at length",647(b) PC\n'
        for n in range(rows)
    ]
    (folder / "release.csv").write_text(HEADER + "".join(lines))
    return folder


def test_a_file_that_no_mapping_knows(tmp_path: Path, capsys) -> None:
    found = told(unknown(tmp_path))
    assert (found["mapping"]["name"], found["tables"], found["gaps"], found["policies"]) == (
        None,
        None,
        None,
        [],
    )
    assert "no mapping reads" in found["mapping"]["why_not"]
    assert [column["type"] for column in found["files"][0]["columns"]] == [
        "id", "text", "code", "text", "date", "date", "text", "code", "text", "citation",
    ]  # fmt: skip
    own = columns(found)
    assert {sample["value"] for sample in own["Status"]["samples"]} == {"Open", "Closed"}
    assert own["Cite"]["samples"][0]["value"] == "647(b) PC"
    code, page = run(capsys, tmp_path)
    assert code == 0
    for secret in ("MARY", "ROE", "555", "1950", "MAIN", "She"):
        assert secret not in page, secret
        assert secret not in json.dumps(found), secret


def test_births_are_masked_without_a_header(tmp_path: Path) -> None:
    rows = "".join(f"{n},{1940 + n % 60}-0{n % 9 + 1}-02,2018-03-04\n" for n in range(100))
    (tmp_path / "a.csv").write_text(rows)
    own = columns(told(tmp_path))
    assert own["column_2"]["shown"] == "shapes"
    assert own["column_3"]["shown"] == "values"


def test_the_nearest_mapping_is_told_with_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("incident_id,role,person_id,name\n1,V,P1,X\n")
    near = told(tmp_path)["mapping"]["nearest"][0]
    assert (near["mapping"], near["table"], near["there"]) == ("canonical", "involvements", 4)


def test_a_broken_file_beside_a_good_one_is_told(tmp_path: Path) -> None:
    unknown(tmp_path)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    (tmp_path / "empty.csv").write_text("")
    problems = {file["file"]: file.get("problem", "") for file in told(tmp_path)["files"]}
    assert "not a whole Parquet file" in problems["broken.parquet"]
    assert "empty" in problems["empty.csv"]
    assert problems["release.csv"] == ""


def test_exit_codes(tmp_path: Path, capsys) -> None:
    assert run(capsys)[0] == 2
    assert run(capsys, tmp_path)[0] == 5
    (tmp_path / "a.csv").write_bytes(b"\0\0")
    assert run(capsys, tmp_path)[0] == 5
    assert run(capsys, unknown(tmp_path), "--mapping", "nobody")[0] == 5


def test_a_mapping_that_does_not_fit_is_told(tmp_path: Path) -> None:
    found = told(unknown(tmp_path), mapping="nibrs")
    assert found["mapping"]["name"] == "nibrs"
    assert "no file that a mapping knows" in found["mapping"]["why_not"]


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, capsys) -> None:
    (tmp_path / "a.csv").write_text("Sta\x1b[31mtus,[bold]x\n" + "\x1b]0;owned\x07,a\n" * 9)
    _, page = run(capsys, tmp_path)
    assert "\x1b" not in page
    assert "[bold]x" in page


def test_nested_parquet_and_empty_tables(tmp_path: Path) -> None:
    pl.DataFrame({"incident_id": ["1"], "charges": [[{"citation": "211 PC"}]]}).write_parquet(
        tmp_path / "a.parquet"
    )
    pl.DataFrame(schema={"x": pl.Int64, "y": pl.Null}).write_parquet(tmp_path / "b.parquet")
    found = told(tmp_path)
    assert columns(found)["charges"]["type"] == "nested"
    assert [c["null_share"] for c in columns(found, 1).values()] == [None, None]


@pytest.mark.parametrize(
    ("header", "private"),
    [("Victim Name", True), ("victimName", True), ("DOB", True), ("Home Phone", True), ("Incident Address", True),
     ("LATITUDE", True), ("Complainant Zip Code", True), ("Officer Badge", True), ("birthdate", True),
     ("Victim Race", False), ("Status", False), ("Police District", False), ("Offense Status", False)],
)  # fmt: skip
def test_private_headers(header: str, private: bool) -> None:
    assert is_private(header) is private


@pytest.mark.parametrize(
    ("value", "private"),
    [("ROE, MARY", True), ("(415) 555-0123", True), ("123-45-6789", True), ("a@b.org", True),
     ("800 block of BRYANT ST", True), ("12 Main Street", True), ("ARREST, BOOKED", True), ("647(b) PC", False),
     ("Cite or Arrest Adult", False), ("2018-03-04", False)],
)  # fmt: skip
def test_telling_values(value: str, private: bool) -> None:
    assert tells([value]) is private


@pytest.mark.skipif(not DATA.exists(), reason="needs the published records beside the repository")
@pytest.mark.parametrize("name", ["sfpd-2018-12", "dallas-2017", "nibrs-mn-2018", "ca-codes", "citations"])
def test_published_records(name: str, capsys) -> None:
    found = told(DATA / name)
    assert not [file for file in found["files"] if "problem" in file]
    assert run(capsys, DATA / name)[0] == 0
    rows = {file["file"]: file["read"] for file in found["files"]}
    expected = {"sfpd-2018-12": 11_884, "dallas-2017": 599, "ca-codes": 5_638}
    assert name not in expected or list(rows.values()) == [expected[name]]
    if name == "dallas-2017":
        assert all(
            c["shown"] == "nothing"
            for n, c in columns(found).items()
            if n.endswith("Name") and "UCR" not in n
        )
