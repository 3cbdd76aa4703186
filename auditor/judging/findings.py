"""Findings: each charge or report with a verdict of `breach` or `possible`, told so that a person can check it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from auditor.judging.evidence import IN_FORCE, MOST, Evidence, Place, Shows, Weighed, Witness, Witnesses
from auditor.judging.ground import Ground
from auditor.judging.packed import Finding
from auditor.judging.statement import statement
from auditor.judging.subjects import ids as subject_ids
from auditor.judging.subjects import subjects
from auditor.judging.verdicts import Judged
from auditor.policy.conditions import evaluate, responsible
from auditor.policy.facts import FACTS
from auditor.policy.pack import Condition

Period = tuple[date | None, date | None]
"""The first and last day of a run, both included; None is open."""

DECIDING = ("requires", "unless", "review_if")
NOTHING = Weighed()
"""What a fact weighs of which the export has no row."""


def found_units(ground: Ground, judged: Judged, period: Period) -> pl.DataFrame:
    """The verdicts other than `none` whose day lies in the period.

    The day of a charge is that of the act, of a report its own; a null one lies in every period.
    """
    found = judged.verdicts.filter(pl.col("verdict") != "none")
    if judged.rule.each == "charge":
        return found.filter(within(pl.col("act_date"), period))
    inside = ground.units.filter(within(pl.col("report_date"), period))
    return found.join(inside, on="unit", how="semi", maintain_order="left")


def make_findings(judged: Judged, found: pl.DataFrame, witnesses: Witnesses, *, bound: bool) -> list[Finding]:
    """The findings of one rule, those of `found_units`, in their order; `bound` is false for a what-if."""
    if found.is_empty():
        return []
    rows = subjects(witnesses.ground, judged.rule.binds).join(found, on="unit", suffix="_fact").sort("unit")
    roles, evidence = _roles(witnesses.ground, found), _evidence(judged, found, witnesses)
    known = [witnesses.known(condition) for condition in judged.rule.conditions]
    criteria = judged.pack.criteria(judged.rule)
    return [
        _finding(row, judged, evidence, known, roles.get(row["unit"], ()), criteria, bound=bound)
        for row in rows.iter_rows(named=True)
    ]


def within(day: pl.Expr, period: Period) -> pl.Expr:
    """Whether a day lies in the period; a null one does."""
    start, end = period
    inside = pl.lit(True)
    if start is not None:
        inside = inside & (day >= start)
    if end is not None:
        inside = inside & (day <= end)
    return inside.ne_missing(False)


def _evidence(judged: Judged, found: pl.DataFrame, witnesses: Witnesses) -> Evidence:
    """By fact; whether a directive was in force depends on the rule, and is weighed for it alone."""
    asked = sorted(judged.rule.facts & set(judged.terms))
    evidence = {f: witnesses.of(f, judged.terms[f]) for f in asked if f != IN_FORCE}
    if IN_FORCE in asked:
        evidence[IN_FORCE] = witnesses.weigh(IN_FORCE, judged.terms[IN_FORCE], found["unit"])
    return evidence


def _weighed(evidence: Evidence, fact: str, unit: object) -> Weighed:
    return evidence.get(fact, {}).get(int(str(unit)), NOTHING)


def _roles(ground: Ground, units: pl.DataFrame) -> Mapping[int, tuple[tuple[str | None, bool | None], ...]]:
    """Per unit the roles that the incident records for the person (surely or perhaps), in a fixed order."""
    pairs = (
        ground.pairs.involved.join(units.select("unit"), on="unit", how="semi")
        .filter(pl.col("same").ne_missing(False))
        .join(ground.people.select("id", "role"), on="id")
        .select("unit", "role", "same")
        .unique()
        .sort("unit", "same", "role", nulls_last=True)
    )
    found: dict[int, list[tuple[str | None, bool | None]]] = {}
    for unit, role, same in pairs.iter_rows():
        found.setdefault(unit, []).append((role, same))
    return {unit: tuple(roles) for unit, roles in found.items()}


def _finding(
    row: Mapping[str, object],
    judged: Judged,
    evidence: Evidence,
    known: list[dict[int, Shows]],
    roles: tuple[tuple[str | None, bool | None], ...],
    criteria: Mapping[str, str | None],
    *,
    bound: bool,
) -> Finding:
    policy, rule = judged.pack.id, judged.rule
    shown = [_condition(c, i, row, evidence, known[i], judged.assumed) for i, c in enumerate(rule.conditions)]
    ids = subject_ids(row, policy, rule.id, charge=rule.each == "charge")
    return {
        "finding_id": ids["finding_id"],
        "case_id": ids["case_id"],
        "policy": policy,
        "rule": rule.id,
        "title": rule.title,
        "binds": rule.binds,
        "verdict": row["verdict"],
        "agency": row["agency"],
        "incident_id": row["incident_id"],
        "person_id": row["pid"],
        "person_key": ids["person_key"],
        "charge_id": row["charge_id"],
        "arrest_id": row["arrest_id"],
        "citation": row["citation"],
        "offense": row["offense"],
        "offense_class": row["offense_class"],
        "level": row["law_level"],
        "stage": row["stage"],
        "act_date": _iso(row["act_date"]),
        "district": row["district"],
        "officer_id": row["officer_id"],
        "conditions": shown,
        "assumptions": _assumptions(shown, judged, row, bound=bound),
        "derived": _derived(row),
        "unknowns": _named(shown, DECIDING, None) if row["verdict"] == "possible" else [],
        "review": _named(shown, ("review_if",), True),
        "criteria": criteria,
        "statement": statement(row, rule, shown, roles, _crimes(row, evidence)),
    }  # fmt: skip


def _condition(
    condition: Condition,
    index: int,
    row: Mapping[str, object],
    evidence: Evidence,
    known: dict[int, Shows],
    assumed: Mapping[str, bool],
) -> dict[str, object]:
    value, unit = row[f"c{index}"], int(str(row["unit"]))
    values = {fact: row[fact] for fact in condition.facts}
    took = None
    if value is None:
        took = evaluate(condition.node, {f: assumed.get(f) if v is None else v for f, v in values.items()})
        took = condition.when_unknown if took is None else took
    if unit not in known:
        known[unit] = _weigh(condition, value, values, evidence, unit)
    witnesses, searched, reasons = known[unit]
    return {
        "list": condition.list,
        "name": condition.name,
        "says": condition.says[None if value is None else bool(value)],
        "value": value,
        "assumed": took,
        "reasons": reasons,
        "evidence": witnesses[:MOST],
        "evidence_total": len(witnesses),
        "searched": [] if witnesses else searched,
    }


def _weigh(
    condition: Condition, value: object, values: Mapping[str, object], evidence: Evidence, unit: int
) -> Shows:
    """The witnesses of the facts that decide the condition, without repeats, or what was searched."""
    witnesses: dict[Place, Mapping[str, object]] = {}
    searched: dict[str, int] = {}
    reasons: set[str] = set()
    for fact in responsible(condition.node, values):
        weighed = _weighed(evidence, fact, unit)
        for place, cells in _deciding(fact, values[fact], value, weighed):
            witnesses[place] = {**witnesses[place], **cells} if place in witnesses else cells
        if values[fact] is None or FACTS[fact].kind != "bool":
            reasons.update(weighed.reasons if value is None else ())
        for table in FACTS[fact].tables:
            rows = weighed.searched.get(table, 0)
            searched[table] = max(rows, searched.get(table, 0))
    shown: list[dict[str, object]] = [
        {"table": table, "file": file, "row": row, "cells": witnesses[table, file, row, record]}
        for table, file, row, record in sorted(witnesses)
    ]
    looked = [{"table": t, "rows": n} for t, n in sorted(searched.items())]
    return shown, looked, sorted(reasons)


def _deciding(fact: str, value: object, of_condition: object, weighed: Weighed) -> list[Witness]:
    if FACTS[fact].kind != "bool":  # a word of the charge: its row speaks, unless the answer is a plain no
        return [] if of_condition is False else weighed.unknown
    if value is True:
        return weighed.true
    return weighed.unknown if value is None else []


def _crimes(row: Mapping[str, object], evidence: Evidence) -> list[str]:
    """The offenses, as exported, that the person reported or may have reported in the incident."""
    weighed = _weighed(evidence, "reported_qualifying", row["unit"])
    rows = weighed.true if row.get("reported_qualifying") is True else weighed.unknown
    cited = {cells["citation"] for (table, *_), cells in rows if table == "offenses"}
    return sorted(str(citation) for citation in cited if citation is not None)


def _assumptions(
    shown: list[dict[str, object]], judged: Judged, row: Mapping[str, object], *, bound: bool
) -> list[str]:
    taken = [str(c["name"]) for c in shown if c["assumed"] is not None]
    facts = [f for f in judged.assumed if f in judged.rule.facts and row[f] is None and f not in taken]
    return ([] if bound else ["bound"]) + sorted({*taken, *facts})


def _derived(row: Mapping[str, object]) -> list[str]:
    return ["stage"] * bool(row["stage_derived"]) + ["act_date"] * bool(row["act_derived"])


def _named(shown: list[dict[str, object]], lists: tuple[str, ...], value: bool | None) -> list[str]:
    """Names of the conditions with this value (taken where the record is silent), reasons in parentheses."""
    named = []
    for c in shown:
        took = c["assumed"] if c["value"] is None else c["value"]
        if c["list"] in lists and took is value:
            reasons = ", ".join(c["reasons"])  # type: ignore[arg-type]
            named.append(f"{c['name']} ({reasons})" if reasons else str(c["name"]))
    return named


def _iso(value: object) -> str | None:
    return None if value is None else value.isoformat()  # type: ignore[attr-defined]
