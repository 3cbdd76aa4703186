"""The sieve for rules on reports, and for the reporting trend: of incidents in which somebody could have reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

import narwhals as nw

from auditor.judging.gates import (
    KEY,
    Engine,
    Gate,
    Held,
    Plan,
    could_hold,
    flag,
    may_be,
    pass_gate,
    twins,
)
from auditor.judging.roles import ACCUSED, REFERRED, REPORTERS
from auditor.policy.conditions import And, names


def sift_reports(
    held: Held, reporters: Mapping[tuple[str, ...], Plan], gates: Sequence[Gate], engine: Engine
) -> tuple[list[Plan], list[Plan]]:
    """The incidents (`incident_id`) that rules on reports keep, and those of which they only count the silence.

    `reporters`, by the citations that never qualify: the incidents in which somebody could have reported a crime.
    """
    kept, silent, pin = [], [], engine.pin
    for not_qualifying, own in groupby(sorted(gates, key=_measure), key=_measure):
        reports, alike = reporters[not_qualifying], list(own)
        for span in dict.fromkeys(gate.span for gate in alike):
            inside = pin(_in_span(held, reports, *span, engine))
            live = [gate for gate in alike if gate.span == span]
            for gate in _weakest(live):
                if gate.act:
                    stricter = [other for other in live if other != gate and _asks_more(other, gate)]
                    told, counted = _sift_silence(gate, stricter, held, inside, engine)
                    silent.append(counted)
                else:
                    told = _sift(gate, held, inside, engine)
                kept.append(told)
    return kept, silent


def _weakest(gates: Sequence[Gate]) -> list[Gate]:
    """The gates without those that keep nothing more than another."""
    return [gate for gate in gates if not any(_asks_more(gate, other) for other in gates)]


def _asks_more(gate: Gate, other: Gate) -> bool:
    """The gate asks what the other asks, and more."""
    return gate.never == other.never and frozenset(gate.requires) > frozenset(other.requires)


def _sift(gate: Gate, held: Held, reports: Plan, engine: Engine) -> Plan:
    asked = {}
    if _asks(gate, "sex_trade_involved"):
        asked["sex_trade_involved"] = nw.concat(
            _involved(held, reports, gate.never.involved, engine)
        ).unique()
    if _asks(gate, "drug_noted"):
        near = _near(held, reports, engine, "person_id", "name", "birth_date", "age")
        accusable = _accusable(near, reports, engine)
        asked["drug_noted"] = engine.pin(_drugs(near, gate).join(accusable, on=KEY, how="semi"))
    return engine.pin(pass_gate(gate, reports, asked))


def _sift_silence(
    gate: Gate, stricter: Sequence[Gate], held: Held, reports: Plan, engine: Engine
) -> tuple[Plan, Plan]:
    """What a rule keeps that takes silence as a no: apart where only silence lets it.

    Nothing is apart where the act may be false, where a `stricter` rule, which takes no silence so, could find
    anything, or where a number may be another agency's.
    """
    pin, said_so, not_said = engine.pin, *_involved(held, reports, gate.never.involved, engine)
    kept = pin(pass_gate(gate, reports, {"sex_trade_involved": nw.concat([said_so, not_said]).unique()}))
    told = [said_so, held.shared.select(KEY), _may_be_kept(gate, held, kept, engine)]
    on_drugs = [other for other in stricter if _asks(other, "drug_noted")]
    near = _near(held, kept, engine) if on_drugs else held
    for other in stricter:
        noted = {"drug_noted": pin(_drugs(near, other))} if other in on_drugs else {}
        told.append(pass_gate(other, kept, noted))
    loud = pin(nw.concat(told).unique())
    return pin(kept.join(loud, on=KEY, how="semi")), pin(kept.join(loud, on=KEY, how="anti"))


def _may_be_kept(gate: Gate, held: Held, incidents: Plan, engine: Engine) -> Plan:
    """The incidents in which the act, by what the referral log has of them, could be false."""
    rows = engine.pin(engine.among(held.referrals.select(KEY, "referred_to"), incidents))
    signs = {
        fact: rows.filter(nw.col("referred_to") == to).select(KEY).unique() for fact, to in REFERRED.items()
    }
    flagged, atoms = flag(incidents, signs)
    bound = could_hold(And(gate.act), atoms.get, positive=False)
    return (flagged if bound is None else flagged.filter(bound)).select(KEY)


def _near(held: Held, reports: Plan, engine: Engine, *person: str) -> Held:
    """What tells in these incidents who is what, and of which offense; and these columns of people."""

    def of(table: Plan, *columns: str) -> Plan:
        return engine.pin(engine.among(table.select(KEY, *columns), reports))

    return replace(
        held,
        involvements=of(held.involvements, "role", "offense_id", *person),
        offenses=of(held.offenses, "offense_id", "citation"),
        charges=of(held.charges, "citation", *person),
    )


def sift_trend(held: Held, reporters: Sequence[Plan], engine: Engine) -> list[Plan]:
    """Of these incidents those in which a person is recorded as engaged in the sex trade."""
    engaged = engine.pin(held.involvements.filter(nw.col("sex_trade")).select(KEY).unique())
    return [engine.pin(engine.among(incidents, engaged)) for incidents in reporters]


def _measure(gate: Gate) -> tuple[str, ...]:
    return gate.never.qualifying


def _asks(gate: Gate, fact: str) -> bool:
    return any(fact in names(node) for node in gate.requires)


def _in_span(held: Held, reports: Plan, first: date, last: date | None, engine: Engine) -> Plan:
    """The incidents of people whose report may lie in a span: in it, without a day, or perhaps another agency's."""
    day = nw.col("day")
    inside = day.is_null() | (day >= first)
    if last is not None:
        inside = inside & (day.is_null() | (day <= last))
    own, theirs = nw.col("agency"), nw.col("report_agency")
    another = ~own.is_null() & (theirs.is_null() | (own != theirs))
    days = engine.among(held.incidents, reports).select(KEY, "day", nw.col("agency").alias("report_agency"))
    people = engine.pin(engine.among(held.involvements.select(KEY, "agency"), reports)).unique()
    return people.join(engine.pin(days), on=KEY, how="left").filter(inside | another).select(KEY).unique()


def _involved(held: Held, reports: Plan, never: Sequence[str], engine: Engine) -> tuple[Plan, Plan]:
    """Of these incidents those with somebody recorded in the sex trade or perhaps charged so, and with one not said."""
    known, pin = nw.col("sex_trade"), engine.pin
    recorded = engine.among(held.involvements.filter(known).select(KEY), reports)
    charged = engine.among(held.charges.filter(may_be(nw.col("citation"), never)).select(KEY), reports)
    not_said = engine.among(held.involvements.filter(known.is_null()).select(KEY), reports)
    return pin(nw.concat([recorded, charged]).unique()), pin(not_said.unique())


def _drugs(near: Held, gate: Gate) -> Plan:
    """Incidents in which drugs could be noted against somebody: charged, or an offense of the incident."""
    charged = near.charges.filter(may_be(nw.col("citation"), gate.never.drug)).select(KEY)
    cited = near.offenses.filter(may_be(nw.col("citation"), gate.never.drug_offense)).select(KEY)
    named = near.involvements.select(KEY, "offense_id").filter(~nw.col("offense_id").is_null())
    dangling = named.join(near.offenses.select("offense_id"), on="offense_id", how="anti").select(KEY)
    unsure = named.select(KEY).join(near.shared, on=KEY, how="semi")
    return nw.concat([charged, cited, dangling, unsure]).unique()


# ── Reporter and accused ───────────────────────────────────────────────────────────────────────────────────


def _accusable(near: Held, reports: Plan, engine: Engine) -> Plan:
    """Incidents in which whoever reported could be whoever is accused, as suspect, arrestee or by a charge.

    They surely are two people only where both have ids, which differ, and neither a birth date that both could
    have nor rows of one id that may contradict each other leave that open.
    """
    if not near.ids_tell:
        return reports
    role, pid = nw.col("role"), nw.col("person_id")
    reporters = near.involvements.filter(role.is_null() | role.is_in(REPORTERS)).select(KEY, "person_id")
    suspects = near.involvements.filter(role.is_null() | role.is_in(ACCUSED)).select(KEY, "person_id")
    accused = nw.concat([suspects, near.charges.select(KEY, "person_id")]).unique()
    open_ = [
        reporters.filter(pid.is_null()).join(accused, on=KEY, how="semi").select(KEY),
        accused.filter(pid.is_null()).select(KEY),
        accused.filter(~pid.is_null()).join(reporters, on=[KEY, "person_id"], how="semi").select(KEY),
        _of_one_birth(near),
        twins(near.involvements).select(KEY),
        _at_odds(near),
    ]
    return nw.concat(open_).unique()


def _of_one_birth(near: Held) -> Plan:
    """Incidents in which two ids have one birth date."""
    rows = nw.concat([t.select(KEY, "person_id", "birth_date") for t in (near.involvements, near.charges)])
    known = rows.filter(~nw.col("person_id").is_null(), ~nw.col("birth_date").is_null()).unique()
    return known.group_by(KEY, "birth_date").agg(nw.len().alias("ids")).filter(nw.col("ids") > 1).select(KEY)


def _at_odds(near: Held) -> Plan:
    """Incidents in which a charge and another row of its person's id differ in what they say of the person."""
    told, on = ("name", "birth_date", "age"), [KEY, "person_id"]
    charged = near.charges.select(*on, *told).filter(~nw.col("person_id").is_null())
    involved = near.involvements.select(*on, *told).join(charged.select(on), on=on, how="semi")
    said = nw.concat([charged, involved]).group_by(*on).agg(
        *(nw.col(c).min().alias(f"{c}_least") for c in told), *(nw.col(c).max().alias(f"{c}_most") for c in told)
    )  # fmt: skip
    differ = [nw.col(f"{c}_least") != nw.col(f"{c}_most") for c in told]
    return said.filter(nw.any_horizontal(*differ, ignore_nulls=True)).select(KEY)
