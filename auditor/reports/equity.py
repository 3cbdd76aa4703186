"""Who was affected, by what is recorded of the person, against those to whom the directive applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.reports.shares import OTHERS, SMALL, Group, Share, grouped, total, withheld

Plain = Mapping[str, Any]

KINDS = {"race": "Race", "gender": "Gender", "age_band": "Age"}
YOUNGEST = "under 18"


@dataclass(frozen=True)
class Line:
    """A group of people, and whether it is large enough to show.

    With its share of all to whom the rules applied, and of all their apparent breaches.
    """

    group: Group
    shown: bool
    of_applied: Share
    of_broken: Share


@dataclass(frozen=True)
class Kind:
    """The groups by race, gender or age; `recorded` where the export says it of anybody."""

    title: str
    lines: Sequence[Line]
    recorded: bool


def kinds(policy: Plain, small: int = SMALL) -> list[Kind]:
    """Race, gender and age of those to whom a policy applied and of those affected.

    A group of fewer than `small` is left out, with another one if it could be worked out from the total.
    """
    return [_kind(title, grouped(policy, by, by), small) for by, title in KINDS.items()]


def _kind(title: str, groups: Sequence[Group], small: int) -> Kind:
    some = [g for g in _in_order(groups) if g.applied]
    out, every = withheld([g.applied or 0 for g in some], small), total(some)
    lines = [
        Line(g, i not in out, Share(g.applied, every.applied), Share(g.broken, every.broken))
        for i, g in enumerate(some)
    ]
    return Kind(title, lines, any(g.label is not None for g in groups))


def _in_order(groups: Sequence[Group]) -> list[Group]:
    """By label, but the youngest first."""
    return sorted(
        groups, key=lambda g: (g.label is None, g.label == OTHERS, g.label != YOUNGEST, g.label or "")
    )
