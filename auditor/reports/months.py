"""The months of an export: what was found in each, who came forward, and how that changed with the directive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

Plain = Mapping[str, Any]

TOGETHER = " and on, small months together"
"""In a run for the public, what stands behind the first month of a time whose small months are taken together."""


class Mark(NamedTuple):
    """A day on which a directive changed, and what happened then."""

    day: str
    says: str


def marks(dates: Plain) -> list[Mark]:
    """The days of a directive (`from`, `certain_from`, `certain_to`, `to`) that a chart shows."""
    start, sure, sure_end, end = (dates.get(k) for k in ("from", "certain_from", "certain_to", "to"))
    told = [
        (start, "in force" if sure in (None, start) else "perhaps in force"),
        (sure if sure != start else None, "surely in force"),
        (sure_end if sure_end != end else None, "may lapse after"),
        (end, "ends"),
    ]
    return [Mark(str(day), says) for day, says in told if day is not None]


def span(first: str | None, last: str | None) -> list[str]:
    """Every month from one day (or month) to another, as `2018-03`; none where one of them is not known."""
    return [] if first is None or last is None else list(_months(first[:7], last[:7]))


def _months(month: str, last: str) -> Iterator[str]:
    while month <= last:
        yield month
        year, number = int(month[:4]), int(month[5:7])
        month = f"{year + 1}-01" if number == 12 else f"{year}-{number + 1:02}"


class Pace(NamedTuple):
    """How many reports came in how many months."""

    reports: int
    months: int

    @property
    def a_month(self) -> float | None:
        """Reports a month; None without a month."""
        return self.reports / self.months if self.months else None


class Change(NamedTuple):
    """The pace before a directive surely began, while it surely held, and after that; from `start`, to `end`."""

    before: Pace
    during: Pace
    after: Pace
    start: str
    end: str | None


def _surely(dates: Plain) -> tuple[str, str | None]:
    """The days on which a directive surely began and surely held last; None is not known, or open."""
    return dates.get("certain_from") or dates["from"], dates.get("certain_to") or dates.get("to")


def period(month: str, dates: Plain) -> str:
    """Whether a month lies `before`, `during` or `after` the time for which a directive surely held."""
    start, end = _surely(dates)
    return "before" if month < start[:7] else "after" if end and month > end[:7] else "during"


def change(trend: Iterable[Plain], dates: Plain, export: Plain) -> Change:
    """The reports of whole months of the export before, during and after a directive.

    The month in which it surely began counts as during, that of its last sure day too; months without a report
    count as none.
    """
    reports: Counter[str] = Counter()
    for row in trend:
        reports[(row["month"] or "")[:7]] += row["reports"]
    start, end = _surely(dates)
    paces = {"before": [0, 0], "during": [0, 0], "after": [0, 0]}
    for month in span(export["first_report"], export["last_report"]):
        when = period(month, dates)
        paces[when][0] += reports[month]
        paces[when][1] += 1
    before, during, after = (Pace(*counts) for counts in paces.values())
    return Change(before, during, after, start, end)
