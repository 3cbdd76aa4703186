"""The sieve: which incidents could hold a finding at all, found on the whole export with a few semi-joins.

Written once with Narwhals, for whichever engine holds the tables. It keeps a superset, never less: the
incidents in which every condition of some rule *other than its act* could be true or unknown, and those that
these reach by person. A test shows that findings and summary are the same with the sieve off.

An incident is told by its number alone here; that keeps more where two agencies share one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import narwhals as nw

from auditor.policy.conditions import And, Compare, Fact, Node, Not, Or
from auditor.policy.pack import Rule

REPORTERS = ("victim", "witness", "reporting_party")
KEY = "incident_id"
Plan = nw.LazyFrame[Any]
Measure = tuple[tuple[str, ...], int]
Pin = Callable[[Plan], Plan]
"""The engine's way to work out a plan once, for others to start from."""


@dataclass(frozen=True)
class Tables:
    """The record tables that the sieve reads, each a lazy frame of the engine."""

    incidents: Plan
    involvements: Plan
    offenses: Plan
    arrests: Plan
    charges: Plan


@dataclass(frozen=True)
class Gate:
    """What one rule asks of an incident, as far as the sieve can tell.

    `never`: citations of which no charge can meet the rule, on any day and at any level. `nexus_days`: how
    far a nearby report may lie. `not_qualifying`: citations that are never a qualifying offense.
    """

    rule: Rule
    never: frozenset[str]
    not_qualifying: frozenset[str]
    nexus_days: int


def could_hold(
    node: Node, atoms: Callable[[str], nw.Expr | None], *, positive: bool = True
) -> nw.Expr | None:
    """An upper bound of `node` being true or unknown (or, not `positive`, false or unknown); None: no bound."""
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


def sift(tables: Tables, gates: Sequence[Gate], pin: Pin) -> Plan:
    """The numbers (`incident_id`) of the incidents to keep, each once, in no order.

    Begins at the rarest clause, the citation of a charge; what follows reads only the incidents that it left.
    """
    never = frozenset.intersection(*(gate.never for gate in gates))
    meets = nw.col("citation").is_null() | ~nw.col("citation").is_in(sorted(never))
    columns = (KEY, "citation", "person_id", "birth_date", "date")
    charges = pin(tables.charges.filter(meets).select(*columns))
    near = _read(tables, pin(charges.select(KEY).unique()), pin)
    far = _read(tables, pin(_other_incidents(tables, charges, near, pin)), pin)
    kept = []
    for measure, own in groupby(sorted(gates, key=_measure), key=_measure):
        kept += _sift_rules(charges, near, far, measure, list(own), pin)
    return nw.concat(kept).unique()


def _measure(gate: Gate) -> Measure:
    return (tuple(sorted(gate.not_qualifying)), gate.nexus_days)


def _read(tables: Tables, keys: Plan, pin: Pin) -> Tables:
    """The rows of some incidents, with the columns that the sieve looks at; their charges stand apart."""

    def of(table: Plan, *columns: str) -> Plan:
        return pin(table.select(KEY, *columns).join(keys, on=KEY, how="semi"))

    return Tables(
        incidents=of(tables.incidents, "reported_at", "occurred_at"),
        involvements=of(tables.involvements, "role", "offense_id", "person_id", "birth_date"),
        offenses=of(tables.offenses, "offense_id", "citation"),
        arrests=of(tables.arrests, "person_id", "arrested_at"),
        charges=keys,
    )


def _people(charges: Plan, near: Tables) -> tuple[tuple[str, Plan], ...]:
    """Who could be the person charged: ids of charges and arrests, birth dates of charges and involvements.

    A person is surely the same elsewhere by id, or by name and birth date; folding names is left to the facts.
    """
    ids = nw.concat([charges.select(KEY, "person_id"), near.arrests.select(KEY, "person_id")])
    births = nw.concat([charges.select(KEY, "birth_date"), near.involvements.select(KEY, "birth_date")])
    return (("person_id", ids), ("birth_date", births))


def _other_incidents(tables: Tables, charges: Plan, near: Tables, pin: Pin) -> Plan:
    """The incidents in which somebody appears who could be a person charged."""
    people = tables.involvements.select(KEY, "person_id", "birth_date")
    met = []
    for column, told in _people(charges, near):
        known = pin(told.filter(~nw.col(column).is_null()).select(column).unique())
        met.append(people.join(known, on=column, how="semi").select(KEY))
    return nw.concat(met).unique()


def _sift_rules(
    charges: Plan, near: Tables, far: Tables, measure: Measure, gates: Sequence[Gate], pin: Pin
) -> list[Plan]:
    """What the rules keep that measure a report alike: by the same offenses and the same span of days."""
    not_qualifying, nexus_days = measure
    here = pin(_reporting(near, not_qualifying)).with_columns(here=nw.lit(True))
    pairs = pin(_near_pairs(charges, near, far, _reporting(far, not_qualifying), nexus_days))
    there = pairs.select(KEY).unique().with_columns(there=nw.lit(True))
    atoms = {
        "reported_qualifying": ~nw.col("here").is_null(),
        "reported_nearby": ~nw.col("there").is_null(),
    }
    found = []
    for gate in gates:
        citation = nw.col("citation")
        meets = charges.filter(citation.is_null() | ~citation.is_in(sorted(gate.never)))
        kept = meets.select(KEY).unique().join(here, on=KEY, how="left").join(there, on=KEY, how="left")
        for condition in gate.rule.requires:
            bound = None if condition.act else could_hold(condition.node, atoms.get)
            kept = kept if bound is None else kept.filter(bound)
        kept = pin(kept.select(KEY))
        others = pairs.join(kept, on=KEY, how="semi").select(nw.col("other").alias(KEY))
        found += [kept, pin(others.unique())]
    return found


def _reporting(tables: Tables, not_qualifying: Sequence[str]) -> Plan:
    """Incidents in which somebody could be victim or witness of a qualifying offense."""
    citation = nw.col("citation")
    could = citation.is_null() | ~citation.is_in(not_qualifying)
    role = nw.col("role")
    reporters = tables.involvements.filter(role.is_null() | role.is_in(REPORTERS))
    recorded = tables.offenses.select(KEY, "offense_id")
    silent = reporters.join(recorded.select(KEY), on=KEY, how="anti").select(KEY)
    named = reporters.filter(~nw.col("offense_id").is_null()).select(KEY, "offense_id")
    dangling = named.join(recorded, on=[KEY, "offense_id"], how="anti").select(KEY)
    qualifying = tables.offenses.filter(could).select(KEY)
    places = nw.concat([silent, dangling, qualifying]).unique()
    return reporters.select(KEY).unique().join(places, on=KEY, how="semi")


def _near_pairs(charges: Plan, near: Tables, far: Tables, reporting: Plan, nexus_days: int) -> Plan:
    """(`incident_id`, `other`): incidents with a charge in question, and reports near to them by person and day."""
    others = far.involvements.join(reporting, on=KEY, how="semi").select(
        nw.col(KEY).alias("other"), "person_id", "birth_date"
    )
    met = [
        people.filter(~nw.col(column).is_null())
        .unique()
        .join(others.select("other", column), on=column)
        .select(KEY, "other")
        for column, people in _people(charges, near)
    ]
    pairs = nw.concat(met).filter(nw.col(KEY) != nw.col("other")).unique()
    return _near_in_time(charges, near, far, pairs, nexus_days)


def _near_in_time(charges: Plan, near: Tables, far: Tables, pairs: Plan, nexus_days: int) -> Plan:
    """Pairs whose days could lie within the nexus.

    The day of an act is the charge's, the arrest's or the report's, and known wherever the report's is.
    """
    acts = nw.concat(
        [
            charges.select(KEY, day=nw.col("date").dt.date()),
            near.arrests.select(KEY, day=nw.col("arrested_at").dt.date()),
        ]
    ).filter(~nw.col("day").is_null())
    reported = near.charges.join(_days(near), on=KEY, how="left")
    days = nw.concat([acts, reported]).unique()
    other_days = _days(far).rename({KEY: "other", "day": "other_day"})
    dated = pairs.join(days, on=KEY, how="left").join(other_days, on="other", how="left")
    apart = (nw.col("day") - nw.col("other_day")).dt.total_minutes().abs()
    close = (apart <= nexus_days * 24 * 60) | apart.is_null()
    return dated.filter(close).select(KEY, "other").unique()


def _days(tables: Tables) -> Plan:
    return tables.incidents.select(KEY, day=nw.coalesce("reported_at", "occurred_at").dt.date())
