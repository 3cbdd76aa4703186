"""What a mapping reads of an export: rows by what became of them, words that are not read, samples before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from auditor.intake import mapping as m
from auditor.intake.cells import columns_of
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import Export, read_export
from auditor.intake.private import is_private
from auditor.intake.reading import as_text
from auditor.records.names import shape
from auditor.records.tables import TABLES

MASKED = frozenset(("name", "birth_date", "narrative"))
SHOWN = 3
"""So many records of each table are shown."""

LONGEST = 60


def tried(paths: Sequence[str | Path], mapping: str | Path) -> list[str]:
    """The export read with the mapping, told in lines; names, birth dates and narratives by their shape alone.

    Raises ExportError as reading does: where the mapping is wrong, or nothing can be read with it.
    """
    export = read_export(paths, mapping)
    coverage = intake_coverage(export)
    lines = [*_files(coverage), ""]
    for table in export.tables:
        told = coverage["tables"][table]
        lines += [f"{table}: {told['rows']:,} records", *_not_read(told), *_samples(export, table), ""]
    return lines


def _files(coverage: Mapping[str, Any]) -> Iterator[str]:
    for file in coverage["files"]:
        out = sum(file["rejected"].values())
        yield f"{file['file']}: {file['read']:,} rows read, {file['used']:,} used, {out:,} rejected"
        for what in ("rejected", "set_aside"):
            for reason, rows in file[what].items():
                yield f"  {what.replace('_', ' ')}: {rows:,} {reason}"
        for table, reasons in file.get("no_record", {}).items():
            for reason, rows in reasons.items():
                yield f"  no record in {table}: {rows:,} {reason}"
    for file in coverage["files_not_read"]:
        yield f"{file['file']}: not read: {file['why']}"


def _not_read(told: Mapping[str, Any]) -> Iterator[str]:
    """The cells of a table that say nothing to the reader, by column."""
    for name, column in told["columns"].items():
        for what in ("unrecognised", "unreadable"):
            values = [f"{_cut(v['value'] or 'others')} ({v['count']:,})" for v in column[what][:12]]
            if values:
                yield f"  {name}, {what}: {', '.join(values)}"


def _samples(export: Export, table: str) -> Iterator[str]:
    """The first records of a table, each under the cells of the row that it comes from."""
    names = TABLES[table].names
    first = export.tables[table].sort("file", "row", *names).head(SHOWN).collect()
    for record in first.iter_rows(named=True):
        yield f"  row {record['row']:,} of {record['file']}"
        yield "    before: " + _cells(_before(export, table, record["file"], record["row"]))
        after = {name: _text(record[name], private=name in MASKED) for name in names}
        yield "    after:  " + _cells({name: text for name, text in after.items() if text})


def _before(export: Export, table: str, file: str, row: int) -> dict[str, str]:
    """The source cells that the table is made from, in one row; those of a column of names masked."""
    part = next((p for p in export.ledger.parts if p.label == file), None)
    if part is None:
        return {}
    clauses = [one.clause for one in export.ledger.applied if one.clause.table == table]
    fed = {name: masked for clause in clauses for name, masked in _fed(clause, part.schema)}
    plain = [name for name in part.schema if name in fed and not part.schema[name].is_nested()]
    if not plain:
        return {}
    found = part.plan.filter(pl.col("@row") == row).select(
        as_text(pl.col(name), part.schema[name]).alias(name) for name in plain
    )
    cells = found.collect().row(0, named=True)
    return {
        part.header[name]: _text(cells[name], private=is_private(part.header[name]) or fed[name])
        for name in plain
        if cells[name] is not None
    }


def _fed(clause: m.Clause, schema: Mapping[str, pl.DataType]) -> Iterator[tuple[str, bool]]:
    """The source columns of a clause, and whether they feed what is masked; masked ones come last."""
    made = clause.columns or {name: m.FromColumn(name) for name in TABLES[clause.table].names}
    for name, cell in sorted(made.items(), key=lambda item: item[0] in MASKED):
        if not isinstance(cell, m.Relations):
            for column in columns_of(cell, optional=True):
                for number in clause.sideways or ("",):
                    yield column.replace(m.NUMBER, number), name in MASKED
    for kept in clause.keep:
        if isinstance(kept.test, m.Test) and kept.test.column not in schema:
            continue
        if isinstance(kept.test, m.Test) and not is_private(kept.test.column):
            yield kept.test.column, False


def _text(value: object, *, private: bool) -> str:
    text = "" if value is None else str(value)
    return shape(text) if private else text


def _cells(cells: Mapping[str, str]) -> str:
    return " | ".join(f"{name}={_cut(text)}" for name, text in cells.items())


def _cut(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
