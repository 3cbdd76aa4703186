"""The sieve on this machine: Polars, streaming."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import narwhals as nw
import polars as pl

from auditor.records import ranges
from auditor.records.names import folded_names

Plan = nw.LazyFrame[pl.LazyFrame]
Coding = Callable[[pl.Expr], pl.Expr]

WHO = "who"
PART = 2_000_000
"""About so many rows are held at a time where an incident is looked at alone."""
SCATTERED = 2
"""So many times more, where the rows of a part lie all over the table."""
DIGITS = 18
"""Numbers of so many digits fit a 64-bit integer."""


def wrap(plan: pl.LazyFrame) -> Plan:
    """A Polars plan as the sieve reads it."""
    return nw.from_native(plan)


def pin(plan: Plan) -> Plan:
    """Work a plan out now and keep its rows in memory, so that what builds on it does not repeat it."""
    return wrap(plan.to_native().collect(engine="streaming").lazy())


def among(plan: Plan, pinned: Plan, column: str = "incident_id") -> Plan:
    """The rows with these values, found by list: unlike a join, a list reaches down into Parquet and holds no row."""
    told = pinned.to_native().select(column).collect()[column].unique()
    if told.is_empty():
        return wrap(plan.to_native().head(0))
    return wrap(plan.to_native().filter(pl.col(column).is_in(told.implode())))


def hold(plans: Sequence[Plan]) -> tuple[list[Plan], Callable[..., Plan]]:
    """Keep the rows of plans with codes as numbers (`incident_id`); and what gives the numbers of a column back."""
    frames = [plan.to_native().collect(engine="streaming") for plan in plans]
    code, number = _coding([frame["incident_id"] for frame in frames])

    def restore(plan: Plan, column: str = "incident_id") -> Plan:
        return wrap(plan.to_native().with_columns(number(pl.col(column))))

    for nth, frame in enumerate(frames):
        frames[nth] = frame.with_columns(code(pl.col("incident_id")))
    return [wrap(frame.lazy()) for frame in frames], restore


def _coding(columns: Sequence[pl.Series]) -> tuple[Coding, Coding]:
    """Numbers as integers where all have as many digits, else as categories of their own; and the way back."""
    told = [column for column in columns if column.null_count() < len(column)]
    digits = {length for c in told for length in c.str.len_bytes().unique().drop_nulls()}
    if len(digits) == 1 and (most := digits.pop()) <= DIGITS and all(map(_plain, told)):
        return lambda c: c.cast(pl.Int64), lambda c: c.cast(pl.String).str.zfill(most)
    categories = pl.Categorical(pl.Categories.random())
    return lambda c: c.cast(categories), lambda c: c.cast(pl.String)


def _plain(numbers: pl.Series) -> bool:
    """Nothing but digits: what else reads as an integer begins with a sign, which sorts before them."""
    read = numbers.cast(pl.Int64, strict=False)
    return str(numbers.min()) >= "0" and read.null_count() == numbers.null_count()


def cuts(plans: Sequence[Plan]) -> list[str]:
    """Numbers (`incident_id`), sorted, that cut plans in parts of about `PART` rows; none if they have no more.

    There are `SCATTERED` times fewer where rows lie in no order.
    """
    return ranges.cuts([plan.to_native() for plan in plans], PART, PART * SCATTERED)


def with_who(plan: Plan) -> Plan:
    """The plan with `who` (UInt64): equal wherever two names (`name`) fold to the same words, null for a null name."""
    native = plan.to_native()
    schema = {**native.collect_schema(), WHO: pl.UInt64()}
    return wrap(native.map_batches(_add_who, schema=schema, streamable=True))


def _add_who(rows: pl.DataFrame) -> pl.DataFrame:
    words = folded_names(rows["name"]).str.split(" ").list.unique()
    hashed = words.list.eval(pl.element().hash()).list.sum()
    return rows.with_columns(hashed.cast(pl.UInt64).alias(WHO))


def collect_ids(found: Plan) -> pl.Series:
    """The incident numbers that the sieve kept, sorted."""
    return found.to_native().collect(engine="streaming")["incident_id"].sort()
