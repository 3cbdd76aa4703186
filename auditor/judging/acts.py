"""Facts about what police did: the act itself, its grounds, and what stands beside the charge."""

from __future__ import annotations

import polars as pl

from auditor.judging.charges import EARLY, TAKEN
from auditor.judging.ground import Ground
from auditor.judging.offenses import same_offense
from auditor.judging.persons import comparable
from auditor.judging.terms import terms

UNKNOWN = pl.lit(None, pl.Boolean)


def of_charge(ground: Ground, value: pl.Expr, *, reason: pl.Expr | None = None) -> pl.DataFrame:
    """A fact that is a value of the charge's own row."""
    return terms(ground.units, value, "charges", "id", reason=reason)


def with_arrest(ground: Ground, units: pl.DataFrame, value: pl.Expr) -> pl.DataFrame:
    """A fact read from the charge and the rows of its arrest, if it has any."""
    rows = units.join(ground.base.arrests.rename({"id": "row_id"}), on=["inc", "arrest"])
    return pl.concat([terms(units, value, "charges", "id"), terms(rows, value, "arrests", "row_id")])


def police_act(ground: Ground) -> pl.DataFrame:
    """Cited or booked; for a later stage, whether the record lets one say that it was."""
    stage, has_arrest = pl.col("stage"), pl.col("arrest").is_not_null()
    taken = _taken_for_the_same(ground)
    units = ground.units.join(taken, on="unit", how="left", maintain_order="left")
    later = (
        pl.when(~has_arrest)
        .then(pl.lit(False))
        .when("taken")
        .then(pl.lit(False))
        .when(pl.col("arrest_size") == 1)
        .then(pl.lit(True))
        .otherwise(UNKNOWN)
    )
    value = (
        pl.when(stage.is_null())
        .then(UNKNOWN)
        .when(stage.is_in(EARLY))
        .then(stage.is_in(TAKEN))
        .otherwise(later)
    )
    return with_arrest(ground, units, value)


def _taken_for_the_same(ground: Ground) -> pl.DataFrame:
    """Units of which another charge, surely of the person and of the same offense, is cited or booked."""
    columns = ("section_key", "subdivisions")
    left = ground.units.select(pl.col("unit", *columns).name.prefix("u_"))
    right = ground.charges.select(pl.col("id", "stage", *columns).name.prefix("c_"))
    pairs = ground.pairs.surely_charged.join(left, left_on="unit", right_on="u_unit").join(
        right, left_on="id", right_on="c_id"
    )
    other = pl.col("unit") != pl.col("id")
    found = pairs.filter(other & pl.col("c_stage").is_in(TAKEN) & same_offense("u_", "c_"))
    return found.select("unit").unique().with_columns(taken=pl.lit(True))


def on_warrant(ground: Ground) -> pl.DataFrame:
    """The basis of the arrest is a warrant or a hold; no arrest or no basis is unknown."""
    value = pl.col("basis").is_in(["warrant", "hold"])
    rows = ground.units.join(ground.base.arrests.rename({"id": "row_id"}), on=["inc", "arrest"])
    bare = ground.units.join(rows.select("unit"), on="unit", how="anti")
    return pl.concat([terms(rows, value, "arrests", "row_id"), terms(bare, UNKNOWN)])


def cited_only(ground: Ground) -> pl.DataFrame:
    """Cited and not taken into custody."""
    stage = pl.col("stage")
    value = (
        pl.when(stage.is_null())
        .then(UNKNOWN)
        .when(stage == "cited")
        .then(pl.col("kind").ne_missing("custody"))
        .otherwise(pl.lit(False))
    )
    return with_arrest(ground, ground.units, value)


def other_grounds(ground: Ground) -> pl.DataFrame:
    """OR over the other charges of the arrest (without one: of the person id): not only noted, not protected."""
    columns = ("inc", "arrest", "pid", "pid_file")
    left = ground.units.select(pl.col("unit", *columns).name.prefix("u_"))
    right = ground.charges.select(
        pl.col("id", *columns, "stage", "protected", "protected_reason").name.prefix("c_")
    )
    by_arrest = left.join(
        right, left_on=["u_inc", "u_arrest"], right_on=["c_inc", "c_arrest"], coalesce=False
    )
    by_person = left.filter(pl.col("u_arrest").is_null()).join(
        right, left_on=["u_inc", "u_pid"], right_on=["c_inc", "c_pid"], coalesce=False
    )
    by_person = by_person.filter(comparable("u_", "c_", ground.docket.scope, within=True))
    pairs = pl.concat([by_arrest, by_person]).filter(pl.col("u_unit") != pl.col("c_id"))
    value = (pl.col("c_stage") != "noted") & ~pl.col("c_protected")
    return terms(
        pairs.rename({"u_unit": "unit"}), value, "charges", "c_id", reason=pl.col("c_protected_reason")
    )


def suspect_of_qualifying(ground: Ground) -> pl.DataFrame:
    """The same person is suspect or arrestee of a qualifying offense, or surely charged with one."""
    role = pl.col("role")
    suspected = pl.when(role.is_null()).then(UNKNOWN).otherwise(role.is_in(["suspect", "arrestee"]))
    told = ground.people.select("id", "role", "qualifying")
    involved = ground.pairs.involved.join(told, on="id")
    charged = ground.pairs.surely_charged.join(
        ground.charges.select("id", "qualifying", "qualifying_reason"), on="id"
    )
    return pl.concat(
        [
            terms(involved, pl.col("same") & suspected & pl.col("qualifying"), "involvements", "id"),
            terms(charged, pl.col("qualifying"), "charges", "id", reason=pl.col("qualifying_reason")),
        ]
    )
