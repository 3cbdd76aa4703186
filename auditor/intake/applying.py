"""A mapping applied to the files of an export: raw record tables, still lazy, with the source row of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from auditor.errors import ExportError, Problem, nearest
from auditor.intake import mapping as m
from auditor.intake.bounds import Bounds
from auditor.intake.cells import Schema, columns_of, formats, keep, made
from auditor.intake.files import PARQUET
from auditor.intake.joining import answer_of, join, named
from auditor.intake.sources import FILE, ROW, Part
from auditor.intake.survey import RawGroup
from auditor.records.tables import TABLES, Kind

Cell = m.FromColumn | m.Constant | m.FirstOf | m.Relations


@dataclass(frozen=True)
class Applied:
    """A clause of the mapping on the files that it names.

    `present` are the record columns that the files give; `aside` plans (file, row, reason) of the rows that
    are no records.
    """

    clause: m.Clause
    parts: tuple[Part, ...]
    groups: tuple[RawGroup, ...]
    present: frozenset[str]
    aside: tuple[pl.LazyFrame, ...] = ()


def apply(mapping: m.Mapping, parts: Sequence[Part]) -> list[Applied]:
    """Every clause of the mapping that names a file of the export.

    Raises ExportError with every column that is missing or cannot be used, in any file.
    """
    applied, problems = [], []
    for clause in mapping.clauses:
        own = named(parts, clause.file)
        found = list(_wrong(clause, own, parts)) if own else []
        problems += found
        if own and not found:
            applied.append(_plain(clause, own) if clause.plain else _joined(clause, own, parts))
    if problems:
        raise ExportError(*problems)
    return applied


def _cells(clause: m.Clause, parts: Sequence[Part]) -> dict[str, Cell]:
    """How each record column is made; by default from the column of its name, where a file has it."""
    if clause.columns is not None:
        return dict(clause.columns)
    had = {name for part in parts for name in part.schema}
    return {name: m.FromColumn(name) for name in TABLES[clause.table].names if name in had}


def _plain(clause: m.Clause, parts: Sequence[Part]) -> Applied:
    """Records that each come from one row of one file; files of one make are read together."""
    cells = _cells(clause, parts)
    makes: dict[tuple[tuple[str, pl.DataType], ...], list[Part]] = {}
    plans: dict[str, pl.LazyFrame] = {}
    aside: list[pl.LazyFrame] = []
    for part in parts:
        columns = _columns(cells, part.schema)
        kept, dropped = keep(clause.keep, part.plan, part.schema)
        aside += dropped
        plans[part.label] = kept.select(*(e.alias(name) for name, (e, _) in columns.items()), FILE, ROW)
        makes.setdefault(tuple((name, dtype) for name, (_, dtype) in columns.items()), []).append(part)
    table, forms = TABLES[clause.table], {name: formats(cell) for name, cell in cells.items()}
    groups = tuple(
        RawGroup(table, pl.concat(plans[p.label] for p in own), dict(make), forms, _bounds(cells, own))
        for make, own in makes.items()
    )
    present = frozenset(name for make in makes for name, _ in make)
    return Applied(clause, tuple(parts), groups, present, tuple(aside))


def _bounds(cells: dict[str, Cell], parts: Sequence[Part]) -> dict[str, Bounds]:
    """What the footers of all the parts prove about record columns that are a source column as it is."""
    plain = {
        name: cell.column for name, cell in cells.items() if isinstance(cell, m.FromColumn) and cell.bare
    }
    told = {name: [part.bounds.get(column) for part in parts] for name, column in plain.items()}
    return {name: reduce(or_, known) for name, found in told.items() if (known := _all_told(found))}


def _all_told(found: Sequence[Bounds | None]) -> list[Bounds]:
    known = [bounds for bounds in found if bounds is not None]
    return known if len(known) == len(found) else []


def _joined(clause: m.Clause, own: Sequence[Part], parts: Sequence[Part]) -> Applied:
    """Records that other files have a part in, computed once."""
    cells, rows = _cells(clause, own), join(clause, own, parts)
    columns = _columns(cells, rows.schema)
    plan = rows.plan.select(*(expr.alias(name) for name, (expr, _) in columns.items()), FILE, ROW)
    forms = {name: formats(cell) for name, cell in cells.items()}
    dtypes = {name: dtype for name, (_, dtype) in columns.items()}
    group = RawGroup(TABLES[clause.table], plan.collect().lazy(), dtypes, forms)
    return Applied(clause, tuple(own), (group,), frozenset(columns), rows.aside)


def _columns(cells: dict[str, Cell], schema: Schema) -> dict[str, tuple[pl.Expr, pl.DataType]]:
    """The record columns that a source of this schema gives, each with its expression and type."""
    answers = {
        name: (pl.col(answer_of(name)), pl.String())
        for name, cell in cells.items()
        if isinstance(cell, m.Relations) and answer_of(name) in schema
    }
    plain = {name: cell for name, cell in cells.items() if not isinstance(cell, m.Relations)}
    return {name: found for name, cell in plain.items() if (found := made(cell, schema))} | answers


# ── What is wrong ──────────────────────────────────────────────────────────────────────────────────────────


def _wrong(clause: m.Clause, own: Sequence[Part], parts: Sequence[Part]) -> Iterator[Problem]:
    yield from _missing(clause, own)
    yield from _nested(clause, own)
    yield from _mixed_ids(clause, own)
    for step in clause.join:
        if step.required and not named(parts, step.file):
            yield Problem(
                own[0].label, f"needs the file {step.file[0]} beside it", "every file of the export"
            )


def _missing(clause: m.Clause, parts: Sequence[Part]) -> Iterator[Problem]:
    """Required record columns that a file does not feed, and source columns that no file has."""
    cells, required = _cells(clause, parts), TABLES[clause.table].required
    for part in parts:
        columns = _columns(cells, part.schema)
        for name in required if clause.plain else ():
            if name not in columns:
                yield Problem(
                    part.label, f"no column for {name}", f"{name} in {clause.table}", _like(name, part)
                )
    header = {name: part.header[name] for part in parts for name in part.schema}
    known = {new for join in clause.join for new in join.take} | set(header)
    named = {c for cell in cells.values() if not isinstance(cell, m.Relations) for c in columns_of(cell)}
    for name in sorted(named - known):
        yield Problem(parts[0].label, f"no column {name!r}", f"one for {clause.table}", _like(name, parts[0]))


def _like(name: str, part: Part) -> str:
    """A hint at the column that may be meant."""
    names = list(part.header.values())
    odd = [mark for mark in (";", "\t", "|") if len(names) == 1 and mark in names[0]]
    return "The cells must be separated by commas." if odd else nearest(name, names)


def _nested(clause: m.Clause, parts: Sequence[Part]) -> Iterator[Problem]:
    for part in parts:
        for name, cell in _cells(clause, parts).items():
            dtype = part.schema.get(cell.column) if isinstance(cell, m.FromColumn) else None
            if isinstance(cell, m.FromColumn) and dtype is not None and dtype.is_nested():
                where = f"{part.label}, column {part.header[cell.column]}"
                yield Problem(where, "a nested type", f"plain cells for {clause.table}.{name}")


def _mixed_ids(clause: m.Clause, parts: Sequence[Part]) -> Iterator[Problem]:
    """Ids that are numbers in one Parquet part and text in another: a leading zero may be lost in one."""
    typed = [part for part in parts if part.file.format == PARQUET]
    for name, cell in _cells(clause, parts).items():
        if TABLES[clause.table].column(name).kind is not Kind.ID or not isinstance(cell, m.FromColumn):
            continue
        having = [part for part in typed if cell.column in part.schema]
        for part in having[1:]:
            mine, first = (_family(p.schema[cell.column]) for p in (part, having[0]))
            if mine != first:
                where = f"{part.label}, column {part.header[cell.column]}"
                expected = f"{first}, as in {having[0].label}"
                yield Problem(where, f"ids stored as {mine}", expected, "Export both parts with one type.")
                break


def _family(dtype: pl.DataType) -> str:
    if dtype == pl.Null:
        return "text"
    return "numbers" if dtype.is_numeric() else "text" if not dtype.is_temporal() else "dates"
