"""The ground that facts stand on: the docket read under one pack's list, with the pairs of people.

What depends on no policy (people, arrests, dates, statutes) is made once in `make_base`; the rest adds
one pack's answers and pairs up the units.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import polars as pl

from auditor.judging import offenses as law
from auditor.judging.charges import arrest_rows, fill_people, prepare_charges
from auditor.judging.docket import Docket
from auditor.judging.lawbook import Law, could_meet
from auditor.judging.logs import Log
from auditor.judging.pairs import Pairs, pair_charges, pair_reports
from auditor.judging.units import people_of_reports, reporter
from auditor.policy.pack import Pack


class Base(NamedTuple):
    """The docket with people, arrests, dates and statutes, the same for every pack.

    `reporters` are the people of its reports, `members` (`unit`, `id`) the involvements that are theirs.
    """

    docket: Docket
    logs: Mapping[str, Log]
    charges: pl.DataFrame
    offenses: pl.DataFrame
    people: pl.DataFrame
    arrests: pl.DataFrame
    reporters: pl.DataFrame
    members: pl.DataFrame

    @property
    def judged(self) -> pl.DataFrame:
        """The incidents (`inc`) that are judged, not only looked at."""
        return self.docket.incidents.filter("judged").select("inc")


class Reading(NamedTuple):
    """One pack's reading of the docket.

    `charges` are all charges with the pack's `protected` and `qualifying`; `offenses` with `qualifying`;
    `people` the involvements with `qualifying`: whether their offense is.
    """

    base: Base
    pack: Pack
    charges: pl.DataFrame
    offenses: pl.DataFrame
    people: pl.DataFrame


class Ground(NamedTuple):
    """What the facts of one kind of unit stand on: the units to be judged, and the pairs of rows around them.

    `each` is `charge` (`unit` = the charge's `id`) or `report`.
    """

    each: str
    reading: Reading
    units: pl.DataFrame
    pairs: Pairs

    def words(self, parameter: str) -> list[str]:
        """A parameter of the pack that is a list of words."""
        value = self.reading.pack.parameters[parameter]
        return list(value) if isinstance(value, list) else []

    def days(self, parameter: str) -> int:
        """A parameter of the pack that is a number of days."""
        return int(str(self.reading.pack.parameters[parameter]))

    @property
    def base(self) -> Base:
        """What is the same for every pack."""
        return self.reading.base

    @property
    def docket(self) -> Docket:
        """The docket that is judged."""
        return self.base.docket

    @property
    def charges(self) -> pl.DataFrame:
        """All charges of the docket."""
        return self.reading.charges

    @property
    def offenses(self) -> pl.DataFrame:
        """All offenses of the docket."""
        return self.reading.offenses

    @property
    def people(self) -> pl.DataFrame:
        """All involvements of the docket."""
        return self.reading.people


def make_base(
    docket: Docket, logs: Mapping[str, Log], charge_law: pl.DataFrame, offense_law: pl.DataFrame
) -> Base:
    """Make charges, offenses and people ready."""
    charges = law.with_statutes(prepare_charges(docket), charge_law, "law_date")
    days = docket.incidents.select("inc", "crime_date")
    offenses = docket.table("offenses").join(days, on="inc", how="left")
    involved = docket.table("involvements")
    people = fill_people(involved, involved, docket.scope).sort("id")
    return Base(
        docket,
        logs,
        charges.sort("id"),
        law.with_statutes(offenses, offense_law, "crime_date").sort("id"),
        people,
        arrest_rows(docket),
        *people_of_reports(people, docket),
    )


def make_grounds(base: Base, pack: Pack, answers: Law, each: Collection[str]) -> dict[str, Ground]:
    """The grounds of these kinds of unit, `charge` and `report`."""
    reading = read_docket(base, pack, answers)
    of = {"charge": of_charges, "report": of_reports}
    return {kind: of[kind](reading) for kind in sorted(each)}


def read_docket(base: Base, pack: Pack, answers: Law) -> Reading:
    """Add the answers of `pack`."""
    charges = law.with_protected(base.charges, answers.charges, "law_date")
    charges = law.with_qualifying(charges, answers.charges, "law_date").sort("id")
    offenses = law.with_qualifying(base.offenses, answers.offenses, "crime_date").sort("id")
    people = base.people.with_columns(law.involvement_offenses(base.people, offenses))
    return Reading(base, pack, charges, offenses, people)


def of_charges(reading: Reading) -> Ground:
    """Judged are the charges of which a rule could find anything by their citation."""
    charges, base = reading.charges, reading.base
    could = could_meet(rule for rule in reading.pack.rules if rule.each == "charge")
    words = charges.with_columns(level=pl.col("law_level"))
    units = charges.filter(words.select(could.ne_missing(False)).to_series()).join(
        base.judged, on="inc", how="semi", maintain_order="left"
    )
    units = units.with_columns(unit=pl.col("id"))
    return Ground("charge", reading, units, pair_charges(units, charges, reading.people, base.docket))


def of_reports(reading: Reading) -> Ground:
    """Judged are the people of whom an involvement that is surely theirs may report a qualifying crime."""
    base, people = reading.base, reading.people
    could = people.filter((reporter() & pl.col("qualifying")).ne_missing(False)).select("id", "inc")
    could = could.join(base.judged, on="inc", how="semi")
    nearby = base.reporters.join(could.select("inc"), on="inc", how="semi")
    pairs = pair_reports(nearby, base.members, reading.charges, people, base.docket)
    sure = pairs.involved.filter("same").join(could, on="id", how="semi")
    units = nearby.join(sure, on="unit", how="semi").sort("unit")
    return Ground("report", reading, units, pairs.of(units))
