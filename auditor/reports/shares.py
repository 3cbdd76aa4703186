"""Shares with their base and Wilson interval, and small numbers left out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.reports import words

Plain = Mapping[str, Any]

Z = 1.959963984540054
"""The standard normal quantile of a 95 % interval."""

SMALL = 11
"""A base below this is too small to publish, and too small to say much."""

RATED_RULES, UNRATED_RULES = "rules with a rate", "rules without a rate"
"""In a run for the public, what stands in place of a rule: all that have a rate, and all that have none."""

OTHERS = "all others together"
"""In a run for the public, the group of those that are too small to stand alone."""


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


class Share(NamedTuple):
    """A part of a whole, in words and as numbers between 0 and 1 (None of nothing, or of what is withheld)."""

    part: int | None
    whole: int | None

    @property
    def value(self) -> float | None:
        """The share."""
        return None if self.part is None or not self.whole else self.part / self.whole

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % Wilson interval."""
        return None if self.part is None or not self.whole else wilson(self.part, self.whole)

    @property
    def base(self) -> str:
        """`18 of 22`."""
        return f"{'–' if self.part is None else f'{self.part:,}'} of {words.number(self.whole)}"

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


class Group(NamedTuple):
    """What is counted of one month, place, officer or kind of person; `label` is None where not recorded.

    `applied`, `kept` and `broken` (the apparent breaches among applied) count only rules that have a rate. A count
    that is withheld from the public is None.
    """

    label: str | None
    breach: int | None
    possible: int | None
    applied: int | None
    kept: int | None
    broken: int | None

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

    Ordered by label; groups taken together come behind, and last what is not recorded.
    """
    rated = {RATED_RULES, *(rule["rule"] for rule in policy["rules"] if rule["rate"] is not None)}
    sums: dict[str | None, list[int | None]] = {}
    for row in policy[f"by_{by}"]:
        some = [row[c] if row["rule"] in rated else 0 for c in ("applied", "kept", "breach")]
        told = (row["breach"], row["possible"], *some)
        known = sums.setdefault(row[key], [0] * 5)
        sums[row[key]] = [added(pair) for pair in zip(known, told, strict=True)]
    return [Group(k, *sums[k]) for k in sorted(sums, key=lambda k: (k is None, k == OTHERS, k or ""))]


def added(counts: Iterable[int | None]) -> int | None:
    """The sum; None where one of the counts is withheld."""
    every = list(counts)
    return None if None in every else sum(n for n in every if n is not None)


def total(groups: Iterable[Group], label: str = "All") -> Group:
    """The groups taken together."""
    every = list(groups)
    names = ("breach", "possible", "applied", "kept", "broken")
    return Group(label, *(added(getattr(g, name) for g in every) for name in names))


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
