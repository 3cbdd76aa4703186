"""What happened: one row an incident, with the people in it and what became of them, before it is recorded.

Incidents run in the order of their numbers over the span. Most people come from a large population, some from
a hundredth of it whom the police meet again and again; so the same person stands in reports of the same days.

The background breaks no rule of the built-in packs, whatever is blank in it, because of three things. Where somebody
could be victim or witness, every charge is of an offense that no directive protects from, and can be read. Who is
arrested in a drug or sex-trade incident is never victim or witness of anything. And gaps that could make one of
these uncertain (a role that says nothing beside an offense that cannot be read) do not meet in one incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from auditor.synthetic.citations import OffenseMix
from auditor.synthetic.draws import Draws, spread
from auditor.synthetic.figures import names, share, shares, weights
from auditor.synthetic.people import ARRESTED, PUBLIC, numbered

START = datetime(2017, 1, 1)
SPAN = datetime(2025, 1, 1) - START
FORBIDDEN = ("drug", "sex_trade")
"""Kinds of incident with charges that a directive may protect from."""


@dataclass(frozen=True)
class Size:
    """How large the whole export is; a chunk of it knows its place by this."""

    incidents: int
    seed: int

    def population(self, of: int) -> int:
        """How many people of a class there are to meet."""
        return max(1_000, self.incidents * 9 // 10 if of == PUBLIC else self.incidents // 20)


def scenes(size: Size, first: int, count: int, mix: OffenseMix) -> tuple[pl.DataFrame, Draws]:
    """The incidents from number `first` on, in order, and the draws for what follows."""
    draws = Draws(f"{size.seed}/{first}", count)
    frame = pl.DataFrame({"number": pl.int_range(first, first + count, eager=True)})
    frame = frame.with_columns(kind=draws.pick("kind", weights("kinds")), reported_at=reported(draws, size))
    frame = frame.with_columns(
        incident_id=incident_id(pl.col("number"), pl.col("reported_at")),
        occurred_at=pl.col("reported_at") - _delay(draws),
        day=pl.col("reported_at").dt.date(),
        agency=draws.pick("agency", weights("agencies")),
        forbidden=pl.col("kind").is_in(FORBIDDEN),
        arrested=draws.chance_by("arrested", pl.col("kind"), shares("arrested")),
    )
    frame = frame.with_columns(_person(draws, slot, size).alias(slot) for slot in names("present"))
    frame = frame.with_columns(suspect=_suspect(draws, size), nobody=_nobody(draws))
    return _offenses(_gaps(frame, draws), draws, mix), draws


def reported(draws: Draws, size: Size) -> pl.Expr:
    """When the incident of a number is reported: in the order of the numbers, but for some hours."""
    step = SPAN / size.incidents // timedelta(microseconds=1)
    micros = pl.col("number") * step + draws.below("minute", 600) * 60_000_000
    return (pl.lit(START) + pl.duration(microseconds=micros)).dt.truncate("1m")


def incident_id(number: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The number of an incident as the agency writes it: the year and a running number."""
    return (day.dt.year() % 100).cast(pl.String) + number.cast(pl.String).str.zfill(8)


def _delay(draws: Draws) -> pl.Expr:
    """Most crimes are reported within hours, some weeks later."""
    late: Mapping[int, float] = weights("reported_late")  # type: ignore[assignment]
    most = spread(tuple(late), tuple(late.values())).gather(draws.below("late", 10_000))
    return pl.duration(minutes=pl.lit(most * draws.below("minutes", 60)))


def _person(draws: Draws, slot: str, size: Size) -> pl.Expr:
    """A person's number where somebody is there, else null."""
    person = numbered(_anyone(draws.within(slot), size.population(PUBLIC)), PUBLIC)
    there = draws.within(slot).chance_by("present", pl.col("kind"), shares("present", slot))
    if not slot.endswith("suspect"):
        return pl.when(there).then(person)
    known = numbered(_anyone(draws.within(f"{slot} of drugs"), size.population(ARRESTED)), ARRESTED)
    return pl.when(there).then(pl.when("forbidden").then(known).otherwise(person))


def _anyone(draws: Draws, population: int) -> pl.Expr:
    often = draws.below("known", max(1, population // 100))
    return pl.when(draws.chance("often", 0.2)).then(often).otherwise(draws.below("anyone", population))


def _suspect(draws: Draws, size: Size) -> pl.Expr:
    """Whoever is arrested is there."""
    of = pl.when("forbidden").then(ARRESTED).otherwise(PUBLIC)
    anyone = pl.lit(draws.below("arrestee", size.population(ARRESTED))) * 4 + of
    return pl.coalesce("suspect", pl.when("arrested").then(anyone))


def _nobody(draws: Draws) -> pl.Expr:
    """Whether nothing is known of the suspect."""
    return ~pl.col("arrested") & draws.chance_by("nobody", pl.col("kind"), shares("unidentified"))


def _gaps(frame: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Which gaps an incident has: no report (`lost`), `vague` roles, offenses or charges `unread`, no offense."""
    vague = draws.chance("vague", 0.03)
    alone = pl.all_horizontal(pl.col("suspect", "second_suspect").is_null())
    return frame.with_columns(
        lost=draws.chance("lost", 0.0005),
        vague=vague,
        unread=draws.chance("unread", 0.02) & alone & ~vague & ~pl.col("forbidden"),
        charges_unread=draws.chance("charges unread", 0.02) & pl.col("forbidden"),
        has_offense_1=~draws.chance("no offense", 0.01) | pl.col("forbidden"),
    )


def _offenses(frame: pl.DataFrame, draws: Draws, mix: OffenseMix) -> pl.DataFrame:
    """Up to two offenses of the incident, and up to two that officers may add to the charges."""
    own = pl.col("forbidden") & draws.chance("added of its kind", 0.5)
    added = pl.when(own).then(pl.col("kind")).otherwise(pl.lit("added"))
    kinds = {"offense_1": pl.col("kind"), "offense_2": pl.col("kind"), "added_1": added, "added_2": added}
    return frame.with_columns(
        has_offense_2=pl.col("has_offense_1") & draws.chance("second", share("second_offense")),
        **{name: mix.offense(draws.within(name), kind) for name, kind in kinds.items()},
    )
