"""Which offenses the synthetic export records, and the ways its clerks write them down.

`offense_mix.csv` says how often an offense is recorded in each kind of incident. Every offense is written in
all the ways of `figures.yaml`, so that an export has about a thousand distinct texts.
"""

from __future__ import annotations

import csv
from importlib.resources import files

import polars as pl

from auditor.synthetic.draws import SLOTS, Draws, spread
from auditor.synthetic.figures import names, weights

LETTERS = {"felony": "F", "misdemeanor": "M", "infraction": "I"}
LONG = {"PC": "CPC", "HS": "H&S", "VC": "CVC", "BP": "B&P"}
UNREADABLE = "SEE NARRATIVE"
PLAIN = ("{section} {code}", "{code} {section}", "{SECTION} {code}", "{code}{SECTION}", "{long} {section}")
"""The ways that say no level."""


class OffenseMix:
    """The offenses by kind of incident. An offense is a number: the row of the mix."""

    def __init__(self) -> None:
        text = files("auditor.synthetic").joinpath("offense_mix.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
        self._ways = spread(tuple(range(len(names("ways")))), tuple(weights("ways").values()))
        self._texts = pl.Series(
            [written(way, r["section"], r["code"], r["level"]) for r in rows for way in names("ways")]
        )
        self._levels = pl.Series([r["level"].upper() for r in rows])
        self._kinds = list(dict.fromkeys(r["kind"] for r in rows))
        shares = [tuple(float(r["weight"]) * (r["kind"] == kind) for r in rows) for kind in self._kinds]
        self._by_kind = pl.concat([spread(tuple(range(len(rows))), of) for of in shares])

    def offense(self, draws: Draws, kind: pl.Expr) -> pl.Expr:
        """An offense of the row's kind of incident, as often as the mix says (Int64)."""
        place = {name: n * SLOTS for n, name in enumerate(self._kinds)}
        start = kind.replace_strict(place, return_dtype=pl.Int64)
        return pl.lit(self._by_kind).gather(start + pl.lit(draws.below("offense", SLOTS)))

    def text(self, draws: Draws, offense: pl.Expr, unread: pl.Expr) -> pl.Expr:
        """The citation of an offense as a clerk writes it; where `unread`, nothing or nothing readable."""
        way = pl.lit(self._ways.gather(draws.below("way", SLOTS)))
        told = pl.lit(self._texts).gather(offense * len(names("ways")) + way)
        lost = pl.when(draws.chance("unwritten", 0.7)).then(None).otherwise(pl.lit(UNREADABLE))
        return pl.when(unread).then(lost).otherwise(told)

    def level(self, draws: Draws, offense: pl.Expr) -> pl.Expr:
        """The level that the record gives a charge: mostly the law's, often none, now and then another."""
        other = pl.lit(draws.pick("other", {"MISDEMEANOR": 60.0, "FELONY": 35.0, "INFRACTION": 5.0}))
        of_law = pl.lit(self._levels).gather(offense)
        level = pl.when((of_law == "WOBBLER") | draws.chance("wrong", 0.02)).then(other).otherwise(of_law)
        return pl.when(draws.chance("levelled", 0.7)).then(level)


def written(way: str, section: str, code: str, level: str = "misdemeanor") -> str:
    """A citation in one of the ways; a wobbler is written as a felony."""
    return way.format(
        code=code,
        section=section,
        SECTION=section.upper(),
        letter=LETTERS.get(level, "F"),
        long=LONG.get(code, code),
        title="OFFENSE AS CHARGED",
    )
