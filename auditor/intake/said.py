"""How often each value of a column stands, told from what was counted as the column was read."""

from __future__ import annotations

from collections import Counter

import polars as pl

from auditor.intake.export import Export


def said(export: Export, table: str, column: str) -> pl.DataFrame:
    """The values of a column of codes or text (`column`), sorted, and on how many rows (`rows`) each stands; no null.

    Nothing is read again where every cell was counted and no row is out. Empty without the table.
    """
    schema: dict[str, type[pl.DataType]] = {column: pl.String, "rows": pl.UInt32}
    if table not in export.tables:
        return pl.DataFrame(schema=schema)
    surveyed, rejected = export.ledger.surveyed.get(table), export.ledger.rejected.get(table)
    if surveyed and (rejected is None or rejected.is_empty()):
        counted = [one.columns[column].said for one in surveyed if column in one.columns]
        known = [values for values in counted if values is not None]
        if len(known) == len(counted):
            total = sum(map(Counter, known), Counter[str]())
            return pl.DataFrame(sorted(total.items()), schema=schema, orient="row")
    rows = export.tables[table].group_by(column).agg(rows=pl.len().cast(pl.UInt32))
    return rows.collect(engine="streaming").drop_nulls(column).sort(column)
