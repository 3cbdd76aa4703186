"""Facts about what the prosecutor did, and whether police had done it before."""

from __future__ import annotations

import polars as pl

from auditor.judging.acts import of_charge
from auditor.judging.charges import EARLY, FILED, TAKEN
from auditor.judging.ground import Ground
from auditor.judging.offenses import same_offense
from auditor.judging.terms import terms

UNKNOWN = pl.lit(None, pl.Boolean)


def prosecution_act(ground: Ground) -> pl.DataFrame:
    """Filed, dismissed or convicted; a null stage is unknown."""
    return of_charge(ground, pl.col("stage").is_in(FILED))


def charged_by_police(ground: Ground) -> pl.DataFrame:
    """Another charge surely of the person is cited or booked for the same offense, or this one itself was.

    A charge of a later stage that has an arrest was made by police where it is its arrest's only charge;
    beside others the record does not tell.
    """
    columns = ("stage", "section_key", "subdivisions")
    left = ground.units.select(pl.col("unit", *columns).name.prefix("u_"))
    right = ground.charges.select(pl.col("id", *columns).name.prefix("c_"))
    pairs = (
        ground.pairs.surely_charged.filter(pl.col("unit") != pl.col("id"))
        .join(left, left_on="unit", right_on="u_unit")
        .join(right, left_on="id", right_on="c_id")
    )
    taken = pl.col("c_stage").is_in(TAKEN) & same_offense("u_", "c_")
    own = ground.units.filter(pl.col("arrest").is_not_null() & ~pl.col("stage").is_in(EARLY))
    alone = pl.when(pl.col("arrest_size") == 1).then(pl.lit(True)).otherwise(UNKNOWN)
    return pl.concat([terms(pairs, taken, "charges", "id"), terms(own, alone, "charges", "id")])
