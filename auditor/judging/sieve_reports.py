"""The sieve for rules on reports, and for the reporting trend. It begins at the people who could have reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import narwhals as nw

from auditor.judging.gates import KEY, REPORTERS, Engine, Gate, Plan, Tables, may_be, pass_gate, reporting
from auditor.policy.conditions import names


def sift_reports(tables: Tables, gates: Sequence[Gate], engine: Engine) -> list[Plan]:
    """The incidents (`incident_id`) that rules on reports keep."""
    kept, pin = [], engine.pin
    for not_qualifying, own in groupby(sorted(gates, key=_measure), key=_measure):
        alike = list(own)
        reports = pin(reporting(tables, not_qualifying))
        for gate in alike:
            dated = pin(reports.join(_in_span(tables, *gate.span), on=KEY, how="semi"))
            signs = {
                "sex_trade_involved": _involved(tables, gate.never.involved, dated),
                "drug_noted": _drugs(tables, gate, dated),
            }
            asked = {fact: pin(sign) for fact, sign in signs.items() if _asks(gate, fact)}
            kept.append(pin(pass_gate(gate, dated, asked)))
    return kept


def sift_trend(tables: Tables, not_qualifying: Sequence[Sequence[str]], engine: Engine) -> list[Plan]:
    """The incidents in which a person recorded as engaged in the sex trade could have reported a qualifying crime."""
    pin = engine.pin
    engaged = pin(tables.involvements.filter(nw.col("sex_trade")).select(KEY).unique())
    role = nw.col("role")
    near = Tables(
        incidents=tables.incidents,
        involvements=pin(
            engine.among(tables.involvements.select(KEY, "role", "offense_id"), engaged).filter(
                role.is_null() | role.is_in(REPORTERS)
            )
        ),
        offenses=pin(engine.among(tables.offenses.select(KEY, "offense_id", "citation"), engaged)),
        arrests=tables.arrests,
        charges=tables.charges,
        evidence=tables.evidence,
        twins=tables.twins,
        links=tables.links,
    )
    return [pin(reporting(near, never)) for never in sorted(set(map(tuple, not_qualifying)))]


def _measure(gate: Gate) -> tuple[str, ...]:
    return gate.never.qualifying


def _asks(gate: Gate, fact: str) -> bool:
    return any(fact in names(node) for node in gate.requires)


def _in_span(tables: Tables, first: date, last: date | None) -> Plan:
    """The incidents of people whose report may lie in a span: in it, without a day, or perhaps another agency's."""
    day = nw.col("day")
    inside = day.is_null() | (day >= first)
    if last is not None:
        inside = inside & (day.is_null() | (day <= last))
    own, theirs = nw.col("agency"), nw.col("report_agency")
    another = ~own.is_null() & (theirs.is_null() | (own != theirs))
    days = tables.incidents.select(
        KEY, nw.col("agency").alias("report_agency"), day=nw.coalesce("reported_at", "occurred_at").dt.date()
    )
    people = tables.involvements.select(KEY, "agency").unique()
    return people.join(days, on=KEY, how="left").filter(inside | another).select(KEY).unique()


def _involved(tables: Tables, never: Sequence[str], among: Plan) -> Plan:
    """Incidents in which somebody could be engaged in the sex trade: recorded so, not said, or charged so."""
    flag = nw.col("sex_trade")
    recorded = tables.involvements.filter(flag.is_null() | flag).select(KEY)
    charged = tables.charges.filter(may_be(nw.col("citation"), never)).select(KEY)
    return nw.concat([recorded, charged]).unique().join(among, on=KEY, how="semi")


def _drugs(tables: Tables, gate: Gate, among: Plan) -> Plan:
    """Incidents in which drugs could be noted against somebody: charged, or an offense of the incident."""
    charged = tables.charges.filter(may_be(nw.col("citation"), gate.never.drug)).select(KEY)
    cited = tables.offenses.filter(may_be(nw.col("citation"), gate.never.drug_offense)).select(KEY)
    named = tables.involvements.select(KEY, "offense_id").filter(~nw.col("offense_id").is_null())
    recorded = tables.offenses.select(KEY, "offense_id")
    dangling = named.join(recorded, on=[KEY, "offense_id"], how="anti").select(KEY)
    return nw.concat([charged, cited, dangling]).unique().join(among, on=KEY, how="semi")
