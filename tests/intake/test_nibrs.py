"""NIBRS extracts, on a small one made here and on the real one where it is at hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from auditor.errors import ExportError
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "nibrs-mn-2018"

LOOKUPS = {
    "NIBRS_VICTIM_TYPE": "VICTIM_TYPE_ID,VICTIM_TYPE_CODE\n1,B\n4,I\n5,L\n9,U\n",
    "NIBRS_ARREST_TYPE": "ARREST_TYPE_ID,ARREST_TYPE_CODE\n1,O\n2,S\n3,T\n",
    "NIBRS_OFFENSE_TYPE": "OFFENSE_TYPE_ID,OFFENSE_CODE,OFFENSE_NAME\n1,09A,Murder\n2,13A,Assault\n3,35A,Drugs\n",
    "NIBRS_RELATIONSHIP": "RELATIONSHIP_ID,RELATIONSHIP_CODE\n18,RU\n24,ST\n25,VO\n",
    "REF_RACE": "RACE_ID,RACE_CODE\n0,U\n1,W\n2,B\n99,NS\n",
    "NIBRS_ETHNICITY": "ETHNICITY_ID,ETHNICITY_CODE\n1,H\n2,N\n3,U\n4,M\n",
}
VICTIM = "VICTIM_ID,INCIDENT_ID,VICTIM_TYPE_ID,AGE_NUM,SEX_CODE,RACE_ID,ETHNICITY_ID\n"
OFFENDER = "OFFENDER_ID,INCIDENT_ID,OFFENDER_SEQ_NUM,AGE_NUM,SEX_CODE,RACE_ID,ETHNICITY_ID\n"
ARRESTEE = "ARRESTEE_ID,INCIDENT_ID,ARREST_DATE,ARREST_TYPE_ID,OFFENSE_TYPE_ID,AGE_NUM,SEX_CODE,RACE_ID,ETHNICITY_ID\n"
FILES = LOOKUPS | {
    "NIBRS_incident": (
        "AGENCY_ID,INCIDENT_ID,INCIDENT_DATE,REPORT_DATE_FLAG\n"
        '9,1,2018-03-04 00:00:00,""\n9,2,2018-03-05,R\n8,3,04-MAR-18,\n'
    ),
    "NIBRS_OFFENSE": "OFFENSE_ID,INCIDENT_ID,OFFENSE_TYPE_ID,ATTEMPT_COMPLETE_FLAG\n11,1,1,C\n12,1,2,A\n31,3,3,C\n",
    "NIBRS_VICTIM": VICTIM
    + "101,1,4,34,F,1,1\n102,1,5,NB,U,0,3\n103,1,1,,,,\n104,3,9,,,,\n105,2,4,00,X,99,4\n",
    "NIBRS_VICTIM_OFFENSE": "VICTIM_ID,OFFENSE_ID\n101,11\n101,12\n102,12\n103,12\n",
    "NIBRS_OFFENDER": OFFENDER + "201,1,1,40,M,2,2\n202,3,0,,,,\n",
    "NIBRS_VICTIM_OFFENDER_REL": "VICTIM_ID,OFFENDER_ID,RELATIONSHIP_ID\n101,201,24\n102,201,18\n",
    "NIBRS_ARRESTEE": ARRESTEE
    + "301,1,05-MAR-18,1,1,41,M,2,2\n302,3,06-MAR-18,2,3,20,F,1,1\n303,3,2018-03-07,3,3,,F,1,1\n",
}


@pytest.fixture
def extract(export):
    def write(**files: str) -> Path:
        return export(whole=False, **(FILES | files))

    return write


def rows(folder: Path, table: str, *columns: str) -> list[tuple[object, ...]]:
    frame = read_export(folder).tables[table].collect().sort("file", "row", *columns)
    return frame.select(columns).rows()


def test_the_mapping_is_picked_by_the_headers(extract) -> None:
    read = read_export(extract())
    assert read.mapping.name == "nibrs"
    assert "cannot identify a person" in " ".join(read.mapping.notes)
    assert read.citation_system == {"offenses": "NIBRS", "charges": "NIBRS"}
    assert read.jurisdiction is None


def test_incidents(extract) -> None:
    assert rows(extract(), "incidents", "incident_id", "agency", "occurred_at", "reported_at") == [
        ("1", "9", datetime(2018, 3, 4), None),
        ("2", "9", None, datetime(2018, 3, 5)),
        ("3", "8", datetime(2018, 3, 4), None),
    ]


def test_offenses_by_type_or_by_code(extract) -> None:
    by_type = rows(extract(), "offenses", "incident_id", "offense_id", "citation", "attempted")
    assert by_type == [("1", "11", "09A", False), ("1", "12", "13A", True), ("3", "31", "35A", False)]
    by_code = extract(
        NIBRS_OFFENSE="OFFENSE_ID,INCIDENT_ID,OFFENSE_CODE,ATTEMPT_COMPLETE_FLAG\n11,1,09A,C\n12,1,13A,A\n31,3,35A,C\n",
        NIBRS_ARRESTEE=ARRESTEE.replace("OFFENSE_TYPE_ID", "OFFENSE_CODE")
        + "301,1,05-MAR-18,1,40A,41,M,2,2\n",
    )
    assert rows(by_code, "offenses", "incident_id", "offense_id", "citation", "attempted") == by_type
    assert rows(by_code, "charges", "citation") == [("40A",)]
    dead = rows(by_code, "involvements", "offense_id", "deceased")
    assert {("11", True), ("12", None)} <= set(dead)


def test_involvements(extract) -> None:
    columns = ("role", "offense_id", "also_offender", "deceased", "age", "sex", "race", "ethnicity")
    assert rows(extract(), "involvements", *columns) == [
        ("suspect", None, None, None, 40, "M", "B", "N"),
        ("victim", "11", False, True, 34, "F", "W", "H"),
        ("victim", "12", False, True, 34, "F", "W", "H"),
        ("victim", "12", None, None, None, None, None, None),
        ("victim", None, None, None, None, None, None, None),
    ]
    assert rows(extract(), "involvements", "person_id") == [(None,)] * 5


@pytest.mark.parametrize(
    ("offenders", "relations", "answer"),
    [
        ("201,1,1", "101,201,24", False),
        ("201,1,1", "101,201,25", True),
        ("201,1,1", "101,201,18", None),
        ("201,1,1", "101,201,", None),
        ("201,1,1", "", None),
        ("201,1,1 202,1,2", "101,201,24", None),
        ("201,1,1 202,1,2", "101,201,24 101,202,24", False),
        ("201,1,1 202,1,2", "101,201,24 101,202,18", None),
        ("201,1,1 202,1,2", "101,201,25 101,202,18", True),
        ("201,1,1 202,1,0", "101,201,24 101,202,24", None),
        ("201,1,1 202,1,0", "101,201,25", True),
        ("201,1,1 202,3,0", "101,201,24", False),
        ("201,3,1", "101,201,24", None),
        ("201,1,1", "102,201,25 101,201,18 101,201,24", False),
    ],
)
def test_also_offender(extract, offenders: str, relations: str, answer: bool | None) -> None:
    folder = extract(
        NIBRS_OFFENDER=OFFENDER + "".join(f"{o},,,,\n" for o in offenders.split()),
        NIBRS_VICTIM_OFFENDER_REL="VICTIM_ID,OFFENDER_ID,RELATIONSHIP_ID\n" + "\n".join(relations.split()),
    )
    frame = read_export(folder).tables["involvements"].filter(role="victim", offense_id="11").collect()
    assert frame["also_offender"].to_list() == [answer]


def test_arrests_and_charges(extract) -> None:
    assert rows(extract(), "arrests", "incident_id", "arrest_id", "arrested_at", "kind", "basis") == [
        ("1", "301", datetime(2018, 3, 5), "custody", "on_view"),
        ("3", "302", datetime(2018, 3, 6), "citation", None),
        ("3", "303", datetime(2018, 3, 7), "custody", None),
    ]
    columns = (
        "charge_id",
        "arrest_id",
        "citation",
        "stage",
        "level",
        "date",
        "age",
        "sex",
        "race",
        "ethnicity",
    )
    assert rows(extract(), "charges", *columns) == [
        ("301", "301", "09A", None, None, None, 41, "M", "B", "N"),
        ("302", "302", "35A", None, None, None, 20, "F", "W", "H"),
        ("303", "303", "35A", None, None, None, None, "F", "W", "H"),
    ]


def test_rows_that_are_no_records_are_set_aside_and_counted(extract) -> None:
    files = {f["file"]: f for f in intake_coverage(read_export(extract()))["files"]}
    assert files["NIBRS_VICTIM.csv"]["set_aside"] == {"victim_is_no_person": 2}
    assert files["NIBRS_OFFENDER.csv"]["set_aside"] == {"offender_not_identified": 1}
    assert files["NIBRS_ARRESTEE.csv"]["tables"] == ["arrests", "charges"]
    assert files["REF_RACE.csv"]["used"] == 4
    assert all(f["read"] == f["used"] for f in files.values())


def test_letter_case_quotes_and_parquet_make_no_difference(extract, tmp_path: Path) -> None:
    folder = extract()
    plain = {t: f.collect() for t, f in read_export(folder).tables.items()}
    for name in ("quoted", "parquet"):
        (tmp_path / name).mkdir()
    for path in folder.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        quoted = frame.rename(str.lower).write_csv(quote_style="always")
        (tmp_path / "quoted" / path.name.lower()).write_text(quoted)
        pl.read_csv(path, try_parse_dates=True).write_parquet(tmp_path / "parquet" / f"{path.stem}.parquet")
    for name in ("quoted", "parquet"):
        read = read_export(tmp_path / name)
        assert read.mapping.name == "nibrs"
        for table, expected in plain.items():
            own = [c for c in expected.columns if c != "file" and not c.startswith("raw_")]
            key = [c for c in own if c not in ("occurred_at", "reported_at", "arrested_at")]
            got = read.tables[table].collect()
            assert got.select(own).sort(key).rows() == expected.select(own).sort(key).rows(), (name, table)


def test_a_file_that_is_needed_and_not_there(extract) -> None:
    folder = extract()
    (folder / "NIBRS_VICTIM_TYPE.csv").unlink()
    with pytest.raises(ExportError, match="needs the file nibrs_victim_type beside it"):
        read_export(folder)


def test_files_that_only_add_may_be_absent(extract) -> None:
    folder = extract()
    for name in ("REF_RACE", "NIBRS_ETHNICITY", "NIBRS_ARREST_TYPE", "NIBRS_RELATIONSHIP"):
        (folder / f"{name}.csv").unlink()
    assert rows(folder, "arrests", "kind") == [(None,)] * 3
    assert {a for (a,) in rows(folder, "involvements", "also_offender")} == {None}
    assert "race" not in read_export(folder).present["charges"]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real NIBRS extract is not at hand")
def test_the_real_extract() -> None:
    read = read_export(REAL)
    assert read.mapping.name == "nibrs"
    assert read.rows == {
        "incidents": 18779, "offenses": 21361, "involvements": 28368, "arrests": 7394, "charges": 7394,
    }  # fmt: skip
    coverage = intake_coverage(read)
    for file in coverage["files"]:
        assert file["read"] == file["used"] + sum(file["rejected"].values())
        lines = (REAL / file["file"]).read_bytes().splitlines()
        assert file["read"] == len(lines) - 1, file["file"]
        assert file["orphans"] == 0
    assert {f["file"] for f in coverage["files"]} | {f["file"] for f in coverage["files_not_read"]} == {
        path.name for path in REAL.iterdir()
    }
    unread = {
        (table, column): told["unrecognised"] + told["unreadable"]
        for table, of in coverage["tables"].items()
        for column, told in of["columns"].items()
    }
    assert not any(unread.values())
    victims = read.tables["involvements"].filter(pl.col("role") == "victim").collect()
    assert victims["offense_id"].null_count() == 0
    assert victims["deceased"].sum() == 10
