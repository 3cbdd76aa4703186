"""The people whose report an incident holds: what a rule on reports judges.

A unit has `unit` (its number), `inc`, the columns by which people compare (`persons.SIDE`), `gender`, `deceased`
and `no_offender`, and of its incident `report_date`, `crime_date` and `district`.
"""

from __future__ import annotations

import polars as pl

from auditor.judging import persons
from auditor.judging.docket import Docket, agreed

UNKNOWN = pl.lit(None, pl.Boolean)
_SAME_NAME = ["inc", "name_key", "birth_date"]
_OWN = ["own_name", "own_birth"]


def reporter() -> pl.Expr:
    """Victim or witness, of an involvement: a null role and a reporting party are unknown, other roles false."""
    role = pl.col("role")
    unclear = role.is_null() | (role == "reporting_party")
    return pl.when(unclear).then(UNKNOWN).otherwise(role.is_in(["victim", "witness"]))


def people_of_reports(people: pl.DataFrame, docket: Docket) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The people of each incident who can be told apart, and which involvements (`unit`, `id`) are theirs.

    Involvements of one id are one person. A row without an id joins the one id whose rows share its name
    and birth date; where none or several do, rows of equal name and birth date are a person of their own.
    A unit has the columns on which its rows agree; it is deceased, or surely no offender, if a row says so.
    Numbered by incident, id, name and birth date.
    """
    who = ["pid"] + (["pid_file"] if docket.scope.person_ids == "file" else [])
    key = ["inc", *who, *_OWN]
    members = _with_owners(people, who)
    units = members.group_by(key).agg(_told(who)).sort(key, nulls_last=True).with_row_index("unit")
    theirs = members.select(*key, "id").join(units.select("unit", *key), on=key, nulls_equal=True)
    days = docket.incidents.select("inc", "report_date", "crime_date", "district")
    return (
        units.drop(_OWN).join(days, on="inc", how="left", maintain_order="left"),
        theirs.select("unit", "id").sort("unit", "id"),
    )


def _with_owners(people: pl.DataFrame, who: list[str]) -> pl.DataFrame:
    """Involvements whose person can be told apart, with the key of that person: an id, or a name and a birth."""
    identified = pl.col("pid").is_not_null()
    named = pl.col("name_key").is_not_null() & pl.col("birth_date").is_not_null()
    owners = (
        people.filter(identified & named)
        .select(*_SAME_NAME, *(pl.col(c).alias(f"owner_{c}") for c in who))
        .unique()
        .filter(pl.len().over(_SAME_NAME) == 1)
    )
    joined = people.filter(identified | named).join(owners, on=_SAME_NAME, how="left")
    taken = joined.with_columns(pl.coalesce(c, f"owner_{c}").alias(c) for c in who)
    alone = pl.col("pid").is_null()
    return taken.with_columns(
        own_name=pl.when(alone).then("name_key"), own_birth=pl.when(alone).then("birth_date")
    )


def _told(who: list[str]) -> list[pl.Expr]:
    """The columns of a unit from its rows."""
    one_name = pl.col("name_key").drop_nulls().n_unique() == 1
    reporter = pl.col("role").is_in(["victim", "witness"])
    return [
        *(agreed(c) for c in (*persons.SIDE, "gender") if c not in (*who, "words")),
        pl.when(one_name)
        .then(pl.col("words").filter(pl.col("name_key").is_not_null()).first())
        .alias("words"),
        pl.col("deceased").any().alias("deceased"),
        (reporter & ~pl.col("also_offender")).any().alias("no_offender"),
    ]
