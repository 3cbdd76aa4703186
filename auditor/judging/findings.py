"""Findings: each charge or report with a verdict of `breach` or `possible`, told so that a person can check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl

from auditor.judging.evidence import NOTHING, Evidence, Witnesses
from auditor.judging.ground import Ground
from auditor.judging.packed import Finding
from auditor.judging.reasoning import Reasoning
from auditor.judging.statement import statement
from auditor.judging.subjects import ids as subject_ids
from auditor.judging.verdicts import Judged

Period = tuple[date | None, date | None]
"""The first and last day of a run, both included; None is open."""

DECIDING = ("requires", "unless", "review_if")


def found_units(ground: Ground, judged: Judged, period: Period) -> pl.DataFrame:
    """The verdicts other than `none` whose day lies in the period.

    The day of a charge is that of the act, of a report its own; a null one lies in every period.
    """
    found = judged.verdicts.filter(pl.col("verdict") != "none")
    if judged.rule.each == "charge":
        return found.filter(within(pl.col("act_date"), period))
    inside = ground.units.filter(within(pl.col("report_date"), period))
    return found.join(inside, on="unit", how="semi", maintain_order="left")


def make_findings(
    judged: Judged, found: pl.DataFrame, witnesses: Witnesses, *, bound: bool
) -> Iterator[Finding]:
    """The findings of one rule, those of `found_units`, in their order; `bound` is false for a what-if."""
    if found.is_empty():
        return
    rows = witnesses.subjects(judged.rule.binds).join(found, on="unit", suffix="_fact").sort("unit")
    roles, evidence = witnesses.roles, witnesses.of(judged)
    reasoning = [
        Reasoning(c, f"c{i}", evidence, witnesses.known(c), judged.assumed)
        for i, c in enumerate(judged.rule.conditions)
    ]
    criteria = judged.pack.criteria(judged.rule)
    for row in rows.iter_rows(named=True):
        yield _finding(row, judged, evidence, reasoning, roles.get(row["unit"], ()), criteria, bound=bound)


def within(day: pl.Expr, period: Period) -> pl.Expr:
    """Whether a day lies in the period; a null one does."""
    start, end = period
    inside = pl.lit(True)
    if start is not None:
        inside = inside & (day >= start)
    if end is not None:
        inside = inside & (day <= end)
    return inside.ne_missing(False)


def _finding(
    row: Mapping[str, object],
    judged: Judged,
    evidence: Evidence,
    reasoning: list[Reasoning],
    roles: tuple[tuple[str | None, bool | None], ...],
    criteria: Mapping[str, str | None],
    *,
    bound: bool,
) -> Finding:
    policy, rule = judged.pack.id, judged.rule
    shown = [one.told(row) for one in reasoning]
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


def _crimes(row: Mapping[str, object], evidence: Evidence) -> list[str]:
    """The offenses, as exported, that the person reported or may have reported in the incident."""
    weighed = evidence.get("reported_qualifying", {}).get(int(str(row["unit"])), NOTHING)
    rows = weighed.true if row.get("reported_qualifying") is True else weighed.unknown
    cited = {shown["cells"]["citation"] for (table, *_), shown in rows if table == "offenses"}
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
