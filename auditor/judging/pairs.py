"""Pairs of rows that may be of one person: each unit to be judged beside the rows that could be theirs.

In every frame `unit` is the charge, or the person of a report, that is judged; `same` is true, false or null
(unknown), as `persons` says.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from auditor.judging import persons
from auditor.judging.docket import Docket

_SIDE = persons.SIDE
PERSON = ("role", "deceased", "also_offender")
MOST_PAIRS = 2_000_000


class Pairs(NamedTuple):
    """The pairs of the units that are judged; in each frame only pairs that are not surely different.

    `involved`: (`unit`, `id` of an involvement of the same incident, `same`).
    `charged`: (`unit`, `id` of a charge of the same incident, `same`), a charge's own row included.
    `elsewhere`: (`unit`, `id` of an involvement of another incident of the agency, `inc` of that incident,
    `same`), in incidents in which one pair is surely the same; `tied` alike, in all incidents tied by a link.
    `charged_elsewhere`: (`unit`, `id` of a charge of another incident, its `inc`), surely the same person's.
    """

    involved: pl.DataFrame
    charged: pl.DataFrame
    elsewhere: pl.DataFrame
    tied: pl.DataFrame
    charged_elsewhere: pl.DataFrame

    @property
    def surely_charged(self) -> pl.DataFrame:
        """(`unit`, `id`): the charges of the incident that are surely the same person's."""
        return self.charged.filter("same").drop("same")

    def of(self, units: pl.DataFrame) -> Pairs:
        """The pairs of these units alone."""
        frames = (self.involved, self.charged, self.elsewhere, self.tied, self.charged_elsewhere)
        return Pairs(*(f.join(units.select("unit"), on="unit", how="semi") for f in frames))


def pair_charges(units: pl.DataFrame, charges: pl.DataFrame, people: pl.DataFrame, docket: Docket) -> Pairs:
    """Pair `units` (charges to be judged) with all `charges` and all involvements (`people`), both prepared."""
    own = pl.col("u_unit") == pl.col("r_id")
    one_arrest = pl.col("u_arrest") == pl.col("r_arrest")
    far = meet_elsewhere(units, people, docket)
    far_charges = meet_elsewhere(units, charges, docket)
    return Pairs(
        meet(units, people, docket.scope, (), PERSON, sure_difference=surely_another("r_")),
        meet(
            units,
            charges,
            docket.scope,
            ("arrest",),
            ("arrest",),
            one_arrest=own | one_arrest.fill_null(False),
        ),
        far.filter(pl.col("same").eq_missing(True).any().over("unit", "inc")).drop("tied"),
        far.filter("tied").drop("tied"),
        far_charges.filter("same").select("unit", "id", "inc"),
    )


def pair_reports(
    units: pl.DataFrame, members: pl.DataFrame, charges: pl.DataFrame, people: pl.DataFrame, docket: Docket
) -> Pairs:
    """Pair `units` (people of reports) with charges and involvements; `members` are surely their own rows."""
    another = pl.col("u_deceased") | pl.col("u_no_offender")
    involved = meet(units, people, docket.scope)
    own = members.join(units.select("unit"), on="unit", how="semi").with_columns(same=pl.lit(True))
    nothing = pl.DataFrame(schema={**involved.schema, "inc": pl.UInt32})
    return Pairs(
        pl.concat([own, involved]).unique(["unit", "id"], keep="first", maintain_order=True),
        meet(units, charges, docket.scope, ("deceased", "no_offender"), sure_difference=another),
        nothing, nothing, nothing.drop("same"),
    )  # fmt: skip


def surely_another(right: str) -> pl.Expr:
    """Line 5 for a charge and an involvement of its incident: deceased, or surely no offender."""
    reporter = pl.col(f"{right}role").is_in(["victim", "witness"])
    return pl.col(f"{right}deceased") | (reporter & ~pl.col(f"{right}also_offender"))


def meet(
    units: pl.DataFrame,
    rows: pl.DataFrame,
    scope: persons.Scope,
    of_units: tuple[str, ...] = (),
    of_rows: tuple[str, ...] = (),
    *,
    one_arrest: pl.Expr | None = None,
    sure_difference: pl.Expr | None = None,
) -> pl.DataFrame:
    """Units beside the rows of their incident: (`unit`, `id`, `same`), without the surely different.

    Lines 4 and 5 are told as `persons.same_person` takes them, over columns of the unit (`u_`) and the row (`r_`).
    """
    left = units.select(pl.col("unit", "inc", *_SIDE, *of_units).name.prefix("u_"))
    right = rows.select(pl.col("id", "inc", *_SIDE, *of_rows).name.prefix("r_"))
    same = persons.same_person("u_", "r_", scope, one_arrest=one_arrest, sure_difference=sure_difference)
    equal_ids, named, ids = persons.same_by_record("u_", "r_", scope, within=True)
    parts = [
        part.join(right, left_on="u_inc", right_on="r_inc")
        .filter((equal_ids | named | ~ids).ne_missing(False))  # by ids alone the others are surely two people
        .select(unit="u_unit", id="r_id", same=same)
        .filter(pl.col("same").ne_missing(False))
        for part in _in_parts(left, rows)
    ]
    return pl.concat(parts)


def _in_parts(left: pl.DataFrame, others: pl.DataFrame) -> list[pl.DataFrame]:
    """The units in parts that meet at most some millions of `others`: one incident may hold thousands of each."""
    if left.height * others.height <= MOST_PAIRS:
        return [left]
    met = others.group_by(u_inc="inc").agg(met=pl.len())
    counted = left.join(met, on="u_inc", how="left", maintain_order="left").with_columns(
        part=pl.col("met").cum_sum() // MOST_PAIRS
    )
    return counted.partition_by("part", include_key=False, maintain_order=True) or [counted.drop("part")]


def meet_elsewhere(units: pl.DataFrame, rows: pl.DataFrame, docket: Docket) -> pl.DataFrame:
    """Units beside rows of other incidents of their agency: (`unit`, `id`, `inc`, `same`, `tied`).

    Only ids, or name and birth date, reach across incidents; in incidents tied by a link every line applies.
    """
    agencies = docket.incidents.select("inc", "agency")
    extra = [c for c in ("deceased",) if c in rows.columns]
    left = units.select(pl.col("unit", "inc", *_SIDE).name.prefix("u_")).join(
        agencies.rename({"inc": "u_inc", "agency": "u_agency"}), on="u_inc", how="left"
    )
    right = rows.select(pl.col("id", "inc", *_SIDE, *extra).name.prefix("r_")).join(
        agencies.rename({"inc": "r_inc", "agency": "r_agency"}), on="r_inc", how="left"
    )
    met = [
        left.join(right, left_on="u_pid", right_on="r_pid", coalesce=False),
        left.join(
            right,
            left_on=["u_name_key", "u_birth_date"],
            right_on=["r_name_key", "r_birth_date"],
            coalesce=False,
        ),
    ]
    told = ("u_unit", "u_inc", "u_agency", "r_id", "r_inc", "r_agency")
    by_record = pl.concat(met).select(
        *told, same=persons.same_person_elsewhere("u_", "r_", docket.scope), tied=pl.lit(False)
    )
    dead = pl.col("r_deceased") if extra else None
    by_link = (
        left.join(docket.tied.rename({"inc": "u_inc", "other": "r_inc"}), on="u_inc")
        .join(right, on="r_inc")
        .select(
            *told,
            same=persons.same_person("u_", "r_", docket.scope, within=False, sure_difference=dead),
            tied=pl.lit(True),
        )
    )
    pairs = pl.concat([by_link, by_record]).unique(["u_unit", "r_id"], keep="first", maintain_order=True)
    other = (pl.col("u_inc") != pl.col("r_inc")) & pl.col("u_agency").eq_missing(pl.col("r_agency"))
    return pairs.filter(other & pl.col("same").ne_missing(False)).select(
        "same", "tied", unit="u_unit", id="r_id", inc="r_inc"
    )
