"""The published incidents of Dallas: read by their headers, on a few rows made here and on the real ones."""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from auditor.api import audit
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export
from auditor.law.citations import read_citation

REAL = Path(__file__).parents[3] / "shared" / "data" / "dallas-2017"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real incidents are not beside the repository")
HEADER = (
    "Incident Number w/ Year,Service Number ID,Type of Incident,Starting  Date/Time,Call Received Date Time,"
    "Division,Beat,Incident Address,Person Involvement Type,Complainant Name,Complainant Race,Complainant Gender,"
    "Complainant Age,Complainant Age at Offense,Offense Status,Victim Condition,Final UCR, UCR Offense Name \n"
)
ROWS = [
    "1-2017,1-2017-01,ROBBERY,1/2/17 03:04,1/2/17 04:00,Central,1,A ST,Victim,'ROE, A',W,F,30,29,Open,,300,ROBBERY",
    "1-2017,1-2017-02,ROBBERY,1/2/17 03:04,1/2/17 04:00,Central,1,A ST,Witness,,,,,,Open,,300,ROBBERY",
    "2-2017,2-2017-01,VANDALISM,1/3/17 00:00,1/3/17 01:00,,1,B ST,Victim,CITY OF DALLAS,,,,,Clear by Arrest,,1400,X",
    "3-2017,3-2017-01,UUMV,1/3/17 00:00,1/3/17 01:00,Central,1,B ST,Stln Vehicle (UUMV),,,,,,Suspended,,710,UUMV",
    "4-2017,4-2017-01,FOUND,1/3/17 00:00,1/3/17 01:00,,1,B ST,Victim,'ELM, B',B,M,,41,Suspended,Deceased,4300,FOUND",
    "5-2017,5-2017-01,TRESPASS,1/3/17 00:00,1/3/17 01:00,,1,B ST,Suspect,'LEE, C',B,M,,41,,,2600,CRIMINAL TRESPASS",
]


@pytest.fixture
def incidents(tmp_path):
    path = tmp_path / "whatever.csv"
    path.write_text(HEADER + "\n".join(ROWS).replace("'", '"') + "\n")
    return read_export(path)


def rows(export, table, *columns):
    return export.tables[table].select(columns).sort(pl.all()).collect().rows()


def test_it_is_recognised_by_its_headers_and_repeated_incidents_are_one(incidents):
    assert (incidents.mapping.name, incidents.jurisdiction) == ("dallas-open-data", "US-TX-DALLAS")
    moments = rows(incidents, "incidents", "incident_id", "occurred_at", "reported_at")
    assert [str(cell) for cell in moments[0]] == ["1-2017", "2017-01-02 03:04:00", "2017-01-02 04:00:00"]
    assert len(moments) == 5


def test_a_victim_that_is_no_person_is_no_involvement_and_a_role_that_is_new_is_one(incidents):
    people = rows(incidents, "involvements", "incident_id", "role", "name", "age", "deceased")
    assert people == [
        ("1-2017", "victim", "ROE, A", 29, None),
        ("1-2017", "witness", None, None, None),
        ("4-2017", "victim", "ELM, B", 41, True),
        ("5-2017", "suspect", "LEE, C", 41, None),
    ]


def test_offenses_bear_codes_that_can_be_looked_up_and_lost_things_are_none(incidents):
    assert rows(incidents, "offenses", "incident_id", "citation") == [
        ("1-2017", "120"), ("1-2017", "120"), ("2-2017", None), ("3-2017", "240"), ("5-2017", "90J"),
    ]  # fmt: skip
    assert rows(incidents, "arrests", "incident_id", "person_id") == [("2-2017", None)]


def test_a_section_goes_before_the_number_that_holds_other_crimes_too(tmp_path):
    head = HEADER.rstrip("\n")
    row = "1-2017,1-2017-01,X,1/2/17 03:04,1/2/17 04:00,C,1,A ST,Victim,'ROE, A',W,F,30,29,,"
    codes = [("2400", "PC 42.072"), ("2400", "PC 42.07(c)"), ("450", "PC 22.05(a)"), ("1400", "PC 28.04(a)"),
             ("300", "PC 29.03"), ("4200", "UCR"), ("4200", "No Offense"), ("9999", "")]  # fmt: skip
    lines = [f"{row},{ucr},,{section}".replace("'", '"') for ucr, section in codes]
    path = tmp_path / "whatever.csv"
    path.write_text("\n".join([f"{head},Penal Code", *lines]) + "\n")
    cited = read_export(path).tables["offenses"].sort("row").collect()["citation"].to_list()
    assert cited == ["13C", None, None, "290", "120", None, "9999"]


@real
def test_the_real_rows_are_read_whole():
    export = read_export(REAL)
    coverage = intake_coverage(export)
    (file,) = coverage["files"]
    assert (file["read"], file["used"], file["rejected"], file["orphans"]) == (599, 599, {}, 0)
    told = {table: of["rows"] for table, of in coverage["tables"].items()}
    assert told == {"incidents": 544, "involvements": 448, "offenses": 599 - 59 - 9, "arrests": 36}
    for column in ("occurred_at", "reported_at"):
        assert coverage["tables"]["incidents"]["columns"][column]["nulls"] == 0
    roles = Counter(export.tables["involvements"].collect()["role"])
    assert roles == {"victim": 419, "reporting_party": 13, "witness": 12, None: 4}


@real
def test_businesses_and_the_city_are_set_aside_with_a_reason():
    export = read_export(REAL)
    (file,) = intake_coverage(export)["files"]
    assert file["no_record"]["involvements"] == {"vehicle_without_person": 39, "victim_is_no_person": 112}
    involved = export.tables["involvements"].collect()
    assert involved.height + 39 + 112 == file["read"]
    assert involved["offense_id"].null_count() == 0
    assert not any("CITY OF DALLAS" in name for name in involved["name"].drop_nulls())


@real
def test_every_code_of_the_real_rows_is_looked_up_but_traffic_and_what_has_no_code():
    citations = read_export(REAL).tables["offenses"].collect()["citation"]
    assert all(read_citation(text, "NIBRS").citation for text in citations.drop_nulls())
    assert citations.null_count() == 67 + 3 + 15


@real
@pytest.mark.parametrize("pack", ["sf-2017", "ca-pc-647.3"])
def test_no_rule_can_be_audited(pack):
    done = audit(REAL, [pack])
    assert done.findings.height == 0
    assert not any(rule["auditable"] for of in done.coverage["policies"] for rule in of["rules"])
