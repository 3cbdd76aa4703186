"""The sieve for rules on charges. It begins at the rarest clause, the citation of a charge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import narwhals as nw

from auditor.judging.gates import KEY, TIES, Engine, Gate, Held, Pin, Plan, Tables, may_be, pass_gate
from auditor.judging.sieve_people import People, meet, people_of, within

Measure = tuple[tuple[str, ...], int, int]


@dataclass(frozen=True)
class Charged:
    """The charges that could meet a rule, the arrests and people of their incidents, and ties to sources of reports.

    `charges` are (`incident_id`, `citation`, `date`), `arrests` (`incident_id`, `arrested_at`): both are shelved, since
    nothing asks for them while parts are looked at. `asked` (`incident_id`) are these incidents and, where a rule rests
    on a report, those of `ties` and sources.
    """

    charges: Plan
    arrests: Plan
    people: People
    ties: Plan | None
    asked: Plan


@dataclass(frozen=True)
class Seen:
    """What one range of numbers tells of the charged; the first three of the incidents that were asked for.

    `reports` (`incident_id`, `agency`, `day`), `people` (`incident_id`, `agency`); `reporting`, by the citations of
    offenses that never qualify: those in which somebody could have reported a crime; and `meetings`, likewise, of
    the people of the charged with such incidents (`incident_id`, `other`, `other_day`).
    """

    reports: Plan
    people: Plan
    reporting: Mapping[tuple[str, ...], Plan]
    meetings: Mapping[tuple[str, ...], Plan]


def find_charged(tables: Tables, gates: Sequence[Gate], engine: Engine) -> Charged:
    """The charges that could meet any of these rules; none without a rule."""
    pin = engine.pin
    never = frozenset.intersection(*(frozenset(_meets(gate)) for gate in gates)) if gates else frozenset()
    columns = (KEY, "citation", "person_id", "name", "birth_date", "date")
    charges = tables.charges.select(*columns)
    charges = pin(charges.filter(may_be(nw.col("citation"), sorted(never))) if gates else charges.head(0))
    incidents = pin(charges.select(KEY).unique())
    arrests = pin(engine.among(tables.arrests.select(KEY, "person_id", "arrested_at"), incidents))
    people = people_of(tables, charges, arrests, incidents, engine)
    ties, asked = None, [incidents]
    if tables.links is not None and any(gate.rests_on_report for gate in gates):
        ties = pin(ties_of(tables.links).join(tables.charges.select(KEY), on=KEY, how="semi").unique())
        asked += [ties.select(KEY), ties.select(nw.col("source_incident_id").alias(KEY))]
    asked_for = pin(nw.concat(asked).unique())
    cited, arrested = charges.select(KEY, "citation", "date"), arrests.select(KEY, "arrested_at")
    return Charged(engine.shelve(cited), engine.shelve(arrested), people, ties, asked_for)


def ties_of(links: Plan) -> Plan:
    """(`incident_id`, `agency`, `source_incident_id`): the links that may tie an incident to its source."""
    kind = nw.col("kind")
    return links.filter(kind.is_null() | kind.is_in(TIES)).select(KEY, "agency", "source_incident_id")


def see_charged(
    held: Held, charged: Charged, reporters: Mapping[tuple[str, ...], Plan], engine: Engine
) -> Seen:
    """Look for the charged in a range; `reporters`: its incidents in which somebody could have reported a crime."""

    def of(table: Plan) -> Plan:
        return engine.shelve(held.number(engine.among(table, held.asked).unique()))

    anyone = nw.concat([*reporters.values(), held.asked.head(0)]).unique()
    met = meet(held, charged.people, engine.pin(anyone), engine)
    return Seen(
        of(held.incidents),
        of(held.involvements.select(KEY, "agency")),
        {never: of(incidents) for never, incidents in reporters.items()},
        {
            never: engine.shelve(
                held.number(engine.among(met, incidents.select(other=KEY), "other"), "other")
            )
            for never, incidents in reporters.items()
        },
    )


def sift_charges(
    tables: Tables, charged: Charged, seen: Sequence[Seen], gates: Sequence[Gate], engine: Engine
) -> tuple[list[Plan], list[Plan]]:
    """The incidents (`incident_id`) that rules on charges keep, and pairs of one and an `other` with a person of it.

    An incident with a link to a report is kept if somebody could have made it, or the export lacks it.
    """
    if not gates:
        return [], []
    pin = engine.pin
    charged = replace(charged, charges=pin(charged.charges), arrests=pin(charged.arrests))
    keys = charged.charges.select(KEY).unique()
    reports = nw.concat([part.reports for part in seen])
    days = pin(_days(tables, charged, keys, reports))
    condom = tables.evidence.filter(nw.col("kind").is_null() | (nw.col("kind") == "condom")).select(KEY)
    evidence = pin(condom.unique())
    kept, reach, lists = [], [], {gate.never.qualifying for gate in gates}
    reporting = {never: pin(nw.concat([part.reporting[never] for part in seen])) for never in lists}
    for measure, own in groupby(sorted(gates, key=_measure), key=_measure):
        meetings = pin(_apart(nw.concat([part.meetings[measure[0]] for part in seen]), days))
        signs = {"reported_qualifying": reporting[measure[0]], "condom_evidence": evidence}
        for incidents, pairs in _sift_alike(charged.charges, signs, meetings, measure, list(own), pin):
            kept.append(incidents)
            reach.append(pairs)
    if charged.ties is not None:
        people = nw.concat([part.people for part in seen])
        could = [reporting[gate.never.qualifying] for gate in gates if gate.rests_on_report]
        live = nw.concat(could).select(source_incident_id=KEY).unique()
        met = charged.ties.join(live, on="source_incident_id", how="semi").select(KEY)
        kept.append(pin(nw.concat([met, _not_held(charged.ties, reports, people)]).unique()))
    return kept, reach


def _meets(gate: Gate) -> tuple[str, ...]:
    """Citations of which no charge can meet the rule; one that rests on a report must be protected, or linked."""
    return gate.never.protected if gate.rests_on_report else gate.meets


def _measure(gate: Gate) -> Measure:
    return gate.never.qualifying, gate.nexus_days, gate.lead_days


def _days(tables: Tables, charged: Charged, keys: Plan, reports: Plan) -> Plan:
    """(`incident_id`, `day`) of the acts of the charged: a null day is one that is not known.

    The day of an act is the charge's, the arrest's or the report's, and known wherever the report's is.
    """
    acts = nw.concat(
        [
            charged.charges.select(KEY, day=nw.col("date").dt.date()),
            charged.arrests.select(KEY, day=nw.col("arrested_at").dt.date()),
        ]
    ).filter(~nw.col("day").is_null())
    reported = keys.join(reports.select(KEY, "day"), on=KEY, how="left")
    undated = tables.shared.with_columns(day=nw.lit(None, nw.Date))
    return nw.concat([acts, reported, undated]).unique()


def _apart(meetings: Plan, days: Plan) -> Plan:
    """(`incident_id`, `other`, `apart`): the days from the other report to an act, null where a day is not known."""
    minutes = (nw.col("day") - nw.col("other_day")).dt.total_minutes()
    elsewhere = meetings.filter(nw.col(KEY) != nw.col("other"))
    return elsewhere.join(days, on=KEY, how="left").select(KEY, "other", apart=minutes / (24 * 60))


def _sift_alike(
    charges: Plan,
    signs: Mapping[str, Plan],
    meetings: Plan,
    measure: Measure,
    gates: Sequence[Gate],
    pin: Pin,
) -> list[tuple[Plan, Plan]]:
    """What each rule keeps, and their reach, of those that measure a report alike: by offenses and spans of days."""
    _, nexus_days, lead_days = measure
    pairs = pin(meetings.filter(within(-nexus_days, nexus_days)).select(KEY, "other").unique())
    leads = meetings.filter(~nw.col("apart").is_null() & within(0, lead_days))
    leads = pin(leads.select(KEY, "other").unique())
    told = {**signs, "reported_nearby": pairs.select(KEY).unique()}
    found = []
    for gate in gates:
        meets = charges.filter(may_be(nw.col("citation"), sorted(_meets(gate)))).select(KEY).unique()
        if gate.rests_on_report:
            kept, reach = pin(meets.join(leads, on=KEY, how="semi")), leads
        else:
            kept, reach = pin(pass_gate(gate, meets, told)), pairs
        found.append((kept, pin(reach.join(kept, on=KEY, how="semi"))))
    return found


def _not_held(ties: Plan, reports: Plan, people: Plan) -> Plan:
    """The incidents of ties whose source the export has not in their agency; a blank agency is told by the number."""
    owners = reports.filter(~nw.col("agency").is_null()).select(KEY, nw.col("agency").alias("owner")).unique()
    agency = nw.coalesce("agency", "owner", nw.lit("")).alias("agency")
    held = nw.concat(
        [
            people.join(owners, on=KEY, how="left").select(KEY, agency),
            reports.select(KEY, nw.coalesce("agency", nw.lit("")).alias("agency")),
        ]
    ).select(nw.col(KEY).alias("source_incident_id"), "agency")
    placed = ties.join(owners, on=KEY, how="left").select(KEY, "source_incident_id", agency)
    return placed.join(held.unique(), on=["source_incident_id", "agency"], how="anti").select(KEY)
