"""Counts and shares for the public as PDF: by directive, rule, month and district, and nothing of any case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor.reports import method, overview, readers, words
from auditor.reports.shares import Group
from auditor.reports.typesetting import typeset
from auditor.reports.views import View, views
from auditor.reports.visible import prose
from auditor.runs.reading import Run

Told = dict[str, Any]


def counts(run: Run) -> bytes:
    """The counts of a run that was made ready for the public; a count that is withheld says so."""
    tool = run.manifest["tool"]
    told = {
        "audience": f"{readers.READERS[run.audience]}.",
        "made": f"{tool['name']} {tool['version']}",
        "export": run.summary["export"],
        "suppressed": readers.suppressed(run.made_for),
        "notices": [[n.title, prose(n.text)] for n in overview.notices(run.summary, run.coverage)],
        "directives": [_directive(view) for view in views(run)],
        "words": list(readers.counted(run.audience).items()),
        "interval": method.INTERVAL,
    }
    return typeset("counts.typ", told)


def _directive(view: View) -> Told:
    return {
        "title": prose(view.pack["title"]),
        "authority": prose(view.pack["authority"]),
        "in_force": words.in_force(view.policy["in_force"]),
        "what_if": not view.policy["bound"],
        "note": None if view.counted else readers.ONE_DIRECTIVE,
        "tables": _tables(view) if view.counted else [],
    }


def _tables(view: View) -> list[Told]:
    return [
        {"head": "Rule", "rows": [_rule(view, rule) for rule in view.policy["rules"]]},
        {"head": "Month", "rows": _groups(view.months)},
        {"head": "District", "rows": _groups(view.districts)},
    ]


def _rule(view: View, rule: Told) -> list[str]:
    """A row of the table of rules: name, apparent, possible, applied, kept, share, interval."""
    share, name = view.rates.get(rule["rule"]), f"{rule['rule']}: {prose(rule['title'])}"
    if not rule["auditable"]:
        return [f"{name}. Could not be audited", *["–"] * 6]
    found = [_number(rule["breach"]), _number(rule["possible"])]
    if share is None:
        return [name, *found, _number(rule["applied"]), _number(rule["kept"]), "–", "–"]
    return [name, *found, _number(share.whole), _number(share.part), share.percent, share.between]


def _groups(groups: Sequence[Group]) -> list[list[str]]:
    """The rows of a table of groups, those of which something is counted or withheld."""
    return [
        [
            g.label or "Not recorded",
            *map(_number, (g.breach, g.possible, g.applied, g.kept)),
            g.share_kept.percent or "–",
            g.share_kept.between or "–",
        ]
        for g in groups
        if g.some or None in (g.breach, g.possible, g.applied)
    ]


def _number(count: int | None) -> str:
    return "withheld" if count is None else f"{count:,}"
