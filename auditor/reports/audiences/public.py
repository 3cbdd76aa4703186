"""A run for the public: counts and shares of one directive, none of them small, and nothing of anybody.

Two directives may count the same arrests, so that one of their figures could be subtracted from the other. Figures
are therefore released of one directive of a run, the one that applied most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from auditor.errors import UsageError
from auditor.judging.packed import Findings
from auditor.reports.audiences import closed
from auditor.reports.audiences.quality import mapping_name, public_coverage, public_manifest
from auditor.reports.audiences.suppression import (
    Parts,
    Released,
    added_up,
    finest,
    is_safe,
    release,
    told,
)
from auditor.reports.audiences.trends import public_trend
from auditor.reports.shares import OTHERS, RATED_RULES, UNRATED_RULES
from auditor.runs.reading import Run

Plain = Mapping[str, Any]

LEAST = 5
"""No threshold is lower."""

NOT_LISTED = "not on a published list"
"""A district or a group of people that no list has."""

TABLES = {
    "month": "month",
    "district": "district",
    "race": "race",
    "gender": "gender",
    "age_band": "age_band",
}
COUNTS = ("breach", "possible", "applied", "kept")
SHOWN = {"all": COUNTS, "kept": ("applied", "kept"), "applied": ("applied",)}
"""Which counts stand in a table of a detail."""


def for_public(run: Run, threshold: int) -> Run:
    """The run without findings and officers, every count of it 0 or at least `threshold`, or None.

    Raises a `UsageError` where the threshold is under `LEAST`.
    """
    if threshold < LEAST:
        raise UsageError.at("--threshold", f"{threshold}", f"{LEAST} or more: smaller groups point at people")
    figures: list[int] = []
    policies = run.summary["policies"]
    leading = max(policies, key=_size)
    export = _export(run.summary["export"], threshold, figures)
    summary = {
        **run.summary,
        "export": export,
        "policies": [
            _policy(p, run.summary["export"], threshold, figures) if p is leading else _silent(p)
            for p in policies
        ],
    }
    every = next((p["totals"] for p in summary["policies"] if p["counted"]), dict.fromkeys(COUNTS))
    summary["totals"] = {"breach": every["breach"], "possible": every["possible"], "cases": None}
    made_for = {"threshold": threshold, "smallest": min((n for n in figures if n), default=None)}
    return replace(
        run,
        findings=Findings([]),
        summary=summary,
        coverage=public_coverage(run.coverage, summary["export"]["incidents"]),
        manifest=public_manifest(run.manifest, made_for),
        audience="public",
    )


def _size(policy: Plain) -> tuple[int, int]:
    rules = policy["rules"]
    return sum(r["applied"] for r in rules), sum(r["breach"] + r["possible"] for r in rules)


def _export(export: Plain, least: int, figures: list[int]) -> dict[str, Any]:
    incidents = export["incidents"] if is_safe([export["incidents"]], least) else None
    figures += [incidents] if incidents else []
    return {
        **export,
        "mapping": mapping_name(export["mapping"]),
        "incidents": incidents,
        "rows": {},
        **{key: export[key] and export[key][:7] for key in ("first_report", "last_report")},
    }


# ── A directive ────────────────────────────────────────────────────────────────────────────────────────────


def _silent(policy: Plain) -> dict[str, Any]:
    """A directive of which no figure is released."""
    return {
        **policy,
        "counted": False,
        "totals": dict.fromkeys((*COUNTS, "broken")),
        "rules": [_rule(rule, None) for rule in policy["rules"]],
        **{f"by_{by}": [] for by in (*TABLES, "officer")},
        "trend": {**policy["trend"], "months": []},
        "training": _silent_training(policy["training"]),
    }


def _policy(policy: Plain, export: Plain, least: int, figures: list[int]) -> dict[str, Any]:
    rules = {rule["rule"]: _parts(rule, rated=rule["rate"] is not None) for rule in policy["rules"]}
    table, every = release(rules, least), added_up(rules.values())
    detail = finest(every, least)
    figures += told(every, detail) if detail else ()
    groups = {by: _groups(policy, by) for by in TABLES}
    tables = {by: release(rows, least) for by, rows in groups.items()}
    figures += [n for one in (table, *tables.values()) if one for n in one.figures]
    trend = public_trend(policy["trend"], policy["in_force"], export, least, figures)
    return {
        **_silent(policy),
        "counted": True,
        "totals": _totals(every, detail),
        "rules": [_rule(rule, table, zeros=bool(table) or not any(every)) for rule in policy["rules"]],
        **{f"by_{by}": _rows(TABLES[by], groups[by], one) for by, one in tables.items()},
        "trend": trend,
        "training": _training(policy["training"], least, figures),
    }


def _parts(row: Plain, *, rated: bool) -> Parts:
    """The parts of a row of counts (`suppression.RATED`, `UNRATED`)."""
    breach, possible, applied, kept = (row[count] for count in COUNTS)
    waiting = applied - kept - breach
    return (kept, breach, waiting, possible - waiting, 0, 0) if rated else (0, 0, 0, 0, breach, possible)


def _counts(parts: Parts, detail: str) -> dict[str, dict[str, int | None]]:
    """The counts of rules with a rate and of those without, as far as a detail has them."""
    kept, broken, waiting, perhaps, breach, possible = parts
    rated = {
        "breach": broken,
        "possible": waiting + perhaps,
        "applied": kept + broken + waiting,
        "kept": kept,
    }
    unrated = {"breach": breach, "possible": possible, "applied": 0, "kept": 0}
    return {
        name: {count: n if count in SHOWN[detail] else None for count, n in counts.items()}
        for name, counts in ((RATED_RULES, rated), (UNRATED_RULES, unrated))
    }


def _totals(parts: Parts, detail: str | None) -> dict[str, int | None]:
    if detail is None:
        return dict.fromkeys((*COUNTS, "broken"))
    rated, unrated = _counts(parts, detail).values()
    both = {c: None if (n := rated[c]) is None else n + (unrated[c] or 0) for c in COUNTS}
    return {**both, "broken": rated["breach"]}


def _rule(rule: Plain, table: Released | None, *, zeros: bool = False) -> dict[str, Any]:
    """A rule with its counts where the table shows them; with `zeros` one of which nothing is counted says so."""
    rated = rule["rate"] is not None
    nothing: dict[str, int | None] = dict.fromkeys(COUNTS)
    if zeros and not any(_parts(rule, rated=rated)):
        nothing = dict.fromkeys(COUNTS, 0)
    if table and rule["rule"] in table.shown:
        counts = _counts(_parts(rule, rated=rated), table.shown[rule["rule"]])
        counted = counts[RATED_RULES if rated else UNRATED_RULES]
        nothing |= counted if rated else {**counted, "applied": None, "kept": None}
    known = nothing["applied"] is not None and nothing["kept"] is not None
    rate = round((nothing["kept"] or 0) / nothing["applied"], 4) if known and nothing["applied"] else None
    return {**rule, **nothing, "excepted": None, "rate": rate, "readings": None}


def _groups(policy: Plain, by: str) -> dict[str | None, Parts]:
    """The parts of a policy by month, district or kind of person, in the order of the groups."""
    key, rated = TABLES[by], {rule["rule"] for rule in policy["rules"] if rule["rate"] is not None}
    rows: dict[str | None, list[int]] = {}
    for row in policy[f"by_{by}"]:
        label = row[key]
        if label is not None and by != "month":
            label = closed.group(by, label) or NOT_LISTED
        sums = rows.setdefault(label, [0] * 6)
        for i, n in enumerate(_parts(row, rated=row["rule"] in rated)):
            sums[i] += n
    ordered = sorted(rows, key=lambda label: (label is None, label or ""))
    return {label: tuple(rows[label]) for label in ordered}


def _rows(key: str, groups: Mapping[str | None, Parts], table: Released | None) -> list[dict[str, Any]]:
    """The rows of a table, those taken together as one, by rules that have a rate and rules that have none."""
    if table is None:
        return []
    rows = [(label, groups[label], detail) for label, detail in table.shown.items()]
    if table.rest:
        rows.append((OTHERS, added_up(groups[label] for label in table.together), table.rest))
    return [
        {"rule": rule, key: label, **counts}
        for label, parts, detail in rows
        for rule, counts in _counts(parts, detail).items()
        if any(counts.values())
    ]


def _training(training: Plain, least: int, figures: list[int]) -> dict[str, Any]:
    """How many officers had finished a course, where neither they nor the others are few."""
    told = _silent_training(training)
    if training["computable"]:
        parts = (training["finished"], training["officers"] - training["finished"])
        if is_safe(parts, least):
            figures += parts
            told |= {"officers": training["officers"], "finished": training["finished"]}
    return told


def _silent_training(training: Plain) -> dict[str, Any]:
    known = ("computable", "why", "courses")
    return {key: value if key in known else None for key, value in training.items()}
