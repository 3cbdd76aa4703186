"""Ages: whole years. Numbers in range are taken as they are, anything else by its distinct cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from auditor.intake.reading import Cells, Counts, Read, replaced

OLDEST = 130


@dataclass(frozen=True)
class AgeReader:
    """Reads AGE columns: whole years from 0 to 130."""

    cells: Cells

    def first(self) -> Mapping[str, pl.Expr]:
        """Null count, and whether any number is out of range."""
        asked = {"nulls": self.cells.source.null_count()}
        if self.cells.dtype.is_integer():
            asked["odd"] = (~self.cells.source.is_between(0, OLDEST)).any()
        return asked

    def more(self, told: Mapping[str, Any]) -> pl.Expr | None:
        """The distinct cells, unless all are numbers in range."""
        return self.cells.text if told.get("odd", True) else None

    def read(self, told: Mapping[str, Any], counted: Mapping[Any, int]) -> Read:
        """The ages."""
        if not told.get("odd", True):
            return Read(self.cells.source.cast(pl.Int64), self.cells.raw, Counts(), told["nulls"])
        counts, ages, nulls = Counts(), {}, told["nulls"]
        for cell, times in counted.items():
            age = _age(cell)
            if age is not None:
                ages[cell] = age
                continue
            nulls += times
            counts.add_unreadable(cell, times, self.cells.words.unknown)
        return Read(replaced(self.cells.text, ages, pl.Int64()), self.cells.raw, counts, nulls)


def _age(cell: str) -> int | None:
    digits = cell.strip().removesuffix(".0")
    sure = digits.isascii() and digits.isdigit() and len(digits) <= 3
    return int(digits) if sure and int(digits) <= OLDEST else None
