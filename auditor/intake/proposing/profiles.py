"""What the cells of each column look like, in the first rows of a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from auditor.intake.reading import as_text
from auditor.intake.sources import Part
from auditor.records.codes import is_unknown

SAMPLE = 20_000
"""So many rows of a file are looked at."""

MOST = 300
"""So many distinct cells of a column are tried, the most frequent first."""


@dataclass(frozen=True, eq=False)
class Profile:
    """A column: its lower-case name, its header as written, and its cells (trimmed, not blank) by how often."""

    name: str
    header: str
    rows: int
    counted: Counter[str]

    @property
    def filled(self) -> int:
        """Rows in which the column says something."""
        return self.counted.total()

    @cached_property
    def common(self) -> tuple[tuple[str, int], ...]:
        """The most frequent cells with their counts, ties by their text."""
        return tuple(sorted(self.counted.items(), key=lambda item: (-item[1], item[0]))[:MOST])

    @property
    def tried(self) -> int:
        """Rows of the most frequent cells."""
        return sum(times for _, times in self.common)


def profiles(part: Part) -> list[Profile]:
    """The plain columns of a file, in their order; columns of lists and structs are left out."""
    plain = {name: dtype for name, dtype in part.schema.items() if not dtype.is_nested()}
    frame = part.plan.head(SAMPLE).select(
        as_text(pl.col(name), dtype).str.strip_chars().alias(name) for name, dtype in plain.items()
    )
    cells = frame.collect()
    return [Profile(name, part.header[name], cells.height, _counted(cells[name])) for name in plain]


def _counted(cells: pl.Series) -> Counter[str]:
    distinct = cells.drop_nulls().value_counts(name="times").iter_rows()
    return Counter({text: times for text, times in distinct if not is_unknown(text)})
