"""What the footers of Parquet prove about a column of text, so that nobody need look at its cells.

Footers hold the least and the greatest text of each row group, in the order of UTF-8 bytes, which is that of
Python's text. A writer may round them outwards, so only what lies outside is known to be absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.records.ranges import Group

if TYPE_CHECKING:
    import pyarrow.parquet as pq


@dataclass(frozen=True, slots=True)
class Bounds:
    """No cell of a column comes before `low` or after `high`.

    `admit_scientific`: whether a cell may start with a digit and a point, comma or E, as far as its row group tells.
    `groups` are its row groups, by their least text, where each begins after the one before it; else there are none.
    """

    low: str
    high: str
    admit_scientific: bool
    groups: tuple[Group, ...] = ()

    @classmethod
    def of_group(cls, low: str, high: str, rows: int) -> Bounds:
        """The bounds of a row group."""
        no_digit = low[:1] > "9" or high[:1] < "0"
        alike = low[:1] == high[:1] and not any(low[1:2] <= mark <= high[1:2] for mark in ".,eE")
        return cls(low, high, not (no_digit or alike), ((low, rows),))

    def __or__(self, other: Bounds) -> Bounds:
        """The bounds of two columns together."""
        first, then = (other, self) if other.high <= self.low else (self, other)
        in_order = first.high <= then.low and first.groups and then.groups
        return Bounds(
            min(self.low, other.low),
            max(self.high, other.high),
            self.admit_scientific or other.admit_scientific,
            first.groups + then.groups if in_order else (),
        )

    def admit(self, word: str) -> bool:
        """Whether a cell may be this word."""
        return self.low <= word <= self.high

    @property
    def exclude_odd_starts(self) -> bool:
        """Whether no cell is blank or starts with a space, a control character or beyond ASCII."""
        return self.low >= "!" and self.high < "\x7f"


def together(files: Sequence[Bounds | None]) -> Bounds | None:
    """The bounds of one column of several files together; None where those of one are not known."""
    known = [bounds for bounds in files if bounds is not None]
    return reduce(or_, known) if known and len(known) == len(files) else None


def text_bounds(path: Path) -> dict[str, Bounds]:
    """The bounds of every text column of a Parquet file of which each row group tells them."""
    import pyarrow.parquet as pq

    footer = pq.read_metadata(path)
    found: dict[str, Bounds] = {}
    lacking: set[str] = set()
    for group in map(footer.row_group, range(footer.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            name, told = column.path_in_schema, column.statistics
            bounds = _told(told, group.num_rows)
            if bounds is not None:
                found[name] = found[name] | bounds if name in found else bounds
            elif told is None or not told.has_null_count or told.null_count < group.num_rows:
                lacking.add(name)
    return {name: bounds for name, bounds in found.items() if name not in lacking}


def _told(statistics: pq.Statistics | None, rows: int) -> Bounds | None:
    if statistics is None or not statistics.has_min_max:
        return None
    try:
        low, high = statistics.min, statistics.max
    except UnicodeDecodeError:  # a bound cut in the middle of a character
        return None
    return Bounds.of_group(low, high, rows) if isinstance(low, str) else None
