"""Counts of what was found, for the summary and for a rule's coverage: plain data, sorted, without a clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import polars as pl

from auditor.intake.export import Export
from auditor.judging.groups import BY, by_group, by_reading, in_all, of_rules
from auditor.judging.packed import Finding
from auditor.judging.trend import training_told
from auditor.judging.verdicts import Judged
from auditor.policy.pack import Pack, Rule, Span
from auditor.policy.words import in_words

Found = Counter[tuple[str, str]]
"""How many findings of a policy by rule and verdict."""

VERDICTS = ("breach", "possible")
NAMES = {"officer_id": "officer"}
NOT_DONE = {
    "police": frozenset({"noted", "referred", "filed", "declined", "dismissed", "convicted"}),
    "prosecutor": frozenset({"noted", "cited", "booked", "referred", "declined"}),
    "both": frozenset({"noted", "referred", "declined"}),
}
"""Stages at which a charge may stand without the act, by whom a rule binds."""


@dataclass(frozen=True)
class Tally:
    """The judged units of a rule, counted: how many, how many are excepted, what assumptions cleared.

    `units` are those of the period as `groups.counted_units` counts them. Tallies of two batches add up.
    """

    judged: int
    excepted: int
    cleared: Mapping[str, int]
    units: pl.DataFrame

    @classmethod
    def of(cls, judged: Judged, units: pl.DataFrame) -> Tally:
        """Of one batch."""
        verdicts = judged.verdicts
        cleared = [c for c in verdicts.columns if c.startswith("cleared_")]
        return cls(
            verdicts.height,
            int(verdicts["excepted"].sum()),
            {c.removeprefix("cleared_"): int(verdicts[c].sum()) for c in cleared},
            units,
        )

    def __add__(self, other: Tally) -> Tally:
        cleared = {name: n + other.cleared[name] for name, n in self.cleared.items()}
        units = pl.concat([self.units, other.units])
        return Tally(self.judged + other.judged, self.excepted + other.excepted, cleared, units)


@dataclass(frozen=True)
class Outcome:
    """What became of one rule: judged, or not auditable for what is `missing`."""

    rule: Rule
    missing: tuple[str, ...]
    tally: Tally | None = None


@dataclass(frozen=True)
class PackOutcome:
    """What became of one pack on an export."""

    pack: Pack
    bound: bool
    missing: tuple[str, ...]
    rules: tuple[Outcome, ...]
    trend: Mapping[str, object] = field(default_factory=lambda: {"computable": False, "months": []})

    @property
    def live(self) -> list[Rule]:
        """The rules that can be audited."""
        return [outcome.rule for outcome in self.rules if not outcome.missing]


def report_dates(export: Export) -> tuple[str | None, str | None]:
    """The first and last report date of the export, as ISO text."""
    plan = export.tables.get("incidents")
    if plan is None:
        return None, None
    day = pl.coalesce("reported_at", "occurred_at").dt.date()
    first, last = plan.select(first=day.min(), last=day.max()).collect(engine="streaming").row(0)
    return (first and first.isoformat()), (last and last.isoformat())


def rule_coverage(outcome: Outcome) -> dict[str, object]:
    """The coverage of one rule: units judged, exceptions, and what assumptions cleared."""
    if outcome.tally is None:
        return {"rule": outcome.rule.id, "auditable": False, "missing": list(outcome.missing)}
    return {
        "rule": outcome.rule.id,
        "auditable": True,
        "missing": [],
        "units": outcome.tally.judged,
        "excepted": outcome.tally.excepted,
        "cleared_by_assumption": dict(outcome.tally.cleared),
    }


def pack_coverage(outcome: PackOutcome) -> dict[str, object]:
    """The coverage of one pack and its rules."""
    return {
        "policy": outcome.pack.id,
        "bound": outcome.bound,
        "auditable": not outcome.missing,
        "missing": list(outcome.missing),
        "rules": [rule_coverage(r) for r in outcome.rules],
    }


def summarise(
    export: Export,
    used: Mapping[str, int],
    stages: frozenset[str],
    outcomes: Sequence[PackOutcome],
    findings: Sequence[Finding],
    period: tuple[date | None, date | None],
) -> dict[str, object]:
    """The summary of a run (`schemas/summary.schema.json`); `stages` are those of the export's charges.

    `findings` stand by policy, and then by rule.
    """
    first, last = report_dates(export)
    own = _by_policy(findings)
    counts = {policy: _found(of) for policy, of in own.items()}
    totals = {
        v: sum(n for of in counts.values() for (_, told), n in of.items() if told == v) for v in VERDICTS
    }
    return {
        "schema": "summary/1",
        "export": {
            "mapping": export.mapping.name,
            "jurisdiction": export.jurisdiction,
            "notes": list(export.mapping.notes),
            "incidents": used.get("incidents", 0),
            "rows": dict(sorted(used.items())),
            "first_report": first,
            "last_report": last,
        },
        "what_if": [o.pack.id for o in outcomes if not o.bound],
        "policies": [
            _pack_summary(o, counts.get(o.pack.id, Counter()), (first, last), stages)
            | {"training": training_told(export, o.pack, own.get(o.pack.id, ()), *period)}
            for o in outcomes
        ],
        "totals": {**totals, "cases": len({f["case_id"] for f in findings})},
        "would_settle_most": settles_most(outcomes),
        "packs": [in_words(o.pack) for o in outcomes],
    }


def _by_policy(findings: Sequence[Finding]) -> dict[str, Sequence[Finding]]:
    """The findings of each policy, of findings that stand by policy; none is held."""
    own: dict[str, Sequence[Finding]] = {}
    start = 0
    for policy, of in groupby(str(f["policy"]) for f in findings):
        end = start + sum(1 for _ in of)
        own[policy], start = findings[start:end], end
    return own


def _found(findings: Iterable[Finding]) -> Found:
    return Counter((str(f["rule"]), str(f["verdict"])) for f in findings)


def _pack_summary(
    outcome: PackOutcome,
    found: Found,
    dates: tuple[str | None, str | None],
    stages: frozenset[str],
) -> dict[str, object]:
    pack = outcome.pack
    units = of_rules({r.rule.id: r.tally.units for r in outcome.rules if r.tally is not None})
    return {
        "policy": pack.id,
        "title": pack.title,
        "bound": outcome.bound,
        "auditable": not outcome.missing,
        "missing": list(outcome.missing),
        "in_force": pack.span.words(),
        "dates": _against(pack.span, dates),
        "rules": [_rule_summary(r, found, stages) for r in outcome.rules],
        **{f"by_{NAMES.get(column, column)}": by_group(units, column) for column in BY},
        "trend": dict(outcome.trend),
    }


def _rule_summary(outcome: Outcome, found: Found, stages: frozenset[str]) -> dict[str, object]:
    counted = {"excepted": 0, "applied": 0, "kept": 0}
    readings = None
    if outcome.tally is not None:
        every = in_all(outcome.tally.units)
        counted, readings = {c: every[c] for c in counted}, by_reading(every)
    return {
        "rule": outcome.rule.id,
        "title": outcome.rule.title,
        "auditable": outcome.tally is not None,
        "missing": list(outcome.missing),
        **{v: found[outcome.rule.id, v] for v in VERDICTS},
        **counted,
        **_rate(outcome, counted, stages),
        "readings": readings,
    }


def _rate(outcome: Outcome, counted: Mapping[str, int], stages: frozenset[str]) -> dict[str, object]:
    """The share of the times a rule applied in which it was kept, or why there is none.

    An export that holds only charges at which the act was done has no denominator.
    """
    if outcome.tally is None:
        return {"rate": None, "no_rate": "not_auditable"}
    if outcome.rule.each == "charge" and not stages & NOT_DONE[outcome.rule.binds]:
        return {"rate": None, "no_rate": "only_acts_recorded"}
    if not counted["applied"]:
        return {"rate": None, "no_rate": "never_applied"}
    return {"rate": round(counted["kept"] / counted["applied"], 4), "no_rate": None}


def _against(span: Span, dates: tuple[str | None, str | None]) -> str:
    """How the export's report dates lie to the span: `unknown`, `before`, `after` or `within reach`."""
    first, last = dates
    if first is None or last is None:
        return "unknown"
    if last < span.from_.isoformat():
        return "before"
    if span.to is not None and first > span.to.isoformat():
        return "after"
    return "within reach"


def settles_most(outcomes: Iterable[PackOutcome]) -> dict[str, object] | None:
    """The one missing thing that most rules wait for, alone or with others; ties by name."""
    waiting: dict[str, list[str]] = {}
    for outcome in outcomes:
        for rule in outcome.rules:
            for need in rule.missing:
                waiting.setdefault(need, []).append(f"{outcome.pack.id} {rule.rule.id}")
    if not waiting:
        return None
    what = min(waiting, key=lambda need: (-len(waiting[need]), need))
    return {"what": what, "rules": waiting[what]}
