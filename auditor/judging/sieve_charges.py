"""The sieve for rules on charges. It begins at the rarest clause, the citation of a charge."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import narwhals as nw

from auditor.judging.gates import KEY, TIES, Gate, Pin, Plan, Tables, may_be, pass_gate, reporting

Measure = tuple[tuple[str, ...], int, int]


def sift_charges(tables: Tables, gates: Sequence[Gate], pin: Pin) -> list[Plan]:
    """The incidents (`incident_id`) that rules on charges keep, and those that these reach by person or link.

    What follows the citations reads only the incidents that they left.
    """
    if not gates:
        return []
    never = frozenset.intersection(*(frozenset(_meets(gate)) for gate in gates))
    columns = (KEY, "citation", "person_id", "birth_date", "date")
    charges = pin(tables.charges.filter(may_be(nw.col("citation"), sorted(never))).select(*columns))
    near = read_rows(tables, pin(charges.select(KEY).unique()), pin)
    far = read_rows(tables, pin(_other_incidents(tables, charges, near, pin)), pin)
    kept = []
    for measure, own in groupby(sorted(gates, key=_measure), key=_measure):
        kept += _sift_alike(charges, near, far, measure, list(own), pin)
    if any(gate.rests_on_report for gate in gates):
        kept += _linked(tables, gates, pin)
    return kept


def _meets(gate: Gate) -> tuple[str, ...]:
    """Citations of which no charge can meet the rule; one that rests on a report must be protected, or linked."""
    return gate.never.protected if gate.rests_on_report else gate.meets


def _measure(gate: Gate) -> Measure:
    return gate.never.qualifying, gate.nexus_days, gate.lead_days


def read_rows(tables: Tables, keys: Plan, pin: Pin) -> Tables:
    """The rows of some incidents, with the columns that the sieve looks at; their charges stand apart."""

    def of(table: Plan, *columns: str) -> Plan:
        return pin(table.select(KEY, *columns).join(keys, on=KEY, how="semi"))

    return Tables(
        incidents=of(tables.incidents, "reported_at", "occurred_at"),
        involvements=of(tables.involvements, "role", "offense_id", "person_id", "birth_date"),
        offenses=of(tables.offenses, "offense_id", "citation"),
        arrests=of(tables.arrests, "person_id", "arrested_at"),
        charges=keys,
        evidence=of(tables.evidence, "kind"),
        links=tables.links,
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


def _sift_alike(
    charges: Plan, near: Tables, far: Tables, measure: Measure, gates: Sequence[Gate], pin: Pin
) -> list[Plan]:
    """What the rules keep that measure a report alike: by the same offenses and the same spans of days."""
    not_qualifying, nexus_days, lead_days = measure
    dated = pin(_dated_pairs(charges, near, far, reporting(far, not_qualifying)))
    apart = nw.col("apart")
    pairs = pin(dated.filter(apart.is_null() | (apart.abs() <= nexus_days)).select(KEY, "other").unique())
    leads = pin(dated.filter((apart >= 0) & (apart <= lead_days)).select(KEY, "other").unique())
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
        others = reach.join(kept, on=KEY, how="semi").select(nw.col("other").alias(KEY))
        found += [kept, pin(others.unique())]
    return found


def _dated_pairs(charges: Plan, near: Tables, far: Tables, reporting: Plan) -> Plan:
    """(`incident_id`, `other`, `apart`): incidents with a charge in question, and reports of a person in them.

    `apart` are the days from the other report to an act, null where a day is not known.
    """
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
    return _with_days(charges, near, far, pairs)


def _with_days(charges: Plan, near: Tables, far: Tables, pairs: Plan) -> Plan:
    """The day of an act is the charge's, the arrest's or the report's, and known wherever the report's is."""
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
    minutes = (nw.col("day") - nw.col("other_day")).dt.total_minutes()
    return dated.select(KEY, "other", apart=minutes / (24 * 60))


def _days(tables: Tables) -> Plan:
    return tables.incidents.select(KEY, day=nw.coalesce("reported_at", "occurred_at").dt.date())


def _linked(tables: Tables, gates: Sequence[Gate], pin: Pin) -> list[Plan]:
    """Incidents with a charge and a link to a report that somebody could have made, or that the export lacks."""
    kind = nw.col("kind")
    links = tables.links.filter(kind.is_null() | kind.is_in(TIES)).select(KEY, "agency", "source_incident_id")
    ties = pin(links.join(tables.charges.select(KEY), on=KEY, how="semi").unique())
    asked = pin(ties.select(nw.col("source_incident_id").alias(KEY)).unique())
    sources = read_rows(tables, asked, pin)
    could = [reporting(sources, g.never.qualifying) for g in gates if g.rests_on_report]
    live = nw.concat([c.select(source_incident_id=KEY) for c in could]).unique()
    met = ties.join(live, on="source_incident_id", how="semi").select(KEY)
    return [pin(nw.concat([met, _not_held(tables, ties, asked)]).unique())]


def _not_held(tables: Tables, ties: Plan, asked: Plan) -> Plan:
    """The incidents of ties whose source the export has not in their agency; a blank agency is told by the number."""
    owners = tables.incidents.filter(~nw.col("agency").is_null())
    owners = owners.select(KEY, nw.col("agency").alias("owner")).unique()
    agency = nw.coalesce("agency", "owner", nw.lit("")).alias("agency")
    people = tables.involvements.select(KEY, "agency").join(asked, on=KEY, how="semi").unique()
    reports = tables.incidents.select(KEY, "agency").join(asked, on=KEY, how="semi")
    held = nw.concat(
        [
            people.join(owners, on=KEY, how="left").select(KEY, agency),
            reports.select(KEY, nw.coalesce("agency", nw.lit("")).alias("agency")),
        ]
    ).select(nw.col(KEY).alias("source_incident_id"), "agency")
    placed = ties.join(owners, on=KEY, how="left").select(KEY, "source_incident_id", agency)
    return placed.join(held.unique(), on=["source_incident_id", "agency"], how="anti").select(KEY)
