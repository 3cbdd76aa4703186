"""A pack's offense list: which offenses it protects from, and which crimes qualify a report, on a day."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from auditor.law.citations import Citation
from auditor.law.ladder import Ladder

Answer = tuple[bool | None, str | None]
"""True, false or unknown, and the reason why it is unknown."""

ROLES = (
    "protected", "protected_unclear", "qualifying", "qualifying_unclear", "other_ground", "not_covered"
)  # fmt: skip
_PROTECTED = {"protected": True, "protected_unclear": None}
_QUALIFYING = {"qualifying": True, "qualifying_unclear": None}


class Listed(NamedTuple):
    """One row of an offense list. `level` and `felony_form` are blank where the list does not say.

    `line` is where it stands in its file, 0 where it is not known.
    """

    system: str
    code: str
    section: str
    subdivisions: tuple[str, ...]
    role: str
    level: str
    felony_form: str
    valid_from: date | None
    valid_to: date | None
    reason: str
    basis: str
    confidence: str
    line: int = 0


class OffenseList:
    """The list of a pack; `open_ended` are the classes of which an offense that is not listed may qualify."""

    def __init__(self, rows: Iterable[Listed], open_ended: Iterable[str]) -> None:
        self.rows = tuple(rows)
        self.ladder = Ladder(self.rows)
        self.systems = frozenset(row.system for row in self.rows)
        self.open_ended = frozenset(open_ended)

    @property
    def content(self) -> Hashable:
        """What every answer of the list follows from: lists of one content answer alike."""
        return self.rows, self.open_ended

    def protected(
        self, cited: Citation | None, levels: Sequence[str | None], on: date | None
    ) -> list[Answer]:
        """Whether the list protects from an offense at each level (None: unknown) on a day (None: every row)."""
        outside = self._outside(cited)
        if cited is None or outside:
            return [(None, outside)] * len(levels)
        live = self.ladder.live(cited, on)
        if not live:
            about = self.ladder.about(cited)
            return [_not_live(_PROTECTED.get(row.role, False) for row in about)] * len(levels)
        return [agreed(_protected_at(row, level) for row in live) for level in levels]

    def qualifying(self, cited: Citation | None, on: date | None, offense_class: str | None) -> Answer:
        """Whether an offense qualifies a report of it, whatever its level, on a day."""
        outside = self._outside(cited)
        if cited is None or outside:
            return None, outside
        live = self.ladder.live(cited, on)
        if not live:
            about = self.ladder.about(cited)
            if not about and offense_class in self.open_ended:
                return None, "not_listed"
            return _not_live(_QUALIFYING.get(row.role, False) for row in about)
        return agreed((_QUALIFYING.get(row.role, False), row.reason or None) for row in live)

    def _outside(self, cited: Citation | None) -> str | None:
        if cited is None:
            return "unread"
        return None if cited.system in self.systems else "system_not_covered"


def _not_live(answers: Iterable[bool | None]) -> Answer:
    """Not in the list at all, or no row live on the day: false where every row, whenever live, says so."""
    return (False, None) if all(answer is False for answer in answers) else (None, "not_in_force")


def _protected_at(row: Listed, level: str | None) -> Answer:
    value = _PROTECTED.get(row.role, False)
    if value is False:
        return False, None
    if level == "felony" and row.level not in ("felony", "wobbler"):
        return (None, "level_conflict") if row.felony_form == "no" else (False, None)
    if level is None and value and row.level in ("misdemeanor", "infraction"):
        return None, "level_unknown"
    return value, row.reason or None


def agreed(answers: Iterable[Answer]) -> Answer:
    """The answer that all rows give; where they differ none, since the citation is too coarse."""
    given = set(answers)
    values = {value for value, _ in given}
    if len(values) > 1:
        return None, "coarse_citation"
    if (value := values.pop()) is not None:
        return value, None
    return None, "; ".join(sorted(reason for _, reason in given if reason)) or None
