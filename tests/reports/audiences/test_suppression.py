"""No small count of a released table can be worked out, by whoever does linear programming over all its figures."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.reports.audiences.suppression import (
    DETAILS,
    added_up,
    finest,
    is_safe,
    release,
    taken_together,
    told,
)
from tests.reports.audiences.attack import Attack

small = st.integers(0, 14)
large = st.integers(0, 60)
parts = st.tuples(*[st.one_of(st.just(0), small, large)] * 6)
tables = st.dictionaries(
    st.sampled_from(["2018-01", "2018-02", "2018-03", "2018-04", None]), parts, min_size=1
)
least = st.sampled_from([5, 11])


@given(tables, least)
def test_every_figure_is_nothing_or_large(rows, least):
    table = release(rows, least)
    assert table is None or is_safe(table.figures, least)


@given(tables, least)
def test_a_reader_who_subtracts_gets_no_small_count(rows, least):
    """Whatever rows of a column are taken from its total, what is left is nothing or large."""
    table, every = release(rows, least), added_up(rows.values())
    total = finest(every, least)
    if table is None or total is None:
        return
    for place in range(len(DETAILS[total])):
        known = [
            told(rows[label], total)[place]
            for label, detail in table.shown.items()
            if list(DETAILS).index(detail) <= list(DETAILS).index(total)
        ]
        for taken in itertools.chain.from_iterable(
            itertools.combinations(known, n) for n in range(len(known) + 1)
        ):
            assert is_safe([told(every, total)[place] - sum(taken)], least)


@settings(max_examples=60)
@given(tables, least)
def test_an_attacker_with_linear_programming_pins_no_small_count(rows, least):
    """Each count of 1 to least - 1, of any part or sum of parts that is ever told, is left open over more values."""
    attack, known = _attack(rows, least)
    for label, places in itertools.product(rows, sorted({p for detail in DETAILS.values() for p in detail})):
        of = sum(rows[label][i] for i in places)
        if 0 < of < least and any(set(places) <= set(told) for told in known):
            low, high = attack.bounds(label, places)
            assert low <= of <= high
            assert high - low >= least, (label, places)


def _attack(rows, least):
    """An attacker who has learnt the table and its total, and the parts of which anything is known at all."""
    attack, table, every = Attack(rows, 6), release(rows, least), added_up(rows.values())
    total = finest(every, least)
    for places in DETAILS[total] if total else ():
        attack.learn(rows, places, sum(every[i] for i in places))
    for label in [label for label, parts in rows.items() if not any(parts)]:
        attack.learn([label], range(6), 0)
    for label, detail in table.shown.items() if table else ():
        for places in DETAILS[detail]:
            attack.learn([label], places, sum(rows[label][i] for i in places))
    for places in DETAILS[table.rest] if table and table.rest else ():
        attack.learn(table.together, places, sum(rows[label][i] for label in table.together for i in places))
    return attack, DETAILS[total] if total else ()


@given(
    st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(0, 40), min_size=2), least
)
def test_two_groupings_do_not_meet_in_a_small_count(cells, least):
    """How many units at least and most are in a group of each: the same number, nothing or large, or far apart."""
    known = []
    for side in (0, 1):
        rows = {}
        for cell, count in cells.items():
            rows[str(cell[side])] = (rows.get(str(cell[side]), (0,))[0] + count, 0, 0, 0, 0, 0)
        table = release(rows, least)
        rest = [sum(rows[label][0] for label in table.together)] if table and table.rest else []
        known.append([*(rows[label][0] for label in table.shown), *rest] if table else [])
    whole = sum(cells.values())
    for a, b in itertools.product(*known):
        low, high = max(0, a + b - whole), min(a, b)
        assert is_safe([low], least) if low == high else high - low >= least


@given(st.lists(parts, min_size=1), least)
def test_rows_are_taken_together_only_where_they_must_be(rows, least):
    out = taken_together(rows, least)
    if out is None:
        assert not is_safe(added_up(rows), least)
    elif not out:
        assert all(is_safe(row, least) for row in rows)
    else:
        assert is_safe(added_up(rows[i] for i in out), least)
        assert all(is_safe(row, least) for i, row in enumerate(rows) if i not in out)


@pytest.mark.parametrize(
    ("rows", "shown", "together"),
    [
        ({"a": 20, "b": 30}, {"a", "b"}, []),
        ({"a": 20, "b": 3, "c": 30}, {"c"}, ["a", "b"]),
        ({"a": 20, "b": 6, "c": 7}, {"a"}, ["b", "c"]),
        ({"a": 3, "b": 4}, None, None),
    ],
)
def test_examples(rows, shown, together):
    table = release({label: (n, 0, 0, 0, 0, 0) for label, n in rows.items()}, 11)
    if shown is None:
        assert table is None
    else:
        assert set(table.shown) == shown
        assert list(table.together) == together
