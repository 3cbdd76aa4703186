"""What is judged: charges, and the people of reports.

A person of a report is a row like others, with `rows`: the numbers (`n`) of the involvements that make it.
"""

from tests.slow.cells import PERSON, Row
from tests.slow.kleene import k_and, one_value
from tests.slow.offenses import involved_in_qualifying
from tests.slow.people import known_words, no_offender, same_person
from tests.slow.terms import victim_or_witness
from tests.slow.world import Key, World, comparable


def name_and_birth(row: Row) -> tuple[object, object] | None:
    """What tells a person apart without an id: both, or nothing."""
    if row["name"] is None or not known_words(row["name"]) or row["birth_date"] is None:
        return None
    return known_words(row["name"]), row["birth_date"]


def who(row: Row, involvements: list[Row]) -> object:
    """The person that an involvement is of: an id, else the one id of this name and birth, else those two."""
    if row["person_id"] is not None:
        return row["person_id"]
    own = name_and_birth(row)
    if own is None:
        return None
    ids = {i["person_id"] for i in involvements if i["person_id"] is not None and name_and_birth(i) == own}
    return ids.pop() if len(ids) == 1 else own


def person_of(key: Key, rows: list[Row]) -> Row:
    """The person whom these involvements are of: the columns on which they agree."""
    unit: Row = {"table": "reports", "key": key, "rows": {row["n"] for row in rows}}
    unit["person_id"] = next((row["person_id"] for row in rows if row["person_id"] is not None), None)
    for column in PERSON:
        one = one_value(comparable(column, row[column]) for row in rows)
        unit[column] = None if one is None else next(row[column] for row in rows if row[column] is not None)
    unit["deceased"] = any(row["deceased"] is True for row in rows)
    unit["no_offender"] = any(no_offender(row) for row in rows)
    return unit


def people_of(world: World, key: Key) -> list[Row]:
    """The people of one incident who can be told apart."""
    involvements = world.rows("involvements", key)
    groups: dict[object, list[Row]] = {}
    for row in involvements:
        person = who(row, involvements)
        if person is not None:
            groups.setdefault(person, []).append(row)
    return [person_of(key, rows) for rows in groups.values()]


def may_have_reported(world: World, pack: str, unit: Row) -> bool:
    """Some involvement that is surely theirs makes `reported_qualifying` true or unknown."""
    return any(
        same_person(world, unit, i) is True
        and k_and(victim_or_witness(i), involved_in_qualifying(world, pack, i)) is not False
        for i in world.rows("involvements", unit["key"])
    )


def units_of(world: World, pack: str, each: str) -> list[Row]:
    """The units that a rule judges."""
    if each == "charge":
        return world.tables["charges"]
    place = ("reports",)
    if place not in world.memo:
        keys = [key for keys in world.places.values() for key in keys]
        people = [unit for key in keys for unit in people_of(world, key)]
        for n, unit in enumerate(people):
            unit["n"] = n
        world.memo[place] = people
    everybody: list[Row] = world.memo[place]  # type: ignore[assignment]
    return [unit for unit in everybody if may_have_reported(world, pack, unit)]
