"""A run for oversight: every id re-keyed, days without hours, districts without places, no text as exported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from auditor.judging.groups import COUNTS
from auditor.judging.packed import Findings
from auditor.reports.audiences import closed
from auditor.reports.audiences.pseudonyms import KINDS, Pseudonyms
from auditor.reports.audiences.quality import (
    labels,
    mapping_name,
    oversight_coverage,
    oversight_manifest,
)
from auditor.reports.audiences.retelling import retell
from auditor.runs.keys import Key
from auditor.runs.reading import Run

Plain = Mapping[str, Any]

ANOTHER = "another, as written"
"""A group of people that no list has."""

_NOTE = re.compile(
    r"report (.*), (of the same day|at an unknown distance in days from the act"
    r"|\d+ day\(s\) (?:after|before) the act)",
    re.DOTALL,
)


def for_oversight(run: Run, key: Key) -> Run:
    """The run with pseudonyms under `key`, and without any text of the record that no closed list has.

    The shape is that of the run: findings, in the order of their pseudonyms, summary, coverage and manifest.
    """
    rows = ((row["file"], row["row"]) for f in run.findings for c in f["conditions"] for row in c["evidence"])
    names = Pseudonyms(key, rows, labels(run))
    courses = frozenset(c for policy in run.summary["policies"] for c in policy["training"]["courses"])
    findings = Findings.of(_finding(f, names, courses) for f in run.findings).in_order()
    return replace(
        run,
        findings=findings,
        summary=_summary(run.summary, names),
        coverage=oversight_coverage(run.coverage, names),
        manifest=oversight_manifest(run.manifest, names),
        audience="oversight",
    )


# ── Findings ───────────────────────────────────────────────────────────────────────────────────────────────


def _finding(finding: Plain, names: Pseudonyms, courses: frozenset[str]) -> dict[str, Any]:
    ids = {column: names.of(kind, finding[column]) for column, kind in KINDS.items() if column in finding}
    cited, offense = finding["citation"], finding["offense"]
    return {
        **finding,
        **ids,
        **{column: names.hexadecimal(column, finding[column]) for column in ("finding_id", "case_id")},
        "agency": names.place("agency", finding["agency"]),
        "district": names.place("district", finding["district"]),
        "citation": cited and (closed.citation(cited) or closed.WITHHELD),
        "offense": offense and (closed.citation(offense) or closed.WITHHELD),
        "conditions": [_condition(c, names, courses) for c in finding["conditions"]],
        "statement": retell(finding, str(ids["incident_id"])),
    }


def _condition(condition: Plain, names: Pseudonyms, courses: frozenset[str]) -> dict[str, Any]:
    rows = [
        {
            "table": row["table"],
            "file": names.file(row["file"]),
            "row": names.row(row["file"], row["row"]),
            "cells": {c: _cell(row["table"], c, text, names, courses) for c, text in row["cells"].items()},
        }
        for row in condition["evidence"]
    ]
    return {**condition, "evidence": sorted(rows, key=lambda row: (row["table"], row["file"], row["row"]))}


def _cell(
    table: str, column: str, text: str | None, names: Pseudonyms, courses: frozenset[str]
) -> str | None:
    if text is None or text in closed.COMPARED:
        return text
    if column in KINDS:
        return names.of(KINDS[column], text)
    if column in ("agency", "district"):
        return names.place(column, text)
    if column == "note":
        return _note(text, names)
    if column == "course" and text in courses:
        return text
    return closed.cell(table, column, text)


def _note(text: str, names: Pseudonyms) -> str:
    """The note on another report (`report 123, of the same day`)."""
    found = _NOTE.fullmatch(text)
    return f"report {names.of('incident', found[1])}, {found[2]}" if found else closed.WITHHELD


# ── Summary ────────────────────────────────────────────────────────────────────────────────────────────────


def _summary(summary: Plain, names: Pseudonyms) -> dict[str, Any]:
    export = {**summary["export"], "mapping": mapping_name(summary["export"]["mapping"])}
    return {**summary, "export": export, "policies": [_policy(p, names) for p in summary["policies"]]}


def _policy(policy: Plain, names: Pseudonyms) -> dict[str, Any]:
    officers = [{**row, "officer_id": names.of("officer", row["officer_id"])} for row in policy["by_officer"]]
    districts = [
        {**row, "district": names.place("district", row["district"])} for row in policy["by_district"]
    ]
    return {
        **policy,
        "by_officer": merged(officers, "officer_id"),
        "by_district": merged(districts, "district"),
        **{f"by_{by}": merged(_people(policy[f"by_{by}"], by), by) for by in ("race", "gender", "age_band")},
    }


def _people(rows: Iterable[Plain], by: str) -> Iterator[dict[str, Any]]:
    """The rows of groups of people; those that no list has as one."""
    return ({**row, by: row[by] and (closed.group(by, row[by]) or ANOTHER)} for row in rows)


def merged(rows: Iterable[Plain], key: str) -> list[dict[str, Any]]:
    """Counts by rule and group, those of one name added up; rules in their order, groups by name, null first."""
    sums: dict[tuple[str, str | None], dict[str, Any]] = {}
    for row in rows:
        known = sums.setdefault((row["rule"], row[key]), {**row, **dict.fromkeys(COUNTS, 0)})
        for count in COUNTS:
            known[count] += row[count]
    rules: Sequence[str] = list(dict.fromkeys(rule for rule, _ in sums))
    return sorted(
        sums.values(), key=lambda row: (rules.index(row["rule"]), row[key] is not None, row[key] or "")
    )
