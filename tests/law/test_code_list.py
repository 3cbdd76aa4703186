"""The offense code table of the California Department of Justice, written as exports write citations."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.law.citations import read_citation
from auditor.law.source import table_rows

LIST = Path(__file__).parents[3] / "shared" / "data" / "ca-codes" / "chsoff_20220415.csv"
ENOUGH = 0.995

pytestmark = pytest.mark.skipif(
    not LIST.exists(), reason="the folder of shared records is not beside the repository"
)

PRINTED = re.compile(
    r"(?:(?P<title>\d+) )?(?P<number>\d+(?:\.\d+)*)(?P<letters>[A-Z]{0,2})(?:\.(?P<paragraph>\d+))?"
    r"(?P<groups>(?:\([A-Z0-9]+\)\d?)*)"
)
PARAGRAPH = re.compile(r"(148\.2|314|519)\.(\d)")
"""The sections of which the list prints a paragraph as a decimal, too."""

NO_CITATIONS = {"00IN CUSTODY ARR", "DNA PALM PRINT", "DRUG RE 11850HS", "HOUSE4ANOTHERST", "65000", "65002"}
NO_PATHS = {"14029.5(A)(1)(2)", "14029.5(A)(1)(3)", "22658(N)(C)(3)", "36 4.22(B)(4)(2)", "25103(A)(B)"}
ODD = {"1317.4B(A)", "18 248US", "36 261.58(BB)", "597L(B)(I)"}
NAMES = {
    "PC": "Penal Code", "HS": "Health & Saf. Code", "VC": "Veh. Code", "BP": "Bus. & Prof. Code",
    "WI": "Welf. & Inst. Code", "FG": "Fish & G. Code", "GC": "Gov. Code", "HN": "Harb. & Nav. Code",
    "EL": "Elec. Code", "LC": "Lab. Code", "EC": "Ed. Code", "RT": "Rev. & Tax. Code", "PU": "Pub. Util. Code",
    "PR": "Pub. Resources Code", "UI": "Unemp. Ins. Code", "IC": "Ins. Code", "FA": "Food & Agr. Code",
    "FC": "Fin. Code", "CC": "Corp. Code", "CP": "Code Civ. Proc.", "CI": "Civ. Code", "WC": "Wat. Code",
    "SH": "Sts. & Hy. Code", "MV": "Mil. & Vet. Code", "CA": "Code Regs.",
}  # fmt: skip


def court(section, code):
    """`Cal. Penal Code § 647, subd. (b)(1)`."""
    name = f"Cal. {NAMES[code]}" if code in NAMES else code
    number, parenthesis, groups = section.partition("(")
    return f"{name} § {number}" + (f", subd. ({groups.lower()}" if parenthesis else "")


def dotted(section, code):
    """`P.C. 647 (b)`."""
    letters = {"CA": "CCR"}.get(code, code)
    return "".join(f"{letter}." for letter in letters) + " " + section.replace("(", " (", 1)


STYLES = {
    "647(B) PC": "{0} {1}".format,
    "PC 647(B)": "{1} {0}".format,
    "PC647(B)": "{1}{0}".format,
    "647(B)PC": "{0}{1}".format,
    "647(b) pc": lambda section, code: f"{section} {code}".lower(),
    "PC 647(B)/M": "{1} {0}/M".format,
    "647(B) PC-M": "{0} {1}-M".format,
    "PC § 647(B)": "{1} § {0}".format,
    "Cal. Penal Code § 647, subd. (b)": court,
    "P.C. 647 (B)": dotted,
    "647(B) PC - WORDS (M) 12345": "{0} {1} - SOME OFFENSE (M) 12345".format,
    "647(B) PC-WORDS": "{0} {1}-SOME OFFENSE".format,
    "PC 647(B) WORDS": "{1} {0} SOME OFFENSE".format,
    "CT 2: 647(B) PC": "CT 2: {0} {1}".format,
    "(3) 647(B) PC": "(3) {0} {1}".format,
    "647(B) PC X2": "{0} {1} X2".format,
    "BENCH WARRANT 647(B) PC": "BENCH WARRANT {0} {1}".format,
    "0-W 647(B) PC": "0-W {0} {1}".format,
    "664/647(B) PC": "664/{0} {1}".format,
    "647B PC": lambda section, code: re.sub("[()]", "", section) + f" {code}",
}


@cache
def pairs():
    """The distinct sections and code letters."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return sorted({(row[3], row[4]) for row in csv.reader(file)})


def provision(section, code):
    """What the list means: code, section and subdivisions; None where it is no section."""
    section = PARAGRAPH.sub(r"\1(\2)", section)
    found = PRINTED.fullmatch(section)
    if found is None or code == "ZZ":
        return None
    number = f"{found['title']}-{found['number']}" if found["title"] else found["number"]
    groups = re.findall("[A-Z0-9]+", (found["paragraph"] or "") + found["groups"])
    code = {"CA": "CCR", "US": ""}.get(code, code)
    return code, (number + found["letters"]).lower(), tuple(group.lower() for group in groups)


def meant(section, code):
    """The provisions of a row of the list, which may print two sections."""
    return [provision(part, code) for part in section.split("/")]


def read(text):
    """A text's reading, and the provisions it gives."""
    reading = read_citation(text)
    return reading, [(c.code, c.section, c.subdivisions) for c in reading.citations]


def outcome(text, expected):
    """How a text is read: as `one` or as `listed`, with `two` readings of which one is meant, else the reason."""
    reading, given = read(text)
    if reading.citation is not None:
        return "one" if given == expected else "wrong"
    if reading.why == "several" and given == expected:
        return "listed"
    if reading.why == "two_readings":
        return "two" if expected[0] in given else "wrong"
    return "unread"


def fits(style, section, code):
    """Whether a style can write a row without changing what it says, or saying what cannot be."""
    if style == "664/647(B) PC":  # nobody attempts an enhancement
        return not any(
            row["role"] in ("enhancement", "sentencing") and section.startswith(row["section"].upper())
            for row in table_rows("special_sections")
        )
    if style == "647B PC":  # a letter glued to a number that has none of its own, and digits not to digits
        glued = re.fullmatch(r"(?:\d+ )?[\d.]+(?:\([A-Z]\)(?:\(\d+\)(?:\([A-Z]\))?)?)?", section)
        return glued is not None and "(" in section and section.partition("(")[2][0] not in "FIM"
    return True


@pytest.mark.parametrize("style", STYLES)
def test_nearly_every_code_is_read_back(style):
    rows = [(section, code) for section, code in pairs() if fits(style, section, code)]
    told = {row: outcome(STYLES[style](*row), meant(*row)) for row in rows}
    counts = Counter(told.values())
    assert counts["wrong"] == 0, [row for row in rows if told[row] == "wrong"]
    assert (counts["one"] + counts["two"] + counts["listed"]) / len(rows) >= ENOUGH, counts


def test_what_is_left_unread_is_no_citation_or_no_path():
    unread = {
        section for section, code in pairs() if outcome(f"{section} {code}", meant(section, code)) == "unread"
    }
    assert unread == NO_CITATIONS | NO_PATHS | ODD


def test_two_readings_are_of_a_section_with_a_letter_of_its_own():
    two = {s for s, c in pairs() if outcome(f"{s} {c}", meant(s, c)) == "two"}
    assert two
    assert all(re.match(r"\d+[A-Z]", section) for section in two)


@given(st.data(), st.sampled_from(sorted(STYLES)), st.integers(0, 3), st.booleans())
def test_case_and_spaces_around_say_nothing(data, style, spaces, capitals):
    section, code = data.draw(st.sampled_from(pairs()))
    text = STYLES[style](section, code)
    assume(not re.search(r"\d[A-Z]", section))  # a small letter apart from its number is a subdivision
    changed = " " * spaces + (text.upper() if capitals else text.lower()) + " " * spaces
    assert read(changed)[1] == read(text)[1]


def test_every_number_of_the_list_that_is_built_in_stands_for_its_section():
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = {row[1]: row for row in csv.reader(file)}
    levels = {"F": "felony", "M": "misdemeanor", "I": "infraction", "X": None}
    for number in (row["doj"] for row in table_rows("doj_codes")):
        citation = read_citation(number, "CA-DOJ").citation
        expected = meant(rows[number][3], rows[number][4])
        assert [(citation.code, citation.section, citation.subdivisions)] == expected, number
        assert citation.level == levels[rows[number][7]], number
