"""Which offenses the synthetic export records, and the ways its clerks write them down.

`offense_mix.csv` says how often an offense is recorded in each kind of incident. Every offense is written in
several of the plain ways of writing a citation, so that an export has a few hundred distinct texts.
"""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from synthetic.draws import SLOTS, Draws, spread

WAYS = {
    "{section} {code}": 35,
    "{code} {section}": 20,
    "{SECTION} {code}": 20,
    "{section} {code}/{felony}": 15,
    "{code}{SECTION}-{misdemeanor}": 10,
}
LETTERS = {"felony": "F", "misdemeanor": "M", "infraction": "I", "wobbler": ""}
UNREADABLE = "SEE NARRATIVE"


class OffenseMix:
    """The offenses by kind of incident. An offense is a number: the row of the mix."""

    def __init__(self) -> None:
        with Path(__file__).with_name("offense_mix.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        self._texts = pl.Series([_written(way, row) for row in rows for way in WAYS])
        self._levels = pl.Series([r["level"] for r in rows])
        self._kinds = list(dict.fromkeys(r["kind"] for r in rows))
        weights = [[float(r["weight"]) * (r["kind"] == kind) for r in rows] for kind in self._kinds]
        self._by_kind = pl.concat([spread(range(len(rows)), shares) for shares in weights])

    def offense(self, draws: Draws, kind: pl.Expr) -> pl.Expr:
        """An offense of the row's kind of incident, as often as the mix says (Int64)."""
        place = {name: n * SLOTS for n, name in enumerate(self._kinds)}
        start = kind.replace_strict(place, return_dtype=pl.Int64)
        return pl.lit(self._by_kind).gather(start + pl.lit(draws.below("offense", SLOTS)))

    def text(self, draws: Draws, offense: pl.Expr) -> pl.Expr:
        """The citation of an offense as a clerk writes it; now and then nothing, or nothing readable."""
        ways = spread(range(len(WAYS)), list(WAYS.values()))
        way = pl.lit(ways.gather(draws.below("way", SLOTS)))
        written = pl.lit(self._texts).gather(offense * len(WAYS) + way)
        unreadable = pl.when(draws.chance("unreadable", 0.002)).then(pl.lit(UNREADABLE)).otherwise(written)
        return pl.when(~draws.chance("unwritten", 0.006)).then(unreadable)

    def level(self, draws: Draws, offense: pl.Expr) -> pl.Expr:
        """The level that the record gives a charge: mostly the law's, often none, now and then another."""
        words = {"MISDEMEANOR": 60.0, "FELONY": 35.0, "INFRACTION": 5.0}
        of_law = pl.lit(self._levels).gather(offense).str.to_uppercase()
        other = pl.lit(draws.pick("other", words))
        level = pl.when((of_law == "WOBBLER") | draws.chance("wrong", 0.02)).then(other).otherwise(of_law)
        return pl.when(draws.chance("levelled", 0.7)).then(level)


def _written(way: str, row: dict[str, str]) -> str:
    """The citation in one of the ways; a wobbler's letter is F in the one and M in the other."""
    section, letter = row["section"], LETTERS[row["level"]]
    return way.format(
        code=row["code"],
        section=section,
        SECTION=section.upper(),
        felony=letter or "F",
        misdemeanor=letter or "M",
    )
