"""The ground that facts stand on: the docket read under one pack's list, with the pairs of people.

What depends on no policy (people, arrests, dates, statutes) is made once in `make_base`; `make_ground` adds
one pack's answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from auditor.judging import offenses as law
from auditor.judging.charges import arrest_rows, fill_people, prepare_charges
from auditor.judging.docket import Docket
from auditor.judging.lawbook import Law, could_meet
from auditor.judging.pairs import Pairs, make_pairs
from auditor.policy.pack import Pack


@dataclass(frozen=True)
class Base:
    """The docket with people, arrests, dates and statutes, the same for every pack."""

    docket: Docket
    charges: pl.DataFrame
    offenses: pl.DataFrame
    people: pl.DataFrame
    arrests: pl.DataFrame


@dataclass(frozen=True)
class Ground:
    """One pack's reading of the docket.

    `units` are the charges to be judged (`unit` = the charge's `id`); `charges` all charges with the pack's
    `protected` and `qualifying`; `offenses` with `qualifying`; `people` the involvements with `qualifying`:
    whether their offense is.
    """

    base: Base
    parameters: Mapping[str, object]
    units: pl.DataFrame
    charges: pl.DataFrame
    offenses: pl.DataFrame
    people: pl.DataFrame
    pairs: Pairs

    def words(self, parameter: str) -> list[str]:
        """A parameter of the pack that is a list of words."""
        value = self.parameters[parameter]
        return list(value) if isinstance(value, list) else []

    @property
    def docket(self) -> Docket:
        """The docket that is judged."""
        return self.base.docket


def make_base(docket: Docket, charge_law: pl.DataFrame, offense_law: pl.DataFrame) -> Base:
    """Make charges, offenses and people ready."""
    charges = law.with_statutes(prepare_charges(docket), charge_law, "law_date")
    days = docket.incidents.select("inc", "crime_date")
    offenses = docket.table("offenses").join(days, on="inc", how="left")
    return Base(
        docket,
        charges.sort("id"),
        law.with_statutes(offenses, offense_law, "crime_date").sort("id"),
        fill_people(docket.table("involvements"), docket.table("involvements"), docket.scope).sort("id"),
        arrest_rows(docket),
    )


def make_ground(base: Base, pack: Pack, answers: Law) -> Ground:
    """Add the answers of `pack`; judged are the charges of which a rule could find anything by their citation."""
    charges = law.with_protected(base.charges, answers.charges, "law_date")
    charges = law.with_qualifying(charges, answers.charges, "law_date").sort("id")
    offenses = law.with_qualifying(base.offenses, answers.offenses, "crime_date").sort("id")
    people = base.people.with_columns(law.involvement_offenses(base.people, offenses))
    could = could_meet(rule for rule in pack.rules if rule.each == "charge")
    words = charges.with_columns(level=pl.col("law_level"))
    units = charges.filter(words.select(could.ne_missing(False)).to_series()).with_columns(unit=pl.col("id"))
    pairs = make_pairs(units, charges, people, base.docket)
    return Ground(base, pack.parameters, units, charges, offenses, people, pairs)
