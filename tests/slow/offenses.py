"""What the law and a pack say of the rows of an export: of a charge, of an involvement's offense."""

from collections.abc import Callable
from datetime import date

from tests.slow import law
from tests.slow.cells import Row, day_of
from tests.slow.kleene import k_and
from tests.slow.law import Law, Offense
from tests.slow.packs import NOTHING_TO_SEIZE, PACKS
from tests.slow.world import Key, World


def charge_day(world: World, charge: Row) -> date | None:
    """The day a charge's citation is looked up as of."""
    own = day_of(charge["date"])
    return world.police_date(charge) or own or world.crime_date(charge["key"])


def offense_of(row: Row) -> Offense | None:
    """The normal form of a row's citation."""
    return law.read_citation(row["citation"])


def charge_statute(world: World, charge: Row) -> Law:
    """The statute table's answers for a charge."""
    return law.statute(offense_of(charge), charge_day(world, charge))


def charge_level(world: World, charge: Row) -> str | None:
    """The level of a charge."""
    return law.level_of(charge["level"], offense_of(charge), charge_day(world, charge))


def protected(world: World, pack: str, charge: Row) -> bool | None:
    """Whether the pack protects from a charge."""
    level = charge_level(world, charge)
    return law.is_protected(pack, offense_of(charge), charge_day(world, charge), level)


def charge_qualifying(world: World, pack: str, charge: Row) -> bool | None:
    """Whether a charge is of a qualifying crime."""
    day = charge_day(world, charge)
    return law.is_qualifying(pack, offense_of(charge), day, PACKS[pack].open_ended)


def of_class(world: World, charge: Row, offense_class: str) -> bool | None:
    """The comparison of a charge's class; unknown with a null class."""
    known = charge_statute(world, charge).get("offense_class")
    return None if known is None else known == offense_class


def offense_qualifying(world: World, pack: str, offense: Row) -> bool | None:
    """Whether a recorded offense is a qualifying crime."""
    day = world.crime_date(offense["key"])
    return law.is_qualifying(pack, offense_of(offense), day, PACKS[pack].open_ended)


def victimless(world: World, offense: Row) -> bool:
    """The statute table's flag; where it gives no answer the offense is not."""
    return law.statute(offense_of(offense), world.crime_date(offense["key"])).get("victimless") == "yes"


def involved_in_qualifying(world: World, pack: str, involvement: Row) -> bool | None:
    """Whether an involvement's offense is qualifying."""
    key: Key = involvement["key"]
    offenses = world.rows("offenses", key)
    if involvement["offense_id"] is not None:
        return of_named(offenses, involvement, lambda o: offense_qualifying(world, pack, o))
    if not offenses:
        return None
    # reading: a null role is no suspect's, so the victimless offenses are left out for it.
    if involvement["role"] not in ("suspect", "arrestee"):
        offenses = [o for o in offenses if not victimless(world, o)]
    answers = {offense_qualifying(world, pack, o) for o in offenses}
    if answers <= {False}:
        return False
    return True if answers == {True} else None


def of_named(offenses: list[Row], involvement: Row, answer: Callable[[Row], bool | None]) -> bool | None:
    """The answer of the offense that an involvement names; no such row is unknown."""
    # reading: of offenses that share an id, one without a citation is silent (D1); the answers of the
    # others must be equal, an unknown one included.
    theirs = [o for o in offenses if o["offense_id"] == involvement["offense_id"]]
    told = {answer(o) for o in theirs if o["citation"] is not None}
    return told.pop() if len(told) == 1 else None


def is_drug(answers: Law, level: str | None) -> bool | None:
    """Class drug AND level not felony AND subclass not among those with nothing to seize; nulls unknown."""
    offense_class, subclass = answers.get("offense_class"), answers.get("offense_subclass")
    return k_and(
        None if offense_class is None else offense_class == "drug",
        None if level is None else level != "felony",
        None if subclass is None else subclass not in NOTHING_TO_SEIZE,
    )


def charge_drug(world: World, charge: Row) -> bool | None:
    """Whether a charge is drug."""
    return is_drug(charge_statute(world, charge), charge_level(world, charge))


def offense_drug(world: World, offense: Row) -> bool | None:
    """Whether a recorded offense is drug; its level is the one written, else the statute's."""
    cited, day = offense_of(offense), world.crime_date(offense["key"])
    return is_drug(law.statute(cited, day), law.level_of(None, cited, day))


def involved_in_drug(world: World, involvement: Row) -> bool | None:
    """Whether an involvement's offense is drug; without an id, unknown where some offense may be, else false."""
    offenses = world.rows("offenses", involvement["key"])
    if involvement["offense_id"] is not None:
        return of_named(offenses, involvement, lambda o: offense_drug(world, o))
    return False if all(offense_drug(world, o) is False for o in offenses) else None


def same_offense(a: Row, b: Row) -> bool | None:
    """Code, section, and subdivisions as far as both name them; unknown where one is unread."""
    one, other = offense_of(a), offense_of(b)
    if one is None or other is None:
        return None
    if (one.system, one.code, one.section) != (other.system, other.code, other.section):
        return False
    pairs = zip(one.subdivisions, other.subdivisions, strict=False)
    return all(mine == theirs for mine, theirs in pairs)
