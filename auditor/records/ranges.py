"""Ranges of incident numbers: a part of an export at a time, for what is asked of each incident alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import polars as pl

NUMBER = "incident_id"
SAMPLED = 499
"""One incident in so many is drawn to see where numbers lie."""

KEPT = 0.9
"""Row groups tell where rows lie if so many of their rows are in the table, and are not left out as it is read."""


class Group(NamedTuple):
    """A row group of a Parquet file: the least and the greatest number in it, and how many rows it has."""

    low: str
    high: str
    rows: int


def cuts(
    plans: Mapping[str, pl.LazyFrame], most: int, scattered: int, groups: Mapping[str, Sequence[Group]]
) -> list[str]:
    """Numbers (`incident_id`), sorted, that cut plans in parts of about `most` rows; none if they have no more.

    To read a part, Parquet passes over rows that are not near it. Where the `groups` of the longest table are known, in
    the order of their numbers, parts begin where groups do, so that few are read twice. Rows in no order are all read
    for each part, so that such parts have about `scattered` rows.
    """
    numbered = {name: plan.select(NUMBER) for name, plan in plans.items()}
    counts = {
        name: plan.select(pl.len()).collect(engine="streaming").item() for name, plan in numbered.items()
    }
    rows = sum(counts.values())
    if rows <= most:
        return []
    longest = max(counts, key=lambda name: counts[name])
    if found := _between(groups.get(longest, ()), counts[longest], most / rows):
        return found
    drawn = numbered[longest].filter(pl.col(NUMBER).hash() % SAMPLED == 0).collect(engine="streaming")[NUMBER]
    in_order = (drawn < drawn.shift()).sum() * 10 <= len(drawn)
    parts, drawn = -(-rows // (most if in_order else scattered)), drawn.sort()
    at = (drawn[len(drawn) * part // parts] for part in range(1, parts) if len(drawn))
    return sorted({str(number) for number in at})


def _between(groups: Sequence[Group], kept: int, share: float) -> list[str]:
    """Numbers at which parts of whole groups begin, but for the first, that have about this share of their rows.

    A part rather begins where no incident lies in two groups. There are none where a group is larger than a part, or
    where many rows of the groups are not `kept` in the table, so that parts could be far larger than they seem.
    """
    every = sum(group.rows for group in groups)
    most = every * share
    if not groups or kept < every * KEPT or max(group.rows for group in groups) > most:
        return []
    found, held = [], groups[0].rows
    for last, group in pairwise(groups):
        full, larger = held + group.rows > most, held >= most
        if (full and last.high < group.low) or larger:
            found.append(group.low)
            held = 0
        held += group.rows
    return sorted({*found})


def ranges(cut: Sequence[str]) -> Iterator[pl.Expr]:
    """What is true of the rows of each range, in order; a row without a number is of the first."""
    number = pl.col(NUMBER)
    for first, last in pairwise([None, *cut, None]):
        below = pl.lit(True) if last is None else number < last
        yield number.is_null() | below if first is None else (number >= first) & below
