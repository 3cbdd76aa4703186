"""Pairs of rows that may be of one person: each charge to be judged beside the rows that could be theirs.

Identity depends on no policy, so the pairs are made once for all packs. In every frame `unit` is the charge
that is judged; `same` is true, false or null (unknown), as `persons` says.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from auditor.judging import persons
from auditor.judging.docket import Docket

_SIDE = persons.SIDE
MOST_PAIRS = 2_000_000


@dataclass(frozen=True)
class Pairs:
    """The pairs of the charges that are judged.

    `involved`: (`unit`, `id` of an involvement of the same incident, `same`), only pairs that are not surely
    different.
    `charged`: (`unit`, `id` of a charge of the same incident that is surely the same person's), the charge
    itself included.
    `elsewhere`: (`unit`, `id` of an involvement of another incident of the agency, `inc` of that incident,
    `same`), only pairs that are not surely different, in incidents in which one pair is surely the same.
    """

    involved: pl.DataFrame
    charged: pl.DataFrame
    elsewhere: pl.DataFrame


def make_pairs(units: pl.DataFrame, charges: pl.DataFrame, people: pl.DataFrame, docket: Docket) -> Pairs:
    """Pair `units` (charges to be judged) with all `charges` and all involvements (`people`), both prepared."""
    return Pairs(
        _involved(units, people, docket.scope),
        _charged(units, charges, docket.scope),
        _elsewhere(units, people, docket),
    )


def _left(units: pl.DataFrame, *more: str) -> pl.DataFrame:
    return units.select(pl.col("unit", "inc", *_SIDE, *more).name.prefix("u_"))


def surely_another(right: str) -> pl.Expr:
    """Line 5 for a charge and an involvement of its incident: deceased, or surely no offender."""
    reporter = pl.col(f"{right}role").is_in(["victim", "witness"])
    return pl.col(f"{right}deceased") | (reporter & ~pl.col(f"{right}also_offender"))


def _involved(units: pl.DataFrame, people: pl.DataFrame, scope: persons.Scope) -> pl.DataFrame:
    right = people.select(pl.col("id", "inc", "role", "deceased", "also_offender", *_SIDE).name.prefix("i_"))
    same = persons.same_person("u_", "i_", scope, sure_difference=surely_another("i_"))
    parts = [
        left.join(right, left_on="u_inc", right_on="i_inc")
        .select(unit="u_unit", id="i_id", same=same)
        .filter(pl.col("same").ne_missing(False))
        for left in _in_parts(_left(units), people)
    ]
    return pl.concat(parts)


def _charged(units: pl.DataFrame, charges: pl.DataFrame, scope: persons.Scope) -> pl.DataFrame:
    right = charges.select(pl.col("id", "inc", "arrest", *_SIDE).name.prefix("c_"))
    one_arrest = pl.col("u_arrest") == pl.col("c_arrest")
    same = persons.same_person("u_", "c_", scope, one_arrest=one_arrest)
    sure = pl.when(pl.col("u_unit") == pl.col("c_id")).then(pl.lit(True)).otherwise(same)
    parts = [
        left.join(right, left_on="u_inc", right_on="c_inc")
        .select(unit="u_unit", id="c_id", same=sure)
        .filter(pl.col("same"))
        .drop("same")
        for left in _in_parts(_left(units, "arrest"), charges)
    ]
    return pl.concat(parts)


def _in_parts(left: pl.DataFrame, others: pl.DataFrame) -> list[pl.DataFrame]:
    """The units in parts that meet at most some millions of `others`: one incident may hold thousands of each."""
    met = others.group_by(u_inc="inc").agg(met=pl.len())
    counted = left.join(met, on="u_inc", how="left", maintain_order="left").with_columns(
        part=pl.col("met").cum_sum() // MOST_PAIRS
    )
    return counted.partition_by("part", include_key=False, maintain_order=True) or [counted.drop("part")]


def _elsewhere(units: pl.DataFrame, people: pl.DataFrame, docket: Docket) -> pl.DataFrame:
    """Only ids, or name and birth date, reach across incidents; in tied incidents every line applies."""
    agencies = docket.incidents.select("inc", "agency")
    left = _left(units).join(agencies.rename({"inc": "u_inc", "agency": "u_agency"}), on="u_inc", how="left")
    right = people.select(
        pl.col("id", "inc", "role", "deceased", "also_offender", *_SIDE).name.prefix("i_")
    ).join(agencies.rename({"inc": "i_inc", "agency": "i_agency"}), on="i_inc", how="left")
    met = [
        left.join(right, left_on="u_pid", right_on="i_pid", coalesce=False),
        left.join(
            right,
            left_on=["u_name_key", "u_birth_date"],
            right_on=["i_name_key", "i_birth_date"],
            coalesce=False,
        ),
    ]
    by_record = (
        pl.concat(met)
        .unique(["u_unit", "i_id"])
        .select("u_unit", "u_inc", "u_agency", "i_id", "i_inc", "i_agency",
                same=persons.same_person_elsewhere("u_", "i_", docket.scope))
    )  # fmt: skip
    tied = (
        left.join(docket.tied.rename({"inc": "u_inc", "other": "i_inc"}), on="u_inc")
        .join(right, on="i_inc")
        .select("u_unit", "u_inc", "u_agency", "i_id", "i_inc", "i_agency",
                same=persons.same_person("u_", "i_", docket.scope, within=False,
                                         sure_difference=pl.col("i_deceased")))
    )  # fmt: skip
    pairs = pl.concat([tied, by_record]).unique(["u_unit", "i_id"], keep="first", maintain_order=True)
    other = (pl.col("u_inc") != pl.col("i_inc")) & pl.col("u_agency").eq_missing(pl.col("i_agency"))
    return (
        pairs.filter(other & pl.col("same").ne_missing(False))
        .select("u_unit", "i_id", "i_inc", "same")
        .rename({"u_unit": "unit", "i_id": "id", "i_inc": "inc"})
        .filter(pl.col("same").eq_missing(True).any().over("unit", "inc"))
    )
