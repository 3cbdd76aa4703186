"""Mappings proposed for exports of every shape: valid, ready to use, and right where headers and cells tell enough."""

import csv
import os
import re
import tempfile
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given as given_by_hypothesis
from hypothesis import strategies as st

from auditor import __main__ as program
from auditor.errors import AuditorError
from auditor.intake.export import read_export
from auditor.intake.mapping_checks import wrong
from auditor.intake.private import is_private
from auditor.intake.proposing.headers import header_of, likeness, table_of
from auditor.intake.proposing.proposal import proposed
from auditor.intake.proposing.trying import tried
from auditor.intake.proposing.writing import flow
from auditor.yamlfile import read_yaml

SHARED = Path(__file__).parents[3] / "shared" / "data"
real = pytest.mark.skipif(not SHARED.is_dir(), reason="the real exports are not beside the repository")


@pytest.fixture
def given(tmp_path):
    """Write files; the export, the text of the mapping that is proposed, and the export as it reads it."""

    def write(**files):
        folder = tmp_path / "export"
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text)
        text = proposed([folder])
        return folder, text, read(folder, text, tmp_path)

    return write


def read(folder, text, tmp_path):
    lined = read_yaml(text, "mine.yaml")
    assert (lined.problems, wrong(lined, "mine.yaml")) == ([], [])
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(text)
    return read_export(folder, mapping=mapping)


def rows(export, table, *columns):
    return sorted(export.tables[table].select(columns).collect().rows(), key=str)


def test_headers_are_read_with_short_forms_and_people():
    assert header_of("VictimDOB").words == ("birth", "date")
    assert header_of("Susp_Sex").role == "suspect"
    assert header_of("Rptd Dt").text == "reported date"
    assert likeness(header_of("IncidentNo"), "incidents", "incident_id", own=False)[0] == 1.0
    assert likeness(header_of("Complainant City"), "incidents", "location", own=False) == (0.0, "")
    assert (table_of("NIBRS_VICTIM"), table_of("arrest_charges_2019"), table_of("x")) == (
        "involvements", "charges", None,
    )  # fmt: skip


def test_tables(given):
    _, text, export = given(
        events="Case No,Reported,Area Name\nA-17,03/14/2018 11:30 PM,North\nA-18,03/05/2018 01:00 AM,\n",
        people="Case No,Person ID,Part,DOB\nA-17,77,Victim,01/31/1990\nA-17,78,Onlooker,12/31/1985\nA-18,79,W,\n",
        booking_charges="Case No,Person ID,Section,Severity,Date\nA-18,79,647(b) PC,M,2018-03-06\n",
    )
    assert [str(cell) for cell in rows(export, "incidents", "incident_id", "reported_at", "district")[0]] == [
        "A-17", "2018-03-14 23:30:00", "North",
    ]  # fmt: skip
    assert rows(export, "involvements", "person_id", "role") == [
        ("77", "victim"),
        ("78", None),
        ("79", "witness"),
    ]
    assert rows(export, "charges", "person_id", "citation", "level") == [("79", "647(b) PC", "misdemeanor")]
    assert "Onlooker: null" in text
    assert "say what the others mean" in text


def test_flat(given):
    _, _, export = given(
        release="CASE_NUMBER,PARTY_ID,PARTY_TYPE,CHARGE,CHARGE_LVL\n"
        "17,P1,VICTIM,,\n17,P2,SUSPECT,245(a)(1) PC,F\n17,P2,SUSPECT,148(a)(1) PC,M\n"
    )
    assert rows(export, "incidents", "incident_id") == [("17",)]
    assert rows(export, "involvements", "person_id", "role") == [("P1", "victim"), ("P2", "suspect")]
    assert [level for _, level in rows(export, "charges", "citation", "level")] == ["misdemeanor", "felony"]


def test_sideways(given):
    _, text, export = given(
        crimes="Case ID,Victim1_Name,Victim1_Age,Victim2_Name,Victim2_Age,Suspect_Name,Suspect_Sex\n"
        "5,Ada Sorrel,31,Bo Teasel,40,Cy Vetch,M\n6,,,,,,\n"
    )
    assert 'sideways: ["1", "2"]' in text
    people = [("suspect", "Cy Vetch"), ("victim", "Ada Sorrel"), ("victim", "Bo Teasel")]
    assert rows(export, "involvements", "role", "name") == people
    assert rows(export, "incidents", "incident_id") == [("5",), ("6",)]


def test_cells_of_several_values(given):
    _, text, export = given(
        log="Incident Number,Person ID,Role,Charges\n8,P4,V/W,\n9,P5,S,647(b) PC; 11364 HS\n9,P6,V,\n",
    )
    assert 'at: "/"' in text
    assert rows(export, "involvements", "person_id", "role") == [
        ("P4", "victim"), ("P4", "witness"), ("P5", "suspect"), ("P6", "victim"),
    ]  # fmt: skip
    assert [c for (c,) in rows(export, "charges", "citation")] == ["11364 HS", "647(b) PC"]


def test_levels_are_split_beside_their_charges(given):
    _, text, export = given(log="Case Number,Charges,Charge Level\n9,647(b) PC; 11364 HS,M;M\n8,211 PC,F\n")
    assert 'split: [{columns: [charges, charge level], at: ";"}]' in text
    assert rows(export, "charges", "citation", "level") == [
        ("11364 HS", "misdemeanor"), ("211 PC", "felony"), ("647(b) PC", "misdemeanor"),
    ]  # fmt: skip


def test_a_file_of_victims_is_one_source_with_their_role(given):
    _, text, export = given(
        incidents="Incident ID,Incident Date\n1,2018-03-04\n",
        nibrs_victim="Incident ID,Victim ID,Age_Num,Sex_Code,Victim_Type_ID\n1,V9,34,F,4\n",
    )
    assert text.count("role: {constant: victim}") == 1
    assert rows(export, "involvements", "person_id", "role", "age", "sex") == [("V9", "victim", 34, "F")]


@pytest.mark.parametrize(
    ("name", "private"),
    [("Complainant Name", True), ("Last_Name", True), ("Name", True), ("DOB", True), ("Officer #1  Name", True),
     ("UCR Offense Name", False), ("Street Name", True), ("Agency Name", False), ("Case Number", False)],
)  # fmt: skip
def test_columns_of_names_are_known(name, private):
    assert is_private(name) is private


def test_a_name_with_another_word_may_be_another():
    assert likeness(header_of("ARREST_TYPE_ID"), "arrests", "arrest_id", own=True)[0] == 0
    assert likeness(header_of("Incident Number w/ Year"), "incidents", "incident_id", own=False)[0] > 0.85


def test_suffixed_numbers(given):
    numbers = ["19183349", "19183349-1", "19183349-15", "18-012345"]
    _, text, export = given(
        reports="Report Number,Report Date\n" + "".join(f"{n},2019-11-12\n" for n in numbers)
    )
    assert "without_suffix" in text
    assert {n for (n,) in rows(export, "incidents", "incident_id")} == {"19183349", "18-012345"}


def test_years_before_a_number_are_no_base_of_suffixes(given):
    numbers = [f"{year}-{n}" for year in (2018, 2019) for n in range(20)]
    _, text, _ = given(reports="Report Number,Report Date\n" + "".join(f"{n},2019-11-12\n" for n in numbers))
    assert "without_suffix" not in text


def test_an_export_in_which_no_number_is_found_is_told_so(given):
    _, text, _ = given(colours="hue,shade\nred,1\nblue,2\n")
    assert "NO COLUMN LOOKS LIKE AN INCIDENT NUMBER" in text


def test_what_headers_hold_is_text_whatever_it_is(given):
    hostile = 'Case Number,"a: {b}","#c\u0085\u2028d",true,"new\nline","\'""\\"\n1,x,y,z,w,v\n'
    _, text, _ = given(odd=hostile)
    assert all(line.isprintable() for line in text.splitlines())
    for word in ("true", "No", "a: b", "- x", "{", "#", "", "1", "\u0085", "é", '"\\'):
        assert read_yaml(f"k: {flow(word)}", "k").data == {"k": word}


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["V", "V/W", "647(b) PC", "647(b) PC; 11364 HS", "1/2/17", "13A", "300", "M", "17-1", "TX", "no"]
    ),
)
NAMES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["Case Number", "victim1_name", "victim2_name", "Role", "Charge", "UCR", "State", "Resolution"]
    ),
)


@given_by_hypothesis(
    st.lists(NAMES, min_size=1, max_size=6), st.lists(st.lists(CELLS, max_size=6), max_size=5)
)
def test_whatever_a_file_holds_the_mapping_is_valid_and_reading_gives_a_result_or_a_reason(names, cells):
    with tempfile.TemporaryDirectory() as folder:
        export, mapping = Path(folder, "odd.csv"), Path(folder, "mine.yaml")
        with export.open("w", encoding="utf-8", errors="replace", newline="") as file:
            csv.writer(file).writerows([names, *cells])
        text = or_reason(proposed, [export])
        if text is not None:
            lined = read_yaml(text, "mine.yaml")
            assert (lined.problems, wrong(lined, "mine.yaml")) == ([], [])
            mapping.write_text(text, encoding="utf-8")
            assert or_reason(tried, [export], mapping) != ""


def test_the_sections_of_another_state_are_not_read_as_those_of_california(given):
    _, text, _ = given(crimes="Case ID,State,Penal Code\n1,TX,PC 30.04(a)\n2,TX,PC 29.03\n")
    assert "jurisdiction: US-TX" in text
    assert "sections of TX are in no table" in text


def test_check_shows_rows_words_and_records_without_names(given, tmp_path):
    folder, _, _ = given(
        people="Case Number,Full Name,DOB,Role\n1,Ada Sorrel,1990-01-31,Victim\n1,Bo Teasel,,Dog\n"
    )
    page = "\n".join(tried([folder], tmp_path / "mine.yaml"))
    assert "people.csv: 2 rows read, 2 used, 0 rejected" in page
    assert "Full Name=AAA AAAAAA" in page
    assert "role=victim" in page
    for secret in ("Sorrel", "Teasel", "1990"):
        assert secret not in page
    mine = tmp_path / "own.yaml"
    mine.write_text(
        "name: own\ntables: {involvements: {file: people, columns: {incident_id: case number, role: role}}}\n"
    )
    assert "role, unrecognised: Dog (1)" in "\n".join(tried([folder], mine))


def test_the_command(tmp_path, capsys):
    export = tmp_path / "release.csv"
    export.write_text("Case Number,Role,Name\n1,Victim,Ada Sorrel\n")
    out = tmp_path / "mine.yaml"
    assert program.run(["map", str(export), "--out", str(out)]) == 0
    assert (oct(os.stat(out).st_mode)[-3:], (tmp_path / "mapping.schema.json").is_file()) == ("600", True)
    assert program.run(["map", str(export), "--check", str(out)]) == 0
    assert "1 rows read, 1 used" in capsys.readouterr().out
    assert program.run(["map", str(export), "--out", str(out)]) == 2
    assert "there already" in capsys.readouterr().err
    assert program.run(["map", "--schema"]) == 0
    assert '"title": "Mapping"' in capsys.readouterr().out
    assert program.run(["map"]) == 2


# ── Real exports ───────────────────────────────────────────────────────────────────────────────────────────


def or_reason(work, *arguments):
    """What the work gives, or nothing where it gives a reason that a user can read."""
    try:
        return work(*arguments)
    except AuditorError as error:
        return None if all(problem.found for problem in error.problems) else error


@real
@pytest.mark.parametrize(
    "place", sorted([*SHARED.iterdir(), *SHARED.glob("*/*.csv")]) if SHARED.is_dir() else []
)
def test_every_real_export_gets_a_mapping_or_a_reason(place, tmp_path):
    text = or_reason(proposed, [place])
    if text is not None:
        lined = read_yaml(text, "mine.yaml")
        assert (lined.problems, wrong(lined, "mine.yaml")) == ([], [])
        (tmp_path / "mine.yaml").write_text(text)
        page = or_reason(tried, [place], tmp_path / "mine.yaml")
        assert page is None or "rows read" in "\n".join(page)


@real
def test_three_edits_make_the_proposal_for_dallas_a_right_one(tmp_path):
    """Then it reads what the built-in mapping reads, but for the agency and attempts.

    People told apart from businesses; what is no offense left out; offenses by their section before their number.
    """
    text = proposed([SHARED / "dallas-2017"])
    head, people, offenses, tail = re.split(r"\n  involvements:\n|\n  offenses:\n|\n  arrests:\n", text)
    own = files("auditor.intake").joinpath("mappings", "dallas-open-data.yaml").read_text(encoding="utf-8")
    own = own.partition("\n  offenses:\n")[2].partition("\n  arrests:\n")[0]
    block = re.compile(r"^      citation:.*?(?=^      description)", re.DOTALL | re.MULTILINE)
    offenses = block.sub(block.search(own)[0], offenses)
    offenses = re.sub(r"    keep:.*?(?=    columns)", re.search(r"    keep:.*?(?=    columns)", own, re.DOTALL)[0],
                      offenses, flags=re.DOTALL)  # fmt: skip
    edited = "\n".join(
        [head, "  involvements:", _two_sources(people), "  offenses:", offenses, "  arrests:", tail]
    )
    export = read(SHARED / "dallas-2017", edited, tmp_path)
    right = read_export(SHARED / "dallas-2017", mapping="dallas-open-data")
    for table, columns in {
        "incidents": ("incident_id", "occurred_at", "reported_at", "district", "beat", "location"),
        "involvements": ("incident_id", "role", "offense_id", "name", "age", "sex", "race", "deceased"),
        "offenses": ("incident_id", "offense_id", "citation", "description"),
        "arrests": ("incident_id",),
    }.items():
        assert rows(export, table, *columns) == rows(right, table, *columns)


def _two_sources(people):
    """The source of people as two: those who are described, and those who saw or reported."""
    columns = people.partition("    columns:\n")[2].splitlines()
    word = "person involvement type"
    others = "{column: %s, %s: [Reporting Person, Witness], reason: other_role}"
    described = "{any_filled: [complainant age, complainant gender, complainant race], reason: no_person}"
    tests = [[others % (word, "not_in"), described], [others % (word, "in")]]
    lines = []
    for of in tests:
        lines += ['    - file: "*"', "      keep:", *(f"        - {test}" for test in of), "      columns:"]
        lines += [f"  {line}" for line in columns]
    return "\n".join(lines)


def test_the_id_of_a_row_ties_its_person_to_its_offense(given):
    _, _, export = given(
        crimes="Case Number,Row ID,Role,Name,NIBRS\n1,7,Victim,Ada Sorrel,13A\n1,8,Victim,Bo Teasel,120\n"
    )
    assert rows(export, "involvements", "name", "offense_id") == [("Ada Sorrel", "7"), ("Bo Teasel", "8")]
    assert rows(export, "offenses", "offense_id", "citation") == [("7", "13A"), ("8", "120")]
