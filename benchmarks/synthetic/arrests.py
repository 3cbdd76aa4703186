"""Arrests and charges of the scenes.

Whoever is arrested has one to three charges: the offense of the incident, then what officers add. Some charges
stand a second time at a later stage; some suspects are only noted.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from synthetic.citations import OffenseMix
from synthetic.draws import Draws
from synthetic.people import person_columns
from synthetic.rows import kept, unless

ID, DAY = pl.col("incident_id"), pl.col("reported_at")
KINDS = {"CUSTODY": 66.0, "CITATION": 24.0, "SUMMONS": 2.0, None: 8.0}
BASES = {"ON VIEW": 70.0, "WARRANT": 12.0, "HOLD": 3.0, None: 15.0}
EARLY = {"BOOKED": 62.0, "CITED": 20.0, "NOTED": 3.0, "FILED": 4.0, "CONVICTED": 2.0, None: 9.0}
LATER = {"REFERRED": 3.0, "FILED": 5.0, "DECLINED": 1.0, "DISMISSED": 2.0, "CONVICTED": 2.0}


@dataclass(frozen=True)
class Part:
    """A part of the charges: of which arrest (0: of none), whose, for what, and how often there is one."""

    arrest: int
    nth: str
    flag: str
    person: str
    offense: str
    share: float
    stages: dict[str | None, float]


PARTS = (
    Part(1, "1", "arrested", "suspect", "offense_1", 1.0, EARLY),
    Part(1, "2", "arrested", "suspect", "added_1", 0.35, EARLY),
    Part(1, "3", "arrested", "suspect", "added_2", 0.1, EARLY),
    Part(1, "9", "arrested", "suspect", "offense_1", 0.03, LATER),
    Part(2, "4", "turned", "turned_person", "offense_3", 1.0, EARLY),
    Part(2, "5", "turned", "turned_person", "added_2", 0.15, EARLY),
    Part(2, "8", "turned", "turned_person", "offense_3", 0.05, LATER),
    Part(0, "6", "only_noted", "suspect", "offense_1", 0.03, {"NOTED": 1.0}),
)


def with_arrests(scene: pl.DataFrame, draws: Draws, mix: OffenseMix) -> pl.DataFrame:
    """The scenes with the number and day of their two arrests, and with offenses that officers may add."""
    columns = {}
    for n in (1, 2):
        own = draws.within(str(n))
        later = pl.when(own.chance("later", 0.06)).then(own.below("later_days", 30)).otherwise(0)
        days = pl.when(own.chance("before", 0.03)).then(-1).otherwise(later)
        columns[f"arrest_id_{n}"] = unless(own.chance("no_number", 0.03), "A" + ID + f"-{n}")
        columns[f"arrested_at_{n}"] = DAY + pl.duration(days=days, minutes=own.below("minutes", 700))
        columns[f"added_{n}"] = mix.offense(own, pl.lit("added"))
    return scene.with_columns(
        only_noted=~pl.col("arrested") & pl.col("suspect").is_not_null(),
        arrest_id_0=pl.lit(None, pl.String),
        arrested_at_0=DAY,
        **columns,
    )


def arrests(scene: pl.DataFrame, draws: Draws) -> list[pl.DataFrame]:
    """The arrests of the chunk: of the incident's suspect, and of its victim or witness."""
    return [
        _arrest(scene, draws.within("first"), 1, "arrested", "suspect"),
        _arrest(scene, draws.within("second"), 2, "turned", "turned_person"),
    ]


def _arrest(scene: pl.DataFrame, draws: Draws, n: int, flag: str, person: str) -> pl.DataFrame:
    officer = draws.below("officer", 2_000) + 1_000
    rows = scene.select(
        ID,
        arrest_id=f"arrest_id_{n}",
        person_id=unless(draws.chance("nobody", 0.06), _number(person)),
        arrested_at=unless(draws.chance("no_day", 0.04), pl.col(f"arrested_at_{n}")),
        kind=pl.lit(draws.pick("kind", KINDS)),
        basis=pl.lit(draws.pick("basis", BASES)),
        officer_id=unless(draws.chance("no_officer", 0.03), pl.lit(officer.cast(pl.String))),
        there=flag,
    )
    return kept(rows, draws)


def charges(scene: pl.DataFrame, draws: Draws, mix: OffenseMix) -> list[pl.DataFrame]:
    """The charges of the chunk, part by part."""
    return [_charge(scene, draws.within(part.nth), mix, part) for part in PARTS]


def _charge(scene: pl.DataFrame, draws: Draws, mix: OffenseMix, part: Part) -> pl.DataFrame:
    offense, day = pl.col(part.offense), pl.col(f"arrested_at_{part.arrest}").dt.date()
    columns = person_columns(draws, pl.col(part.person), DAY, ids=0.93, names=0.4)
    columns["person_id"] = unless(draws.chance("nobody", 0.07), _number(part.person))
    rows = scene.select(
        ID,
        charge_id=unless(draws.chance("no_charge_number", 0.01), ID + f"-C{part.nth}"),
        arrest_id=unless(draws.chance("no_arrest_number", 0.05), pl.col(f"arrest_id_{part.arrest}")),
        citation=mix.text(draws, offense),
        level=mix.level(draws, offense),
        stage=pl.lit(draws.pick("stage", part.stages)),
        date=unless(draws.chance("no_day", 0.15), day),
        there=pl.col(part.flag) & draws.chance("there", part.share),
        **columns,
    )
    return kept(rows, draws)


def _number(person: str) -> pl.Expr:
    return "P" + pl.col(person).cast(pl.String).str.zfill(8)
