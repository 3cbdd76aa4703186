"""Who is the same person: the lines of the record model, in their order."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from tests.slow.cells import Row, name_words

if TYPE_CHECKING:
    from tests.slow.world import World


known_words = cache(name_words)


def known_equal(a: object, b: object) -> bool:
    """Known on both sides and equal."""
    return a is not None and a == b


def known_unequal(a: object, b: object) -> bool:
    """Known on both sides and unequal."""
    return a is not None and b is not None and a != b


def folded(text: str | None) -> str | None:
    """Race and ethnicity compare after folding case and spaces."""
    # reading: "folding spaces" leaves no space at all ("two  or more", "Two or more", "TWOORMORE" are equal).
    return None if text is None else "".join(text.casefold().split())


def names_equal(a: Row, b: Row) -> bool:
    """Both known, the same set of words."""
    return (
        a["name"] is not None and b["name"] is not None and known_words(a["name"]) == known_words(b["name"])
    )


def births_differ(a: date, b: date) -> bool:
    """Differ in more than one of day, month, year; day and month swapped is no difference."""
    swapped = (a.day, a.month) == (b.month, b.day)
    day_and_month = 0 if swapped else (a.day != b.day) + (a.month != b.month)
    return day_and_month + (a.year != b.year) > 1


def names_share_nothing(a: Row, b: Row) -> bool:
    """Both names have words of two letters or more, and none in common."""
    if a["name"] is None or b["name"] is None:
        return False
    words_a = {word for word in known_words(a["name"]) if len(word) > 1}
    words_b = {word for word in known_words(b["name"]) if len(word) > 1}
    return bool(words_a) and bool(words_b) and not words_a & words_b


def contradict(a: Row, b: Row, *, screening: bool) -> bool:
    """Line 6: whether what is known on both sides makes two rows different people."""
    births = (a["birth_date"], b["birth_date"])
    if names_share_nothing(a, b) and not known_equal(*births):
        return True
    if None not in births and births_differ(*births):
        return True
    if a["age"] is not None and b["age"] is not None and abs(a["age"] - b["age"]) > 1:
        return True
    return screening and (
        known_unequal(a["sex"], b["sex"])
        or known_unequal(folded(a["race"]), folded(b["race"]))
        or known_unequal(folded(a["ethnicity"]), folded(b["ethnicity"]))
    )


def surely_apart(side: Row, other: Row) -> bool:
    """Line 5, one way: `side` is dead, or a victim or witness who is no offender, and `other` a charge."""
    if other["table"] != "charges" or side["table"] == "charges":
        return False
    return side["deceased"] is True or (no_offender(side) and side["key"] == other["key"])


def no_offender(side: Row) -> bool:
    """A victim or witness who is surely no offender; of a person of a report, whether a row of it says so."""
    if side["table"] == "reports":
        return bool(side["no_offender"])
    return side["role"] in ("victim", "witness") and side["also_offender"] is False


def same_person(world: "World", a: Row, b: Row) -> bool | None:
    """Whether two rows (of involvements or charges, or a person of a report) are one person: by the first line.

    Of a person of a report, the rows that make the person are theirs without asking.
    """
    if a is b or (a["table"] == "reports" and b["table"] == "involvements" and b["n"] in a["rows"]):
        return True
    both_ids = a["person_id"] is not None and b["person_id"] is not None
    if known_equal(a["person_id"], b["person_id"]):
        return True
    if names_equal(a, b) and known_equal(a["birth_date"], b["birth_date"]):
        return None if both_ids else True
    here = a["key"] == b["key"]
    if not here and frozenset((a["key"], b["key"])) not in world.ties:
        return False
    if both_ids:
        return False
    two_charges = a["table"] == b["table"] == "charges"
    if here and two_charges and a["handle"] is not None and a["handle"] == b["handle"]:
        return True
    if surely_apart(a, b) or surely_apart(b, a):
        return False
    return False if contradict(a, b, screening=world.screening) else None
