"""When an act was done, and whether the directive was in force then."""

from __future__ import annotations

import polars as pl

from auditor.judging.ground import Ground
from auditor.judging.terms import terms
from auditor.policy.pack import Rule, Span

NO_DAY = pl.lit(None, pl.Date)


def act_date(rule: Rule) -> pl.Expr:
    """The day of the act that the rule binds, a column of the charges; null for a report."""
    if rule.each == "report":
        return NO_DAY
    if rule.binds == "police":
        return pl.col("police_date")
    if rule.binds == "prosecutor":
        return pl.col("prosecution_date")
    return pl.when("early").then(pl.col("police_date")).otherwise(pl.col("prosecution_date"))


def in_force(ground: Ground, rule: Rule, span: Span) -> pl.DataFrame:
    """Terms of `in_force`: certain, possible (with the reason) or outside the span; unknown without a date.

    A report asks its own day. A filing without a day asks the police date, and where that lies before the
    span it is unknown: the filing came later.
    """
    if rule.each == "report":
        value, reason = within(pl.col("report_date"), span)
        rows = ground.docket.table("incidents").select("inc", row_id="id")
        held = ground.units.join(rows, on="inc")
        bare = ground.units.join(held.select("unit"), on="unit", how="anti")
        return pl.concat(
            [terms(held, value, "incidents", "row_id", reason=reason), terms(bare, value, reason=reason)]
        )
    value, reason = within(act_date(rule), span)
    if rule.binds != "police":
        value, reason = _of_filing(rule, span, value, reason)
    return _dated_rows(ground, rule, value, reason)


def within(day: pl.Expr, span: Span) -> tuple[pl.Expr, pl.Expr]:
    """Whether a day (null: unknown) lies in a span, and why that is unknown."""
    outside = day < span.from_
    if span.to is not None:
        outside = outside | (day > span.to)
    early, late = day < (span.certain_from or span.from_), pl.lit(False)
    if (last := span.certain_to or span.to) is not None:
        late = day > last
    unknown = pl.lit(None, pl.Boolean)
    value = (
        pl.when(day.is_null())
        .then(unknown)
        .when(outside)
        .then(pl.lit(False))
        .when(early | late)
        .then(unknown)
        .otherwise(pl.lit(True))
    )
    reason = (
        pl.when(day.is_null())
        .then(pl.lit("no_date"))
        .when(early)
        .then(pl.lit("start_day_unknown"))
        .when(late)
        .then(pl.lit("may_have_lapsed"))
    )
    return value, reason


def _of_filing(rule: Rule, span: Span, value: pl.Expr, reason: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """For a charge without a day of its own at the prosecutor: what the police date tells."""
    undated = pl.col("own_date").is_null()
    if rule.binds == "both":
        undated = undated & ~pl.col("early")
    by_police, why = within(pl.col("police_date"), span)
    before = pl.col("police_date") < span.from_
    told = pl.when(before).then(pl.lit(None, pl.Boolean)).otherwise(by_police)
    because = pl.when(before).then(pl.lit("filed_later")).otherwise(why)
    return pl.when(undated).then(told).otherwise(value), pl.when(undated).then(because).otherwise(reason)


def _dated_rows(ground: Ground, rule: Rule, value: pl.Expr, reason: pl.Expr) -> pl.DataFrame:
    """The charge, and the arrest or the report where the date was read there."""
    undated = pl.col("own_date").is_null()
    of_police = {"police": pl.lit(True), "prosecutor": undated, "both": pl.col("early") | undated}[rule.binds]
    frames = [terms(ground.units, value, "charges", "id", reason=reason)]
    silent = ground.units.filter(of_police & pl.col("police_date").ne_missing(pl.col("own_date")))
    rows = silent.filter(pl.col("arrested_at").is_not_null()).join(
        ground.base.arrests.rename({"id": "row_id"}), on=["inc", "arrest"]
    )
    reports = silent.filter(pl.col("arrested_at").is_null()).join(
        ground.docket.table("incidents").select("inc", row_id="id"), on="inc"
    )
    frames.append(terms(rows, value, "arrests", "row_id", reason=reason))
    frames.append(terms(reports, value, "incidents", "row_id", reason=reason))
    return pl.concat(frames)
