"""Ranges of incident numbers: a part of an export at a time, for what is asked of each incident alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import polars as pl

NUMBER = "incident_id"
Group = tuple[str, int]
"""A row group of a Parquet file: the least number in it, and how many rows it has."""
SAMPLED = 499
"""One incident in so many is drawn to see where numbers lie."""


def cuts(plans: Sequence[pl.LazyFrame], most: int, scattered: int, groups: Sequence[Group] = ()) -> list[str]:
    """Numbers (`incident_id`), sorted, that cut plans in parts of about `most` rows; none if they have no more.

    To read a part, Parquet passes over rows that are not near it. Where the `groups` of a table are known, in the order
    of their numbers, parts begin where groups do, so that none is read twice. Rows in no order are all read for each
    part, so that such parts have about `scattered` rows.
    """
    numbered = [plan.select(NUMBER) for plan in plans]
    rows = [plan.select(pl.len()).collect(engine="streaming").item() for plan in numbered]
    if sum(rows) <= most:
        return []
    share = sum(size for _, size in groups) * most / sum(rows)
    if groups and max(size for _, size in groups) <= share:
        return sorted({*_whole(groups, share)})
    longest = numbered[rows.index(max(rows))]
    drawn = longest.filter(pl.col(NUMBER).hash() % SAMPLED == 0).collect(engine="streaming")[NUMBER]
    in_order = (drawn < drawn.shift()).sum() * 10 <= len(drawn)
    parts, drawn = -(-sum(rows) // (most if in_order else scattered)), drawn.sort()
    found = (drawn[len(drawn) * part // parts] for part in range(1, parts) if len(drawn))
    return sorted({str(number) for number in found})


def _whole(groups: Sequence[Group], most: float) -> Iterator[str]:
    """Numbers at which parts of whole groups begin, but for the first, that have at most so many rows."""
    held = 0
    for number, size in groups:
        if held + size > most:
            yield number
            held = 0
        held += size


def ranges(cut: Sequence[str]) -> Iterator[pl.Expr]:
    """What is true of the rows of each range, in order; a row without a number is of the first."""
    number = pl.col(NUMBER)
    for first, last in pairwise([None, *cut, None]):
        below = pl.lit(True) if last is None else number < last
        yield number.is_null() | below if first is None else (number >= first) & below
