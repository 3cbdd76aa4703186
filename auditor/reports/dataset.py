"""The tables of a run for an analyst, with their data dictionary: a folder of CSV, or of Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from auditor.reports.counttables import count_tables
from auditor.reports.coveragetables import coverage_tables
from auditor.reports.dictionary import dictionary, readable
from auditor.reports.findingtables import finding_tables
from auditor.reports.tables import neutral, whole
from auditor.reports.tabular import Column, Table, Value
from auditor.runs.reading import Run

TYPES = {
    "text": pa.string(),
    "list": pa.list_(pa.string()),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}

CSV = """\
UTF-8, a comma between cells, a line feed after each row, days as 2018-03-04, shares from 0 to 1. A cell that is null
is empty; an empty text is "" in quotes. A list is one cell, its texts apart by "; ".

A text that a spreadsheet could take for a formula, since it begins with = + - @, their full-width forms, a tab or a
line end, perhaps after spaces, has an apostrophe before it. NUL characters are left out, and halves of characters are
question marks. Numbers stay numbers."""

PARQUET = """\
Typed columns: text as string, list as list of string, integer as int64, number as double, date as date32, boolean. A
null is null; an empty text or list is not. Halves of characters are question marks; else every text is as exported."""


def run_tables(run: Run) -> list[Table]:
    """The tables of a run: findings, counts, coverage; for the public no findings, and any count can be null."""
    tables = [*count_tables(run), *coverage_tables(run.coverage)]
    if run.audience == "public":
        return [_withholding(table) for table in tables]
    return [*finding_tables(run.findings), *tables]


def _withholding(table: Table) -> Table:
    counts = ("integer", "number")
    columns = [
        replace(column, nullable=True) if column.kind in counts else column for column in table.columns
    ]
    return replace(table, columns=columns)


def csv_folder(run: Run) -> dict[str, bytes]:
    """The tables as CSV, with `dictionary.csv` and `dictionary.md`."""
    tables = run_tables(run)
    files = {f"{table.name}.csv": to_csv(table) for table in [*tables, dictionary(tables)]}
    return {**files, "dictionary.md": readable(tables, CSV, run.made_for)}


def parquet_folder(run: Run) -> dict[str, bytes]:
    """The tables as Parquet, with the same dictionary."""
    tables = run_tables(run)
    files = {f"{table.name}.parquet": to_parquet(table) for table in tables}
    return {
        **files,
        "dictionary.csv": to_csv(dictionary(tables)),
        "dictionary.md": readable(tables, PARQUET, run.made_for),
    }


def to_csv(table: Table) -> bytes:
    """A table as CSV, every text cell neutralised; null is empty and an empty text is quoted."""
    lists = [pl.col(c.name).list.join("; ") for c in table.columns if c.kind == "list"]
    frame = pl.DataFrame(_arrow(table)).with_columns(lists)
    return frame.with_columns(neutral(pl.col(pl.String))).write_csv().encode("utf-8")


def to_parquet(table: Table) -> bytes:
    """A table as Parquet, with no metadata but its schema and who wrote it."""
    out = io.BytesIO()
    pq.write_table(_arrow(table), out, compression="zstd", store_schema=False)
    return out.getvalue()


def _arrow(table: Table) -> pa.Table:
    cells = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    named = zip(table.columns, cells, strict=True)
    return pa.table({column.name: _array(column, of) for column, of in named})


def _array(column: Column, cells: Iterable[Value]) -> pa.Array:
    return pa.array([_whole(cell) for cell in cells], TYPES[column.kind])


def _whole(cell: Value) -> object:
    if isinstance(cell, tuple):
        return [_whole(one) for one in cell]
    return whole(cell) if isinstance(cell, str) else cell
