"""Dated look-up by longest prefix.

The statute tables and every pack's offense list are asked in one way: the live rows that stand nearest above
a citation speak for it, and where none does, the live rows below it. That way is written here, once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Generic, Protocol, TypeVar

DAY = dt.timedelta(days=1)
Span = tuple[dt.date | None, dt.date | None]


class Provision(Protocol):
    """A place in the law: a section of a code, down to some depth of its subdivisions."""

    @property
    def system(self) -> str:
        """The code system, such as `CA`."""

    @property
    def code(self) -> str:
        """The code within the system, such as `PC`; empty where the system is one code."""

    @property
    def section(self) -> str:
        """The section with its own decimals and its own letter."""

    @property
    def subdivisions(self) -> tuple[str, ...]:
        """The subdivisions from the outermost to the innermost."""


class Row(Provision, Protocol):
    """A row of a dated table: a provision and the days from which and to which the row holds."""

    @property
    def valid_from(self) -> dt.date | None:
        """The first day; None is open."""

    @property
    def valid_to(self) -> dt.date | None:
        """The last day; None is open."""


R = TypeVar("R", bound=Row)


class Ladder(Generic[R]):
    """Rows by section, asked by provision and day. Answers keep the order in which the rows were given."""

    def __init__(self, rows: Iterable[R]) -> None:
        sections: dict[tuple[str, str, str], list[R]] = defaultdict(list)
        for row in rows:
            sections[row.system, row.code, row.section].append(row)
        self._sections: Mapping[tuple[str, str, str], list[R]] = dict(sections)

    def about(self, cited: Provision) -> tuple[R, ...]:
        """The rows that are a prefix of `cited` or finer than it, whenever they hold."""
        rows = self._sections.get((cited.system, cited.code, cited.section), ())
        return tuple(row for row in rows if _on_one_path(row.subdivisions, cited.subdivisions))

    def live(self, cited: Provision, on: dt.date | None) -> tuple[R, ...]:
        """The rows that answer for `cited` on a day: the longest live prefixes, else the live finer rows.

        Without a day every row holds. Empty where the table is silent.
        """
        rows = [row for row in self.about(cited) if _holds(row, on)]
        depths = [len(row.subdivisions) for row in rows if len(row.subdivisions) <= len(cited.subdivisions)]
        if not depths:
            return tuple(rows)
        return tuple(row for row in rows if len(row.subdivisions) == max(depths))

    def spans(self, cited: Provision) -> list[Span]:
        """The longest intervals on which `live` stays the same, in order, without gap or overlap.

        Both ends are included; the first interval is open to the past and the last one to the future.
        """
        starts = self._changes(cited)
        kept = [starts[0]]
        for start in starts[1:]:
            if self.live(cited, start) != self.live(cited, kept[-1]):
                kept.append(start)
        ends = [start - DAY for start in kept[1:]]
        return list(zip([None, *kept[1:]], [*ends, None], strict=True))

    def _changes(self, cited: Provision) -> list[dt.date]:
        """The first day of the calendar and each day on which a row about `cited` begins or has ended."""
        about = self.about(cited)
        days = {row.valid_from for row in about if row.valid_from}
        days |= {row.valid_to + DAY for row in about if row.valid_to and row.valid_to < dt.date.max}
        return sorted({dt.date.min, *days})


def _on_one_path(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one[: len(other)] == other[: len(one)]


def _holds(row: Row, on: dt.date | None) -> bool:
    if on is None:
        return True
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)
