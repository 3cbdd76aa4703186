"""The sieve on this machine: Polars, streaming."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from auditor.records.names import folded_names

WHO = "who"
PART = 3_000_000
"""About so many rows of a table are held at a time where an incident is looked at alone."""
SAMPLED = 499
"""One incident in so many is drawn to see where numbers lie."""


def wrap(plan: pl.LazyFrame) -> nw.LazyFrame[pl.LazyFrame]:
    """A Polars plan as the sieve reads it."""
    return nw.from_native(plan)


def pin(plan: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
    """Work a plan out now and keep its rows in memory, so that what builds on it does not repeat it."""
    return wrap(plan.to_native().collect(engine="streaming").lazy())


def among(
    plan: nw.LazyFrame[pl.LazyFrame], pinned: nw.LazyFrame[pl.LazyFrame], column: str = "incident_id"
) -> nw.LazyFrame[pl.LazyFrame]:
    """The rows with these values, found by list: unlike a join, a list reaches down into Parquet and holds no row."""
    told = pinned.to_native().select(column).collect()[column].unique()
    return wrap(plan.to_native().filter(pl.col(column).is_in(told.implode())))


def cuts(plan: nw.LazyFrame[pl.LazyFrame]) -> list[str]:
    """Numbers (`incident_id`), sorted, that cut a plan in parts of about `PART` rows; none if it has no more."""
    native = plan.to_native().select("incident_id")
    parts = -(-native.select(pl.len()).collect(engine="streaming").item() // PART)
    if parts <= 1:
        return []
    drawn = native.filter(pl.col("incident_id").hash() % SAMPLED == 0).collect(engine="streaming")
    numbers = drawn["incident_id"].sort()
    found = (numbers[len(numbers) * part // parts] for part in range(1, parts) if len(numbers))
    return sorted({str(number) for number in found})


def with_who(plan: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
    """The plan with `who` (UInt64): equal wherever two names (`name`) fold to the same words, null for a null name."""
    native = plan.to_native()
    schema = {**native.collect_schema(), WHO: pl.UInt64()}
    return wrap(native.map_batches(_add_who, schema=schema, streamable=True))


def _add_who(rows: pl.DataFrame) -> pl.DataFrame:
    words = folded_names(rows["name"]).str.split(" ").list.unique()
    hashed = words.list.eval(pl.element().hash()).list.sum()
    return rows.with_columns(hashed.cast(pl.UInt64).alias(WHO))


def collect_ids(found: nw.LazyFrame[pl.LazyFrame]) -> pl.Series:
    """The incident numbers that the sieve kept, sorted."""
    return found.to_native().collect(engine="streaming")["incident_id"].sort()
