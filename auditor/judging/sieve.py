"""The sieve: which incidents could hold a finding at all, found on the whole export with a few semi-joins.

Written once with Narwhals, for whichever engine holds the tables. It keeps a superset, never less: the
incidents in which every condition of some rule *other than its act* could be true or unknown, and those that
these reach by person. A test shows that findings and summary are the same with the sieve off.

An incident is told by its number alone here; that keeps more where two agencies share one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import narwhals as nw

from auditor.policy.conditions import And, Compare, Fact, Node, Not, Or
from auditor.policy.pack import Rule

REPORTERS = ("victim", "witness", "reporting_party")
KEY = "incident_id"


@dataclass(frozen=True)
class Tables:
    """The record tables that the sieve reads, each a lazy frame of the engine."""

    incidents: nw.LazyFrame
    involvements: nw.LazyFrame
    offenses: nw.LazyFrame
    arrests: nw.LazyFrame
    charges: nw.LazyFrame


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


def sift(tables: Tables, gates: Iterable[Gate]) -> nw.LazyFrame:
    """The numbers (`incident_id`) of the incidents to keep, each once, in no order."""
    kept = [part for gate in gates for part in _sift_rule(tables, gate)]
    return nw.concat(kept).unique()


def _sift_rule(tables: Tables, gate: Gate) -> list[nw.LazyFrame]:
    citation = nw.col("citation")
    meets = citation.is_null() | ~citation.is_in(sorted(gate.never))
    asked = tables.charges.filter(meets).select(KEY).unique()
    reporting = _reporting(tables, gate)
    here = asked.join(reporting, on=KEY, how="semi").with_columns(here=nw.lit(True))
    pairs = _near_pairs(tables, asked, reporting, gate)
    near = pairs.select(KEY).unique().with_columns(near=nw.lit(True))
    marked = asked.join(here, on=KEY, how="left").join(near, on=KEY, how="left")
    atoms = {
        "reported_qualifying": ~nw.col("here").is_null(),
        "reported_nearby": ~nw.col("near").is_null(),
    }
    bounds = [could_hold(c.node, atoms.get) for c in gate.rule.requires if not c.act]
    for bound in bounds:
        if bound is not None:
            marked = marked.filter(bound)
    others = pairs.join(marked.select(KEY), on=KEY, how="semi").select(nw.col("other").alias(KEY))
    return [marked.select(KEY), others.unique()]


def _reporting(tables: Tables, gate: Gate) -> nw.LazyFrame:
    """Incidents in which somebody could be victim or witness of a qualifying offense."""
    citation = nw.col("citation")
    could = citation.is_null() | ~citation.is_in(sorted(gate.not_qualifying))
    role = nw.col("role")
    reporters = tables.involvements.filter(role.is_null() | role.is_in(REPORTERS))
    recorded = tables.offenses.select(KEY, "offense_id")
    silent = reporters.join(recorded.select(KEY), on=KEY, how="anti").select(KEY)
    named = reporters.filter(~nw.col("offense_id").is_null()).select(KEY, "offense_id")
    dangling = named.join(recorded, on=[KEY, "offense_id"], how="anti").select(KEY)
    qualifying = tables.offenses.filter(could).select(KEY)
    places = nw.concat([silent, dangling, qualifying]).unique()
    return reporters.select(KEY).unique().join(places, on=KEY, how="semi")


def _near_pairs(tables: Tables, asked: nw.LazyFrame, reporting: nw.LazyFrame, gate: Gate) -> nw.LazyFrame:
    """(`incident_id`, `other`): incidents with a charge in question, and reports near to them by person and day.

    By id, or by birth date where a name is known: folding names is left to the facts.
    """
    charged = tables.charges.join(asked, on=KEY, how="semi")
    arrested = tables.arrests.join(asked, on=KEY, how="semi")
    involved = tables.involvements.join(asked, on=KEY, how="semi")
    others = tables.involvements.join(reporting, on=KEY, how="semi").select(
        nw.col(KEY).alias("other"), "person_id", "birth_date"
    )
    ids = nw.concat([charged.select(KEY, "person_id"), arrested.select(KEY, "person_id")])
    births = nw.concat([charged.select(KEY, "birth_date"), involved.select(KEY, "birth_date")])
    met = [
        people.filter(~nw.col(key).is_null()).unique().join(others, on=key).select(KEY, "other")
        for people, key in ((ids, "person_id"), (births, "birth_date"))
    ]
    pairs = nw.concat(met).filter(nw.col(KEY) != nw.col("other")).unique()
    return _near_in_time(tables, pairs, gate.nexus_days)


def _near_in_time(tables: Tables, pairs: nw.LazyFrame, nexus_days: int) -> nw.LazyFrame:
    """Pairs whose days could lie within the nexus.

    The day of an act is the charge's, the arrest's or the report's, and known wherever the report's is.
    """
    left, right = pairs.select(KEY).unique(), pairs.select(nw.col("other").alias(KEY)).unique()
    days = tables.incidents.select(KEY, day=nw.coalesce("reported_at", "occurred_at").dt.date())
    reports = left.join(days, on=KEY, how="left")
    acts = nw.concat(
        [
            tables.charges.select(KEY, day=nw.col("date").dt.date()).join(left, on=KEY, how="semi"),
            tables.arrests.select(KEY, day=nw.col("arrested_at").dt.date()).join(left, on=KEY, how="semi"),
        ]
    ).filter(~nw.col("day").is_null())
    dated = (
        pairs.join(nw.concat([reports, acts]).unique(), on=KEY, how="left")
        .join(right.join(days, on=KEY, how="left").rename({KEY: "other", "day": "other_day"}), on="other", how="left")
    )  # fmt: skip
    apart = (nw.col("day") - nw.col("other_day")).dt.total_minutes().abs()
    near = (apart <= nexus_days * 24 * 60) | apart.is_null()
    return dated.filter(near).select(KEY, "other").unique()
