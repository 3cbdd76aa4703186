"""Ids, names and free text: trimmed; blank and unknown are null; who is no one is no one.

A column of few distinct words is read by its words. In others the first aggregates are cheap supersets (odd
characters, a hash of known words); only what they find is looked at closely, and only a column in which
something was found costs anything to read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

import polars as pl

from auditor.intake.reading import Cells, Counts, Read
from auditor.records.codes import NO_ONE_IDS, UNKNOWN_WORDS
from auditor.records.names import no_ones
from auditor.records.tables import Kind

FEW = 400
"""A column is read by its words if a sample has no more of them."""

SPACES = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
ENDS = bytes(sorted({space.encode()[-1] for space in SPACES}))
"""The bytes that spaces end in."""
SCIENTIFIC = r"^[0-9]([.,][0-9]+)?[eE]\+[0-9]+$"
ZEROS = ["0" * n for n in range(1, 65)]
LARGEST_WHOLE = 2**53
"""Beyond it a floating-point number does not hold every integer: an id in one has lost digits."""


@cache
def in_any_case(words: tuple[str, ...]) -> list[str]:
    """The words in every mixture of small and capital letters."""
    letters = (product(*({c.lower(), c.upper()} for c in word)) for word in words)
    return sorted({"".join(spelled) for word in letters for spelled in word})


@dataclass(frozen=True)
class TextReader:
    """Reads ID, NAME and TEXT columns; `few`: by their distinct words."""

    cells: Cells
    few: bool = False

    @classmethod
    def by_sample(cls, cells: Cells, sample: pl.DataFrame) -> TextReader:
        """A reader of few words if the sample, some rows of the frame, has few."""
        words = sample[cells.column.name].n_unique() if cells.dtype == pl.String else FEW + 1
        return cls(cells, words <= FEW)

    @property
    def _is_id(self) -> bool:
        return self.cells.column.kind is Kind.ID

    @property
    def _is_name(self) -> bool:
        return self.cells.column.kind is Kind.NAME

    @property
    def _is_person_id(self) -> bool:
        return self.cells.column.name == "person_id"

    def first(self) -> Mapping[str, pl.Expr]:
        """Null count, and whether any cell may be odd, unknown or no one, as far as footers leave it open.

        Nothing where every cell is counted.
        """
        if self.few:
            return {}
        asked = {"nulls": self.cells.source.null_count()}
        text, words = self.cells.text, self.cells.words
        if self.cells.dtype.is_float():
            asked["odd"] = (self._lost_digits & pl.lit(self._is_id)).any()
        elif not self.cells.dtype.is_integer():
            asked["odd"] = pl.any_horizontal(self._odd(text)).any()
            asked["unknown"] = self._said(text, words.unknown, in_any_case(UNKNOWN_WORDS)).any()
        if self._is_person_id:
            asked["no_one"] = self._said(text, words.person_ids, ZEROS + in_any_case(NO_ONE_IDS)).any()
        return asked

    def _odd(self, text: pl.Expr) -> Iterable[pl.Expr]:
        """Tests that a cell with a space around it, a blank one or a number with an exponent does not pass.

        Of ids the bytes are looked at, which takes half the time of text; one that ends beyond ASCII may be doubted for
        nothing. Nothing is filtered: the engine would hold the rows of a table for it.
        """
        known = self.cells.bounds
        first, second, last = (text.cast(pl.Binary).bin.get(n, null_on_oob=True) for n in (0, 1, -1))
        yield last.is_in(_bytes(ENDS)) if self._is_id else text.str.tail(1).is_in(list(SPACES))
        if known is None or not known.exclude_odd_starts:
            yield (text < "!") | (text >= "\x7f")
        if self._is_id and (known is None or known.admit_scientific):
            yield second.is_in(_bytes(b".,eE")) & first.is_between(ord("0"), ord("9"))

    def _said(self, text: pl.Expr, words: Iterable[str], usual: Sequence[str]) -> pl.Expr:
        """Whether a cell is one of the words in any case; `usual` has the usual ones in every case."""
        own = [word for word in words if word not in usual]
        known = self.cells.bounds
        possible = [word for word in usual if known is None or known.admit(word)]
        found = text.is_in(possible) if possible else pl.lit(False)
        return found | text.str.to_lowercase().is_in(own) if own else found

    def more(self, told: Mapping[str, Any]) -> pl.Expr | None:
        """The distinct cells where they are few, else the trimmed cells that may say nothing."""
        if self.few:
            return self.cells.text
        text = self._text(trim=told.get("odd", False))
        tests = {
            "unknown": text.is_in([""])
            | self._said(text, self.cells.words.unknown, in_any_case(UNKNOWN_WORDS)),
            "odd": self._lost_digits & pl.lit(self._is_id),
            "no_one": self._may_be_no_one(text),
        }
        doubted = {flag for flag in tests if told.get("odd") or told.get(flag)}
        if self._is_name:  # not asked before, since nearly every column of names has some of no one
            doubted.add("no_one")
        asked = [test for flag, test in tests.items() if flag in doubted]
        return pl.when(pl.any_horizontal(asked)).then(text) if asked else None

    def read(self, told: Mapping[str, Any], counted: Mapping[Any, int]) -> Read:
        """The source column itself, trimmed if need be, without the cells that say nothing."""
        cells: Counter[str] = Counter()
        for cell, times in counted.items():
            cells[cell.strip(SPACES)] += times
        counts, nothing, no_one = Counts(), [], self._no_ones(list(cells))
        for cell, times in cells.items():
            if cell in no_one:
                counts.no_one += times
            elif cell.lower() in self.cells.words.unknown:
                counts.unknown += times
            elif cell:
                if not self._is_id or (self.few and not re.match(SCIENTIFIC, cell)):
                    continue
                counts.unreadable[cell] += times
            nothing.append(cell)
        padded = told.get("odd") or any(cell != cell.strip(SPACES) for cell in counted)
        text = self._text(trim=padded)
        value = pl.when(~text.is_in(nothing)).then(text) if nothing else text
        nulls = told["nulls"] + sum(cells[cell] for cell in nothing)
        for cell in nothing:
            del cells[cell]
        return Read(value, self.cells.raw, counts, nulls, cells if self.few else None)

    def _text(self, *, trim: bool) -> pl.Expr:
        if self.cells.dtype == pl.String and trim:
            return self.cells.text.str.strip_chars()
        return self.cells.text

    @property
    def _lost_digits(self) -> pl.Expr:
        if self.cells.dtype.is_float():
            return self.cells.source.abs() >= LARGEST_WHOLE
        return self.cells.text.str.strip_chars().str.contains(SCIENTIFIC)

    def _may_be_no_one(self, text: pl.Expr) -> pl.Expr:
        if self._is_person_id:
            low = text.str.to_lowercase()
            return low.is_in(list(self.cells.words.person_ids)) | text.str.contains("^0+$")
        if self._is_name:
            marked = text.str.len_bytes() != text.str.len_chars()
            return marked | text.str.contains_any(list(self.cells.words.names), ascii_case_insensitive=True)
        return pl.lit(False)

    def _no_ones(self, cells: list[str]) -> set[str]:
        """The cells, trimmed, that are no one."""
        if self._is_person_id:
            ids = self.cells.words.person_ids
            return {cell for cell in cells if cell.lower() in ids or (cell and not cell.strip("0"))}
        if self._is_name:
            names = pl.Series(cells, dtype=pl.String)
            return set(names.filter(no_ones(names, self.cells.words.names)))
        return set()


def _bytes(some: bytes) -> pl.Series:
    """Bytes to look for."""
    return pl.Series(list(some), dtype=pl.UInt8).implode()
