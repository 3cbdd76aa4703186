"""Shares with their base and Wilson interval, and small numbers left out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Plain = Mapping[str, Any]

Z = 1.959963984540054
"""The standard normal quantile of a 95 % interval."""

SMALL = 11
"""A base below this is too small to publish, and too small to say much."""


def wilson(part: int, whole: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a share, both ends between 0 and 1; None of nothing.

    >>> wilson(0, 0) is None
    True
    """
    if not whole:
        return None
    share, spread = part / whole, Z * Z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / whole + spread / (4 * whole))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Share:
    """A part of a whole, in words and as numbers between 0 and 1 (None of nothing)."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % Wilson interval."""
        return wilson(self.part, self.whole)

    @property
    def base(self) -> str:
        """`18 of 22`."""
        return f"{self.part:,} of {self.whole:,}"

    @property
    def percent(self) -> str:
        """`82 %`, or nothing of nothing."""
        return "" if self.value is None else f"{100 * self.value:.0f} %"

    @property
    def between(self) -> str:
        """`61 to 93 %`, or nothing of nothing."""
        if self.interval is None:
            return ""
        low, high = (f"{100 * end:.0f}" for end in self.interval)
        return f"{low} to {high} %"


@dataclass(frozen=True)
class Group:
    """What is counted of one month, place, officer or kind of person; `label` is None where not recorded.

    `applied`, `kept` and `broken` (the apparent breaches among applied) count only rules that have a rate.
    """

    label: str | None
    breach: int
    possible: int
    applied: int
    kept: int
    broken: int

    @property
    def some(self) -> bool:
        """Anything is counted."""
        return any((self.breach, self.possible, self.applied))

    @property
    def share_kept(self) -> Share:
        """How often the rules were kept among the times that they applied."""
        return Share(self.kept, self.applied)

    @property
    def share_breach(self) -> Share:
        """How often an apparent breach was found among the times that the rules applied."""
        return Share(self.broken, self.applied)


def grouped(policy: Plain, by: str, key: str) -> list[Group]:
    """The counts of a policy by one of its `by_…` lists, its rules taken together.

    Ordered by label; what is not recorded comes last.
    """
    rated = {rule["rule"] for rule in policy["rules"] if rule["rate"] is not None}
    sums: dict[str | None, list[int]] = {}
    for row in policy[f"by_{by}"]:
        counts = sums.setdefault(row[key], [0] * 5)
        some = row["rule"] in rated
        told = (row["breach"], row["possible"], *(some * row[c] for c in ("applied", "kept", "breach")))
        for i, n in enumerate(told):
            counts[i] += n
    return [Group(k, *sums[k]) for k in sorted(sums, key=lambda k: (k is None, k or ""))]


def total(groups: Iterable[Group], label: str = "All") -> Group:
    """The groups taken together."""
    every = list(groups)
    names = ("breach", "possible", "applied", "kept", "broken")
    return Group(label, *(sum(getattr(g, name) for g in every) for name in names))


def withheld(bases: Sequence[int], small: int = SMALL) -> set[int]:
    """Which of these bases to leave out, by position.

    Those from 1 to `small` - 1; and where they add up to less than `small`, the next smallest as well, since
    otherwise the total would give them away.
    """
    out = {i for i, base in enumerate(bases) if 0 < base < small}
    others = [i for i, base in enumerate(bases) if base and i not in out]
    if out and others and sum(bases[i] for i in out) < small:
        out.add(min(others, key=lambda i: (bases[i], i)))
    return out
