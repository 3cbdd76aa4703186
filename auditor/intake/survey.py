"""One look at every column of the export, which decides how each is read and counts what is not.

The look is a few streaming aggregates a table: what they find decides the expressions with
which everything after reads the tables, and gives most of coverage for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from auditor.intake.bounds import Bounds
from auditor.intake.reading import Cells, Read, Reader, Words
from auditor.intake.reading_ages import AgeReader
from auditor.intake.reading_codes import CodeReader
from auditor.intake.reading_dates import DateReader
from auditor.intake.reading_text import TextReader
from auditor.intake.sources import FILE, ROW
from auditor.records.tables import Kind, Table

SAMPLE = 2000
LOST_DIGITS = "id_in_scientific_notation"


@dataclass(frozen=True)
class RawGroup:
    """Records of one table from files of one make: raw columns named by the contract, FILE and ROW.

    `dtypes` holds the record columns that the files have; `formats` the forms of their dates, `bounds` what
    footers prove of text, `files` their labels.
    """

    table: Table
    plan: pl.LazyFrame
    dtypes: Mapping[str, pl.DataType]
    formats: Mapping[str, tuple[str, ...]]
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surveyed:
    """A group and how each of its columns is read; `rows` is the number of its raw records."""

    group: RawGroup
    rows: int
    columns: Mapping[str, Read]


def survey(groups: Sequence[RawGroup], words: Words) -> list[Surveyed]:
    """Survey the groups, in order."""
    readers = [dict(_readers(group, words)) for group in groups]
    told = [
        group.plan.select(pl.len().alias("rows"), *_asked(of)).collect(engine="streaming").row(0, named=True)
        for group, of in zip(groups, readers, strict=True)
    ]
    counted = {}
    for number, (group, of) in enumerate(zip(groups, readers, strict=True)):
        for name, reader in of.items():
            expr = reader.more(_own(told[number], name))
            if expr is not None:  # one by one: asked for together, the columns would be held in memory
                cells = group.plan.select(expr.alias("cell")).drop_nulls().group_by("cell").len()
                found = dict(cells.collect(engine="streaming").iter_rows())
                counted[number, name] = found
                told[number].setdefault(f"{name}.nulls", told[number]["rows"] - sum(found.values()))
    return [
        Surveyed(
            group,
            told[number]["rows"],
            {n: r.read(_own(told[number], n), counted.get((number, n), {})) for n, r in of.items()},
        )
        for number, (group, of) in enumerate(zip(groups, readers, strict=True))
    ]


def _readers(group: RawGroup, words: Words) -> Iterable[tuple[str, Reader]]:
    sample = group.plan.select(list(group.dtypes)).head(SAMPLE).collect()
    for name, dtype in group.dtypes.items():
        column = group.table.column(name)
        cells = Cells(column, dtype, words, group.formats.get(name, ()), group.bounds.get(name))
        if column.kind in (Kind.CODE, Kind.BOOL):
            yield name, CodeReader(cells)
        elif column.kind is Kind.AGE:
            yield name, AgeReader(cells)
        elif column.kind in (Kind.DATE, Kind.TIME):
            yield name, DateReader.by_sample(cells, sample)
        else:
            yield name, TextReader.by_sample(cells, sample)


def _asked(readers: Mapping[str, Reader]) -> Iterable[pl.Expr]:
    for name, reader in readers.items():
        for flag, expr in reader.first().items():
            yield expr.alias(f"{name}.{flag}")


def _own(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What was told of one column."""
    return {key.removeprefix(f"{name}."): value for key, value in told.items() if key.startswith(f"{name}.")}


def folded(surveyed: Surveyed) -> pl.LazyFrame:
    """The records of a group with every column of the contract, `file`, `row` and the raw cells.

    Rows that lack a required cell are out.
    """
    table, read = surveyed.group.table, surveyed.columns
    plan = surveyed.group.plan
    for name in table.required:
        if read[name].nulls:
            plan = plan.filter(read[name].value.is_not_null())
    values = [
        (read[c.name].value if c.name in read else pl.lit(None, c.kind.dtype)).alias(c.name)
        for c in table.columns
    ]
    raws = [
        (read[c.name].raw if c.name in read else pl.lit(None, pl.String)).alias(c.raw)
        for c in table.columns
        if c.raw
    ]
    return plan.select(*values, pl.col(FILE).alias("file"), pl.col(ROW).alias("row"), *raws)


def rejected(surveyed: Surveyed) -> pl.LazyFrame | None:
    """(file, row, reason) of the records that lack a required cell; None where none does."""
    read = surveyed.columns
    lacking = [name for name in surveyed.group.table.required if read[name].nulls]
    if not lacking:
        return None
    reason = pl.lit(None, pl.String)
    for name in reversed(lacking):
        digits = list(read[name].counts.unreadable)
        cell = read[name].raw.str.strip_chars()
        lost = pl.when(cell.is_in(digits)).then(pl.lit(LOST_DIGITS))
        why = lost.otherwise(pl.lit(f"no_{name}"))
        reason = pl.when(read[name].value.is_null()).then(why).otherwise(reason)
    told = surveyed.group.plan.select(file=pl.col(FILE), row=pl.col(ROW), reason=reason)
    return told.filter(pl.col("reason").is_not_null())
