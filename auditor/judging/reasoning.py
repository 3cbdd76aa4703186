"""How a condition came out for a unit: which facts decided it, and by which rows of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from auditor.judging.evidence import NOTHING, Evidence, Place, Shows, Weighed, Witness, shown_row
from auditor.policy.conditions import evaluate, responsible
from auditor.policy.facts import FACTS
from auditor.policy.pack import Condition

MOST = 20
"""The most evidence rows that a condition shows; the total stands beside them."""


class Deciding(NamedTuple):
    """A fact that decides a condition: whether its true or its unknown rows speak (None: none), and its reasons."""

    fact: str
    speaks: bool | None
    reasons: bool


class Reading(NamedTuple):
    """What the values of its facts make of a condition, whatever rows they rest on."""

    says: str
    took: bool | None
    deciding: tuple[Deciding, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Reasoning:
    """How one condition of a rule, whose value stands in `column`, came out for the units that it tells of.

    `known` has what decided the condition for the units that were asked of so far, and is filled. A condition is
    read once for all units whose facts have the same values.
    """

    condition: Condition
    column: str
    evidence: Evidence
    known: dict[int, Shows]
    assumed: Mapping[str, bool]
    _readings: dict[tuple[object, ...], Reading] = field(default_factory=dict, repr=False)

    def told(self, row: Mapping[str, object]) -> dict[str, object]:
        """The condition as a finding shows it; `row` has the unit, its facts and the value of the condition."""
        value, unit = row[self.column], int(str(row["unit"]))
        key = (value, *(row[fact] for fact in self._facts))
        if (reading := self._readings.get(key)) is None:
            reading = self._readings[key] = self._reading(value, row)
        if (shows := self.known.get(unit)) is None:
            shows = self.known[unit] = self._shows(reading, unit)
        witnesses, searched, reasons = shows
        return {
            "list": self.condition.list,
            "name": self.condition.name,
            "says": reading.says,
            "value": value,
            "assumed": reading.took,
            "reasons": reasons,
            "evidence": witnesses[:MOST],
            "evidence_total": len(witnesses),
            "searched": searched,
        }

    @cached_property
    def _facts(self) -> tuple[str, ...]:
        return tuple(sorted(self.condition.facts))

    def _reading(self, value: object, row: Mapping[str, object]) -> Reading:
        condition, values = self.condition, {fact: row[fact] for fact in self._facts}
        took = None
        if value is None:
            took = evaluate(
                condition.node, {f: self.assumed.get(f) if v is None else v for f, v in values.items()}
            )
            took = condition.when_unknown if took is None else took
        facts = responsible(condition.node, values)
        return Reading(
            condition.says[None if value is None else bool(value)],
            took,
            tuple(_deciding(fact, values[fact], value) for fact in facts),
            tuple(sorted({table for fact in facts for table in FACTS[fact].tables})),
        )

    def _shows(self, reading: Reading, unit: int) -> Shows:
        """The witnesses of the facts that decide the condition, without repeats, or else what was searched."""
        weighed = [self.evidence.get(told.fact, {}).get(unit, NOTHING) for told in reading.deciding]
        speaking: list[Sequence[Witness]] = []
        reasons: set[str] = set()
        for told, fact in zip(reading.deciding, weighed, strict=True):
            if told.speaks is not None and (rows := fact.true if told.speaks else fact.unknown):
                speaking.append(rows)
            if told.reasons:
                reasons |= fact.reasons
        shown = _merged(speaking)
        return shown, [] if shown else _looked(reading.tables, weighed), sorted(reasons)


def _deciding(fact: str, value: object, of_condition: object) -> Deciding:
    if FACTS[fact].kind != "bool":  # a word of the charge: its row speaks, unless the answer is a plain no
        return Deciding(fact, None if of_condition is False else False, of_condition is None)
    speaks = None if value is False else value is True
    return Deciding(fact, speaks, value is None and of_condition is None)


def _merged(speaking: Sequence[Sequence[Witness]]) -> list[dict[str, object]]:
    """The rows of several facts in the order of their places; one of which several speak has the cells of all."""
    if len(speaking) == 1:
        return [shown for _, shown in speaking[0]]
    merged: dict[Place, dict[str, object]] = {}
    for place, shown in (witness for witnesses in speaking for witness in witnesses):
        cells = {**merged[place]["cells"], **shown["cells"]} if place in merged else None  # type: ignore[dict-item]
        merged[place] = shown_row(place, cells) if cells else shown
    return [merged[place] for place in sorted(merged)]


def _looked(tables: Sequence[str], weighed: Sequence[Weighed]) -> list[dict[str, object]]:
    """How many rows were searched in each table: the most that one of the facts looked at."""
    return [{"table": t, "rows": max(fact.searched.get(t, 0) for fact in weighed)} for t in tables]
