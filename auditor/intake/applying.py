"""A mapping applied to the files of an export: raw record tables, still lazy, with the source row of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.errors import ExportError, Problem, nearest
from auditor.intake import mapping as m
from auditor.intake.bounds import Bounds, together
from auditor.intake.cells import Schema, columns_of, filled_by, formats, keep, made
from auditor.intake.distinct import distinct
from auditor.intake.files import PARQUET
from auditor.intake.joining import answer_of, join, named
from auditor.intake.reshaping import has_look, misshapen, reshaped
from auditor.intake.sources import FILE, ROW, Part, moment
from auditor.intake.survey import RawGroup
from auditor.records.tables import TABLES, Kind

Cell = m.FromColumn | m.Constant | m.FirstOf | m.Together | m.Relations
ASIDE = {"file": pl.String, "row": pl.Int64, "reason": pl.String}
NOTHING = "nothing_in_it"
"""Why a row that may give several records gives none."""


@dataclass(frozen=True)
class Applied:
    """A clause of the mapping on the files that it names.

    `present` are the record columns that the files give; `aside` plans (file, row, reason) of the rows that
    are no records; `merged` counts the rows without an id that fell together with an equal one (None: nothing
    falls together).
    """

    clause: m.Clause
    parts: tuple[Part, ...]
    groups: tuple[RawGroup, ...]
    present: frozenset[str]
    aside: tuple[pl.LazyFrame, ...] = ()
    merged: int | None = None


def apply(mapping: m.Mapping, parts: Sequence[Part]) -> list[Applied]:
    """Every clause of the mapping that names a file of the export.

    Raises ExportError with every column that is missing or cannot be used, in any file.
    """
    applied, problems = [], []
    for clause in mapping.clauses:
        own, found = _own(clause, parts)
        found += _wrong(clause, own, parts) if own and not found else []
        problems += found
        if own and not found:
            applied.append(_plain(clause, own, parts) if clause.plain else _joined(clause, own, parts))
    if problems:
        raise ExportError(*problems)
    return applied


def _own(clause: m.Clause, parts: Sequence[Part]) -> tuple[list[Part], list[Problem]]:
    """The files that the clause reads, reshaped, and what is wrong with their shapes."""
    own = [part for part in named(parts, clause.file) if has_look(clause.having, part.schema)]
    problems = [problem for part in own for problem in misshapen(clause, part)]
    shaped = [] if problems else [reshaped(clause, part) for part in own]
    return [part for part in shaped if _may_hold(clause, part)], problems


def _may_hold(clause: m.Clause, part: Part) -> bool:
    """Whether the file has any of the columns without which no row is a record: `charge_*`."""
    tests = [kept.test for kept in clause.keep if isinstance(kept.test, m.Filled)]
    wild = [test for test in tests if any("*" in name for name in test.columns)]
    return all(filled_by(test, part.schema) for test in wild)


def _cells(clause: m.Clause, parts: Sequence[Part]) -> dict[str, Cell]:
    """How each record column is made; by default from the column of its name, where a file has it."""
    if clause.columns is not None:
        return dict(clause.columns)
    had = {name for part in parts for name in part.schema}
    return {name: m.FromColumn(name) for name in TABLES[clause.table].names if name in had}


def _plain(clause: m.Clause, parts: Sequence[Part], every: Sequence[Part]) -> Applied:
    """Records that each come from one row of one file; files of one make are read together."""
    cells = _cells(clause, parts)
    moments = _moments(clause, cells, parts)
    makes: dict[tuple[tuple[str, pl.DataType], ...], list[Part]] = {}
    plans: dict[str, pl.LazyFrame] = {}
    aside: list[pl.LazyFrame] = []
    merged = 0
    for part in parts:
        columns = {n: moments.get(n, found) for n, found in _columns(cells, part.schema).items()}
        kept, dropped = keep(clause.keep, part.plan, part.schema)
        aside += _without_record(clause, [part], every, kept, dropped)
        plans[part.label] = kept.select(*(e.alias(name) for name, (e, _) in columns.items()), FILE, ROW)
        if clause.distinct:
            plans[part.label], again = distinct(
                clause, plans[part.label], {n: d for n, (_, d) in columns.items()}
            )
            merged += again
        makes.setdefault(tuple((name, dtype) for name, (_, dtype) in columns.items()), []).append(part)
    table, forms = TABLES[clause.table], {name: formats(cell) for name, cell in cells.items()}
    groups = tuple(
        RawGroup(
            table,
            pl.concat(plans[p.label] for p in own),
            dict(make),
            forms,
            _bounds(cells, own),
            _labels(own),
        )
        for make, own in makes.items()
    )
    present = frozenset(name for make in makes for name, _ in make)
    return Applied(clause, tuple(parts), groups, present, tuple(aside), merged if clause.distinct else None)


def _moments(
    clause: m.Clause, cells: dict[str, Cell], parts: Sequence[Part]
) -> dict[str, tuple[pl.Expr, pl.DataType]]:
    """The record columns of dates whose cells every file has typed alike, with expression and type.

    A mapping that says how dates are written is heard on the text.
    """
    found = {}
    for name, cell in cells.items():
        dated = TABLES[clause.table].column(name).kind in (Kind.DATE, Kind.TIME)
        if dated and isinstance(cell, m.FromColumn) and cell.bare and not cell.formats:
            types = {part.moments.get(cell.column) for part in parts if cell.column in part.schema}
            if len(types) == 1 and (dtype := types.pop()) is not None:
                found[name] = (pl.col(moment(cell.column)), dtype)
    return found


def _without_record(
    clause: m.Clause,
    own: Sequence[Part],
    every: Sequence[Part],
    kept: pl.LazyFrame,
    dropped: Sequence[pl.LazyFrame],
) -> list[pl.LazyFrame]:
    """(file, row, reason) of the rows that give no record, where a row may give several: each row once."""
    if not clause.reshapes:
        return list(dropped)
    labels = {part.label for part in own}
    rows = pl.concat(p.plan.select(file=FILE, row=ROW) for p in every if p.label in labels)
    why = (
        pl.concat([pl.LazyFrame(schema=ASIDE), *dropped]).group_by("file", "row").agg(pl.col("reason").min())
    )
    alone = rows.join(kept.select(file=FILE, row=ROW).unique(), on=["file", "row"], how="anti")
    return [alone.join(why, on=["file", "row"], how="left").with_columns(pl.col("reason").fill_null(NOTHING))]


def _labels(parts: Sequence[Part]) -> tuple[str, ...]:
    return tuple(part.label for part in parts)


def _bounds(cells: dict[str, Cell], parts: Sequence[Part]) -> dict[str, Bounds]:
    """What the footers of all the parts prove about record columns that are a source column as it is."""
    plain = {
        name: cell.column for name, cell in cells.items() if isinstance(cell, m.FromColumn) and cell.bare
    }
    told = {name: [part.bounds.get(column) for part in parts] for name, column in plain.items()}
    return {name: bounds for name, found in told.items() if (bounds := together(found))}


def _joined(clause: m.Clause, own: Sequence[Part], parts: Sequence[Part]) -> Applied:
    """Records that other files have a part in, computed once."""
    cells, rows = _cells(clause, own), join(clause, own, parts)
    columns = _columns(cells, rows.schema)
    plan = rows.plan.select(*(expr.alias(name) for name, (expr, _) in columns.items()), FILE, ROW)
    forms = {name: formats(cell) for name, cell in cells.items()}
    dtypes = {name: dtype for name, (_, dtype) in columns.items()}
    merged = None
    if clause.distinct:
        plan, merged = distinct(clause, plan, dtypes)
    group = RawGroup(TABLES[clause.table], plan.collect().lazy(), dtypes, forms, files=_labels(own))
    aside = _without_record(clause, own, parts, rows.plan, rows.aside)
    return Applied(clause, tuple(own), (group,), frozenset(columns), tuple(aside), merged)


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
    repeated = list(_repeated(clause, own))
    yield from repeated or _missing(clause, own)
    yield from _nested(clause, own)
    yield from _mixed_ids(clause, own)
    for step in clause.join:
        if step.required and not named(parts, step.file):
            yield Problem(
                own[0].label, f"needs the file {step.file[0]} beside it", "every file of the export"
            )


def _repeated(clause: m.Clause, own: Sequence[Part]) -> Iterator[Problem]:
    """Columns that are read by a name which the header has more than once, for columns that differ."""
    asked = set(TABLES[clause.table].names) if clause.columns is None else set()
    for cell in (clause.columns or {}).values():
        asked.update(_named(cell))
    for part in own:
        for name in sorted(n for n in asked if n not in part.schema and f"{n}#1" in part.schema):
            yield Problem(
                part.label, f"header names more than once, for columns that differ: {name!r}", "each name once",
                f"Remove the wrong column, or name {name}#1 or {name}#2 in a mapping.",
            )  # fmt: skip


def _named(cell: Cell) -> Iterator[str]:
    """Every column of its own file that a cell names."""
    if isinstance(cell, m.FirstOf):
        for part in cell.cells:
            yield from _named(part)
    elif isinstance(cell, m.FromColumn):
        yield from filter(None, (cell.column, cell.across, cell.when and cell.when.column))


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
    named |= {name for split in clause.split for name in split.columns}
    for kept in clause.keep:
        if isinstance(kept.test, m.Filled) and not filled_by(kept.test, header):
            named |= set(kept.test.columns)
    for name in sorted(named - known):
        yield Problem(parts[0].label, f"no column {name!r}", f"one for {clause.table}", _like(name, parts[0]))


def _like(name: str, part: Part) -> str:
    """A hint at the column that may be meant."""
    return nearest(name, list(part.header.values()))


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
