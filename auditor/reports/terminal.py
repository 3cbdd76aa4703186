"""The short summary that the main command prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.reports import words
from auditor.reports.screening import is_screening, screens

Plain = Mapping[str, Any]


def summary_text(summary: Plain, coverage: Plain, incomplete: Sequence[str], report: Path) -> str:
    """What was read; findings by rule and verdict; what could not be audited; where the report is."""
    lines = [*_what_if(summary), *_read(summary, coverage), ""]
    width = max(len(rule["rule"]) for policy in summary["policies"] for rule in policy["rules"])
    for policy in summary["policies"]:
        lines += [*_policy(policy, width), ""]
    lines += _logs(summary, coverage)
    lines += _screened(summary, coverage)
    if (most := summary["would_settle_most"]) is not None:
        waiting = words.counted(len(most["rules"]), "rule waits", "rules wait")
        lines += [f"What would settle most: {most['what']} ({waiting} for it).", ""]
    lines += [f"Incomplete: {reason}" for reason in incomplete]
    lines += [_totals(summary), f"Report: {report}"]
    return "\n".join(lines)


def _what_if(summary: Plain) -> list[str]:
    return [
        f"What-if: {policy} does not bind this export ({_place(summary)}); read it as “if it did”."
        for policy in summary["what_if"]
    ]


def _place(summary: Plain) -> str:
    place = summary["export"]["jurisdiction"]
    return f"jurisdiction {place}" if place else "jurisdiction not known"


def _read(summary: Plain, coverage: Plain) -> list[str]:
    export, files = summary["export"], coverage["files"]
    read = sum(f["read"] for f in files)
    used = sum(f["used"] for f in files)
    rejected = sum(sum(f["rejected"].values()) for f in files)
    dates = (
        f", reported {export['first_report']} to {export['last_report']}" if export["first_report"] else ""
    )
    lines = [
        f"Read by mapping {export['mapping']}: {export['incidents']:,} incidents{dates}.",
        f"Rows: {read:,} read = {used:,} used + {rejected:,} rejected, in {words.counted(len(files), 'file')}"
        + _also(files)
        + ".",
    ]
    if unread := _unread(coverage):
        lines.append(
            f"Values read as unknown: {unread:,} not recognised or not readable (coverage.json lists them)."
        )
    lines += [f"Note: {note}" for note in export["notes"]]
    skipped = [str(f["file"]) for f in coverage["files_not_read"] if not str(f["file"]).endswith(".md")]
    if skipped:
        names = ", ".join(skipped[:5]) + (f" and {len(skipped) - 5} more" if len(skipped) > 5 else "")
        lines.append(f"Not read: {names}.")
    return lines


def _unread(coverage: Plain) -> int:
    """How many cells held something that was not recognised or could not be read, citations included."""
    columns = [c for table in coverage["tables"].values() for c in table["columns"].values()]
    cells = [v for c in columns for kind in ("unrecognised", "unreadable") for v in c.get(kind, ())]
    return sum(v["count"] for v in [*cells, *coverage["citations"]["unreadable"]])


def _also(files: Sequence[Plain]) -> str:
    counts = {name: sum(f[f"{name}s"] for f in files) for name in ("duplicate", "orphan")}
    told = [words.counted(n, name) for name, n in counts.items() if n]
    return f" ({', '.join(told)})" if told else ""


def _policy(policy: Plain, width: int) -> list[str]:
    lines = [f"{policy['policy']}: {policy['title']} ({_span(policy['in_force'])})"]
    if policy["dates"] in ("before", "after"):
        lines.append(
            f"  The export lies {policy['dates']} its dates, so there is nothing that it could find."
        )
    for rule in policy["rules"]:
        if rule["auditable"]:
            found = f"{rule['breach']:>5,} apparent {rule['possible']:>5,} possible {rule['excepted']:>5,} excepted"
        else:
            found = "not auditable: no " + ", no ".join(rule["missing"])
        lines.append(f"  {rule['rule']:<{width}} {found}   {rule['title']}")
    return lines


def _logs(summary: Plain, coverage: Plain) -> list[str]:
    """What is known of the logs that the export has, since it decides what their silence tells."""
    told = [
        f"{words.LOGS[name]}: {words.days_covered(log)}."
        for name, log in coverage["logs"].items()
        if summary["export"]["rows"].get(name)
    ]
    return [*told, ""] if told else []


def _screened(summary: Plain, coverage: Plain) -> list[str]:
    """Of an export without people: how many incidents to ask for, and what of them."""
    if not is_screening(coverage):
        return []
    told = []
    for screen in screens(summary, coverage):
        counted = words.counted(len(screen.incidents), "incident")
        told += [
            f"Screened for {screen.policy}: {counted} where a release of the person records could show a breach",
            f"  ({screen.settled:,} by their offense codes, the others hang on a code that is unclear; "
            "coverage.json and the report list them).",
            f"  Ask for: {', '.join(screen.lacking)}.",
        ]
    none = "Screened: no incident holds an arrest, a protected offense and a crime on the list together."
    return [*(told or [none]), ""]


def _span(dates: Plain) -> str:
    sure_from = f" (surely from {dates['certain_from']})" if dates["certain_from"] else ""
    sure_to = f" (surely to {dates['certain_to']})" if dates["certain_to"] else ""
    end = f"to {dates['to']}" if dates["to"] else "with no end known"
    return f"from {dates['from']}{sure_from} {end}{sure_to}"


def _totals(summary: Plain) -> str:
    totals = summary["totals"]
    if not any(rule["auditable"] for policy in summary["policies"] for rule in policy["rules"]):
        return "Nothing could be audited."
    if not totals["breach"] and not totals["possible"]:
        return "Nothing to review."
    return (
        f"For review: {totals['breach']:,} apparent and {totals['possible']:,} possible "
        f"breaches in {totals['cases']:,} cases."
    )
