"""What a survey found of a column, and the expression that reads it.

Reading a column costs nothing where the survey saw that nothing needs reading: the expression is then the
source column itself, so that projections and filters reach down into Parquet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import polars as pl

from auditor.intake.bounds import Bounds
from auditor.intake.mapping import Mapping as ExportMapping
from auditor.intake.written_dates import Order
from auditor.records import codes
from auditor.records.names import name_words
from auditor.records.tables import Column


@dataclass(frozen=True)
class Words:
    """What stands for unknown or for no one in an export, and its time zone."""

    unknown: tuple[str, ...] = codes.UNKNOWN_WORDS
    names: tuple[str, ...] = codes.NO_ONE_WORDS
    person_ids: tuple[str, ...] = codes.NO_ONE_IDS
    birth_dates: tuple[date, ...] = codes.NO_ONE_BIRTHS
    time_zone: str | None = None
    date_order: str | None = None

    @classmethod
    def of(cls, mapping: ExportMapping) -> Words:
        """The words of the record model and those that the mapping adds."""
        extra = mapping.no_one
        return cls(
            codes.UNKNOWN_WORDS + tuple(w.strip().lower() for w in mapping.unknown),
            codes.NO_ONE_WORDS + tuple(sorted({w for n in extra.names for w in name_words(n)})),
            codes.NO_ONE_IDS + tuple(w.strip().lower() for w in extra.person_ids),
            codes.NO_ONE_BIRTHS + extra.birth_dates,
            mapping.time_zone,
            mapping.date_order,
        )


@dataclass
class Counts:
    """What was counted of a column, over every row: values by how often, rows of no one, words for unknown.

    `order` is that of its dates in numbers, where it has any.
    """

    unrecognised: Counter[str] = field(default_factory=Counter)
    vague: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    no_one: int = 0
    unknown: int = 0
    order: Order | None = None

    def add_unreadable(self, cell: str, times: int, more: tuple[str, ...]) -> None:
        """Count a cell that is not read: as unreadable, or as a word for unknown (`more`: a mapping's own)."""
        if not codes.is_unknown(cell, more):
            self.unreadable[cell.strip()] += times
        elif cell.strip():
            self.unknown += times

    def add(self, other: Counts) -> None:
        """Add the counts of the same column in other files."""
        self.unrecognised.update(other.unrecognised)
        self.vague.update(other.vague)
        self.unreadable.update(other.unreadable)
        self.no_one += other.no_one
        self.unknown += other.unknown


@dataclass(frozen=True)
class Read:
    """How a column is read: its value, its cell as exported (null where blank), and what was counted.

    `nulls` is the number of rows whose value is null; `said` on how many rows each other value stands, of text of
    which every cell was counted, else None.
    """

    value: pl.Expr
    raw: pl.Expr
    counts: Counts
    nulls: int
    said: Mapping[str, int] | None = None


def as_text(source: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column as text, not trimmed: numbers without a fraction as integers, moments to the second."""
    if dtype == pl.String:
        return source
    if dtype.is_float():
        whole = source.cast(pl.Int64, strict=False)
        exact = whole.cast(dtype) == source
        return pl.when(exact).then(whole.cast(pl.String)).otherwise(source.cast(pl.String))
    if isinstance(dtype, pl.Datetime):
        return source.dt.to_string("%Y-%m-%d %H:%M:%S")
    return source.cast(pl.String, strict=False)


def replaced(
    text: pl.Expr, new: Mapping[str, Any], kind: pl.DataType, *, keep_others: bool = False
) -> pl.Expr:
    """A text with what replaces it, null or itself for any other.

    It is done a batch of rows at a time: as it stands in an expression, the engine would hold the whole column for it.
    """
    if not new:
        return text if keep_others else pl.lit(None, kind)
    old, told = list(new), list(new.values())

    def replace(cells: pl.Series) -> pl.Series:
        others = cells if keep_others else None
        return cells.replace_strict(old, told, default=others, return_dtype=kind)

    return text.map_batches(replace, return_dtype=kind, is_elementwise=True)


@dataclass(frozen=True)
class Cells:
    """A source column that feeds a record column: its type, the forms of its dates, its footers' bounds."""

    column: Column
    dtype: pl.DataType
    words: Words
    formats: tuple[str, ...] = ()
    bounds: Bounds | None = None

    @property
    def source(self) -> pl.Expr:
        """The source column (raw frames name it after the record column)."""
        return pl.col(self.column.name)

    @property
    def text(self) -> pl.Expr:
        """The cells as text, not trimmed."""
        return as_text(self.source, self.dtype)

    @property
    def raw(self) -> pl.Expr:
        """The cells as exported, null where blank."""
        return pl.when(self.text.str.strip_chars() != "").then(self.text)


class Reader(Protocol):
    """Reads one kind of column in three steps: ask for aggregates, look at a few values, decide.

    `first` are aggregates over the frame (one row); `more` may ask, by what `first` said, for the distinct values of an
    expression to be counted. Where `first` does not ask for `nulls`, these are the rows that were not counted.
    """

    @property
    def cells(self) -> Cells:
        """The source column that is read."""

    def first(self) -> Mapping[str, pl.Expr]:
        """Aggregates to be computed over every row, by name."""

    def more(self, told: Mapping[str, Any]) -> pl.Expr | None:
        """An expression whose distinct values but null are then counted, or None."""

    def read(self, told: Mapping[str, Any], counted: Mapping[Any, int]) -> Read:
        """The decision, from the aggregates and the counted values."""
