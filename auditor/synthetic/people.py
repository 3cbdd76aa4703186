"""The people of the synthetic export: from a number to an id, a name, a birth date, a sex and a race.

Nobody in it exists: first names are stones and plants, last names strung-together syllables. The same number is
the same person in every incident. What a row shows of them is another matter: ids, names and birth dates are left
out, names are written in several ways, an id may be of a duplicate master record.

Numbers fall into classes (by their remainder after division by four) of people whose birth dates differ, so that
nobody of one class is ever taken for somebody of another: the public, those who are arrested in drug and
sex-trade incidents of the background, and those of the plants.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from auditor.synthetic.draws import Draws, scramble, spread, words
from auditor.synthetic.figures import Weights, share, weights

FIRST = words(
    "AGATE BASALT BERYL COPAL FLINT GARNET JASPER LARIMAR MALACHITE ONYX OPAL PYRITE QUARTZ SLATE TOPAZ ZIRCON "
    "ACACIA ALDER ANISE ASTER BRIAR CEDAR CLOVER FENNEL FERN HAZEL HEATHER IRIS JUNIPER LARCH LAUREL LINDEN MYRTLE "
    "OLEANDER POPPY ROSEMARY ROWAN SAFFRON SORREL TANSY THISTLE THYME VERBENA YARROW YUCCA CAFÉ-AMANDE NIÑO-DE-MAR"
)
STEMS = words(
    "AL BER CAS DOR EL FAR GON HAR IM JAN KOR LAN MEN NOR OR PER QUI RAM SAL TOR UR VAL WEN YAN ZAR"
)
ENDINGS = words(
    "A ADA ANO BERG EZ FIELD HAM I INI ISH KIN LEY MAN NER O OV SEN SON TON VICH WELL WOOD YAN ZADE"
)
INITIALS = tuple("ABCDEFGHJKLMNPRSTVW")
STYLES: Weights = {"listed": 75.0, "plain": 20.0, "initial": 5.0}
BORN = date(1945, 1, 1)
BIRTH_DAYS = 21_900
PLACEHOLDER = date(1900, 1, 1)

CLASSES = 4
PUBLIC, ARRESTED, PLANTED = range(3)


def numbered(person: pl.Expr, of: int) -> pl.Expr:
    """The number of the person in the class `of` whose place in it is `person`."""
    return person * CLASSES + of


def id_of(person: pl.Expr, prefix: str = "P") -> pl.Expr:
    """The agency's number of a person."""
    return prefix + person.cast(pl.String).str.zfill(9)


def birth_of(person: pl.Expr) -> pl.Expr:
    """The birth date of a person."""
    days = scramble(person, 6, BIRTH_DAYS // CLASSES) * CLASSES + person % CLASSES
    return pl.lit(BORN) + pl.duration(days=days)


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
    double = draws.chance("double", 0.004)
    born = birth_of(person)
    age = day.dt.year() - born.dt.year() - (day.dt.ordinal_day() < born.dt.ordinal_day())
    shown = pl.when(draws.chance("born", names * 0.85)).then(born)
    return {
        "person_id": pl.when(draws.chance("known", ids)).then(
            pl.when(double).then(id_of(person, "D")).otherwise(id_of(person))
        ),
        "name": name_of(person, style),
        "birth_date": pl.when(draws.chance("blank", 0.003)).then(pl.lit(PLACEHOLDER)).otherwise(shown),
        "age": pl.when(draws.chance("aged", 1 - share("no_age"))).then(age.cast(pl.Int64)),
        "sex": _weighted("sexes", person, 7),
        "race": pl.when(draws.chance("raced", 1 - share("no_race"))).then(_weighted("races", person, 8)),
    }


def _word(words: Sequence[str | None], person: pl.Expr, salt: int) -> pl.Expr:
    return pl.lit(pl.Series(words)).gather(scramble(person, salt, len(words)))


def _weighted(figure: str, person: pl.Expr, salt: int) -> pl.Expr:
    slots = spread(tuple(weights(figure)), tuple(weights(figure).values()))
    return pl.lit(slots).gather(scramble(person, salt, len(slots)))
