"""Small counts kept from a table, so that they cannot be worked out from it or from the tables beside it.

A unit (a charge or a report) is in one *part* by what became of it, and in one row of every table. Rows with a part
of 1 to threshold - 1 are taken together, and where even their sum has one, the smallest other row with them. Rows that
are taken together are tried again with their parts told less finely. What follows from it:

* No count of 1 to threshold - 1 can be got by adding and subtracting what is released: all of that are sums of
  parts, and a sum of numbers each 0 or at least the threshold is one, too.
* Of rows taken together each part could hold anything from nothing to their sum, which is at least the threshold.
* Two groupings, of which every group holds 0 or at least the threshold, say how many units at least and at most are in
  a group of one and a group of the other at once. The two bounds are equal, at nothing or at least the threshold, or
  lie at least the threshold apart: their distance is the smallest of the two groups and what each leaves of the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Parts = tuple[int, ...]

RATED = ("kept", "broken", "open", "perhaps")
UNRATED = ("breach", "possible")
"""What becomes of a unit under rules that have a rate (kept, an apparent breach, applied and neither, possible and
perhaps not applied), and under those that have none."""

DETAILS: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "all": ((0,), (1,), (2,), (3,), (4,), (5,)),
    "kept": ((0,), (1, 2)),
    "applied": ((0, 1, 2),),
}
"""How finely the parts may be told, finest first: the places in `(*RATED, *UNRATED)` that are added up."""


@dataclass(frozen=True)
class Released:
    """A table as it may be released: the detail of each row shown, and of those taken together, if there are any.

    `figures` are all parts of it that are told or can be worked out.
    """

    shown: Mapping[str | None, str]
    together: Sequence[str | None]
    rest: str | None
    figures: Sequence[int]


def is_safe(parts: Sequence[int], least: int) -> bool:
    """Every part counts nothing or at least `least`."""
    return all(n == 0 or n >= least for n in parts)


def told(parts: Parts, detail: str) -> Parts:
    """The parts at a detail."""
    return tuple(sum(parts[i] for i in places) for places in DETAILS[detail])


def added_up(rows: Iterable[Sequence[int]]) -> Parts:
    """The rows as one."""
    return tuple(map(sum, zip(*rows, strict=True)))


def taken_together(rows: Sequence[Sequence[int]], least: int) -> set[int] | None:
    """Which rows to take together, by position, so that these are safe in sum and each other row is by itself.

    None where even all of them together are not safe. Ties go to the earlier row.
    """
    out = {i for i, parts in enumerate(rows) if not is_safe(parts, least)}
    others = sorted((i for i in range(len(rows)) if i not in out), key=lambda i: (sum(rows[i]), i))
    while out and not is_safe(added_up(rows[i] for i in out), least):
        if not others:
            return None
        out.add(others.pop(0))
    return out


def release(rows: Mapping[str | None, Parts], least: int) -> Released | None:
    """The table with each row at the finest detail at which it can stand; None where no row can."""
    left, rest = list(rows), None
    shown: dict[str | None, str] = {}
    figures: list[int] = []
    for detail in DETAILS:
        some = [label for label in left if any(told(rows[label], detail))]
        out = taken_together([told(rows[label], detail) for label in some], least)
        if out is None:
            continue
        alone = [label for i, label in enumerate(some) if i not in out]
        shown |= dict.fromkeys(alone, detail)
        figures += [n for label in alone for n in told(rows[label], detail)]
        left = [label for label in left if label not in shown]
        rest = detail if alone or rest is None else rest
        figures += told(added_up(rows[label] for label in left), detail) if left else ()
    return Released(shown, left, rest if left else None, figures) if shown else None


def finest(parts: Parts, least: int) -> str | None:
    """The finest detail at which a single row is safe and says anything; None where there is none.

    A row of which nothing is counted says that.
    """
    if not any(parts):
        return "all"
    return next((d for d in DETAILS if any(told(parts, d)) and is_safe(told(parts, d), least)), None)
