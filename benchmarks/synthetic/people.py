"""The people of the synthetic export: from a number to an id, a name, a birth date, a sex and a race.

The same number is the same person in every incident. What a row shows of them is another matter: ids, names
and birth dates are left out, names are written in several ways, an id may be of a duplicate master record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from synthetic.draws import Draws, scramble, words

FIRST = words(
    "MARIA JOSE ANA LUIS WEI MEI JUN HANA AMIR LEILA OMAR FATIMA IVAN OLGA JAMES MARY ROBERT LINDA MICHAEL "
    "SUSAN DAVID KAREN KEVIN LISA BRIAN NANCY DENISE TANYA KEISHA DARNELL ANDRE MARCUS RENÉE ZOË SOFÍA DIEGO "
    "CARMEN ELENA HECTOR ROSA MINH LINH TUAN PRIYA ARJUN NOOR SAMIR GRACE HENRY CLARA FELIX RUBY OSCAR IRIS"
)
STEMS = words(
    "AL BER CAS DOR EL FAR GON HAR IM JAN KOR LAN MEN NOR OR PER QUI RAM SAL TOR UR VAL WEN YAN ZAR"
)
ENDINGS = words(
    "A ADA ANO BERG EZ FIELD HAM I INI ISH KIN LEY MAN NER O OV SEN SON TON VICH WELL WOOD YAN ZADE"
)
INITIALS = tuple("ABCDEFGHJKLMNPRSTVW")
SEXES = ("M",) * 55 + ("F",) * 42 + ("X", None, None)
RACES = ("White", "Black", "Hispanic", "Asian", "Other")
STYLES = {"listed": 75.0, "plain": 20.0, "initial": 5.0}
BORN = date(1945, 1, 1)
BIRTH_DAYS = 21_900
PLACEHOLDER = date(1900, 1, 1)


def name_of(person: pl.Expr, style: pl.Expr) -> pl.Expr:
    """The name as a clerk of the style writes it; null without a style."""
    first = _word(FIRST, person, 1)
    last = _word(STEMS, person, 2) + _word(STEMS, person, 3).str.to_lowercase() + _word(ENDINGS, person, 4)
    return (
        pl.when(style == "listed")
        .then(last.str.to_uppercase() + ", " + first)
        .when(style == "plain")
        .then(first.str.to_titlecase() + " " + last.str.to_titlecase())
        .when(style == "initial")
        .then(last.str.to_uppercase() + ", " + first + " " + _word(INITIALS, person, 5))
        .when(style == "nobody")
        .then(pl.lit("UNKNOWN"))
    )


def person_columns(
    draws: Draws, person: pl.Expr, day: pl.Expr, *, ids: float, names: float
) -> dict[str, pl.Expr]:
    """`person_id` and the person columns; `ids` and `names` are the shares of rows that show them.

    A null person is one whom nobody knows: every column is null, save a name of UNKNOWN now and then.
    """
    style = (
        pl.when(person.is_null())
        .then(pl.when(draws.chance("nobody", 0.2)).then(pl.lit("nobody")))
        .when(draws.chance("named", names))
        .then(pl.lit(draws.pick("style", STYLES)))
    )
    prefix = pl.when(draws.chance("double", 0.004)).then(pl.lit("D")).otherwise(pl.lit("P"))
    born = pl.lit(BORN) + pl.duration(days=scramble(person, 6, BIRTH_DAYS))
    age = day.dt.year() - born.dt.year() - (day.dt.ordinal_day() < born.dt.ordinal_day())
    shown = pl.when(draws.chance("born", names * 0.85)).then(born)
    return {
        "person_id": pl.when(draws.chance("known", ids)).then(prefix + person.cast(pl.String).str.zfill(8)),
        "name": name_of(person, style),
        "birth_date": pl.when(draws.chance("blank", 0.003)).then(pl.lit(PLACEHOLDER)).otherwise(shown),
        "age": pl.when(draws.chance("aged", 0.3)).then(age.cast(pl.Int64)),
        "sex": _word(SEXES, person, 7),
        "race": _word(RACES, person, 8),
    }


def _word(words: Sequence[str | None], person: pl.Expr, salt: int) -> pl.Expr:
    return pl.lit(pl.Series(words)).gather(scramble(person, salt, len(words)))
