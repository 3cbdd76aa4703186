"""The sieve for rules on charges. It begins at the rarest clause, the citation of a charge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import narwhals as nw

from auditor.judging.gates import KEY, TIES, Engine, Gate, Pin, Plan, Tables, may_be, pass_gate, reporting
from auditor.judging.sieve_people import met_elsewhere, within

Measure = tuple[tuple[str, ...], int, int]


def sift_charges(
    tables: Tables, ranges: Sequence[Tables], gates: Sequence[Gate], engine: Engine
) -> tuple[list[Plan], list[Plan]]:
    """The incidents (`incident_id`) that rules on charges keep, and pairs of one and an `other` with a person of it.

    `ranges` are the tables in ranges of numbers. What follows the citations reads only the incidents that they
    left, and those in which somebody of these appears within days.
    """
    if not gates:
        return [], []
    pin = engine.pin
    never = frozenset.intersection(*(frozenset(_meets(gate)) for gate in gates))
    columns = (KEY, "citation", "person_id", "name", "birth_date", "date")
    charges = pin(tables.charges.filter(may_be(nw.col("citation"), sorted(never))).select(*columns))
    near = read_rows(tables, pin(charges.select(KEY).unique()), engine)
    widest = max(max(gate.nexus_days, gate.lead_days) for gate in gates)
    met = met_elsewhere(tables, ranges, charges, near, engine).filter(within(-widest, widest))
    meetings = pin(met.unique())
    others = pin(meetings.select(nw.col("other").alias(KEY)).unique())
    far = read_rows(tables, others, engine)
    kept, reach = [], []
    for measure, own in groupby(sorted(gates, key=_measure), key=_measure):
        for incidents, pairs in _sift_alike(charges, near, far, meetings, measure, list(own), pin):
            kept.append(incidents)
            reach.append(pairs)
    if tables.links is not None and any(gate.rests_on_report for gate in gates):
        kept += _linked(tables, tables.links, gates, engine)
    return kept, reach


def _meets(gate: Gate) -> tuple[str, ...]:
    """Citations of which no charge can meet the rule; one that rests on a report must be protected, or linked."""
    return gate.never.protected if gate.rests_on_report else gate.meets


def _measure(gate: Gate) -> Measure:
    return gate.never.qualifying, gate.nexus_days, gate.lead_days


def read_rows(tables: Tables, keys: Plan, engine: Engine) -> Tables:
    """The rows of some incidents, with the columns that the sieve looks at; their charges stand apart."""

    def of(table: Plan, *columns: str) -> Plan:
        return engine.pin(engine.among(table.select(KEY, *columns), keys))

    return replace(
        tables,
        incidents=of(tables.incidents, "reported_at", "occurred_at"),
        involvements=of(tables.involvements, "role", "offense_id", "name", "birth_date"),
        offenses=of(tables.offenses, "offense_id", "citation"),
        arrests=of(tables.arrests, "person_id", "arrested_at"),
        charges=keys,
        evidence=of(tables.evidence, "kind"),
    )


def _sift_alike(
    charges: Plan,
    near: Tables,
    far: Tables,
    meetings: Plan,
    measure: Measure,
    gates: Sequence[Gate],
    pin: Pin,
) -> list[tuple[Plan, Plan]]:
    """What each rule keeps, and their reach, of those that measure a report alike: by offenses and spans of days."""
    not_qualifying, nexus_days, lead_days = measure
    reports = reporting(far, not_qualifying).select(nw.col(KEY).alias("other"))
    dated = pin(meetings.join(reports, on="other", how="semi"))
    pairs = pin(dated.filter(within(-nexus_days, nexus_days)).select(KEY, "other").unique())
    leads = pin(dated.filter(~nw.col("apart").is_null() & within(0, lead_days)).select(KEY, "other").unique())
    condom = near.evidence.filter(nw.col("kind").is_null() | (nw.col("kind") == "condom"))
    signs = {
        "reported_qualifying": pin(reporting(near, not_qualifying)),
        "reported_nearby": pairs.select(KEY).unique(),
        "condom_evidence": condom.select(KEY).unique(),
    }
    found = []
    for gate in gates:
        meets = charges.filter(may_be(nw.col("citation"), sorted(_meets(gate)))).select(KEY).unique()
        if gate.rests_on_report:
            kept, reach = pin(meets.join(leads, on=KEY, how="semi")), leads
        else:
            kept, reach = pin(pass_gate(gate, meets, signs)), pairs
        found.append((kept, pin(reach.join(kept, on=KEY, how="semi"))))
    return found


def _linked(tables: Tables, links: Plan, gates: Sequence[Gate], engine: Engine) -> list[Plan]:
    """Incidents with a charge and a link to a report that somebody could have made, or that the export lacks."""
    kind, pin = nw.col("kind"), engine.pin
    links = links.filter(kind.is_null() | kind.is_in(TIES)).select(KEY, "agency", "source_incident_id")
    ties = pin(links.join(tables.charges.select(KEY), on=KEY, how="semi").unique())
    asked = pin(ties.select(nw.col("source_incident_id").alias(KEY)).unique())
    sources = read_rows(tables, asked, engine)
    could = [reporting(sources, g.never.qualifying) for g in gates if g.rests_on_report]
    live = nw.concat([c.select(source_incident_id=KEY) for c in could]).unique()
    met = ties.join(live, on="source_incident_id", how="semi").select(KEY)
    return [pin(nw.concat([met, _not_held(tables, ties, asked, engine)]).unique())]


def _not_held(tables: Tables, ties: Plan, asked: Plan, engine: Engine) -> Plan:
    """The incidents of ties whose source the export has not in their agency; a blank agency is told by the number."""
    both = engine.pin(nw.concat([asked, ties.select(KEY)]).unique())
    reports = engine.pin(engine.among(tables.incidents.select(KEY, "agency"), both))
    owners = reports.filter(~nw.col("agency").is_null()).select(KEY, nw.col("agency").alias("owner")).unique()
    agency = nw.coalesce("agency", "owner", nw.lit("")).alias("agency")
    people = engine.pin(engine.among(tables.involvements.select(KEY, "agency"), asked)).unique()
    held = nw.concat(
        [
            people.join(owners, on=KEY, how="left").select(KEY, agency),
            reports.select(KEY, nw.coalesce("agency", nw.lit("")).alias("agency")),
        ]
    ).select(nw.col(KEY).alias("source_incident_id"), "agency")
    placed = ties.join(owners, on=KEY, how="left").select(KEY, "source_incident_id", agency)
    return placed.join(held.unique(), on=["source_incident_id", "agency"], how="anti").select(KEY)
