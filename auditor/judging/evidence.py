"""Which record rows decided a condition: the witnesses of its facts, with the cells that each fact read.

Where a condition is true the rows that make it true, where it is unknown the unknown rows; otherwise, or
where there was no row, what was searched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from auditor.judging.cells import Person, Record, Shown, Sight, read_records
from auditor.judging.ground import Ground
from auditor.judging.subjects import Role, roles, subjects
from auditor.judging.verdicts import Judged
from auditor.policy.conditions import Node
from auditor.policy.facts import FACTS
from auditor.policy.pack import Condition

IN_FORCE = "in_force"
"""The fact that depends on the rule."""
OF_INCIDENT = frozenset({"reported_qualifying", "sex_trade_involved", "suspect_of_qualifying", "drug_noted"})
"""Facts that look through all involvements of the incident."""

Place = tuple[str, str, int, int]
"""Where a row stands: its table, file and row; and its id, since a file can be read twice."""

Witness = tuple[Place, dict[str, Any]]
"""A row that speaks, and how it is shown: its table, file, row and cells."""


class Weighed(NamedTuple):
    """The terms of one fact for one unit.

    The rows that are true or unknown, each once and in the order of their places; how many were searched by table;
    and why something is unknown.
    """

    true: list[Witness]
    unknown: list[Witness]
    searched: dict[str, int]
    reasons: set[str]


NOTHING = Weighed([], [], {}, set())
"""What a fact weighs of which the export has no row."""

Shows = tuple[list[dict[str, object]], list[dict[str, object]], list[str]]
"""What decided a condition for one unit: its rows as they are shown, what was searched, the reasons."""

Found = Mapping[int, Weighed]
"""What the terms of one fact weigh, by unit."""
Evidence = Mapping[str, Found]
"""By fact."""


class Asking(NamedTuple):
    """A fact that is asked, with the pack and the rule where it depends on these."""

    fact: str
    pack: str | None = None
    rule: str | None = None


Spoken = tuple[str, int, int, bool, str | None]
"""A term that is true or unknown: table, id, unit, whether it is unknown, note."""


@dataclass(frozen=True)
class Witnesses:
    """The witnesses of the facts of a ground, for the units that are `told` of by each rule.

    `people` has (`unit`, `minor`, `own_name`, `own_birth`) of all units. A fact is weighed once for all rules that
    ask for it, the rows of a table are read once for all facts, and a condition that several have is weighed once.
    """

    ground: Ground
    shown: Shown
    people: pl.DataFrame
    told: Sequence[tuple[Judged, pl.Series]]
    _subjects: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)
    _conditions: dict[Node, dict[int, Shows]] = field(default_factory=dict, repr=False)

    def of(self, judged: Judged) -> Evidence:
        """What the terms of the facts of a rule weigh for the units that it tells of."""
        return {fact: self._weighed[_asking(judged, fact)] for fact in judged.rule.facts & set(judged.terms)}

    def subjects(self, binds: str) -> pl.DataFrame:
        """The units of the ground with all that a finding names of them, for rules that bind these."""
        if binds not in self._subjects:
            self._subjects[binds] = subjects(self.ground, binds)
        return self._subjects[binds]

    @cached_property
    def roles(self) -> Mapping[int, tuple[Role, ...]]:
        """Per unit that is told of, the roles that its incident records for the person, in a fixed order."""
        return roles(self.ground, self._told)

    def known(self, condition: Condition) -> dict[int, Shows]:
        """What decided a condition for the units that were asked of so far, to be filled.

        The facts of a ground are the same for all rules but for whether a directive was in force.
        """
        return {} if IN_FORCE in condition.facts else self._conditions.setdefault(condition.node, {})

    @cached_property
    def _told(self) -> pl.DataFrame:
        """The rows of `people` that are told of."""
        return self.people.filter(_among(units for _, units in self.told))

    @cached_property
    def _weighed(self) -> Mapping[Asking, Found]:
        people = {unit: Person(*of_unit) for unit, *of_unit in self._told.iter_rows()}
        looked = dict(_involvements(self.ground, self._told).iter_rows())
        found: dict[Asking, dict[int, Weighed]] = {}
        spoken: dict[Asking, set[Spoken]] = {}
        for asking, terms in self._asked():
            found[asking], spoken[asking] = _heard(terms, FACTS[asking.fact].tables)
            if asking.fact in OF_INCIDENT:
                for unit, rows in looked.items():
                    found[asking].setdefault(unit, _nothing()).searched["involvements"] = rows
        sights = self._sights({asking.fact for asking in found})
        records = self._records(spoken.values(), sights)
        for asking, speaking in spoken.items():
            _show(found[asking], speaking, sights[asking.fact], records, people)
        return found

    def _asked(self) -> Iterator[tuple[Asking, pl.DataFrame]]:
        """The terms of every fact that is asked, of the units for which it is."""
        asked: dict[Asking, tuple[pl.DataFrame, list[int]]] = {}
        for nth, (judged, _) in enumerate(self.told):
            for fact in sorted(judged.rule.facts & set(judged.terms)):
                asked.setdefault(_asking(judged, fact), (judged.terms[fact], []))[1].append(nth)
        among: dict[tuple[int, ...], pl.Expr] = {}
        for asking, (terms, rules) in asked.items():
            if (key := tuple(rules)) not in among:
                among[key] = _among(self.told[nth][1] for nth in rules)
            yield asking, terms.filter(among[key])

    def _sights(self, facts: Iterable[str]) -> dict[str, dict[str, Sight]]:
        """What each fact shows of each of its tables."""
        screening = self.ground.docket.scope.screening
        return {
            fact: {t: Sight.of(fact, t, self.shown, screening=screening) for t in FACTS[fact].tables}
            for fact in facts
        }

    def _records(
        self, spoken: Iterable[set[Spoken]], sights: Mapping[str, Mapping[str, Sight]]
    ) -> dict[str, dict[int, Record]]:
        """The rows that speak by table and id, with every cell that some fact shows."""
        ids: dict[str, set[int]] = {}
        for terms in spoken:
            for table, id_, *_ in terms:
                ids.setdefault(table, set()).add(id_)
        columns = {
            table: {c for by in sights.values() if table in by for c in by[table].columns} for table in ids
        }
        docket = self.ground.docket
        return {table: read_records(docket.table(table), ids[table], columns[table]) for table in ids}


def _asking(judged: Judged, fact: str) -> Asking:
    return Asking(fact, judged.pack.id, judged.rule.id) if fact == IN_FORCE else Asking(fact)


def _among(units: Iterable[pl.Series]) -> pl.Expr:
    """Whether a row is of one of these units."""
    return pl.col("unit").is_in(pl.concat(list(units)).unique().implode())


def _nothing() -> Weighed:
    return Weighed([], [], {}, set())


def _involvements(ground: Ground, units: pl.DataFrame) -> pl.DataFrame:
    """(unit, rows): how many involvements the unit's incident has; those of surely other people make no term."""
    counts = ground.people.group_by("inc").agg(rows=pl.len())
    joined = units.join(ground.units.select("unit", "inc"), on="unit").join(counts, on="inc")
    return joined.select("unit", "rows")


def _heard(terms: pl.DataFrame, tables: Collection[str]) -> tuple[dict[int, Weighed], set[Spoken]]:
    """What was searched for each unit and why it is unknown; and the terms of these tables that speak, each once.

    `terms` has the columns of `terms.SCHEMA` in their order.
    """
    found: dict[int, Weighed] = {}
    seen: set[tuple[int, str, int]] = set()
    spoken: set[Spoken] = set()
    for unit, value, table, id_, reason, note in terms.iter_rows():
        if (weighed := found.get(unit)) is None:
            weighed = found[unit] = _nothing()
        if table is not None and (unit, table, id_) not in seen:
            seen.add((unit, table, id_))
            weighed.searched[table] = weighed.searched.get(table, 0) + 1
        if value is None and reason is not None:
            weighed.reasons.add(reason)
        if value is not False and table in tables:
            spoken.add((table, id_, unit, value is None, note))
    return found, spoken


def _show(
    found: Mapping[int, Weighed],
    spoken: Iterable[Spoken],
    sights: Mapping[str, Sight],
    records: Mapping[str, Mapping[int, Record]],
    people: Mapping[int, Person],
) -> None:
    """Add the rows that speak in the order of their places; of one that speaks twice the later note stays."""
    placed = [
        (
            table,
            records[table][id_].file,
            records[table][id_].row,
            id_,
            note is not None,
            note or "",
            unit,
            unknown,
        )
        for table, id_, unit, unknown, note in spoken
    ]
    for table, file, row, id_, noted, note, unit, unknown in sorted(placed):
        cells = sights[table].cells(records[table][id_], people[unit])
        if noted:
            cells["note"] = note
        rows = found[unit].unknown if unknown else found[unit].true
        place = (table, file, row, id_)
        if rows and rows[-1][0] == place:
            cells = {**rows.pop()[1]["cells"], **cells}
        rows.append((place, shown_row(place, cells)))


def shown_row(place: Place, cells: Mapping[str, object]) -> dict[str, Any]:
    """A row as evidence shows it."""
    table, file, row, _ = place
    return {"table": table, "file": file, "row": row, "cells": cells}
