"""The OR over rows: the one idiom that turns record rows into a fact and keeps the rows as its witnesses.

A fact of a unit is the Kleene OR of terms. Every term is a row of this shape, and `any_of` is the only
place where terms become a value:

| column | type | what |
| --- | --- | --- |
| `unit` | UInt32 | the unit (a charge, or a person's report) |
| `value` | Boolean | the term: true, false, or null where the record does not say |
| `table`, `id` | String, UInt32 | the record row that the term was read from; null where there was no row to read |
| `reason` | String | why the term is unknown, where a reason is known |
| `note` | String | what a reader should know of the row besides its cells |

A term that rests on several rows stands once per row with the same value, which changes no OR.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

SCHEMA = {
    "unit": pl.UInt32,
    "value": pl.Boolean,
    "table": pl.String,
    "id": pl.UInt32,
    "reason": pl.String,
    "note": pl.String,
}
_NOTHING = {name: pl.lit(None, dtype) for name, dtype in SCHEMA.items() if name != "unit"}
"""Made once, since literals are slow to make."""
_OR = pl.col("value").any(ignore_nulls=False)


def terms(
    frame: pl.DataFrame,
    value: pl.Expr,
    table: str | None = None,
    id_: str | None = None,
    *,
    reason: pl.Expr | None = None,
    note: pl.Expr | None = None,
) -> pl.DataFrame:
    """Terms read from `frame`, which holds `unit` and, where a row was read, the column `id_` of its id.

    A row whose `id_` is null names no table either: nothing was read there.
    """
    told = {"value": value, "reason": reason, "note": note}
    if id_:
        told |= {"table": pl.when(pl.col(id_).is_not_null()).then(pl.lit(table)), "id": pl.col(id_)}
    said = {name: expr.cast(SCHEMA[name]) for name, expr in told.items() if expr is not None}
    return frame.select("unit", **_NOTHING | said)


def any_by(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The Kleene OR of `value` in each group of `rows`: the columns `by` and `value`."""
    return rows.group_by(by).agg(_OR)


def any_of(units: pl.Series, rows: pl.DataFrame) -> pl.Series:
    """The Kleene OR of each unit's terms, in the order of `units`; false for a unit without a term."""
    values = rows.group_by("unit").agg(_OR, said=pl.lit(True))
    joined = pl.DataFrame({"unit": units}).join(values, on="unit", how="left", maintain_order="left")
    return joined.select(
        pl.when(pl.col("said").is_null()).then(pl.lit(False)).otherwise(pl.col("value"))
    ).to_series()
