"""The answers to citations that have several readings, or hold several charges."""

from datetime import date
from itertools import pairwise

import polars as pl
import pytest

from auditor.law.citations import read_citation
from auditor.law.statutes import statutes
from auditor.policy.answers import LEVELS, PACK, STATUTES, pack_answers, statute_answers
from auditor.policy.library import load_pack

DAY = date(2019, 5, 1)


def on_day(answers, day=DAY):
    """The one row that answers for a day."""
    since = pl.col("since").is_null() | (pl.col("since") <= day)
    until = pl.col("until").is_null() | (pl.col("until") >= day)
    return answers.filter(~pl.col("undated") & since & until).row(0, named=True)


def law(text):
    return on_day(statute_answers([text], None))


def said(text, pack="sf-2017"):
    return on_day(pack_answers(load_pack(pack), [text], None))


@pytest.mark.parametrize("text", ["647B PC", "647F PC", "647B"])
def test_readings_that_differ_leave_the_answer_unknown(text):
    row = law(text)
    assert (row["read"], row["why"], row["offense"], row["section_key"]) == (
        False,
        "two_readings",
        None,
        None,
    )
    assert (row["system"], row["attempt"], row["offense_class"]) == ("CA", False, None)
    answer = said("647B PC")
    assert (answer["protected_misdemeanor"], answer["protected_reason_misdemeanor"]) == (
        None,
        "coarse_citation",
    )


def test_readings_that_agree_give_the_answer():
    assert said("647B PC")["qualifying"] is False
    assert said("PC 266F")["protected_felony"] is False
    assert law("PC 266F")["offense_class"] == "sex_trade"
    assert (law("PC 266F")["written_level"], law("PC 266F")["default_level"]) == (None, "felony")
    assert law("647B/M")["written_level"] == "misdemeanor"


def test_288a_qualifies_by_both_readings_while_both_are_law():
    table = pack_answers(load_pack("sf-2017"), ["288A"], None)
    assert on_day(table, date(2018, 5, 1))["qualifying"] is True
    assert on_day(table, DAY)["qualifying"] is None  # section 288a has been section 287 since 2019


def test_several_charges_answer_only_what_all_of_them_do():
    both = said("647(b) PC; 11364 HS")
    assert both["protected_misdemeanor"] is True
    mixed = said("647(b) PC; 459 PC")
    assert (mixed["protected_misdemeanor"], mixed["protected_reason_misdemeanor"]) == (
        None,
        "coarse_citation",
    )
    assert law("664/211, 459 PC")["attempt"] is None
    assert law("647(b) PC; 11364 HS")["offense"] is None


def test_a_text_without_any_citation_has_no_answer():
    row = said("PROSTITUTION")
    assert {row[f"protected_{level or 'unknown'}"] for level in LEVELS} | {row["qualifying"]} == {None}
    assert row["qualifying_reason"] == row["protected_reason_unknown"] == "unread"


@pytest.mark.parametrize(
    "text", ["647B PC", "647F PC", "PC 266F", "422A PC", "647(b) PC; 11357(b) HS", "211 PC"]
)
@pytest.mark.parametrize("pack", ["sf-2017", "ca-pc-647.3", "ca-sb-1322"])
def test_no_answer_but_the_one_of_each_citation(text, pack):
    """On each span, a value is given only where every citation of the text, asked alone, gives the same."""
    citations = read_citation(text).citations
    assert citations
    whole = pack_answers(load_pack(pack), [text], None)
    columns = ["qualifying", *(f"protected_{level or 'unknown'}" for level in LEVELS)]
    for row in whole.filter(~pl.col("undated")).iter_rows(named=True):
        day = row["since"] or date(1950, 1, 1)
        alone = [said_of(c, load_pack(pack), day) for c in citations]
        for at, column in enumerate(columns):
            given = {answers[at] for answers in alone}
            assert row[column] == (given.pop() if len(given) == 1 else None)


def said_of(citation, pack, day):
    of_class = statutes().answer(citation, day).offense_class
    protected = [answer for answer, _ in pack.offenses.protected(citation, LEVELS, day)]
    return [pack.offenses.qualifying(citation, day, of_class)[0], *protected]


def test_the_spans_of_a_text_cover_all_time_once():
    for table in (
        statute_answers(["647F PC", "???"], None),
        pack_answers(load_pack("sf-2017"), ["647F PC"], None),
    ):
        for _, rows in table.filter(~pl.col("undated")).group_by("citation", maintain_order=True):
            spans = sorted(
                zip(rows["since"].to_list(), rows["until"].to_list(), strict=True),
                key=lambda s: s[0] or date.min,
            )
            assert spans[0][0] is None
            assert spans[-1][1] is None
            assert all((after[0] - before[1]).days == 1 for before, after in pairwise(spans))
    assert set(STATUTES) & set(PACK) == {"citation", "since", "until", "undated"}


def test_charges_at_levels_that_differ_have_none_in_common():
    assert law("11377(a) HS/M; 647(b) PC/M")["default_level"] == "misdemeanor"
    assert law("11377(a) HS/F; 647(b) PC/M")["default_level"] is None
    assert law("11377(a) HS/F; 647(b) PC")["default_level"] is None


def test_the_code_system_of_a_column_decides_how_its_texts_are_read():
    sfpd = load_pack("sf-2017")
    named, bare = (statute_answers(["13060"], system).row(0, named=True) for system in ("SFPD", None))
    assert (named["read"], named["offense"]) == (True, "SFPD 13060")
    assert (bare["read"], bare["why"]) == (False, "no_code")
    named, bare = (on_day(pack_answers(sfpd, ["13060"], system)) for system in ("SFPD", None))
    assert (named["protected_misdemeanor"], named["qualifying"]) == (True, False)
    assert (bare["protected_reason_misdemeanor"], bare["qualifying_reason"]) == ("unread", "unread")
