"""What the sieve asks of an incident for each rule, and the tables that it asks.

An incident is told by its number alone here. Incidents of agencies that share a number are taken for one, which
keeps more; where something must *not* be there for an incident to be kept, such a number (`shared`) counts as
though it were not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import narwhals as nw

from auditor.judging.roles import REPORTERS
from auditor.policy.conditions import And, Compare, Fact, Node, Not, Or

TIES = ("rests_on", "related")
KEY = "incident_id"
Plan = nw.LazyFrame[Any]
Pin = Callable[[Plan], Plan]


class Restore(Protocol):
    """What gives back numbers that were held as codes."""

    def __call__(self, plan: Plan, column: str = KEY) -> Plan:
        """The plan with the codes of a column as the numbers that they stand for."""


class Among(Protocol):
    """What finds rows by list."""

    def __call__(self, plan: Plan, pinned: Plan, column: str = KEY) -> Plan:
        """The rows of a plan of which a column has, or has not, a value of a pinned plan."""


@dataclass(frozen=True)
class Engine:
    """What the sieve asks of the engine that holds the tables.

    `cuts` gives numbers, sorted, between which plans of tables (`incident_id`), by name, have some millions of rows
    each together; none where they have no more. `pin` works out a plan once, for others to start from, and `shelve` for
    what starts from it much later, in less memory. `hold` does so for plans
    whose numbers are compared often: it gives them with codes instead, which are equal where the numbers are and
    nowhere else in these plans, and what gives the numbers back. It gives a `person_id` as a code of it, as
    `with_codes` does, and an `offense_id` as a code of it and its number: codes are equal where ids are, and those of
    two others are the same as seldom as once in 2^64. `among` leaves the rows of which a column, the number unless
    another is named, has a value of a pinned plan, and `outside` those of which it has none. `with_who` adds `who`,
    which is equal wherever two names (`name`, never null here) fold to the same words; it may be equal for others
    too, which keeps more.
    """

    pin: Pin
    shelve: Pin
    hold: Callable[[Sequence[Plan]], tuple[Sequence[Plan], Restore]]
    among: Among
    outside: Among
    with_codes: Callable[[Plan], Plan]
    with_who: Callable[[Plan], Plan]
    cuts: Callable[[Mapping[str, Plan]], Sequence[str]]


@dataclass(frozen=True)
class Tables:
    """The record tables that the sieve reads, each a lazy frame of the engine.

    `shared` are the numbers (`incident_id`) that may be of several incidents; `links` is None where the export has
    none. `ids_tell`: different ids in one incident tell two people apart.
    """

    incidents: Plan
    involvements: Plan
    offenses: Plan
    arrests: Plan
    charges: Plan
    evidence: Plan
    referrals: Plan
    shared: Plan
    links: Plan | None
    ids_tell: bool


@dataclass(frozen=True)
class Held:
    """The rows of one range of numbers, held, with the columns that the sieve looks at, and codes for their numbers.

    `asked` are numbers whose reports and people are asked for, whatever they hold; `number` gives numbers back.
    """

    incidents: Plan
    involvements: Plan
    offenses: Plan
    charges: Plan
    referrals: Plan
    shared: Plan
    asked: Plan
    number: Restore
    ids_tell: bool


HELD = {
    "incidents": ("agency",),
    "involvements": ("agency", "role", "offense_id", "sex_trade", "person_id", "name", "birth_date", "age"),
    "offenses": ("offense_id", "citation"),
    "charges": ("citation", "person_id", "name", "birth_date", "age"),
    "referrals": ("referred_to",),
    "shared": (),
}
"""The columns of tables that are held beside the number; incidents also have their `day`."""


@dataclass(frozen=True)
class Never:
    """Citations, as exported, that never say something, on any day and at any level.

    `qualifying` and `drug_offense` are of offenses; `protected`, `drug` and `involved` (the person charged is
    in the sex trade) of charges.
    """

    qualifying: tuple[str, ...] = ()
    drug_offense: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    drug: tuple[str, ...] = ()
    involved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gate:
    """What one rule asks of an incident, as far as the sieve can tell; rules that ask the same are one gate.

    `requires`: its requirements but the act. `meets`: citations of which no charge can meet the rule.
    `nexus_days`: how far a nearby report may lie; `lead_days`: how long after a report a charge may rest on it.
    `span`: the first and last day on which a report can be in force. `act` is the act of a rule that takes a
    silence about the sex trade as a no, and of no other (`silent.takes_silence`).
    """

    each: str
    requires: tuple[Node, ...]
    meets: tuple[str, ...]
    never: Never
    nexus_days: int
    lead_days: int
    span: tuple[date, date | None]
    act: tuple[Node, ...] = ()

    @property
    def rests_on_report(self) -> bool:
        """The rule asks, before all else, that the charge rests on a report."""
        return Fact("derived_from_report") in self.requires


def could_hold(
    node: Node, atoms: Callable[[str], nw.Expr | None], *, positive: bool = True
) -> nw.Expr | None:
    """An upper bound of `node` being true or unknown (or, not `positive`, false or unknown); None: no bound.

    Where `atoms` bound only that facts are true, it bounds that `node` is true (or false) in the same way.
    """
    if isinstance(node, Not):
        return could_hold(node.part, atoms, positive=not positive)
    if isinstance(node, Fact):
        return atoms(node.name) if positive else None
    if isinstance(node, Compare):
        return None
    bounds = [could_hold(part, atoms, positive=positive) for part in node.parts]
    every = isinstance(node, And) if positive else isinstance(node, Or)
    known = [b for b in bounds if b is not None]
    if every:
        return nw.all_horizontal(*known, ignore_nulls=False) if known else None
    return nw.any_horizontal(*known, ignore_nulls=False) if len(known) == len(bounds) else None


def pass_gate(gate: Gate, incidents: Plan, signs: dict[str, Plan]) -> Plan:
    """Of these incidents those in which every requirement but the act could hold, as far as `signs` tell.

    `signs` has, for a fact, the incidents in which it could be true or unknown, each once.
    """
    flagged, atoms = flag(incidents, signs)
    for node in gate.requires:
        bound = could_hold(node, atoms.get)
        flagged = flagged if bound is None else flagged.filter(bound)
    return flagged.select(KEY)


def flag(incidents: Plan, signs: dict[str, Plan]) -> tuple[Plan, dict[str, nw.Expr]]:
    """These incidents with a mark for each sign, and what tells by fact whether an incident has it."""
    flagged = incidents
    for fact, found in signs.items():
        flagged = flagged.join(found.with_columns(nw.lit(True).alias(fact)), on=KEY, how="left")
    return flagged, {fact: ~nw.col(fact).is_null() for fact in signs}


def may_be(citation: nw.Expr, never: Sequence[str]) -> nw.Expr:
    """A citation that is silent, or not among those that never are."""
    return citation.is_null() | ~citation.is_in(never)


def twins(involvements: Plan) -> Plan:
    """Those of these rows whose person id stands on several of their incident."""
    known, key = involvements.filter(~nw.col("person_id").is_null()), [KEY, "person_id"]
    counted = known.group_by(*key).agg(nw.len().alias("rows"))
    return known.join(counted.filter(nw.col("rows") > 1), on=key, how="semi")


def reporting(
    held: Held, not_qualifying: Iterable[tuple[str, ...]], engine: Engine
) -> dict[tuple[str, ...], Plan]:
    """For each list the incidents in which somebody could be victim or witness of a qualifying offense, each once."""
    lists, role, pin, among = list(not_qualifying), nw.col("role"), engine.pin, engine.among
    reporters = held.involvements.filter(role.is_null() | role.is_in(REPORTERS))
    reporters = pin(reporters.select(KEY, "offense_id"))
    unclear = pin(nw.concat([*_unclear(reporters, held.offenses, engine), held.shared]))
    never_at_all = frozenset.intersection(*map(frozenset, lists)) if lists else frozenset()
    could = pin(
        held.offenses.filter(may_be(nw.col("citation"), sorted(never_at_all))).select(KEY, "citation")
    )
    anyone = pin(among(reporters.select(KEY), pin(nw.concat([unclear, could.select(KEY)]))).unique())
    found = {}
    for never in lists:
        qualifying = could.filter(may_be(nw.col("citation"), never)).select(KEY)
        found[never] = pin(among(anyone, pin(nw.concat([unclear, qualifying]))))
    return found


def _unclear(reporters: Plan, offenses: Plan, engine: Engine) -> tuple[Plan, Plan]:
    """Of the incidents of reporters those with one of an offense that no row has, and those without an offense."""
    pin, named = engine.pin, ~nw.col("offense_id").is_null()
    unmatched = pin(engine.outside(reporters, offenses, "offense_id"))
    unnamed = pin(unmatched.filter(~named).select(KEY))
    recorded = pin(engine.among(offenses.select(KEY), unnamed))
    return unmatched.filter(named).select(KEY), engine.outside(unnamed, recorded)
