"""Facts about the drugs that a report notes against a person, arrested for them or not."""

from __future__ import annotations

import polars as pl

from auditor.judging.charges import EARLY
from auditor.judging.ground import Ground
from auditor.judging.terms import terms

UNKNOWN = pl.lit(None, pl.Boolean)


def drug_noted(ground: Ground) -> pl.DataFrame:
    """A charge of the person for drugs, or an involvement as suspect or arrestee of a drug offense."""
    charged = drug_charges(ground)
    role = pl.col("role")
    suspected = pl.when(role.is_null()).then(UNKNOWN).otherwise(role.is_in(["suspect", "arrestee"]))
    people = ground.people.select("id", "inc", "role", "offense_id").with_columns(_drug_of(ground))
    involved = ground.pairs.involved.join(people, on="id").with_columns(
        value=pl.col("same") & suspected & pl.col("drug")
    )
    return pl.concat(
        [
            terms(charged, pl.col("same") & pl.col("drug"), "charges", "id"),
            terms(involved, pl.col("value"), "involvements", "id"),
            _offense_rows(ground, involved),
        ]
    )


def drug_charges(ground: Ground) -> pl.DataFrame:
    """Pairs of a unit and a charge perhaps theirs (`same`), with `drug`, and `early_stage`: not yet sent on."""
    stage = pl.col("stage")
    told = ground.charges.select("id", _drug(ground).alias("drug"), early_stage=stage.is_in(EARLY))
    return ground.pairs.charged.join(told, on="id")


def _drug(ground: Ground) -> pl.Expr:
    """Of a charge or an offense: a drug offense, no felony, in which there is something to seize."""
    nothing = ground.words("nothing_to_seize")
    return (
        (pl.col("offense_class") == "drug")
        & (pl.col("law_level") != "felony")
        & ~pl.col("offense_subclass").is_in(nothing)
    )


def _drug_of(ground: Ground) -> pl.Series:
    """Whether the offense of each involvement is drug, in the order of the involvements (`drug`).

    Without an `offense_id` it is unknown where some offense of the incident is drug or unknown, else false:
    nothing recorded, nothing noted.
    """
    offenses = ground.offenses.select("inc", "offense_id", "citation", _drug(ground).alias("drug"))
    told = pl.col("drug").filter(pl.col("citation").is_not_null())
    by_id = (
        offenses.drop_nulls("offense_id")
        .group_by("inc", "offense_id")
        .agg(named=pl.when(told.n_unique() == 1).then(told.first()))
    )
    whole = offenses.group_by("inc").agg(some=pl.col("drug").ne_missing(False).any())
    joined = (
        ground.people.select("inc", "offense_id")
        .join(by_id, on=["inc", "offense_id"], how="left", maintain_order="left")
        .join(whole, on="inc", how="left", maintain_order="left")
    )
    unnamed = pl.when(pl.col("some").eq_missing(True)).then(UNKNOWN).otherwise(pl.lit(False))
    value = pl.when(pl.col("offense_id").is_not_null()).then(pl.col("named")).otherwise(unnamed)
    return joined.select(drug=value).to_series()


def _offense_rows(ground: Ground, involved: pl.DataFrame) -> pl.DataFrame:
    """The offense rows behind each term that is not false: that of its `offense_id`, or the drug ones."""
    rows = ground.offenses.select("inc", offense="id", oid="offense_id", answer=_drug(ground))
    live = involved.filter(pl.col("value").ne_missing(False)).select("unit", "inc", "offense_id", "value")
    named = live.join(rows, left_on=["inc", "offense_id"], right_on=["inc", "oid"])
    whole = live.filter(pl.col("offense_id").is_null()).join(
        rows.filter(pl.col("answer").ne_missing(False)), on="inc"
    )
    columns = ["unit", "value", "offense"]
    both = pl.concat([named.select(columns), whole.select(columns)])
    return terms(both, pl.col("value"), "offenses", "offense")
