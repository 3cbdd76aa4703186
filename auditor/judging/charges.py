"""Charges made ready to be judged: whose, of which arrest, at what stage, on which day.

One row a charge, in the order of `id`; every null stays null. The columns that are born here:

| column | what |
| --- | --- |
| `arrest` | key of the charge's arrest in its incident, null without one; `arrest_size` its number of charges |
| `arrested_at`, `kind`, `basis`, `officer_id`, `unit_name` | of that arrest |
| `stage`, `stage_derived` | the stage, filled from the arrest; whether it was |
| `pid`, the person columns | the person's, taken and filled as the record model says |
| `police_date`, `prosecution_date`, `law_date` | the dates of the contract; `law_date` is the day for look-ups |
"""

from __future__ import annotations

import polars as pl

from auditor.judging import persons
from auditor.judging.docket import Docket, agreed
from auditor.records.tables import PERSON_COLUMNS

EARLY = ("noted", "cited", "booked")
TAKEN = ("cited", "booked")
FILED = ("filed", "dismissed", "convicted")


def prepare_charges(docket: Docket) -> pl.DataFrame:
    """The charges of the docket with the columns above and those of their incident."""
    arrests, charges = _with_arrests(docket.table("arrests"), docket.table("charges"), docket.scope)
    charges = _with_people(charges, arrests)
    charges = fill_people(charges, docket.table("involvements"), docket.scope)
    return _with_dates(_with_stage(charges), docket.incidents).sort("id")


def arrest_rows(docket: Docket) -> pl.DataFrame:
    """(inc, arrest, id): which rows of `arrests` belong to which arrest."""
    return docket.table("arrests").select("inc", "id", arrest=_arrest_key())


def _arrest_key() -> pl.Expr:
    """An arrest is its id, or a row of its own."""
    by_id = pl.format("id:{}", "arrest_id")
    return pl.when(pl.col("arrest_id").is_not_null()).then(by_id).otherwise(pl.format("row:{}", "id"))


def _with_arrests(
    rows: pl.DataFrame, charges: pl.DataFrame, scope: persons.Scope
) -> tuple[pl.DataFrame, pl.DataFrame]:
    told = ("pid", "pid_file", "arrested_at", "kind", "basis", "officer_id", "unit")
    arrests = (
        rows.with_columns(arrest=_arrest_key())
        .group_by("inc", "arrest")
        .agg(agreed(c) for c in told)
        .rename({"unit": "unit_name", "pid": "arrest_pid", "pid_file": "arrest_pid_file"})
    )
    who = ["inc", "pid"] + (["pid_file"] if scope.person_ids == "file" else [])
    only = (
        arrests.filter(pl.col("arrest_pid").is_not_null())
        .rename({"arrest_pid": "pid", "arrest_pid_file": "pid_file"})
        .group_by(who)
        .agg(only=pl.when(pl.len() == 1).then(pl.col("arrest").first()))
    )
    named = charges.join(only, on=who, how="left").with_columns(
        arrest=pl.when(pl.col("arrest_id").is_not_null())
        .then(pl.format("id:{}", "arrest_id"))
        .otherwise(pl.col("only"))
    )
    joined = named.drop("only").join(arrests, on=["inc", "arrest"], how="left")
    return arrests, joined.with_columns(
        arrest_size=pl.when(pl.col("arrest").is_not_null()).then(pl.len().over("inc", "arrest"))
    )


def _with_people(charges: pl.DataFrame, arrests: pl.DataFrame) -> pl.DataFrame:
    """A charge without a person id takes its arrest's, else the one id that the arrest's other charges carry."""
    carried = (
        charges.filter(pl.col("arrest").is_not_null())
        .group_by("inc", "arrest")
        .agg(carried=agreed("pid"), carried_file=agreed("pid_file"))
    )
    taken = pl.coalesce("pid", "arrest_pid", "carried")
    file = (
        pl.when(pl.col("pid").is_not_null())
        .then(pl.col("pid_file"))
        .when(pl.col("arrest_pid").is_not_null())
        .then(pl.col("arrest_pid_file"))
        .otherwise(pl.col("carried_file"))
    )
    return (
        charges.join(carried, on=["inc", "arrest"], how="left")
        .with_columns(pid=taken, pid_file=file)
        .drop("carried", "carried_file", "arrest_pid", "arrest_pid_file")
    )


def fill_people(rows: pl.DataFrame, involvements: pl.DataFrame, scope: persons.Scope) -> pl.DataFrame:
    """Null person columns filled from the involvements of the same id in the incident, where these agree."""
    who = ["inc", "pid"] + (["pid_file"] if scope.person_ids == "file" else [])
    told_twice = pl.len().over(who) > 1
    others = (
        involvements.filter(told_twice)
        if rows is involvements
        else involvements.join(rows, on=who, how="semi")
    )
    told = [
        "race_key",
        "ethnicity_key",
        *(c for c in PERSON_COLUMNS if c not in ("name", "race", "ethnicity")),
    ]
    known = (
        others.filter(pl.col("pid").is_not_null())
        .group_by(who)
        .agg(
            *(agreed(c) for c in told),
            agreed("name_key"),
            name=pl.when(pl.col("name_key").drop_nulls().n_unique() == 1).then(
                pl.col("name").filter(pl.col("name_key").is_not_null()).min()
            ),
        )
        .join(
            others.filter(pl.col("name_key").is_not_null()).select("name_key", "words").unique("name_key"),
            on="name_key",
            how="left",
        )
    )
    columns = [*told, "name_key", "name", "words"]
    filled = rows.join(known, on=who, how="left", suffix="_known")
    return filled.with_columns(pl.coalesce(c, f"{c}_known").alias(c) for c in columns).drop(
        f"{c}_known" for c in columns
    )


def _with_stage(charges: pl.DataFrame) -> pl.DataFrame:
    by_paper = pl.col("kind").is_in(["citation", "summons"])
    derived = (
        pl.when(pl.col("arrest").is_null())
        .then(pl.lit(None, pl.String))
        .when(by_paper)
        .then(pl.lit("cited"))
        .otherwise(pl.lit("booked"))
    )
    return charges.with_columns(
        stage=pl.coalesce("stage", derived),
        stage_derived=pl.col("stage").is_null() & pl.col("arrest").is_not_null(),
    )


def _with_dates(charges: pl.DataFrame, incidents: pl.DataFrame) -> pl.DataFrame:
    joined = charges.join(
        incidents.select("inc", "report_date", "crime_date", "reported_at", "district"), on="inc", how="left"
    )
    own, arrest = pl.col("date").dt.date(), pl.col("arrested_at").dt.date()
    early = pl.col("stage").is_null() | pl.col("stage").is_in(EARLY)
    by_police = pl.when(early).then(pl.coalesce(own, arrest, "report_date")).otherwise(
        pl.coalesce(arrest, "report_date")
    )  # fmt: skip
    return joined.with_columns(
        police_date=by_police, prosecution_date=own, own_date=own, early=early
    ).with_columns(law_date=pl.coalesce("police_date", "own_date", "crime_date"))
