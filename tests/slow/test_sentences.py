"""Single sentences of the contract: keys, arrests, identity, offenses."""

from datetime import date

import pytest

from tests.slow.cases import blank_person, clear_breach
from tests.slow.cells import read_cell
from tests.slow.facts import FACTS
from tests.slow.kleene import k_and, k_not, k_or
from tests.slow.law import (
    is_protected,
    is_qualifying,
    level_of,
    look_up,
    read_citation,
    statute,
    statute_rows,
)
from tests.slow.people import same_person
from tests.slow.reading import read
from tests.slow.world import build

DAY = date(2018, 3, 4)
HERE = {"agency": "SFPD", "incident_id": "100"}


def two(a, b, **tables):
    """Whether an involvement with the cells `a` and a charge with the cells `b` are one person."""
    world = build({"involvements": [{**HERE, **a}], "charges": [{**HERE, **b}], **tables})
    return same_person(world, world.tables["involvements"][0], world.tables["charges"][0])


def test_kleene():
    assert [k_or([]), k_or([None, True]), k_or([None, False]), k_or([False])] == [False, True, None, False]
    assert [k_and(None, False), k_and(None, True), k_and(True), k_not(None)] == [False, None, True, None]


ANA = {"name": "Ana Silva", "birth_date": "1990-03-04"}
# A named row elsewhere keeps the export from being a screening one.
NAMED = [{"incident_id": "200", "name": "RAY VOSS"}]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({"person_id": "P1"}, {"person_id": "P1"}, True),
        (ANA, {"name": "SILVA, Aña", "birth_date": "1990-03-04"}, True),
        ({**ANA, "person_id": "P1"}, {**ANA, "person_id": "P2"}, None),
        ({"person_id": "P1"}, {"person_id": "P2"}, False),
        ({"person_id": "0"}, {"person_id": "0"}, None),
        ({"deceased": "true"}, {}, False),
        ({"role": "victim", "also_offender": "false"}, {}, False),
        ({"role": "suspect", "also_offender": "false"}, {}, None),
        ({"name": "ANA SILVA"}, {"name": "RAY VOSS"}, False),
        ({"name": "ANA SILVA"}, {"name": "ANA VOSS"}, None),
        ({"name": "A B"}, {"name": "RAY VOSS"}, None),
        ({"name": "JANE DOE"}, {"name": "RAY VOSS"}, None),
        (
            {"name": "ANA SILVA", "birth_date": "1990-03-04"},
            {"name": "RAY V", "birth_date": "1990-03-04"},
            None,
        ),
        ({"birth_date": "1990-03-04"}, {"birth_date": "1990-04-03"}, None),
        ({"birth_date": "1990-03-04"}, {"birth_date": "1991-04-03"}, None),
        ({"birth_date": "1990-03-04"}, {"birth_date": "1991-03-05"}, False),
        ({"birth_date": "1900-01-01"}, {"birth_date": "1991-03-05"}, None),
        ({"age": "28"}, {"age": "29"}, None),
        ({"age": "28"}, {"age": "30"}, False),
        ({"sex": "F"}, {"sex": "M"}, None),
    ],
)
def test_who_is_the_same_person(a, b, expected):
    assert two(a, b, incidents=NAMED, evidence=[{"incident_id": "200", "person_id": "P9"}]) is expected


def test_only_a_screening_export_tells_people_apart_by_sex_and_race():
    assert two({"sex": "F"}, {"sex": "M"}) is False
    assert two({"race": "White"}, {"race": "WHITE"}) is None
    assert two({"race": "White"}, {"race": "BLACK"}) is False


def test_across_incidents_only_a_tie_leaves_room_for_doubt():
    there = {"involvements": [{**HERE, "incident_id": "101", "role": "victim"}], "charges": [{**HERE}]}
    for links, expected in (([], False), ([{**HERE, "source_incident_id": "101"}], None)):
        world = build({**there, "links": links, "evidence": [{"incident_id": "9", "person_id": "P9"}]})
        assert same_person(world, world.tables["involvements"][0], world.tables["charges"][0]) is expected


def test_an_id_that_contradicts_itself_is_null_in_its_incident_alone():
    rows = [{**HERE, "person_id": "P1", "age": age} for age in ("28", "31")]
    world = build({"involvements": [*rows, {**HERE, "incident_id": "101", "person_id": "P1"}]})
    assert [row["person_id"] for row in world.tables["involvements"]] == [None, None, "P1"]


def test_a_charge_takes_its_arrests_id_and_is_filled_from_involvements():
    tables = clear_breach("SF-P1")
    tables["charges"][0].update(blank_person())
    charge = build(tables).tables["charges"][0]
    assert (charge["person_id"], charge["name"], charge["age"]) == ("P1", "ANA SILVA", 28)
    # An arrest that names nobody: the one id that its other charges carry.
    tables["arrests"][0]["person_id"] = None
    tables["charges"].append({**tables["charges"][0], "charge_id": "C2", "person_id": "P2"})
    assert [c["person_id"] for c in build(tables).tables["charges"]] == ["P2", "P2"]


def test_the_arrest_of_a_charge():
    tables = clear_breach("SF-P1")
    tables["charges"][0].update({"arrest_id": None, "stage": None})
    tables["arrests"][0]["kind"] = "summons"
    charge = build(tables).tables["charges"][0]
    assert (charge["handle"], charge["stage"]) == (("id", "A1"), "cited")
    # Two arrests of one person: neither is it. Two rows of one arrest_id are one arrest (D2).
    tables["arrests"].append({**tables["arrests"][0], "arrest_id": "A2"})
    assert build(tables).tables["charges"][0]["stage"] is None
    tables["arrests"][1].update({"arrest_id": "A1", "basis": "hold"})
    charge = build(tables).tables["charges"][0]
    assert (charge["handle"], charge["arrest"]["basis"]) == (("id", "A1"), None)


def test_agencies():
    tables = {
        "incidents": [{"incident_id": n, "agency": a} for n, a in (("1", "A"), ("2", "A"), ("2", "B"))],
        "offenses": [{"incident_id": n} for n in ("1", "2", "3")],
    }
    assert [row["key"] for row in build(tables).tables["offenses"]] == [("A", "1"), (None, "3")]


def test_reports_of_one_incident_and_unknown_words():
    tables = {
        "incidents": [{"incident_id": "1", "reported_at": d} for d in ("2018-03-05", None, "2018-03-04")]
    }
    assert build(tables).report_date((None, "1")) == DAY
    assert [read_cell("text", "UNK"), read_cell("when", "1899-12-31"), read_cell("id", "1.2E+08")] == [
        None
    ] * 3


def test_citations():
    read_forms = ("647(b) PC", "PC 647(b)(1)", "664/211 PC", "11377(a) HS/M", "HS 11350(a)-F", "40A", "???")
    assert [None if (o := read_citation(form)) is None else str(o) for form in read_forms] == [
        "PC 647(b)",
        "PC 647(b)(1)",
        "PC 211",
        "HS 11377(a)",
        "HS 11350(a)",
        "NIBRS 40A",
        None,
    ]


def sections(citation, day=DAY):
    return sorted({row["section"] for row in look_up(statute_rows(), read_citation(citation), day)})


def test_the_longest_prefix_else_the_finer_rows():
    assert sections("647(b)(2) PC") == ["647(b)(2)"]
    assert sections("647(b)(9) PC") == ["647(b)"]
    assert sections("11357(b) HS") == ["11357(b)(1)", "11357(b)(2)"]
    assert statute(read_citation("647 PC"), DAY).get("level") == "misdemeanor"
    assert statute(read_citation("647 PC"), DAY).get("offense_class") is None


def test_levels():
    assert level_of("felony", read_citation("11377(a) HS/M"), DAY) is None
    assert level_of(None, read_citation("11377(a) HS"), DAY) == "misdemeanor"
    assert level_of(None, read_citation("245(a)(1) PC"), DAY) is None
    assert level_of("felony", read_citation("35A"), DAY) == "felony"


def test_answers_of_the_lists():
    gone = date(2023, 1, 1)
    assert is_protected("ca-pc-647.3", read_citation("653.22(a) PC"), gone, "felony") is None
    assert is_qualifying("ca-pc-647.3", read_citation("653.22(a) PC"), gone, ()) is False
    assert is_qualifying("sf-2017", read_citation("246.3(a) PC"), DAY, ("violent",)) is None
    assert is_qualifying("sf-2017", read_citation("594(a) PC"), DAY, ("violent",)) is False


@pytest.mark.parametrize(
    ("second", "role", "expected"),
    [
        # Of a robbery and a theft she may be the victim of either; a drug offense has no victim.
        ("484(a) PC", "victim", None),
        ("11364(a) HS", "victim", True),
        ("245(a)(1) PC", "victim", True),
    ],
)
def test_an_involvement_without_an_offense(second, role, expected):
    tables = clear_breach("SF-P1")
    tables["involvements"][0].update({"offense_id": None, "role": role})
    tables["offenses"].append({**HERE, "offense_id": "O2", "citation": second})
    world = build(tables)
    charge = world.tables["charges"][0]
    assert FACTS["reported_qualifying"](world, "sf-2017", charge) is expected


def test_a_report_nearby_is_never_more_than_unknown():
    for reported, expected in (("2018-03-05", None), ("2018-03-06", False), (None, None)):
        tables = clear_breach("SF-P1")
        for table in ("incidents", "involvements", "offenses"):
            for row in tables[table]:
                row["incident_id"] = "101"
        tables["incidents"][0].update({"occurred_at": None, "reported_at": reported})
        tables["incidents"].append({**HERE, "reported_at": "2018-03-04"})
        assert (
            read(tables, ["sf-2017"]).verdicts["sf-2017", "SF-P1", 0].conditions["reported_crime"] is expected
        )


@pytest.mark.parametrize(
    ("citation", "stage", "expected"),
    [("647(b)(1) PC", "booked", False), ("647(b) PC", "noted", None), ("PC 602", "booked", None)],
)
def test_a_later_stage_beside_another_charge_of_the_arrest(citation, stage, expected):
    tables = clear_breach("SF-P1")
    tables["charges"][0]["stage"] = "filed"
    tables["charges"].append(
        {**tables["charges"][0], "charge_id": "C2", "citation": citation, "stage": stage}
    )
    world = build(tables)
    assert FACTS["police_act"](world, "sf-2017", world.tables["charges"][0]) is expected


def test_minors():
    # By birth date at the day of the crime, else by age (D16).
    for cells, expected in (
        ({"birth_date": "2000-03-04"}, False),
        ({"birth_date": "2000-03-05"}, True),
        ({"birth_date": None, "age": "17"}, True),
    ):
        tables = clear_breach("SF-P1")
        for row in (tables["involvements"][0], tables["charges"][0]):
            row.update({"age": "18", **cells})
        world = build(tables)
        assert FACTS["minor"](world, "sf-2017", world.tables["charges"][0]) is expected
