"""What a list answers, and the answers joined over all days, against the list asked day by day."""

import itertools
from datetime import date, timedelta

import pytest

from auditor.law.citations import Citation, read_citation
from auditor.law.statutes import statutes
from auditor.policy.answers import LEVELS, pack_answers, statute_answers
from auditor.policy.library import load_pack
from auditor.policy.offenses import Listed, OffenseList, agreed
from auditor.policy.shelf import available

TEXTS = [
    "647(b) PC", "647(b)(2) PC", "PC 647(b)(3)", "647 PC", "653.22(a) PC", "372 PC", "11377(a) HS", "11378 HS",
    "11395 HS", "11350(a) HS/F", "211 PC", "664/211 PC", "243(e)(1) PC", "273.6(a) PC", "484(a) PC", "41.18D LAMC",
    "???",
    "40A", "35A", "13B", "647f PC", "11357(b)(2) HS", "4060 BP",
]  # fmt: skip
DAYS = [date(2014, 11, 4), date(2014, 11, 5), date(2017, 12, 1), date(2022, 12, 31), date(2023, 1, 1)]
DAYS += [date(2024, 12, 17), date(2024, 12, 18), date(2024, 12, 31), date(2025, 1, 1), date(2026, 6, 1)]


@pytest.mark.parametrize(
    ("pack", "text", "level", "day", "expected"),
    [
        ("sf-2017", "647(b) PC", "misdemeanor", "2018-03-04", (True, None)),
        ("sf-2017", "647(b) PC", "felony", "2018-03-04", (None, "level_conflict")),
        ("sf-2017", "647(b) PC", None, "2018-03-04", (None, "level_unknown")),
        ("sf-2017", "647(b)(2) PC", "misdemeanor", "2018-03-04", (None, "buyer")),
        ("sf-2017", "647 PC", "misdemeanor", "2018-03-04", (None, "coarse_citation")),
        ("sf-2017", "653.22(a) PC", "misdemeanor", "2022-12-31", (True, None)),
        ("sf-2017", "653.22(a) PC", "misdemeanor", "2023-01-01", (None, "not_in_force")),
        ("sf-2017", "11377(a) HS", "misdemeanor", "2018-03-04", (True, None)),
        ("sf-2017", "11377(a) HS", "felony", "2018-03-04", (False, None)),
        ("sf-2017", "35A", None, "2018-03-04", (None, "level")),
        ("sf-2017", "35A", "felony", "2018-03-04", (False, None)),
        ("sf-2017", "40A", None, "2018-03-04", (True, None)),
        ("sf-2017", "41.18D LAMC", "misdemeanor", "2018-03-04", (None, "system_not_covered")),
        ("sf-2017", "???", None, "2018-03-04", (None, "unread")),
        ("ca-pc-647.3", "4060 BP", "misdemeanor", "2021-03-04", (False, None)),
        ("sf-2017", "484(a) PC", "misdemeanor", "2018-03-04", (False, None)),
        ("ca-sb-1322", "647(b)(1) PC", "misdemeanor", "2020-03-04", (True, None)),
        ("ca-sb-1322", "647(b) PC", "misdemeanor", "2020-03-04", (None, "seller_or_buyer")),
        ("ca-sb-1322", "647(b)(2) PC", "misdemeanor", "2020-03-04", (False, None)),
        ("ca-sb-1322", "647B PC", "misdemeanor", "2020-03-04", (None, "unread")),
        ("ca-sb-1322", "647 PC", "misdemeanor", "2020-03-04", (None, "coarse_citation")),
        ("ca-sb-1322", "647(f) PC", "misdemeanor", "2020-03-04", (False, None)),
        ("ca-sb-1322", "653.22(a) PC", "misdemeanor", "2022-12-31", (None, "seller_or_buyer")),
        ("ca-sb-1322", "653.22(a) PC", "misdemeanor", "2023-01-01", (None, "not_in_force")),
        ("ca-sb-1322", "41.27C LAMC", "misdemeanor", "2020-03-04", (False, None)),
        ("ca-sb-1322", "40A", None, "2020-03-04", (True, None)),
    ],
)
def test_protected(pack, text, level, day, expected):
    cited = read_citation(text).citation
    assert load_pack(pack).offenses.protected(cited, [level], date.fromisoformat(day)) == [expected]


def test_qualifying_is_open_ended_only_where_the_pack_says_so():
    cited = read_citation("273.6(a) PC").citation
    day = date(2021, 5, 5)
    assert load_pack("sf-2017").offenses.qualifying(cited, day, "violent") == (None, "not_listed")
    assert load_pack("sf-2017").offenses.qualifying(cited, day, "other") == (False, None)
    assert load_pack("sf-2017").offenses.qualifying(cited, day, None) == (False, None)


@pytest.mark.parametrize("name", available())
def test_the_answers_over_all_days_are_those_of_each_day(name):
    pack, table = load_pack(name), statutes()
    by_law, by_pack = statute_answers(TEXTS, None).to_dicts(), pack_answers(pack, TEXTS, None).to_dicts()
    for text in TEXTS:
        cited = read_citation(text).citation
        for day in [*DAYS, None]:
            (law,) = [r for r in by_law if r["citation"] == text and holds(r, day)]
            (own,) = [r for r in by_pack if r["citation"] == text and holds(r, day)]
            assert law["read"] is (cited is not None)
            if cited is not None:
                answer = table.answer(cited, day)
                assert law["offense_class"] == answer.offense_class
                assert law["default_level"] == answer.level
                assert own["qualifying"] is pack.offenses.qualifying(cited, day, answer.offense_class)[0]
            for level in LEVELS if cited or not read_citation(text).citations else ():
                found = own[f"protected_{level or 'unknown'}"], own[f"protected_reason_{level or 'unknown'}"]
                assert [found] == pack.offenses.protected(cited, [level], day)


def holds(row, day):
    if day is None:
        return row["undated"]
    return not row["undated"] and (row["since"] or date.min) <= day <= (row["until"] or date.max)


def test_the_spans_meet_without_gap_or_overlap():
    for text in TEXTS:
        rows = [r for r in statute_answers([text], None).to_dicts() if not r["undated"]]
        assert rows[0]["since"] is None
        assert rows[-1]["until"] is None
        for one, two in itertools.pairwise(rows):
            assert one["until"] + timedelta(days=1) == two["since"]


def listed(role="protected", level="", valid_to=None, form=""):
    """A list of one row, `999 PC`."""
    row = Listed("CA", "PC", "999", (), role, level, form, None, valid_to, "", "", "high")
    return OffenseList([row], open_ended=[])


@pytest.mark.parametrize(
    ("row", "charge", "expected"),
    [
        ("felony", "felony", (True, None)),
        ("wobbler", "felony", (True, None)),
        ("misdemeanor", "felony", (False, None)),
        ("felony", None, (True, None)),
        ("wobbler", None, (True, None)),
        ("misdemeanor", None, (None, "level_unknown")),
        ("infraction", None, (None, "level_unknown")),
        ("infraction", "misdemeanor", (True, None)),
    ],
)
def test_the_level_of_a_row_beside_that_of_a_charge(row, charge, expected):
    cited = Citation("CA", "PC", "999")
    assert listed(level=row).protected(cited, [charge], date(2019, 1, 1)) == [expected]


def test_what_an_unread_citation_another_system_and_a_past_row_answer():
    day, past = date(2019, 1, 1), date(2018, 12, 31)
    for ask in (
        lambda offenses, cited: offenses.qualifying(cited, day, None),
        lambda offenses, cited: offenses.protected(cited, ["misdemeanor"], day)[0],
    ):
        assert ask(listed(), None) == (None, "unread")
        assert ask(listed(), Citation("NIBRS", "", "13A")) == (None, "system_not_covered")
        assert ask(listed("other_ground", valid_to=past), Citation("CA", "PC", "999")) == (False, None)
    gone = listed("qualifying", valid_to=past)
    assert gone.qualifying(Citation("CA", "PC", "999"), day, None) == (None, "not_in_force")
    assert gone.qualifying(Citation("CA", "PC", "999"), past, None) == (True, None)
    assert gone.qualifying(Citation("CA", "PC", "998"), day, "violent") == (False, None)


def test_rows_that_agree_on_nothing_give_all_their_reasons():
    assert agreed([(None, "buyer"), (None, "age"), (None, None)]) == (None, "age; buyer")
    assert agreed([(True, "buyer"), (True, None)]) == (True, None)
    assert agreed([(True, None), (None, "buyer")]) == (None, "coarse_citation")
