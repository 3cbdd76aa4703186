"""Arrests and charges of the scenes.

Whoever is arrested has one to three charges: the offense of the incident, then what officers add. Some charges
stand a second time at a later stage; some suspects are only noted.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from auditor.synthetic.citations import OffenseMix
from auditor.synthetic.draws import Draws, unless
from auditor.synthetic.figures import Weights, weights
from auditor.synthetic.people import id_of, person_columns

ID, DAY = pl.col("incident_id"), pl.col("reported_at")
OFFICERS = range(1_000, 3_000)


@dataclass(frozen=True)
class Part:
    """A part of the charges: whose, for what, how often there is one, and at which stage."""

    nth: str
    arrested: bool
    offense: str
    share: float
    stages: str | None


PARTS = (
    Part("1", True, "offense_1", 1.0, "stages"),
    Part("2", True, "added_1", 0.35, "stages"),
    Part("3", True, "added_2", 0.1, "stages"),
    Part("9", True, "offense_1", 0.08, "later_stages"),
    Part("6", False, "offense_1", 0.03, None),
)


def with_arrests(scene: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """The scenes with the number and moment of their arrest, null where nobody is arrested."""
    later = pl.when(draws.chance("later", 0.06)).then(draws.below("later_days", 30)).otherwise(0)
    days = pl.when(draws.chance("before", 0.03)).then(-1).otherwise(later)
    moment = DAY + pl.duration(days=days, minutes=pl.lit(draws.below("minutes", 700)))
    return scene.with_columns(
        arrest_id=pl.when("arrested").then(unless(draws.chance("no_number", 0.03), "A" + ID)),
        arrested_at=pl.when("arrested").then(moment),
    )


def arrests(scene: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """The arrests of the chunk."""
    rows = scene.filter("arrested")
    own = draws.within("arrests", rows.height)
    officer = own.below("officer", len(OFFICERS)) + OFFICERS[0]
    return rows.select(
        "number",
        "incident_id",
        "arrest_id",
        person_id=unless(own.chance("nobody", 0.06), id_of(pl.col("suspect"))),
        arrested_at=unless(own.chance("no_day", 0.04), pl.col("arrested_at")),
        kind=pl.lit(own.pick("kind", weights("arrest_kinds"))),
        basis=pl.lit(own.pick("basis", weights("arrest_bases"))),
        officer_id=unless(own.chance("no_officer", 0.03), pl.lit(officer.cast(pl.String))),
    )


def charges(scene: pl.DataFrame, draws: Draws, mix: OffenseMix) -> pl.DataFrame:
    """The charges of the chunk, part by part."""
    suspected = pl.col("suspect").is_not_null() & ~pl.col("arrested") & ~pl.col("nobody")
    of = {True: scene.filter("arrested"), False: scene.filter(suspected)}
    return pl.concat(_charges(of[part.arrested], draws.within(part.nth), mix, part) for part in PARTS)


def _charges(people: pl.DataFrame, draws: Draws, mix: OffenseMix, part: Part) -> pl.DataFrame:
    rows = people.filter(draws.within("there", people.height).chance("there", part.share))
    own = draws.within("told", rows.height)
    noted: Weights = {"NOTED": 1.0}
    stages = weights(part.stages) if part.stages else noted
    unread = pl.col("charges_unread") & own.chance("unread", 0.5)
    return rows.select(
        "number",
        "incident_id",
        charge_id=unless(own.chance("no_charge_number", 0.01), ID + f"-C{part.nth}"),
        arrest_id=unless(own.chance("no_arrest_number", 0.05), pl.col("arrest_id")),
        citation=mix.text(own, pl.col(part.offense), unread),
        level=mix.level(own, pl.col(part.offense)),
        stage=pl.lit(own.pick("stage", stages)),
        date=unless(own.chance("no_day", 0.15), pl.coalesce("arrested_at", "reported_at").dt.date()),
        **person_columns(own, pl.col("suspect"), DAY, ids=0.93, names=0.4),
    )
