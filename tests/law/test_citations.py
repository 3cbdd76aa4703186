"""Citations as exports write them: what is read, what is left unread and why, what holds for every text."""

import csv
import dataclasses
import time
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from auditor.law import shapes
from auditor.law.citations import WHYS, Citation, Reading, read_citation
from auditor.law.source import table_rows
from auditor.law.spellings import code_words
from auditor.law.statutes import code_lists, statutes

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "fixtures" / "sf-demo"
SHARED = HERE.parents[2] / "shared" / "data" / "citations" / "examples.csv"
AMBIGUOUS = {"PC 647b", "PC 647c", "PC 647f", "PC 288a", "PC 381b"}
"""Sections that no plain writing tells from a subdivision that is law, too."""

STYLES = [
    "{code} {section}",
    "{section} {code}",
    "{code}{section}",
    "{section}{code}",
    "{code}-{section}",
    "{section} {code}-SOME OFFENSE",
    "{code} {section} SOME OFFENSE",
    "{section} {code} - SOME OFFENSE (M) 12345",
    "{code} § {section}",
    "(2) {section} {code}",
    "{section} {code} X3",
    "BENCH WARRANT {section} {code}",
    "Ct. 2: {section} {code}, some offense (misd.)",
    "664/{section} {code}",
    "{section} {code}/F",
]


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cited(row):
    return Citation(row.system, row.code, row.section, row.subdivisions)


def plain(citation):
    """The citation as its own normal form can tell it: the offense, without level or warrant."""
    kind = "none" if citation.kind == "none" else "charge"
    return dataclasses.replace(citation, level=None, kind=kind)


@pytest.mark.parametrize("row", rows("citations.csv"), ids=lambda row: row["text"])
def test_read(row):
    citation = read_citation(row["text"]).citation
    assert citation is not None
    assert (citation.normal, citation.level or "", citation.kind) == (
        row["normal"],
        row["level"],
        row["kind"],
    )


@pytest.mark.parametrize("row", rows("unread.csv"), ids=lambda row: row["text"])
def test_left_unread(row):
    reading = read_citation(row["text"])
    assert reading.citation is None
    assert reading.why == row["why"]


def test_no_text_is_blank():
    assert read_citation(None) == Reading("", (), "blank")


def test_a_long_text_is_not_read():
    assert read_citation("647(b) PC " + "X" * 200).why == "too_long"


def test_both_readings_are_given():
    assert [c.normal for c in read_citation("647B PC").citations] == ["PC 647b", "PC 647(b)"]


def test_the_sections_of_a_list_are_given():
    found = read_citation("664/187A,205,245A1").citations
    assert [c.normal for c in found] == ["PC 187(a), attempted", "PC 205", "PC 245(a)(1)"]


def test_each_level_of_a_list_stays_with_its_section():
    found = read_citation("245(a)(1)-F, 243(d)-M").citations
    assert [c.level for c in found] == ["felony", "misdemeanor"]


@pytest.mark.parametrize("code", [row["section"] for row in table_rows("statutes/nibrs")])
def test_a_column_of_nibrs_codes_holds_nothing_else(code):
    nibrs = Citation("NIBRS", "", code)
    assert read_citation(f" {code.lower()} ", "NIBRS").citation == nibrs
    assert read_citation(code).citation == (None if code.isdigit() else nibrs)
    assert read_citation(code, "CA").citation is None


@pytest.mark.parametrize(
    ("text", "system", "code"),
    [
        ("03014", "SFPD", "03014"),
        ("3014", "SFPD", "03014"),
        ("SFPD 03014", None, "03014"),
        ("sfpd 03014", "SFPD", "03014"),
        ("03014", None, None),
        ("SFPD 3014", None, None),
        ("99999", "SFPD", None),
        ("03014A", "SFPD", None),
        ("NIBRS 120", "SFPD", None),
        ("211 PC", "SFPD", None),
        ("", "SFPD", None),
    ],
)
def test_incident_codes_are_read_where_something_says_that_they_are(text, system, code):
    assert read_citation(text, system).citation == (code and Citation("SFPD", "", code))


def test_another_code_system_than_the_column_s_is_not_read():
    assert read_citation("647(b) PC", "NIBRS").why == "not_in_system"
    assert read_citation("99Z", "NIBRS").why == "not_in_system"
    assert read_citation("18 930 US", "CA").why == "not_in_system"
    assert read_citation("647(b) PC", "CA").citation == Citation("CA", "PC", "647", ("b",))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("capitals", [False, True], ids=["small", "capitals"])
def test_every_statute_is_read_in_every_style_or_left_unread(style, capitals):
    """Capitals may hide a level in a section's letter, and a letter glued to `PC` begin another code's name."""
    unread = set()
    for row in statutes().rows:
        if row.system in code_lists():
            continue
        section = row.section + "".join(f"({part})" for part in row.subdivisions)
        text = style.format(code=row.code, section=section.upper() if capitals else section)
        citation = read_citation(text).citation
        if citation is None:
            unread.add(cited(row).normal)
        else:
            provision = (citation.system, citation.code, citation.section, citation.subdivisions)
            assert provision == (row.system, row.code, row.section, row.subdivisions)
            assert citation.attempt == style.startswith("664")
    levels = {"PC 266f", "PC 266i"} if capitals else set()
    other_codes = {"PC 266b", "PC 266c"} if style == "{section}{code}" else set()
    assert unread <= AMBIGUOUS | levels | other_codes


NUMBERS = [
    "647",
    "664",
    "11377",
    "266",
    "12022",
    "288",
    "18",
    "653.22",
    "314.1",
    "(b)",
    "(B)",
    "(1)",
    "1",
    "2",
]
LETTERS = [*"abBFMI", "PC", "HS", "BP", "MPC", "CPC", "H&S", "US", "SR", "LAMC", "40A"]
WORDS = ["WARRANT", "ATT", "FELONY", "(M)", "TOC:F", "THEFT", "X2"]
JOINTS = [*"()/,-.;:&# \n*", " PC ", " HS", " AND "]
ODDITIES = ["§", "É", "\0", "🙂", "ſ", "٣"]
FRAGMENTS = st.sampled_from(NUMBERS + LETTERS + WORDS + JOINTS + ODDITIES)
texts = st.lists(FRAGMENTS, max_size=9).map("".join) | st.text(max_size=30)
systems = st.sampled_from([None, "NIBRS", "SFPD", "CA", "US", "LOCAL", ""])


@given(texts, systems)
@example("647(b) PC\0", None)
@example("(" * 200, None)
@example("1" * 200, None)
@example("1," * 100, None)
@example(" " * 199 + "1", None)
def test_any_text_is_read_or_has_a_reason(text, system):
    reading = read_citation(text, system)
    assert reading.text == text
    assert (reading.why is None) == (len(reading.citations) == 1 and reading.citation is not None)
    assert reading.why is None or reading.why in WHYS
    assert reading == read_citation(text, system)


@given(texts)
@example("3000.08CPC")
@example("647 b")
@example("0-W 853.7 PC")
@example("18 930 US")
def test_the_normal_form_is_read_as_itself(text):
    citation = read_citation(text).citation
    assume(citation is not None)
    assert read_citation(citation.normal).citation == plain(citation)


@given(
    st.sampled_from(STYLES),
    st.sampled_from([row for row in statutes().rows if row.system not in code_lists()]),
)
def test_the_normal_form_of_every_statute_is_read_as_itself(style, row):
    section = row.section + "".join(f"({part})" for part in row.subdivisions)
    citation = read_citation(style.format(code=row.code, section=section)).citation
    assume(citation is not None)
    assert read_citation(citation.normal).citation == plain(citation)


def test_the_worst_texts_take_no_time():
    worst = [
        "(" * 200,
        "1" * 200,
        "1," * 100,
        "PC " * 66,
        "A" * 200,
        " -" * 100,
        "1(a)" * 50,
        "(F)" * 66,
        "H & S " * 33,
    ]
    started = time.perf_counter()
    for text in worst * 5:
        read_citation(text)
    assert time.perf_counter() - started < 2


def test_no_californian_citation_is_read_as_another_states():
    """Each state adds spellings; none of them may catch what a Californian export writes."""
    texts = [row["text"] for row in rows("unread.csv") if not row["text"].startswith("PL ")]
    texts += [row["text"] for row in rows("citations.csv") if not row["normal"].startswith("NY ")]
    for table in ("charges", "offenses"):
        texts += [row["citation"] for row in rows(DEMO / f"{table}.csv")]
    if SHARED.exists():
        texts += [cell for name in SHARED.parent.glob("*.csv") for row in rows(name) for cell in row.values()]
    read = {citation.system for text in texts for citation in read_citation(text).citations}
    assert read <= {"CA", "NIBRS", "US", "LOCAL"}


NO_CODE_TOLD = {
    "11360(B) SELL/FURNISH", "424 (A)1", "220/261(2)", "240/242", "508", "11364", "12020(A)1) PROHIBITED FIREARM",
    "#7028(A)(1)/04", "40016", "40053", "36020", "20050",
}  # fmt: skip
"""Examples whose code is in another column, or whose number is of a list that only the column can name."""

NOT_UNDERSTOOD = {"PCS5S305", "ll377(A) HS", "A484PC"}
NO_OFFENSE = {"-BENCH WARRANT", "O/W OUTSIDE WARRANT", "TOC:M", "DISORDERLY CONDUCT:PROSTITUTION"}
WRITTEN_LEVELS = {
    "11377(A)HS M SCIC", "496.3(A)(2) PC-  TOC:F", "PC 530.5(A)F", "HS 11377(a)M", "PC 647(b)/M", "HS11377(A)-M",
    "Ct. 1: 647(b) PC, Disorderly conduct (misd.)", "496(a) PC: ... (fel.)", "HS,11364 + charge_level M",
    "11395 HS/F", "PC664-211 F", "11377(A) HS - MISDEMEANOR (17B)", "F11350", "M 647(B) PC", "415(1) PC I",
    "245(a)(1)-F, 243(d)-M",
}  # fmt: skip
"""Examples that write the level; of the others the examples' list knows it from the law."""


def shared(name):
    """The rows of a list of real citations beside the repository; skips where it is absent."""
    path = SHARED.parent / name
    if not path.exists():
        pytest.skip("the folder of shared examples is not beside the repository")
    return rows(path)


def expected(row):
    """Code, section and subdivisions of each provision that an example holds."""
    sections = row["section"].split(";")
    parts = row["subdivisions"].split(";")
    if "(enhancement)" in row["source"] or "is an enhancement" in row["source"]:
        parts = parts[:1]
    codes = row["code"].split(";")
    return [
        (
            codes[min(at, len(codes) - 1)],
            sections[min(at, len(sections) - 1)],
            tuple(parts[at].split()) if at < len(parts) else (),
        )
        for at in range(max(len(sections), len(parts)))
    ]


def test_every_shared_example_is_read_or_left_unread_with_its_reason():
    examples = shared("examples.csv")
    unread = {row["raw"]: read_citation(row["raw"]).why for row in examples}
    unread = {raw: why for raw, why in unread.items() if not read_citation(raw).citations}
    assert {raw for raw, why in unread.items() if why == "no_code"} == NO_CODE_TOLD
    assert {raw for raw, why in unread.items() if why == "unclear"} == NOT_UNDERSTOOD
    assert {raw for raw, why in unread.items() if why in ("warrant", "no_section")} == NO_OFFENSE
    for row in examples:
        reading = read_citation(row["raw"])
        given = [(c.code or c.system, c.section, c.subdivisions) for c in reading.citations]
        if reading.why == "two_readings":
            assert expected(row)[0] in given, row["raw"]
        elif given:
            assert given == expected(row), row["raw"]


def test_level_attempt_and_kind_of_the_shared_examples():
    kinds = {"warrant": "warrant", "none": "none"}
    for row in shared("examples.csv"):
        read = read_citation(row["raw"]).citations
        levels = [c.level for c in read]
        if row["raw"] in WRITTEN_LEVELS:
            assert levels == row["level"].split(";"), row["raw"]
        elif row["raw"] == "PC_484(A)&490.2_M":  # behind the last of two
            assert levels == [None, "misdemeanor"]
        else:
            assert set(levels) <= {None}, row["raw"]
        assert all(c.kind == kinds.get(row["level"], "charge") for c in read), row["raw"]
        attempts = {"Y": {True}, "first": {True, False}}.get(row["attempt"], {False})
        assert {c.attempt for c in read} in (set(), attempts), row["raw"]


@pytest.mark.parametrize(
    ("number", "normal"), [("40016", "PC 647(b)"), ("40053", "PC 647(b)(2)"), ("36020", "PC 647(a)")]
)
def test_a_number_of_the_state_s_table_is_read_only_in_its_own_column(number, normal):
    citation = read_citation(f" {number} ", "CA-DOJ").citation
    assert (citation.normal, citation.level) == (normal, "misdemeanor")
    assert read_citation(number).citations == ()
    assert read_citation(number, "CA").citations == ()


@pytest.mark.parametrize(("number", "normal"), [("9005", "PC 187(a)"), ("50126", "PC 1203.2(a)")])
def test_a_number_may_have_lost_its_zero_and_may_be_no_charge(number, normal):
    citation = read_citation(number, "CA-DOJ").citation
    assert citation.normal == normal
    assert citation.kind == ("none" if number == "50126" else "charge")


@pytest.mark.parametrize("text", ["00000", "11377", "647(b) PC", "4001６", "400160", "1", "40016 40053"])
def test_what_is_no_number_of_the_state_s_table_is_not_read_in_its_column(text):
    assert read_citation(text, "CA-DOJ").why == "not_in_system"


@pytest.mark.parametrize(
    ("name", "count", "refused"),
    [
        (
            "antioch-arrest-charges.csv", 53,
            {"OW O/W-F OUTSIDE WARRANT- FELONY", "OW O/W-M OUTSIDE WARRANT- MISDEMEANOR"},
        ),
        (
            "san-diego-stop-results.csv", 69,
            {"65000 ZZ - LOCAL ORDINANCE VIOL (M) 65000", "65002 ZZ - LOCAL ORDINANCE VIOL (I) 65002"},
        ),
    ],
)  # fmt: skip
def test_every_row_of_two_departments_is_read_or_names_no_offense(name, count, refused):
    texts = [row["text"] for row in shared(name)]
    assert len(texts) == count
    assert {text for text in texts if read_citation(text).citation is None} == refused
    for text in set(texts) - refused:
        citation = read_citation(text).citation
        section = "".join(f"({part.upper()})" for part in citation.subdivisions)
        printed = text.replace("314.1 ", "314(1) ").replace("314.2 ", "314(2) ").replace("14 4311", "14-4311")
        assert f"{citation.section.upper()}{section} " in printed, text
        level = {"(F)": "felony", "(M)": "misdemeanor", "(I)": "infraction"}
        assert citation.level == next((level[mark] for mark in level if f" {mark} " in text), None), text


def test_no_word_before_a_section_begins_with_a_digit_but_zero():
    """The reader passes over the words before a section where the text begins with a section's digit."""
    leading = {"warrant", "release", "attempt", "ignored", "felony", "misdemeanor", "infraction"}
    words = [row["word"] for row in table_rows("words") if row["meaning"] in leading]
    assert not [word for word in words if word[0] in "123456789"]


def test_every_spelling_of_a_code_begins_with_a_capital():
    """What follows a section is looked at for another code where a capital stands, and nowhere else."""
    assert all("A" <= spelling[0] <= "Z" for spelling in code_words().meaning)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("647(b) PC, H&S 11350", shapes.next_code), ("647(b) PC H&S", shapes.broken_off_by_code)],
)
def test_another_code_behind_a_section_is_looked_for_with_the_long_patterns(text, pattern):
    pattern.cache_clear()
    read_citation(text)
    assert pattern.cache_info().currsize == 1


def test_an_ordinary_citation_needs_none_of_the_long_patterns():
    long = (shapes.next_code, shapes.broken_off_by_code, shapes.mention)
    for pattern in long:
        pattern.cache_clear()
    assert read_citation("PC 653.22(a) loitering (M)").why is None
    assert [pattern.cache_info().currsize for pattern in long] == [0, 0, 0]
