"""Who came forward, by month, for the public: small months taken together within the time before, during and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.reports.audiences.suppression import is_safe, taken_together
from auditor.reports.months import TOGETHER, period, span

Plain = Mapping[str, Any]


def public_trend(trend: Plain, dates: Plain, export: Plain, least: int, figures: list[int]) -> dict[str, Any]:
    """The reports by month; no months where those before, during or after the directive are few but not none.

    Only reports are told, no people. Months taken together stand as one, named by the first month of that time.
    Reports of no month are left out, and no sum has them. What is released is added to `figures`.
    """
    months: dict[str, list[tuple[str, int]]] = {}
    for row in trend["months"]:
        if row["month"] is not None and row["reports"]:
            months.setdefault(period(row["month"], dates), []).append((row["month"], row["reports"]))
    if not all(is_safe([sum(n for _, n in rows)], least) for rows in months.values()):
        return {**trend, "months": []}
    starts: dict[str, str] = {}
    for month in span(export["first_report"], export["last_report"]):
        starts.setdefault(period(month, dates), month)
    told = {
        month: n
        for when, rows in months.items()
        for month, n in _within(rows, starts.get(when, rows[0][0]), least)
    }
    figures += told.values()
    silent = dict.fromkeys(("people", "unclear", "not_told_apart"))
    return {**trend, "months": [{"month": m, **silent, "reports": n} for m, n in sorted(told.items())]}


def _within(rows: list[tuple[str, int]], first: str, least: int) -> list[tuple[str, int]]:
    """The months of one period; those taken together with their sum, under the `first` month of the period."""
    out = taken_together([[n] for _, n in rows], least) or set()
    shown = [row for i, row in enumerate(rows) if i not in out]
    return [*shown, (f"{first}{TOGETHER}", sum(rows[i][1] for i in out))] if out else shown
