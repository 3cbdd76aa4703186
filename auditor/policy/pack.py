"""A policy pack in memory: authority, dates, clauses, conditions, rules and its offense list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from auditor.policy.conditions import Node, names
from auditor.policy.offenses import OffenseList


@dataclass(frozen=True)
class Span:
    """When a directive is in force, both ends included; certain between `certain_from` and `certain_to`.

    `certain_from` defaults to `from_`, `certain_to` to `to`, and `to` to no end.
    """

    from_: date
    certain_from: date | None = None
    certain_to: date | None = None
    to: date | None = None

    def words(self) -> dict[str, str | None]:
        """The four dates as ISO text under the names of the contract."""
        days = {"from": self.from_, "certain_from": self.certain_from,
                "certain_to": self.certain_to, "to": self.to}  # fmt: skip
        return {name: day.isoformat() if day else None for name, day in days.items()}


class Bound(NamedTuple):
    """Whom a pack binds: jurisdictions (`US-CA` holds `US-CA-SF`), and the authority by `police`, `prosecutor`."""

    jurisdictions: tuple[str, ...]
    authorities: Mapping[str, str]


class Clause(NamedTuple):
    """What the directive orders, in the pack's own words, with its source and how sure that is."""

    id: str
    text: str
    source: str
    confidence: str


class Untested(NamedTuple):
    """Something that the directive asks and records cannot show, with why."""

    what: str
    why: str


@dataclass(frozen=True)
class Condition:
    """A condition of a rule: its tree, its sentence for each value, and what is taken where it is unknown."""

    list: str
    name: str
    node: Node
    says: Mapping[bool | None, str]
    when_unknown: bool | None = None
    act: bool = False

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of the facts that it asks."""
        return names(self.node)


@dataclass(frozen=True)
class Rule:
    """One rule: whom it binds, what one unit is, its clause, and its conditions by list."""

    id: str
    title: str
    binds: str
    each: str
    clause: Clause
    requires: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    review_if: tuple[Condition, ...]
    shows: tuple[Condition, ...]
    needs: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, in the order in which a finding shows them."""
        return (*self.requires, *self.unless, *self.review_if, *self.shows)

    @cached_property
    def facts(self) -> frozenset[str]:
        """The names of the facts that its conditions ask."""
        return frozenset[str]().union(*(c.facts for c in self.conditions))


@dataclass(frozen=True)
class Pack:
    """A policy pack. `digest` is the SHA-256 over its files; `parameters` are those of the schema."""

    id: str
    title: str
    version: str
    authority: str
    instrument: str
    bound: Bound
    span: Span
    parameters: Mapping[str, object]
    clauses: tuple[Clause, ...]
    caveats: tuple[str, ...]
    untested: tuple[Untested, ...]
    offenses: OffenseList
    rules: tuple[Rule, ...]
    digest: str

    def criteria(self, rule: Rule) -> dict[str, str | None]:
        """What a finding of `rule` is held against: the clause, its authority and its dates."""
        return {
            "clause": rule.clause.text,
            "authority": self.bound.authorities.get(rule.binds, self.authority),
            "instrument": self.instrument,
            "source": rule.clause.source,
            "confidence": rule.clause.confidence,
            **(rule.span or self.span).words(),
        }
