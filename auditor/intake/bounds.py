"""What the footers of Parquet prove about a column of text, so that nobody need look at its cells.

Footers hold the least and the greatest text of each row group, in the order of UTF-8 bytes, which is that of
Python's text. A writer may round them outwards, so only what lies outside is known to be absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow.parquet as pq


@dataclass(frozen=True, slots=True)
class Bounds:
    """No cell of a column comes before `low` or after `high`."""

    low: str
    high: str

    def __or__(self, other: Bounds) -> Bounds:
        """The bounds of two columns together."""
        return Bounds(min(self.low, other.low), max(self.high, other.high))

    def exclude(self, words: Iterable[str]) -> bool:
        """Whether no cell is one of the words."""
        return not any(self.low <= word <= self.high for word in words)

    @property
    def exclude_odd_starts(self) -> bool:
        """Whether no cell is blank or starts with a space, a control character or beyond ASCII."""
        return self.low >= "!" and self.high < "\x7f"

    @property
    def exclude_numbers_with_a_point(self) -> bool:
        """Whether no cell starts with a digit and a point, comma or E."""
        if self.low[:1] > "9" or self.high[:1] < "0":
            return True
        return self.low[:2] == self.high[:2] and len(self.low) > 1 and self.low[1] not in ".,eE"


def text_bounds(path: Path) -> dict[str, Bounds]:
    """The bounds of every text column of a Parquet file of which each row group tells them."""
    import pyarrow.parquet as pq

    footer = pq.read_metadata(path)
    found: dict[str, Bounds] = {}
    lacking: set[str] = set()
    for group in map(footer.row_group, range(footer.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            name, told = column.path_in_schema, column.statistics
            bounds = _told(told)
            if bounds is not None:
                found[name] = found[name] | bounds if name in found else bounds
            elif told is None or not told.has_null_count or told.null_count < group.num_rows:
                lacking.add(name)
    return {name: bounds for name, bounds in found.items() if name not in lacking}


def _told(statistics: pq.Statistics | None) -> Bounds | None:
    if statistics is None or not statistics.has_min_max:
        return None
    try:
        low, high = statistics.min, statistics.max
    except UnicodeDecodeError:  # a bound cut in the middle of a character
        return None
    return Bounds(low, high) if isinstance(low, str) else None
