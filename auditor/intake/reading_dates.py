"""Dates and moments: typed cells as they are, text by the forms in use, absurd ones null and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from auditor.intake.reading import Cells, Counts, Read
from auditor.records.codes import is_unknown
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
)
"""The forms read without a mapping's word: those that can be read in one way only."""

FIRST, FIRST_BIRTH, LAST = datetime(1900, 1, 1), datetime(1850, 1, 1), datetime(2100, 12, 31, 23, 59, 59)
"""No event is before the first or after the last; a birth may be earlier."""

_OFFSET = r"(?:[zZ]|[+-][0-9]{2}:?[0-9]{2})$"


@dataclass(frozen=True)
class DateReader:
    """Reads TIME and DATE columns. `used` is how many of the forms are tried, from the first."""

    cells: Cells
    used: int = len(FORMATS)

    @classmethod
    def by_sample(cls, cells: Cells, sample: pl.DataFrame) -> DateReader:
        """A reader that tries the forms up to the last that some rows of the frame need."""
        forms = len(cells.formats or FORMATS)
        if not _is_text(cells.dtype):
            return cls(cells, forms)
        unread = [
            sample.select(cls(cells, used)._value.is_null().sum()).item() for used in range(1, forms + 1)
        ]
        return cls(cells, unread.index(min(unread)) + 1)

    def first(self) -> Mapping[str, pl.Expr]:
        """Null count, whether any cell is not read by the forms in use, and rows with no one's birth date."""
        asked = {"nulls": self.cells.source.null_count()}
        asked["odd"] = (self.cells.source.is_not_null() & self._value.is_null()).any()
        if self._is_birth:
            asked["no_one"] = self._value.is_in(list(self.cells.words.birth_dates)).sum()
        return asked

    def more(self, told: Mapping[str, Any]) -> pl.Expr | None:
        """The cells that are not read by the forms in use."""
        return pl.when(self._value.is_null()).then(self.cells.text) if told["odd"] else None

    def read(self, told: Mapping[str, Any], counted: Mapping[Any, int]) -> Read:
        """The moments or days."""
        counts, nulls = Counts(no_one=told.get("no_one", 0)), told["nulls"]
        every_form = replace(self, used=len(self.cells.formats or FORMATS))
        late = every_form._of_text([cell for cell in counted if cell is not None])
        for cell, day in late.items():
            if day is None:
                nulls += counted[cell]
                if not is_unknown(cell, self.cells.words.unknown):
                    counts.unreadable[cell.strip()] += counted[cell]
            elif self._is_birth and day in self.cells.words.birth_dates:
                counts.no_one += counted[cell]
        reader = every_form if any(day is not None for day in late.values()) else self
        value = reader._value if told["odd"] else reader._unbounded
        if counts.no_one:
            value = pl.when(~value.is_in(list(self.cells.words.birth_dates))).then(value)
        return Read(value, self.cells.raw, counts, nulls + counts.no_one)

    @property
    def _is_birth(self) -> bool:
        return self.cells.column.name == "birth_date"

    def _of_text(self, cells: list[str]) -> dict[str, Any]:
        """The values of cells given as text."""
        name = self.cells.column.name
        reader = replace(self, cells=replace(self.cells, dtype=pl.String()))
        frame = pl.DataFrame({name: cells}, schema={name: pl.String})
        return dict(zip(cells, frame.select(v=reader._value)["v"].to_list(), strict=True))

    @property
    def _value(self) -> pl.Expr:
        """The value of a cell, null where it is absurd."""
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
        text = self.cells.text.str.strip_chars()
        forms = (self.cells.formats or FORMATS)[: self.used]
        if self._is_birth and not self.cells.formats:
            forms = tuple(form for form in forms if "%y" not in form)
        return pl.coalesce(self._bounded(self._typed(self._parsed(text, form))) for form in forms)

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
        ends = (first.date(), LAST.date()) if self.cells.column.kind is Kind.DATE else (first, LAST)
        return pl.when(value.is_between(*ends)).then(value)


def _is_text(dtype: pl.DataType) -> bool:
    return dtype != pl.Date and not isinstance(dtype, pl.Datetime)


def _local(source: pl.Expr, dtype: pl.Datetime, zone: str | None) -> pl.Expr:
    """A typed moment on the clock of the agency, in microseconds."""
    if dtype.time_zone is not None:
        source = source.dt.convert_time_zone(zone) if zone else source
        source = source.dt.replace_time_zone(None)
    return source if dtype.time_unit == "us" else source.dt.cast_time_unit("us")
