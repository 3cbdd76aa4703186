"""One directive's results as the report shows them: rules, months, districts, officers, people, readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.reports.cases import Asked, asked, open_questions
from auditor.reports.equity import Kind, kinds
from auditor.reports.months import Change, Mark, change, marks, span
from auditor.reports.performance import Performance, performance
from auditor.reports.shares import Group, Share, grouped, total
from auditor.runs.reading import Run

Plain = Mapping[str, Any]

NO_DAYS: Plain = {"first_report": None, "last_report": None}


@dataclass(frozen=True)
class View:
    """What the report shows of one policy; `number` counts the policies from 1.

    `months` are all months of the export and those outside it with a count, then the one without a day; `came`
    the reports by month in the same way; in a run for the public neither has months without a count. `counted` is
    false where the public gets no figure of the policy. `asked` is what is open in its findings. `drawn` are its
    charts by name, empty on a page without charts.
    """

    number: int
    policy: Plain
    pack: Plain
    rates: Mapping[str, Share]
    every: Group
    months: Sequence[Group]
    came: Sequence[Plain]
    marks: Sequence[Mark]
    districts: Sequence[Group]
    officers: Sequence[Group]
    kinds: Sequence[Kind]
    change: Change
    performance: Performance
    asked: Asked
    counted: bool = True
    drawn: Mapping[str, object] = field(default_factory=dict)

    @property
    def rated(self) -> bool:
        """How often a rule of it applied can be said."""
        return bool(self.rates) or bool(self.every.applied)


def views(run: Run) -> list[View]:
    """The views of a run's policies, in their order."""
    packs, told = {pack["id"]: pack for pack in run.packs}, asked(run.findings)
    return [
        _view(number, policy, packs[policy["policy"]], told.get(policy["policy"], {}), run)
        for number, policy in enumerate(run.summary["policies"], 1)
    ]


def _view(number: int, policy: Plain, pack: Plain, told: Asked, run: Run) -> View:
    export, trend = run.summary["export"], policy["trend"]["months"]
    months, public = grouped(policy, "month", "month"), run.audience == "public"
    every = Group("All", **policy["totals"]) if public else total(months)
    changed = change(trend, policy["in_force"], NO_DAYS if public and not trend else export)
    return View(
        number=number,
        policy=policy,
        pack=pack,
        rates={r["rule"]: Share(r["kept"], r["applied"]) for r in policy["rules"] if r["rate"] is not None},
        every=every,
        months=months if public else _filled(months, export),
        came=trend if public else _came(trend, export),
        marks=marks(policy["in_force"]),
        districts=grouped(policy, "district", "district"),
        officers=[g for g in grouped(policy, "officer", "officer_id") if g.label is not None],
        kinds=kinds(policy, 0) if public else kinds(policy),
        change=changed,
        performance=performance(policy, export, every, open_questions(told), changed, listed=not public),
        asked=told,
        counted=policy.get("counted", True),
    )


def _filled(groups: Sequence[Group], export: Plain) -> list[Group]:
    """The months in order, those of the export of which nothing is counted too; what has no month comes last."""
    held = {g.label: g for g in groups}
    every = {*span(export["first_report"], export["last_report"]), *(m for m in held if m is not None)}
    filled = [held.get(m) or Group(m, 0, 0, 0, 0, 0) for m in sorted(every)]
    return filled + [g for g in groups if g.label is None]


def _came(trend: Sequence[Plain], export: Plain) -> list[Plain]:
    held = {m["month"]: m for m in trend}
    nothing = {"people": 0, "reports": 0, "unclear": 0, "not_told_apart": 0}
    every = {*span(export["first_report"], export["last_report"]), *(m for m in held if m is not None)}
    filled: list[Plain] = [held.get(m) or {"month": m, **nothing} for m in sorted(every)]
    return filled + [m for m in trend if m["month"] is None]
