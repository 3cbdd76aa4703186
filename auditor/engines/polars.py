"""The sieve on this machine: Polars, streaming."""

from __future__ import annotations

import narwhals as nw
import polars as pl


def wrap(plan: pl.LazyFrame) -> nw.LazyFrame[pl.LazyFrame]:
    """A Polars plan as the sieve reads it."""
    return nw.from_native(plan)


def pin(plan: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
    """Work a plan out now and keep its rows in memory, so that what builds on it does not repeat it."""
    return wrap(plan.to_native().collect(engine="streaming").lazy())


def collect_ids(found: nw.LazyFrame[pl.LazyFrame]) -> pl.Series:
    """The incident numbers that the sieve kept, sorted."""
    return found.to_native().collect(engine="streaming")["incident_id"].sort()
