"""Ranges of incident numbers: a part of an export at a time, for what is asked of each incident alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import polars as pl

NUMBER = "incident_id"
SAMPLED = 499
"""One incident in so many is drawn to see where numbers lie."""


def cuts(plans: Sequence[pl.LazyFrame], most: int, scattered: int) -> list[str]:
    """Numbers (`incident_id`), sorted, that cut plans in parts of about `most` rows; none if they have no more.

    To read a part, Parquet passes over rows that are not near it. Rows in no order are all read for each part, so
    that such parts have about `scattered` rows.
    """
    numbered = [plan.select(NUMBER) for plan in plans]
    rows = [plan.select(pl.len()).collect(engine="streaming").item() for plan in numbered]
    if sum(rows) <= most:
        return []
    longest = numbered[rows.index(max(rows))]
    drawn = longest.filter(pl.col(NUMBER).hash() % SAMPLED == 0).collect(engine="streaming")[NUMBER]
    in_order = (drawn < drawn.shift()).sum() * 10 <= len(drawn)
    parts, drawn = -(-sum(rows) // (most if in_order else scattered)), drawn.sort()
    found = (drawn[len(drawn) * part // parts] for part in range(1, parts) if len(drawn))
    return sorted({str(number) for number in found})


def ranges(cut: Sequence[str]) -> Iterator[pl.Expr]:
    """What is true of the rows of each range, in order; a row without a number is of the first."""
    number = pl.col(NUMBER)
    for first, last in pairwise([None, *cut, None]):
        below = pl.lit(True) if last is None else number < last
        yield number.is_null() | below if first is None else (number >= first) & below
