"""The evidence log and the referral log: the days that each covers, and whose a row is."""

from datetime import date

from tests.slow.cells import Row, day_of
from tests.slow.world import Key, World


def span_of(world: World, log: str) -> tuple[date | None, date | None] | None:
    """The days that a log covers (None at an end: open); None where nothing tells."""
    if log in world.told.covers:
        return world.told.covers[log]
    if log in world.told.complete:
        return None, None
    days = [day_of(row["date"]) or world.report_date(row["key"]) for row in world.tables[log]]
    known = [day for day in days if day is not None]
    return (min(known), max(known)) if known else None


def covered(world: World, log: str, key: Key) -> bool:
    """Whether a log covers an incident."""
    day = world.report_date(key)
    place = ("span", log)
    if place not in world.memo:
        world.memo[place] = span_of(world, log)
    span: tuple[date | None, date | None] | None = world.memo[place]  # type: ignore[assignment]
    if day is None or span is None:
        return False
    return (span[0] is None or span[0] <= day) and (span[1] is None or day <= span[1])


def is_theirs(unit: Row, row: Row) -> bool | None:
    """A row that names no person is anyone's in its incident; another is that person's."""
    if row["person_id"] is None:
        return True
    return None if unit["person_id"] is None else unit["person_id"] == row["person_id"]
