"""Facts about what the person reported: of which crime they are victim or witness, and when."""

from __future__ import annotations

import polars as pl

from auditor.judging.ground import Ground
from auditor.judging.terms import terms
from auditor.judging.units import reporter


def reported_qualifying(ground: Ground) -> pl.DataFrame:
    """OR over the incident's involvements: the same person AND victim or witness AND a qualifying offense."""
    valued = reports_of(ground, ground.pairs.involved)
    return pl.concat([terms(valued, pl.col("value"), "involvements", "id"), _offense_rows(ground, valued)])


def reports_of(ground: Ground, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs (`unit`, `id` of an involvement, `same`) with `value`: a qualifying crime reported by the person."""
    told = ground.people.select("id", "role", "offense_id", "qualifying", *_once("inc", pairs))
    value = pl.col("same") & reporter() & pl.col("qualifying")
    return pairs.join(told, on="id").with_columns(value=value)


def _once(column: str, frame: pl.DataFrame) -> list[str]:
    return [] if column in frame.columns else [column]


def _offense_rows(ground: Ground, valued: pl.DataFrame) -> pl.DataFrame:
    """The offense rows behind each term that is not false: that of its `offense_id`, or all of the incident."""
    rows = ground.offenses.select(
        "inc", "victimless", "qualifying_reason", offense="id", oid="offense_id", answer="qualifying"
    )
    live = valued.filter(pl.col("value").ne_missing(False)).select("unit", "inc", "offense_id", "value")
    named = live.join(rows, left_on=["inc", "offense_id"], right_on=["inc", "oid"])
    whole = live.filter(pl.col("offense_id").is_null()).join(
        rows.filter(pl.col("victimless").ne_missing(True)), on="inc"
    )
    columns = ["unit", "value", "offense", "answer", "qualifying_reason"]
    reason = pl.when(pl.col("value").is_null() & pl.col("answer").is_null()).then("qualifying_reason")
    both = pl.concat([named.select(columns), whole.select(columns)])
    return terms(both, pl.col("value"), "offenses", "offense", reason=reason)


def reported_nearby(ground: Ground) -> pl.DataFrame:
    """Unknown where the person may have reported a qualifying crime under another number close in time.

    One term per involvement of the other incident that could be the report; never true. The note names the
    other report and the days between.
    """
    within = (pl.col("days").abs() <= ground.days("nexus_days")).ne_missing(False)
    found = with_days(ground, reports_of(ground, ground.pairs.elsewhere)).with_columns(
        could=pl.col("value").ne_missing(False) & within
    )
    value = pl.when("could").then(pl.lit(None, pl.Boolean)).otherwise(pl.lit(False))
    reports = found.filter("could").unique(["unit", "inc"]).join(
        ground.docket.table("incidents").select("inc", report="id"), on="inc"
    )  # fmt: skip
    return pl.concat(
        [
            terms(found, value, "involvements", "id", note=between()),
            terms(reports, pl.lit(None), "incidents", "report", note=between()),
        ]
    )


def with_days(ground: Ground, found: pl.DataFrame) -> pl.DataFrame:
    """With `other`, the number of the other incident (`inc`), and `days` from the police date to its report."""
    incidents = ground.docket.incidents.select("inc", other="incident_id", other_date="report_date")
    units = ground.units.select("unit", "police_date")
    days = (pl.col("other_date") - pl.col("police_date")).dt.total_days()
    return found.join(units, on="unit").join(incidents, on="inc", how="left").with_columns(days=days)


def between() -> pl.Expr:
    """In words: the other report, and how far from the act it lies."""
    days = pl.col("days")
    when = (
        pl.when(days.is_null())
        .then(pl.lit("at an unknown distance in days from the act"))
        .when(days == 0)
        .then(pl.lit("of the same day"))
        .when(days > 0)
        .then(pl.format("{} day(s) after the act", days))
        .otherwise(pl.format("{} day(s) before the act", days.abs()))
    )
    return pl.format("report {}, {}", pl.col("other"), when)


def acted_before_report(ground: Ground) -> pl.DataFrame:
    """The police date is before the day of the incident's `reported_at`; a null makes it unknown."""
    value = pl.col("police_date") < pl.col("reported_at").dt.date()
    rows = ground.docket.table("incidents").select("inc", report="id")
    return pl.concat(
        [
            terms(ground.units, value, "charges", "id"),
            terms(ground.units.join(rows, on="inc"), value, "incidents", "report"),
        ]
    )
