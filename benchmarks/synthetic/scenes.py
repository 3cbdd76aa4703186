"""What happened: one row an incident, with the people in it and what became of them, before it is recorded.

Incidents run in the order of their numbers over the span. Most people come from a large population, some from
a hundredth of it whom the police meet again and again; so the same person stands in reports of the same days.
Two rare courses of events are planted: a victim or witness of a violent crime is arrested in its incident
(`turned`), or in the next one on sight (`follows`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from synthetic.draws import Draws, words

START = datetime(2017, 1, 1)
SPAN = datetime(2025, 1, 1) - START
KINDS = {"property": 54.0, "violent": 25.0, "drug": 3.0, "sex_trade": 0.8, "other": 17.2}
DISTRICTS = words("Bayview Central Ingleside Mission Northern Park Richmond Southern Taraval Tenderloin")
STREETS = words(
    "MISSION MARKET VALENCIA POLK GEARY TURK EDDY CAPP SHOTWELL FOLSOM HARRISON THIRD IRVING LARKIN"
)
# How often somebody is there, by kind of incident.
PRESENT: dict[str, dict[str, float]] = {
    "victim": {"property": 0.95, "violent": 0.97, "drug": 0.02, "sex_trade": 0.03, "other": 0.25},
    "second_victim": {"property": 0.06, "violent": 0.15},
    "witness": {"property": 0.1, "violent": 0.28, "drug": 0.05, "other": 0.1},
    "reporting_party": {"property": 0.18, "violent": 0.18, "drug": 0.1, "sex_trade": 0.1, "other": 0.18},
    "suspect": {"property": 0.28, "violent": 0.85, "drug": 0.97, "sex_trade": 0.95, "other": 0.6},
    "second_suspect": {"property": 0.04, "violent": 0.12, "drug": 0.1, "sex_trade": 0.05},
}
ARRESTED = {"property": 0.12, "violent": 0.3, "drug": 0.9, "sex_trade": 0.85, "other": 0.5}
UNIDENTIFIED = {"property": 0.75, "violent": 0.45, "other": 0.3}


@dataclass(frozen=True)
class Size:
    """How large the whole export is; a chunk of it knows its place by this."""

    incidents: int
    seed: int

    @property
    def population(self) -> int:
        """How many people there are to meet."""
        return max(1_000, self.incidents * 9 // 10)


def scenes(size: Size, first: int, count: int) -> tuple[pl.DataFrame, Draws]:
    """The incidents from number `first` on, sorted, and the draws for the rows that record them."""
    draws = Draws(f"{size.seed}/{first}", count)
    happened = draws.within("scene")
    frame = pl.DataFrame({"number": pl.int_range(first, first + count, eager=True)}).with_columns(
        kind=happened.pick("kind", KINDS),
        reported_at=_reported(happened, size),
    )
    year = pl.col("reported_at").dt.year() % 100
    frame = frame.with_columns(
        incident_id=year.cast(pl.String) + pl.col("number").cast(pl.String).str.zfill(8),
        occurred_at=pl.col("reported_at") - _delay(happened),
        arrested=happened.chance_by("arrested", pl.col("kind"), ARRESTED),
        turned=happened.chance_by("turned", pl.col("kind"), {"violent": 0.02}),
        follows=happened.chance_by("follows", pl.col("kind"), {"drug": 0.05, "sex_trade": 0.1}),
        turned_kind=happened.pick("turned_kind", {"sex_trade": 50.0, "drug": 45.0, "added": 5.0}),
        district=happened.pick("district", dict.fromkeys([*DISTRICTS, None], 1.0)),
        **{name: _person(happened, name, shares, size) for name, shares in PRESENT.items()},
    )
    frame = frame.with_columns(suspect=_suspect(happened, size), victim=_turned_victim(happened, size))
    witness = pl.when(happened.chance("of_witness", 0.3)).then("witness")
    return frame.with_columns(turned_person=pl.when("turned").then(pl.coalesce(witness, "victim"))), draws


def _reported(draws: Draws, size: Size) -> pl.Expr:
    step = SPAN / size.incidents
    micros = pl.col("number") * (step // timedelta(microseconds=1)) + draws.below("minute", 600) * 60_000_000
    return (pl.lit(START) + pl.duration(microseconds=micros)).dt.truncate("1m")


def _delay(draws: Draws) -> pl.Expr:
    """Most crimes are reported within hours, some weeks later."""
    hours = pl.lit(draws.below("hours", 20))
    late = pl.when(draws.chance("late", 0.1)).then(draws.below("late_hours", 1_000)).otherwise(hours)
    return pl.duration(hours=late, minutes=draws.below("minutes", 60))


def _person(draws: Draws, name: str, shares: dict[str, float], size: Size) -> pl.Expr:
    """A person's number where somebody is there, else null."""
    own = draws.within(name)
    known = max(1, size.population // 100)
    often = pl.when(own.chance("often", 0.2)).then(own.below("known", known))
    person = often.otherwise(own.below("anyone", size.population))
    return pl.when(own.chance_by("present", pl.col("kind"), shares)).then(person)


def _suspect(draws: Draws, size: Size) -> pl.Expr:
    """Whoever is arrested is there; the suspect of a planted next incident is the victim of the one before."""
    anyone = pl.lit(draws.below("arrestee", size.population))
    someone = pl.coalesce("suspect", pl.when("arrested").then(anyone))
    before = pl.when("follows").then(pl.col("victim").shift(1))
    return pl.coalesce(before, someone)


def _turned_victim(draws: Draws, size: Size) -> pl.Expr:
    """A victim who is arrested is there, too."""
    return pl.coalesce(
        "victim", pl.when("turned").then(pl.lit(draws.below("turned_victim", size.population)))
    )
