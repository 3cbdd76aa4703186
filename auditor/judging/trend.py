"""What the directive is for: are more people in the sex trade coming forward, and are the officers trained?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from auditor.intake.export import Export
from auditor.judging.ground import Ground
from auditor.judging.involved import recorded_so
from auditor.judging.packed import Finding
from auditor.judging.reported import reports_of
from auditor.judging.terms import any_of
from auditor.judging.units import reporter
from auditor.policy.pack import Pack

COUNTS = ("people", "reports", "unclear", "not_told_apart")
ROWS = {"month": pl.String, "person": pl.String, "reported": pl.Boolean, "told_apart": pl.Boolean}


def reports_in_trade(ground: Ground) -> pl.DataFrame:
    """The reports of people recorded as engaged in the sex trade, one row each (the columns of `ROWS`).

    `person` is an id that reaches across incidents, else null; `reported`: of a qualifying crime, null where
    that is not known. Rows not `told_apart` are of people without id, or name and birth date.
    """
    return pl.concat([_of_people(ground), _of_nobody(ground)])


def reporting_trend(export: Export, reports: Iterable[pl.DataFrame]) -> dict[str, object]:
    """By month, how many people recorded as engaged in the sex trade reported a qualifying crime.

    `reports` are those of `reports_in_trade` over the whole export, in parts.
    `people` are distinct ids where ids reach across incidents, else as many as `reports`; `unclear` are reports
    that may not be of a qualifying crime; `not_told_apart` rows of people without id, or name and birth date.
    Not computable where no row says whether a person was engaged in the sex trade.
    """
    rows, nulls = export.rows.get("involvements", 0), export.nulls.get("involvements", {})
    if nulls.get("sex_trade", rows) == rows:
        return {"computable": False, "months": []}
    told, person = pl.col("told_apart"), pl.col("person")
    sure = told & pl.col("reported").fill_null(False)
    known = sure & person.is_not_null()
    counts = {
        "people": person.filter(known).n_unique() + (sure & person.is_null()).sum(),
        "reports": sure.sum(),
        "unclear": (told & pl.col("reported").is_null()).sum(),
        "not_told_apart": (~told).sum(),
    }
    every = pl.concat([pl.DataFrame(schema=ROWS), *reports])
    months = every.group_by("month").agg(**{name: count.cast(pl.Int64) for name, count in counts.items()})
    some = months.filter(pl.any_horizontal(pl.col(c) > 0 for c in COUNTS))
    return {"computable": True, "months": some.select("month", *COUNTS).sort("month").to_dicts()}


def _month(day: str) -> pl.Expr:
    return pl.col(day).dt.strftime("%Y-%m").alias("month")


def _of_people(ground: Ground) -> pl.DataFrame:
    units, pairs = ground.units, ground.pairs.involved
    told = units.select("unit", "pid", _month("report_date")).with_columns(
        any_of(units["unit"], recorded_so(ground, pairs)).alias("engaged"),
        any_of(units["unit"], reports_of(ground, pairs)).alias("reported"),
    )
    across = ground.docket.scope.person_ids == "export"
    person = pl.col("pid") if across else pl.lit(None, pl.String)
    return told.filter("engaged").select("month", person.alias("person"), "reported", told_apart=pl.lit(True))


def _of_nobody(ground: Ground) -> pl.DataFrame:
    """Rows of reporters whom nothing tells apart."""
    alone = ground.people.join(ground.base.members.select("id"), on="id", how="anti")
    days = ground.docket.incidents.filter("judged").select("inc", "report_date")
    reports = alone.filter(pl.col("sex_trade") & reporter() & pl.col("qualifying")).join(days, on="inc")
    return reports.select(
        _month("report_date"),
        person=pl.lit(None, pl.String), reported=pl.lit(True), told_apart=pl.lit(False),
    )  # fmt: skip


def training_told(
    export: Export, pack: Pack, findings: Iterable[Finding], start: date | None, end: date | None
) -> dict[str, object]:
    """How many officers with an arrest in the period had finished a listed course, and how many with a breach had not.

    An arrest without a day stays in. An officer with a breach had `not_before` finished a course by the day of
    some breach; `not_known` where the log has a course of theirs without a day.
    """
    listed = [str(c) for c in pack.parameters["training_courses"]]  # type: ignore[attr-defined]
    why = _not_computable(export, listed)
    if why is not None:
        return {"computable": False, "why": why, "courses": listed}
    finished = _finished(export, listed)
    officers = _officers(export, start, end)
    on_time = {
        o for o in officers if any(d is not None and (end is None or d <= end) for d in finished.get(o, ()))
    }
    breaches = [
        f for f in findings if f["verdict"] == "breach" and f["binds"] != "prosecutor" and f["officer_id"]
    ]
    states = {(str(f["officer_id"]), _had_finished(finished, f)) for f in breaches}
    late = {o for o, had in states if had is False}
    return {
        "computable": True, "why": None, "courses": listed,
        "officers": len(officers), "finished": len(on_time),
        "with_breach": len({o for o, _ in states}), "not_before": len(late),
        "not_known": len({o for o, had in states if had is None} - late),
    }  # fmt: skip


def _not_computable(export: Export, listed: list[str]) -> str | None:
    if not listed:
        return "no_course_listed"
    if "training" not in export.tables:
        return "no_training_log"
    known = "officer_id" in export.present.get("arrests", frozenset()) and "arrests" in export.tables
    return None if known else "no_officer_of_arrests"


def _finished(export: Export, listed: list[str]) -> Mapping[str, list[date | None]]:
    """By officer the days on which a listed course was finished; None where the log has no day."""
    rows = export.tables["training"].filter(pl.col("course").is_in(listed))
    days: dict[str, list[date | None]] = {}
    for officer, day in (
        rows.select("officer_id", "completed_on").unique().collect().sort(pl.all()).iter_rows()
    ):
        days.setdefault(officer, []).append(day)
    return days


def _officers(export: Export, start: date | None, end: date | None) -> list[str]:
    day = pl.col("arrested_at").dt.date()
    inside = pl.lit(True)
    if start is not None:
        inside = inside & (day >= start)
    if end is not None:
        inside = inside & (day <= end)
    arrests = export.tables["arrests"].filter(inside.ne_missing(False)).select("officer_id").drop_nulls()
    return sorted(arrests.unique().collect(engine="streaming")["officer_id"])


def _had_finished(finished: Mapping[str, list[date | None]], finding: Finding) -> bool | None:
    days, acted = finished.get(str(finding["officer_id"]), []), finding["act_date"]
    if acted is not None and any(d is not None and d.isoformat() <= str(acted) for d in days):
        return True
    return None if acted is None or None in days else False
