"""The data dictionary of tables: what every column is, as a table itself and as a page to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.reports import readers, words
from auditor.reports.tabular import Column, Table, Value

COLUMNS = [
    Column("table", "text", "The table."),
    Column("column", "text", "The column."),
    Column("kind", "text", "text, list, integer, number, boolean or date."),
    Column(
        "nullable",
        "boolean",
        "Whether a cell of it can be null: the record does not say, or it does not apply.",
    ),
    Column("values", "list", "The values of a code; empty where it may hold anything of its kind."),
    Column("says", "text", "What it says."),
]


def dictionary(tables: Sequence[Table]) -> Table:
    """One row a column of these tables, in their order."""
    rows: list[list[Value]] = [
        [table.name, column.name, column.kind, column.nullable, column.values, column.says]
        for table in tables
        for column in table.columns
    ]
    return Table("dictionary", "One row a column of the other tables.", COLUMNS, rows)


def readable(tables: Sequence[Table], written: str, made_for: Mapping[str, object]) -> bytes:
    """The dictionary as Markdown: how cells are written, then every table with its columns.

    `made_for` is what the run was made ready with for a reader.
    """
    lines = ["# Data dictionary", "", written]
    if "key_id" in made_for:
        lines += ["", readers.PSEUDONYMS.format(key=made_for["key_id"])]
    if "threshold" in made_for:
        lines += ["", f"{readers.suppressed(made_for)} A count that is withheld is null."]
    for table in tables:
        lines += ["", f"## {table.name}", "", f"{table.says} {words.counted(len(table.rows), 'row')}.", ""]
        lines += ["| column | kind | null | values | what it says |", "| --- | --- | --- | --- | --- |"]
        for column in table.columns:
            values, null = ", ".join(column.values), "yes" if column.nullable else "no"
            lines.append(f"| {column.name} | {column.kind} | {null} | {values} | {column.says} |")
    return ("\n".join(lines) + "\n").encode("utf-8")
