"""How a cell of a record column is made from the columns of a source, as an expression."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

import polars as pl

from auditor.intake import mapping as m
from auditor.intake.reading import as_text, replaced
from auditor.intake.sources import FILE, ROW

Schema = Mapping[str, pl.DataType]
OfOneRow = m.FromColumn | m.Constant | m.FirstOf | m.Together


def made(cell: OfOneRow, schema: Schema) -> tuple[pl.Expr, pl.DataType] | None:
    """The expression of a cell and its type; None where the source has no column for it."""
    if isinstance(cell, m.Constant):
        return pl.lit(cell.value), pl.String()
    if isinstance(cell, m.FirstOf | m.Together):
        found = [expr for part in cell.cells if (expr := _text(part, schema)) is not None]
        if not found:
            return None
        whole = _together(found, cell.between) if isinstance(cell, m.Together) else pl.coalesce(found)
        return whole, pl.String()
    if cell.column not in schema:
        return None
    if not cell.bare:
        expr = _text(cell, schema)
        return None if expr is None else (expr, pl.String())
    return pl.col(cell.column), schema[cell.column]


def trimmed(column: str, schema: Schema) -> pl.Expr:
    """A source column as trimmed text, null where blank."""
    text = as_text(pl.col(column), schema[column]).str.strip_chars()
    return pl.when(text != "").then(text)


def _together(cells: Iterable[pl.Expr], between: str) -> pl.Expr:
    whole = pl.concat_str(cells, separator=between, ignore_nulls=True)
    return pl.when(whole != "").then(whole)


def holds(test: m.Test | m.Filled, schema: Schema) -> pl.Expr:
    """Whether a row passes a test: true or false, never null."""
    if isinstance(test, m.Filled):
        cells = [trimmed(name, schema).is_not_null() for name in filled_by(test, schema)]
        return pl.any_horizontal(cells) if cells else pl.lit(False)
    if test.column not in schema:
        return pl.lit(test.negated)
    among = trimmed(test.column, schema).is_in(list(test.among), nulls_equal=True)
    return ~among if test.negated else among


def filled_by(test: m.Filled, columns: Iterable[str]) -> list[str]:
    """The columns among these that a test for something filled looks at."""
    return [name for name in columns if any(name == p or fnmatchcase(name, p) for p in test.columns)]


def keep(
    tests: Iterable[m.Keep], plan: pl.LazyFrame, schema: Schema
) -> tuple[pl.LazyFrame, list[pl.LazyFrame]]:
    """The rows that pass every test, and (file, row, reason) of the others by the first test they fail."""
    dropped = []
    for kept in tests:
        passes = holds(kept.test, schema)
        aside = plan.filter(~passes).select(file=FILE, row=ROW, reason=pl.lit(kept.reason))
        dropped.append(aside.unique())
        plan = plan.filter(passes)
    return plan, dropped


def columns_of(cell: OfOneRow, *, optional: bool = False) -> Iterable[str]:
    """The source columns that a cell cannot do without, or with `optional` all that it may be made from."""
    if isinstance(cell, m.Together) or (optional and isinstance(cell, m.FirstOf)):
        yield from (name for part in cell.cells for name in columns_of(part, optional=optional))
    if isinstance(cell, m.FromColumn) and (optional or not cell.optional):
        yield from (cell.column, *([cell.when.column] if cell.when else []))


def formats(cell: OfOneRow | m.Relations) -> tuple[str, ...]:
    """The forms of the dates in a cell."""
    if isinstance(cell, m.FirstOf):
        return tuple(dict.fromkeys(form for part in cell.cells for form in formats(part)))
    return cell.formats if isinstance(cell, m.FromColumn) else ()


def _before(suffix: m.Suffix) -> str:
    """The pattern of a text that ends in the suffix, the part before it as its group.

    Letters follow a digit, so that where they begin is never in doubt.
    """
    after = pl.escape_regex(suffix.after)
    if suffix.digits:
        return f"^(.*[^ ]) *{after}[0-9]{{1,{suffix.digits}}}$"
    return f"^(.*[0-9]) *{after}[A-Za-z]{{1,{suffix.letters}}}$"


def _text(cell: m.FromColumn | m.Constant, schema: Schema) -> pl.Expr | None:
    if isinstance(cell, m.Constant):
        return pl.lit(cell.value)
    if cell.column not in schema:
        return None
    text = trimmed(cell.column, schema)
    if cell.without_suffix:
        text = text.str.replace(_before(cell.without_suffix), "$1")
    if cell.values:
        text = replaced(text, cell.values, pl.String(), keep_others=cell.keeps_others)
    if cell.when:
        text = pl.when(holds(cell.when, schema)).then(text)
    if cell.across:
        known = text.drop_nulls()
        shared = pl.when(known.n_unique() == 1).then(known.first()).over(cell.across)
        text = pl.when(pl.col(cell.across).is_null()).then(text).otherwise(pl.coalesce(text, shared))
    return text
