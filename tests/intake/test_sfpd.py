"""The published reports of San Francisco police: read by their headers, on a few made here and on a real month."""

import csv
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export
from auditor.law.source import table_rows

REAL = Path(__file__).parents[3] / "shared" / "data" / "sfpd-2018-12"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real reports are not beside the repository")
HEADER = (
    "Incident Datetime,Report Datetime,Row ID,Incident ID,Incident Number,Report Type Code,"
    "Report Type Description,Incident Code,Incident Description,Resolution,Intersection,Police District\n"
)
ROWS = [
    "2018/12/01 12:25:00 AM,2018/12/01 01:05:00 PM,R1,1,180000001,II,Initial,03074,Robbery,Open or Active,A,Mission",
    "2018/12/01 12:25:00 AM,2018/12/02 09:00:00 AM,R2,2,180000001,IS,Later,16710,Pipe,Cite or Arrest Adult,A,Mission",
    "2018/12/03 01:00:00 PM,2018/12/03 02:00:00 PM,R3,3,180000002,II,Initial,03014,Robbery,Arrested on Mars,B,Central",
    "2018/12/03 01:00:00 PM,2018/12/03 02:00:00 PM,R4,4,180000003,II,Initial,99999,?,,B,Central",
]


@pytest.fixture
def reports(tmp_path):
    path = tmp_path / "Police Reports (1).csv"
    path.write_text(HEADER + "\n".join(ROWS) + "\n")
    return read_export(path)


def rows(export, table, *columns):
    return export.tables[table].select(columns).unique().sort(pl.all()).collect().rows()


def test_it_is_recognised_by_its_headers_whatever_its_name(reports):
    assert reports.mapping.name == "sfpd-open-data"
    assert reports.jurisdiction == "US-CA-SF"
    assert reports.citation_system == {"offenses": "SFPD"}
    assert set(reports.tables) == {"incidents", "offenses", "arrests"}


def test_a_row_is_an_offense_of_a_report_of_an_incident(reports):
    moments = rows(reports, "incidents", "incident_id", "occurred_at", "reported_at", "district")
    assert [str(cell) for cell in moments[0]] == [
        "180000001", "2018-12-01 00:25:00", "2018-12-01 13:05:00", "Mission",
    ]  # fmt: skip
    assert rows(reports, "offenses", "incident_id", "offense_id", "citation")[:2] == [
        ("180000001", "R1", "03074"),
        ("180000001", "R2", "16710"),
    ]


def test_a_resolution_by_arrest_is_an_arrest_of_nobody_named(reports):
    assert rows(reports, "arrests", "incident_id", "person_id", "kind", "basis") == [
        ("180000001", None, None, None)
    ]


def test_a_resolution_that_is_not_known_is_counted_apart_from_one_that_is_no_arrest(reports):
    (file,) = intake_coverage(reports)["files"]
    assert file["no_record"] == {"arrests": {"resolution_is_no_arrest": 1, "resolution_is_not_known": 2}}
    assert file["read"] == file["used"] == 4
    assert file["set_aside"] == {}


@real
def test_the_real_month_is_read_whole():
    export = read_export(REAL)
    coverage = intake_coverage(export)
    (file,) = coverage["files"]
    assert (file["read"], file["used"], file["rejected"], file["orphans"]) == (11_884, 11_884, {}, 0)
    assert file["no_record"] == {"arrests": {"resolution_is_no_arrest": 11_884 - 2_644 - 89}}
    assert {t: told["rows"] for t, told in coverage["tables"].items()} == {
        "incidents": 9_740,
        "offenses": 11_884,
        "arrests": 1_417,
    }
    told = coverage["tables"]["incidents"]["columns"]
    assert told["occurred_at"]["nulls"] == told["reported_at"]["nulls"] == 0
    assert export.tables["incidents"].collect()["incident_id"].n_unique() == 8_766


@real
def test_supplements_change_the_resolution_of_120_incidents():
    """An arrest that only a supplement tells of is the incident's all the same."""
    said = defaultdict(set)
    (path,) = REAL.glob("*.csv")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            said[row["Incident Number"]].add(row["Resolution"])
    assert sum(len(words) > 1 for words in said.values()) == 120
    arrested = {number for number, words in said.items() if any(word.startswith("Cite") for word in words)}
    assert set(read_export(REAL).tables["arrests"].collect()["incident_id"]) == arrested


@real
def test_every_code_of_the_real_month_is_in_the_table():
    known = {row["section"] for row in table_rows("statutes/sfpd")}
    assert set(read_export(REAL).tables["offenses"].collect()["citation"]) <= known
