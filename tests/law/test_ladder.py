"""The ladder against a plain reading of the same rule, and the intervals on which its answer stays."""

import datetime as dt
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.law.ladder import DAY, Ladder


class Rung(NamedTuple):
    subdivisions: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    name: int = 0
    section: str = "1"
    code: str = "PC"
    system: str = "CA"


FIRST, LAST = dt.date(2020, 1, 1), dt.date(2020, 1, 12)
paths = st.lists(st.sampled_from("ab"), max_size=3).map(tuple)
days = st.dates(FIRST, LAST)
rungs = st.builds(
    Rung,
    paths,
    st.none() | days,
    st.none() | days,
    st.integers(0, 2),
    st.sampled_from(["1", "1a"]),
    st.sampled_from(["PC", "HS"]),
)


def begins(path, other):
    return other[: len(path)] == path


def plain(rows, cited, on):
    """The rule word for word."""
    here = [r for r in rows if (r.system, r.code, r.section) == (cited.system, cited.code, cited.section)]
    live = [r for r in here if on is None or (r.valid_from or on) <= on <= (r.valid_to or on)]
    prefixes = [r for r in live if begins(r.subdivisions, cited.subdivisions)]
    if prefixes:
        longest = max(len(r.subdivisions) for r in prefixes)
        return tuple(r for r in prefixes if len(r.subdivisions) == longest)
    return tuple(r for r in live if begins(cited.subdivisions, r.subdivisions))


@given(st.lists(rungs, max_size=8), rungs, st.none() | days)
def test_live_rows_are_those_of_the_rule(rows, cited, on):
    assert Ladder(rows).live(cited, on) == plain(rows, cited, on)


@given(st.lists(rungs, max_size=8), rungs)
def test_spans_cover_all_time_and_change_only_at_their_borders(rows, cited):
    ladder = Ladder(rows)
    spans = ladder.spans(cited)
    assert spans[0][0] is None
    assert spans[-1][1] is None
    for (_, end), (start, _) in pairwise(spans):
        assert start == end + DAY
        assert ladder.live(cited, end) != ladder.live(cited, start)
    for start, end in spans:
        first, last = start or FIRST - DAY, end or LAST + DAY
        answers = {ladder.live(cited, first + n * DAY) for n in range((last - first).days + 1)}
        assert len(answers) == 1


@given(st.lists(rungs, max_size=8), rungs)
def test_about_holds_every_row_that_is_ever_live(rows, cited):
    ladder = Ladder(rows)
    ever = {row for start, end in ladder.spans(cited) for row in ladder.live(cited, start or end or FIRST)}
    assert ever <= set(ladder.about(cited))


def test_both_ends_of_validity_are_included():
    row = Rung(valid_from=FIRST, valid_to=LAST)
    ladder = Ladder([row])
    assert [ladder.live(row, day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)] == [
        (),
        (row,),
        (row,),
        (),
    ]
    assert ladder.spans(row) == [(None, FIRST - DAY), (FIRST, LAST), (LAST + DAY, None)]


def test_finer_rows_speak_only_where_no_coarser_row_lives():
    coarse, fine = Rung((), FIRST, LAST), Rung(("a",))
    ladder = Ladder([coarse, fine])
    bare = Rung()
    assert ladder.live(bare, FIRST) == (coarse,)
    assert ladder.live(bare, LAST + DAY) == (fine,)
    assert ladder.live(bare, None) == (coarse,)


@pytest.mark.parametrize("edge", [dt.date.min, dt.date.max])
def test_the_ends_of_the_calendar_are_no_trap(edge):
    row = Rung(valid_from=edge, valid_to=dt.date.max)
    assert Ladder([row]).spans(row)[-1][1] is None
