"""Facts about who the person is: engaged in the sex trade, a minor; and whether the officer was trained."""

from __future__ import annotations

import polars as pl

from auditor.judging.ground import Ground
from auditor.judging.terms import terms

UNKNOWN = pl.lit(None, pl.Boolean)


def sex_trade_involved(ground: Ground) -> pl.DataFrame:
    """Recorded as in the sex trade, or charged so; unknown where no involvement is surely the person's."""
    sure = ground.pairs.involved.filter("same").select("unit")
    unseen = ground.units.select("unit").join(sure, on="unit", how="anti")
    return pl.concat(
        [
            terms(recorded_so(ground, ground.pairs.involved), pl.col("value"), "involvements", "id"),
            terms(charged_so(ground, ground.pairs.surely_charged), pl.col("value"), "charges", "id"),
            terms(unseen, UNKNOWN),
        ]
    )


def recorded_so(ground: Ground, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs (`unit`, `id` of an involvement, `same`) with `value`: the person is recorded as in the sex trade."""
    flagged = pairs.join(ground.people.select("id", "sex_trade"), on="id")
    return flagged.with_columns(value=pl.col("same") & pl.col("sex_trade"))


def charged_so(ground: Ground, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs (`unit`, `id` of a charge surely theirs) with `value`: the charge shows the person in the sex trade."""
    charged = pairs.join(ground.charges.select("id", "offense_class", "offense_subclass"), on="id")
    subclass, group = pl.col("offense_subclass"), pl.col("offense_class")
    value = (
        pl.when(group != "sex_trade")
        .then(pl.lit(False))
        .when(group.is_null() | subclass.is_null())
        .then(UNKNOWN)
        .when(subclass.is_in(ground.words("sex_worker_subclasses")))
        .then(pl.lit(True))
        .when(subclass.is_in(ground.words("sex_worker_unclear")))
        .then(UNKNOWN)
        .otherwise(pl.lit(False))
    )
    return charged.with_columns(value=value)


def years_old() -> pl.Expr:
    """The person's age on the day of the crime by birth date; where that day or the birth is unknown, as recorded."""
    born, day = pl.col("birth_date"), pl.col("crime_date")
    before_birthday = (day.dt.month() < born.dt.month()) | (
        (day.dt.month() == born.dt.month()) & (day.dt.day() < born.dt.day())
    )
    years = day.dt.year().cast(pl.Int32) - born.dt.year().cast(pl.Int32) - before_birthday.cast(pl.Int32)
    return pl.coalesce(years, "age")


def minor(ground: Ground) -> pl.DataFrame:
    """Under 18 on the day of the crime."""
    value = years_old() < 18
    if ground.each == "charge":
        return terms(ground.units, value, "charges", "id")
    own = ground.base.members.join(ground.units, on="unit")
    return terms(own, value, "involvements", "id")


def officer_trained(ground: Ground) -> pl.DataFrame:
    """The arresting officer finished a course that the pack lists on or before the police date."""
    courses = ground.words("training_courses")
    everything = ground.docket.table("training")
    training = everything.filter(pl.col("course").is_in(courses))
    silent = everything.is_empty() or not courses
    asked = pl.col("officer_id").is_null() | pl.col("police_date").is_null() | pl.lit(silent)
    units = ground.units.select("unit", "officer_id", "police_date")
    finished = units.filter(~asked).join(
        training.select("officer_id", "completed_on", course_row="id"), on="officer_id"
    )
    value = pl.col("completed_on") <= pl.col("police_date")
    return pl.concat([terms(units.filter(asked), UNKNOWN), terms(finished, value, "training", "course_row")])
