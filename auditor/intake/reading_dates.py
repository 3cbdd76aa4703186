"""Dates and moments: typed cells as they are, text by the forms in use, absurd ones null and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import polars as pl

from auditor.intake.reading import Cells, Counts, Read
from auditor.intake.written_dates import FORMS as NUMBERS
from auditor.intake.written_dates import KINDS, MARK, Order, decide, in_order, kind_of, swapped
from auditor.records.tables import Kind

FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%Y%m%d",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %I:%M:%S %p",
    "%Y/%m/%d %I:%M %p",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y-%m-%d %I:%M %p",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d %Y %I:%M%p",
    "%d-%b-%Y %H:%M:%S",
    "%d-%b-%y %I.%M.%S%.f %p",
)
"""The forms read without a mapping's word: those that can be read in one way only."""

FIRST, FIRST_BIRTH, LAST = datetime(1900, 1, 1), datetime(1850, 1, 1), datetime(2100, 12, 31, 23, 59, 59)
"""No event is before the first or after the last; a birth may be earlier."""

_OFFSET = r"(?:[zZ]|[+-][0-9]{2}:?[0-9]{2})$"


@dataclass(frozen=True)
class DateReader:
    """Reads TIME and DATE columns by forms that tell a date in one way, and `numbers` that tell it in two.

    Both hold the forms that are in use, not all there are.
    """

    cells: Cells
    forms: tuple[str, ...]
    numbers: tuple[str, ...] = ()

    @classmethod
    def whole(cls, cells: Cells) -> DateReader:
        """A reader that tries every form: those of the mapping, or else all that are known."""
        if cells.formats:
            return cls(cells, cells.formats)
        births = cells.column.name == "birth_date"
        forms, numbers = (tuple(f for f in of if not (births and "%y" in f)) for of in (FORMATS, NUMBERS))
        return cls(cells, forms, numbers)

    @classmethod
    def by_sample(cls, cells: Cells, sample: pl.DataFrame) -> DateReader:
        """A reader that tries the forms that some rows of the frame need."""
        whole = cls.whole(cells)
        if not _is_text(cells.dtype):
            return whole
        asked = (*whole.forms, *whole.numbers)
        told = sample.select(whole._by(f).is_not_null().any().alias(f) for f in asked).row(0, named=True)
        needed = [form for form in whole.forms if told[form]]
        if cells.formats and needed:  # tried in their order, so none before the last can be left out
            needed = list(whole.forms[: whole.forms.index(needed[-1]) + 1])
        return cls(cells, tuple(needed) or whole.forms[:1], tuple(f for f in whole.numbers if told[f]))

    def first(self) -> Mapping[str, pl.Expr]:
        """Null count, whether any cell is not read by the forms in use, and rows with no one's birth date."""
        asked = {"nulls": self.cells.source.null_count()}
        asked["odd"] = (self.cells.source.is_not_null() & self._plain.is_null()).any()
        if self._is_birth:
            asked["no_one"] = self._plain.is_in(list(self.cells.words.birth_dates)).sum()
        return asked

    def more(self, told: Mapping[str, Any]) -> pl.Expr | None:
        """Of the cells that no form in use reads in one way: the kind if they are moments in numbers, else all."""
        if not told["odd"]:
            return None
        text = self.cells.text
        if self.numbers and self.cells.column.kind is Kind.TIME:
            text = pl.coalesce(kind_of(*self._readings), text)
        return pl.when(self._plain.is_null()).then(text)

    def read(self, told: Mapping[str, Any], counted: Mapping[Any, int]) -> Read:
        """The moments or days."""
        cells = {cell: n for cell, n in counted.items() if cell[:1] != MARK}
        late = self.readings(list(cells))
        kinds = Counter({kind: counted.get(MARK + kind, 0) for kind in KINDS})
        for cell, kind in late.select("cell", "kind").drop_nulls().iter_rows():
            kinds[kind[1:]] += cells[cell]
        order = decide(kinds, self.cells.words.date_order) if kinds.total() else None
        counts, nulls = Counts(no_one=told.get("no_one", 0), order=order), told["nulls"]
        nulls += order.ambiguous if order else 0
        births = self.cells.words.birth_dates if self._is_birth else ()
        days = late.with_columns(day=pl.coalesce("plain", in_order(pl.col("month"), pl.col("day"), order)))
        for cell, kind, day in days.select("cell", "kind", "day").iter_rows():
            if day is not None:
                counts.no_one += cells[cell] if day in births else 0
            elif kind is None:
                nulls += cells[cell]
                counts.add_unreadable(cell, cells[cell], self.cells.words.unknown)
        reader = self if late["in_use"].all() else self.whole(self.cells)
        value = reader._value(order) if told["odd"] else reader._unbounded
        if counts.no_one:
            value = pl.when(~value.is_in(list(births))).then(value)
        return Read(value, self.cells.raw, counts, nulls + counts.no_one)

    def readings(self, cells: list[str]) -> pl.DataFrame:
        """Of cells as text: their one reading (`plain`), their two (`month`, `day`), which `kind` these make.

        `in_use` says that the forms in use read the cell if any do.
        """
        if not cells:
            days = dict.fromkeys(("plain", "month", "day"), self.cells.column.kind.dtype)
            return pl.DataFrame(schema={"cell": pl.String, **days, "in_use": pl.Boolean, "kind": pl.String})
        name, as_text = self.cells.column.name, replace(self.cells, dtype=pl.String())
        whole, own = self.whole(as_text), replace(self, cells=as_text)
        month, day = whole._readings
        in_use = pl.coalesce(own._plain, *own._readings).is_not_null()
        read = pl.coalesce(whole._plain, month, day).is_not_null()
        told = pl.DataFrame({name: cells}, schema={name: pl.String}).select(
            cell=pl.col(name), plain=whole._plain, month=month, day=day, in_use=in_use | ~read
        )
        kind = kind_of(pl.col("month"), pl.col("day"))
        return told.with_columns(kind=pl.when(pl.col("plain").is_null()).then(kind))

    @property
    def _is_birth(self) -> bool:
        return self.cells.column.name == "birth_date"

    @property
    def _plain(self) -> pl.Expr:
        """The value of a cell that can be read in one way, null where it is absurd."""
        if not _is_text(self.cells.dtype):
            return self._bounded(self._unbounded)
        return self._unbounded

    @property
    def _unbounded(self) -> pl.Expr:
        """The value of a cell. Text is bounded form by form, so that an absurd reading is no reading."""
        dtype, source = self.cells.dtype, self.cells.source
        if dtype == pl.Date:
            return source if self.cells.column.kind is Kind.DATE else source.cast(pl.Datetime("us"))
        if isinstance(dtype, pl.Datetime):
            return self._typed(_local(source, dtype, self.cells.words.time_zone))
        return pl.coalesce(map(self._by, self.forms))

    @property
    def _readings(self) -> tuple[pl.Expr, pl.Expr]:
        """What a cell of numbers is with the month first, and with the day first."""
        nothing = pl.lit(None, self.cells.column.kind.dtype)
        months, days = map(self._by, self.numbers), (self._by(swapped(form)) for form in self.numbers)
        return pl.coalesce(*months, nothing), pl.coalesce(*days, nothing)

    def _value(self, order: Order | None) -> pl.Expr:
        if order is None or not _is_text(self.cells.dtype):
            return self._plain
        return pl.coalesce(self._plain, in_order(*self._readings, order))

    def _by(self, form: str) -> pl.Expr:
        """The value by one form of text."""
        return self._bounded(self._typed(self._parsed(self.cells.text.str.strip_chars(), form)))

    def _parsed(self, text: pl.Expr, form: str) -> pl.Expr:
        zone = self.cells.words.time_zone
        if not form.endswith("z"):
            return text.str.to_datetime(form, strict=False, time_unit="us")
        if zone is None:  # the clock that the cell shows
            bare = form.removesuffix("z").removesuffix("#").removesuffix("%")
            shown = pl.when(text.str.contains(_OFFSET)).then(text.str.replace(_OFFSET, ""))
            return shown.str.to_datetime(bare, strict=False, time_unit="us")
        moment = text.str.to_datetime(form, strict=False, time_unit="us")
        return moment.dt.convert_time_zone(zone).dt.replace_time_zone(None)

    def _typed(self, moment: pl.Expr) -> pl.Expr:
        return moment.dt.date() if self.cells.column.kind is Kind.DATE else moment

    def _bounded(self, value: pl.Expr) -> pl.Expr:
        first = FIRST_BIRTH if self._is_birth else FIRST
        return pl.when(value.is_between(*_ends(first, as_day=self.cells.column.kind is Kind.DATE))).then(
            value
        )


@cache
def _ends(first: datetime, *, as_day: bool) -> tuple[pl.Expr, pl.Expr]:
    """The first and the last value that is not absurd; made once, since literals are slow to make."""
    return (pl.lit(first.date()), pl.lit(LAST.date())) if as_day else (pl.lit(first), pl.lit(LAST))


def _is_text(dtype: pl.DataType) -> bool:
    return dtype != pl.Date and not isinstance(dtype, pl.Datetime)


def _local(source: pl.Expr, dtype: pl.Datetime, zone: str | None) -> pl.Expr:
    """A typed moment on the clock of the agency, in microseconds."""
    if dtype.time_zone is not None:
        source = source.dt.convert_time_zone(zone) if zone else source
        source = source.dt.replace_time_zone(None)
    return source if dtype.time_unit == "us" else source.dt.cast_time_unit("us")
