"""Codes and yes/no: the distinct words of a column are folded once and replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from auditor.intake.reading import Cells, Counts, Read, replaced
from auditor.records.codes import UNKNOWN, VAGUE, fold_code, is_unknown
from auditor.records.tables import Kind


@dataclass(frozen=True)
class CodeReader:
    """Reads CODE and BOOL columns."""

    cells: Cells

    def first(self) -> Mapping[str, pl.Expr]:
        """Null count, of a Boolean source; of others every cell is counted."""
        return {"nulls": self.cells.source.null_count()} if self._is_bool else {}

    def more(self, told: Mapping[str, Any]) -> pl.Expr | None:
        """Every distinct cell, unless the source is a Boolean already."""
        return None if self._is_bool else self.cells.text

    def read(self, told: Mapping[str, Any], counted: Mapping[Any, int]) -> Read:
        """The codes that the cells spell; the source column itself where it holds nothing but codes."""
        if self._is_bool:
            return Read(self.cells.source, self.cells.raw, Counts(), told["nulls"])
        counts, codes, nulls, said = Counts(), {}, told["nulls"], Counter[str]()
        for cell, times in counted.items():
            code = self._fold(cell)
            if isinstance(code, str):
                codes[cell] = code
                said[code] += times
                continue
            nulls += times
            if code is VAGUE:
                counts.vague[cell.strip()] += times
            elif code is not UNKNOWN:
                counts.unrecognised[cell.strip()] += times
            elif cell.strip():
                counts.unknown += times
        silent = nulls > told["nulls"]
        return Read(self._replaced(codes, silent=silent), self.cells.raw, counts, nulls, said)

    @property
    def _is_bool(self) -> bool:
        return self.cells.column.kind is Kind.BOOL and self.cells.dtype == pl.Boolean

    def _fold(self, cell: str) -> object:
        if is_unknown(cell, self.cells.words.unknown):
            return UNKNOWN
        return fold_code(cell, self.cells.column.codes or "")

    def _replaced(self, codes: Mapping[str, str], *, silent: bool) -> pl.Expr:
        if self.cells.column.kind is Kind.BOOL:
            truth = {cell: code == "true" for cell, code in codes.items()}
            return replaced(self.cells.text, truth, pl.Boolean())
        if silent or self.cells.dtype != pl.String or any(cell != code for cell, code in codes.items()):
            return replaced(self.cells.text, codes, pl.String())
        return self.cells.source
