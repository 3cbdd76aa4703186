"""What the law and a pack say of the rows of an export: of a charge, of an involvement's offense."""

from datetime import date

from tests.slow import law
from tests.slow.cells import Row, day_of
from tests.slow.law import Law, Offense
from tests.slow.packs import PACKS
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
        # reading: of offenses that share an id, one without a citation is silent (D1); the answers of the
        # others must be equal, an unknown one included.
        theirs = [o for o in offenses if o["offense_id"] == involvement["offense_id"]]
        told = {offense_qualifying(world, pack, o) for o in theirs if o["citation"] is not None}
        return told.pop() if len(told) == 1 else None
    if not offenses:
        return None
    # reading: a null role is no suspect's, so the victimless offenses are left out for it.
    if involvement["role"] not in ("suspect", "arrestee"):
        offenses = [o for o in offenses if not victimless(world, o)]
    answers = {offense_qualifying(world, pack, o) for o in offenses}
    if answers <= {False}:
        return False
    return True if answers == {True} else None


def same_offense(a: Row, b: Row) -> bool | None:
    """Code, section, and subdivisions as far as both name them; unknown where one is unread."""
    one, other = offense_of(a), offense_of(b)
    if one is None or other is None:
        return None
    if (one.system, one.code, one.section) != (other.system, other.code, other.section):
        return False
    pairs = zip(one.subdivisions, other.subdivisions, strict=False)
    return all(mine == theirs for mine, theirs in pairs)
