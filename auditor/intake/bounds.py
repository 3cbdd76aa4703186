"""What the footers of Parquet prove about a column of text, so that nobody need look at its cells.

Footers hold the least and the greatest text of each row group, in the order of UTF-8 bytes, which is that of
Python's text. A writer may round them outwards, so only what lies outside is known to be absent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.records.ranges import Group

if TYPE_CHECKING:
    import pyarrow.parquet as pq


@dataclass(frozen=True, slots=True)
class Bounds:
    """No cell of a column comes before `low` or after `high`.

    `admit_scientific`: whether a cell may start with a digit and a point, comma or E, as far as its row group tells.
    `groups` are its row groups in their order, where each begins where the one before it ends, or after it; else there
    are none.
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
        return cls(low, high, not (no_digit or alike), (Group(low, high, rows),))

    def admit(self, word: str) -> bool:
        """Whether a cell may be this word."""
        return self.low <= word <= self.high

    @property
    def exclude_odd_starts(self) -> bool:
        """Whether no cell is blank or starts with a space, a control character or beyond ASCII."""
        return self.low >= "!" and self.high < "\x7f"


def together(parts: Sequence[Bounds | None]) -> Bounds | None:
    """The bounds of parts of one column together, in any order; None where those of one are not known."""
    known = [bounds for bounds in parts if bounds is not None]
    if not known or len(known) < len(parts):
        return None
    groups = sorted(group for bounds in known for group in bounds.groups)
    in_order = all(bounds.groups for bounds in known) and all(a.high <= b.low for a, b in pairwise(groups))
    return Bounds(
        min(bounds.low for bounds in known),
        max(bounds.high for bounds in known),
        any(bounds.admit_scientific for bounds in known),
        tuple(groups) if in_order else (),
    )


def groups_of(tables: Mapping[str, Sequence[Bounds | None]]) -> dict[str, Sequence[Group]]:
    """By table, of the bounds of its numbers in each file: its row groups, where these lie in order.

    Numbers that may start with a space are none: read, they have another order than as they stand.
    """
    known = {table: together(files) for table, files in tables.items()}
    return {
        t: bounds.groups
        for t, bounds in known.items()
        if bounds and bounds.groups and bounds.exclude_odd_starts
    }


def text_bounds(path: Path, columns: Collection[str] = ()) -> dict[str, Bounds]:
    """The bounds of every text column of a Parquet file, or of these, of which each row group tells them."""
    import pyarrow.parquet as pq

    footer = pq.read_metadata(path)
    found: dict[str, list[Bounds]] = {}
    lacking: set[str] = set()
    for group in map(footer.row_group, range(footer.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            name = column.path_in_schema
            if columns and name not in columns:
                continue
            told = column.statistics
            bounds = _told(told, group.num_rows)
            if bounds is not None:
                found.setdefault(name, []).append(bounds)
            elif told is None or not told.has_null_count or told.null_count < group.num_rows:
                lacking.add(name)
    known = {name: together(of) for name, of in found.items() if name not in lacking}
    return {name: bounds for name, bounds in known.items() if bounds}


def _told(statistics: pq.Statistics | None, rows: int) -> Bounds | None:
    if statistics is None or not statistics.has_min_max:
        return None
    try:
        low, high = statistics.min, statistics.max
    except UnicodeDecodeError:  # a bound cut in the middle of a character
        return None
    return Bounds.of_group(low, high, rows) if isinstance(low, str) else None
