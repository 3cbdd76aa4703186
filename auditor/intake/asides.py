"""Rows that are no records, by the mapping's tests: of one table that their file feeds, or of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from auditor.intake.applying import Applied

ROWS = {"file": pl.String, "row": pl.Int64, "reason": pl.String}
_DROPPED = ROWS | {"table": pl.String, "clause": pl.UInt32, "passed": pl.UInt32}


def dropped(applied: Sequence[Applied]) -> pl.DataFrame:
    """The rows that a clause sets aside: (`file`, `row`, `reason`, `table`, `clause`, tests `passed` before)."""
    plans = [
        plan.with_columns(
            table=pl.lit(one.clause.table), clause=pl.lit(number, pl.UInt32), passed=_passed(one)
        )
        for number, one in enumerate(applied)
        for plan in one.aside
    ]
    return pl.concat([pl.DataFrame(schema=_DROPPED), *pl.collect_all(plans)])


def of_all_tables(applied: Sequence[Applied], rows: pl.DataFrame) -> pl.DataFrame:
    """(file, row, reason) of the rows that every clause which reads their file sets aside."""
    return _by_every_clause(applied, rows, ["file"]).select(list(ROWS))


def of_each_table(applied: Sequence[Applied], rows: pl.DataFrame) -> dict[str, dict[str, dict[str, int]]]:
    """By file, table and reason, how many rows every clause of the table sets aside."""
    counted = _by_every_clause(applied, rows, ["file", "table"]).group_by("file", "table", "reason").len()
    found: dict[str, dict[str, dict[str, int]]] = {}
    for file, table, reason, count in counted.sort("file", "table", "reason").iter_rows():
        found.setdefault(file, {}).setdefault(table, {})[reason] = count
    return found


def _by_every_clause(applied: Sequence[Applied], rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """One row for each that all clauses of a key set aside, with the reason of the clause that it got furthest in."""
    readers = Counter((part.label, one.clause.table) for one in applied for part in one.parts)
    asked = pl.DataFrame(
        [(*place, clauses) for place, clauses in readers.items()],
        schema={"file": pl.String, "table": pl.String, "clauses": pl.UInt32}, orient="row",
    ).group_by(key).agg(pl.col("clauses").sum())  # fmt: skip
    best = pl.col("reason").sort_by("passed", "clause", descending=[True, False]).first()
    told = rows.group_by(*key, "row").agg(best, refused=pl.col("clause").n_unique())
    return told.join(asked, on=key).filter(pl.col("refused") >= pl.col("clauses"))


def _passed(one: Applied) -> pl.Expr:
    """How many tests of the clause a row had passed that was set aside for this reason."""
    order = {kept.reason: place for place, kept in enumerate(one.clause.keep)}
    return pl.col("reason").replace_strict(order, default=0, return_dtype=pl.UInt32)
