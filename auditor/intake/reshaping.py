"""Rows of a file turned into the rows of one record table, where one row holds several records.

A list of structs gives a row for each struct, columns repeated sideways a row for each repetition, a cell of
several values a row for each value. Every row keeps the file and row that it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from auditor.errors import Problem, nearest
from auditor.intake import mapping as m
from auditor.intake.cells import Schema, columns_of, trimmed
from auditor.intake.sources import FILE, ROW, Part
from auditor.records.codes import UNKNOWN_WORDS

MOST_PIECES = 1000
"""A cell of more pieces is taken for one piece."""

KEYS = ("incident_id", "agency")
ITEM, PIECE, PIECES = "@item", "@piece", "@pieces"


def has_look(look: m.Look, schema: Schema) -> bool:
    """Whether a file of this schema looks as is asked."""
    listed = [name for name in look.lists if name in schema and is_list_of_structs(schema[name])]
    some = not look.any_of or any(name in schema for name in look.any_of)
    return set(look.columns) <= schema.keys() and some and (bool(listed) or not look.lists)


def is_list_of_structs(dtype: pl.DataType) -> bool:
    """Whether the cells of a column are lists of structs."""
    return isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct)


def misshapen(clause: m.Clause, part: Part) -> Iterator[Problem]:
    """What keeps the file from the shape that the clause asks for."""
    if clause.each is None:
        return
    if clause.each not in part.schema:
        hint = nearest(clause.each, list(part.header.values()))
        yield Problem(part.label, f"no column {clause.each!r}", f"a list of structs for {clause.table}", hint)
    elif not is_list_of_structs(part.schema[clause.each]):
        where = f"{part.label}, column {part.header[clause.each]}"
        yield Problem(where, f"cells of type {part.schema[clause.each]}", "a list of structs in each cell")
    else:
        names = [name.lower() for name in _fields(part.schema[clause.each])]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            where = f"{part.label}, column {part.header[clause.each]}"
            yield Problem(where, f"fields more than once: {', '.join(map(repr, twice))}", "each name once")


def reshaped(clause: m.Clause, part: Part) -> Part:
    """The file with a row for each record of the clause; itself where a row is a record.

    A word for unknown is not split, whatever is in it.
    """
    if clause.each is not None:
        part = _each(part, clause.each, whole=clause.columns is not None)
    if clause.sideways:
        part = _sideways(part, clause)
    words = [*UNKNOWN_WORDS, *(word.strip().lower() for word in clause.unknown)]
    for split in clause.split:
        part = _split(part, split, words)
    return part


def _changed(part: Part, plan: pl.LazyFrame, new: Schema, header: Mapping[str, str]) -> Part:
    """The part with other rows and `new` columns; footers prove nothing of columns that are not as stored."""
    kept = {name: stored for name, stored in part.names.items() if name not in new}
    moments = {name: dtype for name, dtype in part.moments.items() if name not in new}
    return replace(
        part,
        plan=plan,
        schema={**part.schema, **new},
        header={**part.header, **header},
        names=kept,
        moments=moments,
    )


# ── Lists of structs ───────────────────────────────────────────────────────────────────────────────────────


def _fields(dtype: pl.DataType) -> dict[str, pl.DataType]:
    inner = dtype.inner if isinstance(dtype, pl.List) else dtype
    return {f.name: f.dtype for f in inner.fields} if isinstance(inner, pl.Struct) else {}  # type: ignore[misc]


def _each(part: Part, column: str, *, whole: bool) -> Part:
    """A row for each struct, its fields as columns before those of the row (`whole`: all, else the keys)."""
    fields = {name.strip().lower(): (name, dtype) for name, dtype in _fields(part.schema[column]).items()}
    around = [c for c in part.schema if c not in fields and c != column and (whole or c in KEYS)]
    items = part.plan.select(*around, pl.col(column).alias(ITEM), FILE, ROW).explode(ITEM)
    plan = items.filter(pl.col(ITEM).is_not_null()).select(
        *around, *(pl.col(ITEM).struct.field(name).alias(c) for c, (name, _) in fields.items()), FILE, ROW
    )
    kept = replace(
        part,
        schema={c: part.schema[c] for c in around},
        header={c: part.header[c] for c in around},
        names={c: stored for c, stored in part.names.items() if c in around},
    )
    new = {c: dtype for c, (_, dtype) in fields.items()}
    return _changed(kept, plan, new, {c: name for c, (name, _) in fields.items()})


# ── Columns repeated sideways ──────────────────────────────────────────────────────────────────────────────


def _sideways(part: Part, clause: m.Clause) -> Part:
    """A row for each repetition in which anything is filled, under the names with `<n>`."""
    templates = sorted({name for name in _named_by(clause) if m.NUMBER in name})
    found = [
        {name: own for name in templates if (own := name.replace(m.NUMBER, n).strip()) in part.schema}
        for n in clause.sideways
    ]
    had = sorted({name for columns in found for name in columns})
    plans = [
        part.plan.with_columns(
            (trimmed(of[name], part.schema) if name in of else pl.lit(None, pl.String)).alias(name)
            for name in had
        ).filter(pl.any_horizontal(pl.col(had).is_not_null()))
        for of in found
        if of
    ]
    if not plans:
        return part
    new = dict.fromkeys(had, pl.String())
    return _changed(part, pl.concat(plans), new, {name: name for name in had})


def _named_by(clause: m.Clause) -> Iterator[str]:
    """The source columns that the clause names."""
    for cell in (clause.columns or {}).values():
        yield from () if isinstance(cell, m.Relations) else columns_of(cell, optional=True)
    for split in clause.split:
        yield from split.columns
    for kept in clause.keep:
        yield from kept.test.columns if isinstance(kept.test, m.Filled) else [kept.test.column]
    for step in clause.join:
        yield from step.by


# ── Cells of several values ────────────────────────────────────────────────────────────────────────────────


def _split(part: Part, split: m.Split, unknown: Sequence[str]) -> Part:
    """A row for each piece that is not blank; a row of which every piece is blank stays as one."""
    columns = [name for name in split.columns if name in part.schema]
    if not columns:
        return part
    lists = {f"{PIECES}{i}": name for i, name in enumerate(columns)}
    cut = [_pieces(trimmed(name, part.schema), split.at, unknown).alias(key) for key, name in lists.items()]
    longest = pl.max_horizontal(pl.col(key).list.len() for key in lists)
    pieces = [
        pl.col(key).list.get(pl.col(PIECE), null_on_oob=True).alias(name) for key, name in lists.items()
    ]
    nothing = pl.all_horizontal(pl.col(key).list.drop_nulls().list.len() == 0 for key in lists)
    plan = (
        part.plan.with_columns(cut)
        .with_columns(pl.int_ranges(0, longest).alias(PIECE))
        .explode(PIECE)
        .with_columns(pieces)
        .filter(pl.any_horizontal(pl.col(columns).is_not_null()) | (nothing & (pl.col(PIECE) == 0)))
        .drop(PIECE, *lists)
    )
    return _changed(part, plan, dict.fromkeys(columns, pl.String()), {})


def _pieces(text: pl.Expr, at: Sequence[str], unknown: Sequence[str]) -> pl.Expr:
    """The pieces of a cell, trimmed, blank ones null; a word for unknown is one piece."""
    one = text.str.replace_many(list(at[1:]), [at[0]] * (len(at) - 1)) if len(at) > 1 else text
    pieces = one.str.split(at[0]).list.eval(_blank_to_null(pl.element().str.strip_chars()))
    whole = text.is_null() | text.str.to_lowercase().is_in(list(unknown))
    few = one.str.count_matches(at[0], literal=True) < MOST_PIECES
    return pl.when(~whole & few).then(pieces).otherwise(pl.concat_list(text))


def _blank_to_null(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)
