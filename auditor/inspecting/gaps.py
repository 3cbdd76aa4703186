"""Silent days and months, districts that fall silent, and sudden drops, against the export's own pattern.

A silence is told if it is so long that at the usual rate less than one export in a hundred would show one: a
Poisson process of the usual counts, over all places where it could begin. A drop is told by medians: a week
far under the twelve weeks before it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any

import polars as pl

from auditor.inspecting.numbers import number_gaps
from auditor.intake.export import Export

CHANCE = 0.01
EDGE = 0.005
"""The days looked at hold all reports but this share at either end: stray dates are no pattern."""

FEWEST = 200
"""An export of fewer dated reports has no pattern to go by."""

WEEKS_BEFORE, LEAST_WEEKS = 12, 6
DEVIATIONS = 4.0
LONG_SILENCE = 14
MOST = 50


def find_gaps(export: Export) -> dict[str, Any]:
    """The gaps of an export that was read by a mapping. Days are of the report, else of the occurrence."""
    plan = export.tables.get("incidents")
    if plan is None:
        return {"days": None, "why_not": "no incidents", "incident_numbers": []}
    day = pl.coalesce("reported_at", "occurred_at").dt.date()
    reports = plan.select("agency", "incident_id", "district", day=day).collect(engine="streaming")
    numbers = number_gaps(reports)
    dated = reports.drop_nulls("day").unique(["agency", "incident_id", "district", "day"])
    if dated.height < FEWEST:
        why = f"{dated.height} reports with a day; a pattern needs {FEWEST}"
        return {"days": None, "why_not": why, "incident_numbers": numbers}
    first, last = _middle(dated["day"])
    counts = _by_day(dated["day"], first, last)
    silences = _silent(counts, first)
    return {
        "days": {"first": first.isoformat(), "last": last.isoformat(), "reports": dated.height},
        "why_not": None,
        "incident_numbers": numbers,
        "silent_days": silences[:MOST],
        "silent_months": _months(silences),
        "districts": _districts(dated, first, last, _held(counts, silences, first))[:MOST],
        "drops": _drops(counts, first)[:MOST],
    }


def _middle(days: pl.Series) -> tuple[date, date]:
    ordered = days.sort()
    cut = int(len(ordered) * EDGE)
    return ordered[cut], ordered[len(ordered) - 1 - cut]


def _by_day(days: pl.Series, first: date, last: date) -> list[int]:
    """Reports of each day from the first to the last, those without any included."""
    held: Mapping[date, int] = dict(days.value_counts(name="n").iter_rows())
    return [held.get(first + timedelta(n), 0) for n in range((last - first).days + 1)]


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """The stretches of true: (first, number of places)."""
    runs, start = [], None
    for place, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = place
        elif not flag and start is not None:
            runs.append((start, place - start))
            start = None
    return runs


def _silent(counts: Sequence[int], first: date) -> list[dict[str, Any]]:
    """Days without a report where the medians of their weekdays let expect some."""
    usual = [median(counts[weekday::7]) for weekday in range(min(7, len(counts)))]
    mean = sum(counts) / len(counts)
    least = math.log(len(counts) / CHANCE)
    found = []
    for start, long in _runs([count == 0 for count in counts]):
        expected = sum(usual[place % 7] for place in range(start, start + long))
        if long >= LONG_SILENCE:
            expected = max(expected, mean * long)
        if expected >= least:
            found.append(_stretch(first, start, long) | {"expected": round(expected)})
    return found


def _stretch(first: date, start: int, long: int) -> dict[str, Any]:
    begin = first + timedelta(start)
    return {"from": begin.isoformat(), "to": (begin + timedelta(long - 1)).isoformat(), "days": long}


def _months(silences: Sequence[Mapping[str, Any]]) -> list[str]:
    """The whole months in silent stretches."""
    months = []
    for silence in silences:
        start, end = date.fromisoformat(silence["from"]), date.fromisoformat(silence["to"])
        month = start if start.day == 1 else _next_month(start)
        while _next_month(month) - timedelta(1) <= end:
            months.append(month.isoformat()[:7])
            month = _next_month(month)
    return months


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _held(counts: Sequence[int], silences: Sequence[Mapping[str, Any]], first: date) -> list[bool]:
    """Whether each day is outside of the silences of the whole export."""
    held = [True] * len(counts)
    for silence in silences:
        start = (date.fromisoformat(silence["from"]) - first).days
        held[start : start + silence["days"]] = [False] * silence["days"]
    return held


def _districts(dated: pl.DataFrame, first: date, last: date, held: Sequence[bool]) -> list[dict[str, Any]]:
    """Stretches of two weeks and more, beside silences of the whole export, in which a district is silent."""
    own = dated.drop_nulls("district")
    names = sorted(own["district"].unique())
    days = (last - first).days + 1
    least = math.log(days * max(1, len(names)) / CHANCE)
    found = []
    for district in names:
        counts = _by_day(own.filter(pl.col("district") == district)["day"], first, last)
        active = [place for place, count in enumerate(counts) if count]
        if len(active) < 2:
            continue
        rate = sum(counts) / max(1, sum(held[active[0] : active[-1] + 1]))
        for start, long in _runs([count == 0 for count in counts]):
            alone = sum(held[start : start + long])
            if start and alone >= LONG_SILENCE and rate * alone >= least:
                told = {"expected": round(rate * alone), "to_the_end": start + long == days}
                found.append({"district": district, **_stretch(first, start, long), **told})
    return found


def _drops(counts: Sequence[int], first: date) -> list[dict[str, Any]]:
    """Runs of weeks under half of the median of the weeks before, and by more than their spread explains."""
    weeks = [sum(counts[start : start + 7]) for start in range(0, len(counts) - 6, 7)]
    low, usual = [False] * len(weeks), [0.0] * len(weeks)
    for place in range(LEAST_WEEKS, len(weeks)):
        before = [weeks[n] for n in range(max(0, place - WEEKS_BEFORE), place) if weeks[n] and not low[n]]
        if len(before) < LEAST_WEEKS:
            before = weeks[max(0, place - WEEKS_BEFORE) : place]
        middle = median(before)
        spread = 1.4826 * median(abs(count - middle) for count in before)
        far = DEVIATIONS * max(spread, math.sqrt(middle))
        usual[place] = middle
        low[place] = 0 < weeks[place] < middle / 2 and weeks[place] < middle - far
    found = []
    for start, long in _runs(low):
        held = weeks[start : start + long]
        stretch = _stretch(first, 7 * start, 7 * long)
        found.append(stretch | {"weekly": round(sum(held) / long, 1), "usual_weekly": round(usual[start], 1)})
    return found
