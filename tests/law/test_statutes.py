"""The statute tables: every row is well formed, and the answers follow the look-up rule."""

import datetime as dt
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from auditor.law.citations import Citation
from auditor.law.source import statute_tables, table_rows
from auditor.law.spellings import code_words
from auditor.law.statutes import StatuteAnswer, code_lists, split_section, statute_of, statutes

SCHEMA = Path(__file__).parents[2] / "schemas" / "statutes.schema.json"
NOTHING = StatuteAnswer()


def pc(section, *subdivisions):
    return Citation("CA", "PC", section, subdivisions)


def hs(section, *subdivisions):
    return Citation("CA", "HS", section, subdivisions)


@pytest.mark.parametrize("table", statute_tables())
def test_every_row_fits_the_schema(table):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    wrong = [(row, problem.message) for row in table_rows(table) for problem in validator.iter_errors(row)]
    assert not wrong


def test_the_schema_refuses_what_no_row_may_say():
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    good = table_rows("statutes/california")[0]
    for cell, value in [("level", "mild"), ("section", "(b)"), ("valid_from", "2017"), ("system", "NIBRS")]:
        assert not validator.is_valid(good | {cell: value})


def test_validity_runs_forward_and_rows_of_one_provision_do_not_overlap():
    seen = {}
    for row in statutes().rows:
        start, end = row.valid_from or dt.date.min, row.valid_to or dt.date.max
        assert start <= end, row
        place = row.system, row.code, row.section, row.subdivisions
        for other_start, other_end in seen.setdefault(place, []):
            assert end < other_start or other_end < start, row
        seen[place].append((start, end))


def test_every_code_of_the_tables_and_spellings_is_described():
    described = {(row["system"], row["code"]) for row in table_rows("codes")}
    assert {(row.system, row.code) for row in statutes().rows if row.system not in code_lists()} <= described
    assert set(code_words().meaning.values()) == described


def test_every_row_of_the_tables_says_what_its_line_does():
    statutes.cache_clear()
    printed = [row for name in statute_tables() for row in table_rows(name)]
    rows = statutes().rows
    for line, row in zip(printed, rows, strict=True):
        assert [line[k] for k in ("system", "code", "title", "offense_class", "offense_subclass")] == [
            row.system, row.code, row.title, row.offense_class, row.offense_subclass
        ]  # fmt: skip
        assert (row.level or "") == line["level"]
        assert row.victimless is {"yes": True, "no": False}.get(line["victimless"])
        days = (row.valid_from, row.valid_to)
        assert [day.isoformat() if day else "" for day in days] == [line["valid_from"], line["valid_to"]]
        whole = row.section + "".join(f"({part})" for part in row.subdivisions)
        assert whole == (line["section"].upper() if row.system in code_lists() else line["section"].lower())
    assert {row.section for row in rows if row.system not in code_lists()} == statutes().sections


@pytest.mark.parametrize(("word", "said"), [("yes", True), ("no", False), ("", None)])
def test_a_line_says_whether_its_offense_has_a_victim_or_leaves_it_open(word, said):
    line = table_rows("statutes/california")[0]
    assert statute_of(line | {"victimless": word}).victimless is said


def test_sections_are_split_from_their_subdivisions():
    assert split_section("286(c)(2)(A)") == ("286", ("c", "2", "a"))
    assert split_section("653.22") == ("653.22", ())
    assert split_section("266h(b)(1)") == ("266h", ("b", "1"))
    with pytest.raises(ValueError, match="no section"):
        split_section("647(b")


@pytest.mark.parametrize(
    ("cited", "on", "expected"),
    [
        (pc("647", "b"), dt.date(2018, 1, 1), ("sex_trade", "prostitution", "misdemeanor", True)),
        (pc("647", "b", "2"), dt.date(2018, 1, 1), ("sex_trade", "solicitation_buyer", "misdemeanor", True)),
        (pc("647", "b", "2"), dt.date(2016, 12, 31), ("sex_trade", "prostitution", "misdemeanor", True)),
        (pc("647", "b", "9"), None, ("sex_trade", "prostitution", "misdemeanor", True)),
        (pc("647"), dt.date(2018, 1, 1), (None, None, "misdemeanor", None)),
        (pc("647", "b", "3"), dt.date(2025, 1, 1), ("sex_trade", "solicitation_minor", None, None)),
        (hs("11350", "a"), dt.date(2014, 11, 4), ("drug", "possession", "felony", True)),
        (hs("11350", "a"), dt.date(2014, 11, 5), ("drug", "possession", "misdemeanor", True)),
        (hs("11377"), dt.date(2014, 1, 1), ("drug", "possession", None, True)),
        (hs("11375", "b"), None, ("drug", None, None, True)),
        (pc("211"), None, ("violent", "robbery", "felony", None)),
        (Citation("NIBRS", "", "40A"), None, ("sex_trade", "prostitution", None, True)),
        (Citation("SFPD", "", "03014"), None, ("violent", "robbery", None, None)),
        (Citation("SFPD", "", "16710"), dt.date(2018, 12, 1), ("drug", "paraphernalia", None, True)),
        (Citation("NIBRS", "", "13B"), dt.date(2018, 1, 1), ("violent", "assault", None, None)),
    ],
)
def test_answers(cited, on, expected):
    assert statutes().answer(cited, on) == StatuteAnswer(*expected)


def test_a_repealed_section_is_known_and_answers_nothing_afterwards():
    repealed = pc("653.22", "a")
    assert statutes().answer(repealed, dt.date(2022, 12, 31)).offense_class == "sex_trade"
    assert statutes().answer(repealed, dt.date(2023, 1, 1)) == NOTHING
    assert statutes().known(repealed)
    assert statutes().ladder.spans(repealed)[-1] == (dt.date(2023, 1, 1), None)


def test_numbers_that_share_digits_are_different_sections():
    assert statutes().answer(pc("647b"), None).offense_subclass == "loitering_school"
    assert statutes().answer(pc("647.6", "b"), None).offense_class == "other"
    assert not statutes().known(pc("64"))
    assert not statutes().known(hs("647", "b"))


def test_an_attempt_is_answered_as_the_offense():
    whole, attempt = pc("211"), Citation("CA", "PC", "211", attempt=True)
    assert statutes().answer(whole, None) == statutes().answer(attempt, None)
