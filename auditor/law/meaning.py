"""Which provisions a written section may mean, by the statute tables.

A letter behind a number is the hard case: `266H` is section 266h, `11377A` is section 11377(a), and `647B`
may be either of two provisions that are both law. A section without a code is the other one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from auditor.law.spellings import Code, code_words, level_of, own_letters, printed_sections, specials
from auditor.law.statutes import code_lists, statutes
from auditor.law.written import Item, Unread

_LEVEL_LETTERS = frozenset("fim")
_ROMAN = frozenset("ivx")
_ROMAN_DEPTH = 3


class Meant(NamedTuple):
    """A provision that a written section may mean, and the level if its last letter is one."""

    system: str
    code: str
    section: str
    subdivisions: tuple[str, ...] = ()
    level: str | None = None


def meanings(item: Item, code: Code) -> tuple[Meant, ...]:
    """Everything that a section of a known code may mean; one entry where the text is clear.

    Raises:
        Unread: where its subdivisions are no path through a section, or its code needs a title.
    """
    found = _meanings(item, code)
    if not item.loose or all(map(_as_fine, found)):
        return found
    *groups, mark = item.groups
    at_level = _meanings(item._replace(groups=tuple(groups)), code)
    return (*found, *(meant._replace(level=level_of(mark.upper())) for meant in at_level))


def _meanings(item: Item, code: Code) -> tuple[Meant, ...]:
    if code in code_words().titled and not item.title:
        raise Unread("unclear")
    if item.clash:
        return _one_if_alike(
            [*_meanings(item._replace(clash=None), code), Meant(*item.clash, _section(item))]
        )
    printed = printed_sections().get(item.number, {}).get(code)
    if not item.letter:
        section, first = printed or (_section(item), ())
        return (Meant(*code, section, _path(first + item.groups)),)
    if printed:
        raise Unread("unclear")
    return _by_letter(item, code)


def inferred(item: Item, bare: bool) -> tuple[Meant, ...]:
    """What a section written without a code may mean, where one code of the tables alone has it.

    A number alone says too little unless `bare` allows it: something beside it shows that it is a section.

    Raises:
        Unread: where no code, or more than one, has the section.
    """
    codes = known_codes(item)
    found = meanings(item, min(codes)) if len(codes) == 1 else ()
    if not found or not (bare or any(map(_tells, found))):
        raise Unread("no_code")
    return found


def known_codes(item: Item) -> frozenset[Code]:
    """The state codes that have the section in the statute tables, at any depth."""
    number = _section(item)
    printed = printed_sections().get(item.number, {})
    return _codes_of(number) | _codes_of(number + item.letter) | frozenset(printed)


def role(item: Item, code: Code | None) -> str | None:
    """The role of a section that is no charge of its own, in its code or, without one, in any code."""
    path = (item.letter, *item.groups) if item.letter else item.groups
    for special in specials().get(item.number, ()):
        depth = len(special.subdivisions)
        if code in (None, special.code) and path[:depth] == special.subdivisions:
            return special.role
    return None


def _by_letter(item: Item, code: Code) -> tuple[Meant, ...]:
    """What a number with a letter behind it may mean: what the law knows, else all that the text allows."""
    own = Meant(*code, _section(item) + item.letter, item.groups)
    below = Meant(*code, _section(item), (item.letter, *item.groups))
    letters = own_letters().get((code, item.number))
    if len(item.letter) > 1:
        return _by_two_letters(item, code, own)
    possible = [meant for meant in ((own, below) if letters else (below,)) if _is_path(meant.subdivisions)]
    if not possible:
        raise Unread("unclear")
    if possible == [own]:
        return (own,)
    marks = _level_marks(item, code)
    known = [meant for meant in possible if _as_fine(meant)]
    if letters and item.letter in letters and not (item.groups and known):
        beside = letters[item.letter] or below in known
        known = [meant for meant in possible if beside or meant == own]
    if known == [own, below]:
        return (below,) if item.lower and item.apart and not marks else (own, below)
    if known:
        return (*known, *marks)
    return _unknown_letter(item, code, tuple(possible), marks)


def _by_two_letters(item: Item, code: Code, own: Meant) -> tuple[Meant, ...]:
    """A section with two letters of its own, or the subdivision of a section with one of them."""
    below = Meant(*code, _section(item) + item.letter[0], (item.letter[1], *item.groups))
    return (own, below) if _is_path(below.subdivisions) else (own,)


def _unknown_letter(
    item: Item, code: Code, possible: tuple[Meant, ...], marks: tuple[Meant, ...]
) -> tuple[Meant, ...]:
    if marks and item.apart and _undivided(code, item.number):
        return marks
    if len(possible) == 1 and not marks and (item.apart or item.letter in _LEVEL_LETTERS):
        raise Unread("unclear")
    return (*possible, *marks)


def _level_marks(item: Item, code: Code) -> tuple[Meant, ...]:
    """The reading of a letter as a level: a capital, and the last thing written of the section."""
    if item.letter not in _LEVEL_LETTERS or item.groups or (item.lower and not item.apart):
        return ()
    return (Meant(*code, _section(item), (), level_of(item.letter.upper())),)


def _section(item: Item) -> str:
    return f"{item.title}-{item.number}" if item.title else item.number


def _path(groups: tuple[str, ...]) -> tuple[str, ...]:
    if not _is_path(groups):
        raise Unread("several" if all(map(str.isalpha, groups)) else "unclear")
    return groups


def _is_path(groups: tuple[str, ...]) -> bool:
    """Whether letters and numbers take turns, as they do in a code, down to where roman numerals come."""
    for depth, (above, group) in enumerate(pairwise(groups), start=1):
        roman = depth >= _ROMAN_DEPTH and set(group) <= _ROMAN
        if above.isdigit() == group.isdigit() and not roman:
            return False
    return all(len(group) == 1 or group.isdigit() or set(group) <= _ROMAN for group in groups)


def _as_fine(meant: Meant) -> bool:
    """Whether the tables have a row for the provision that is at least as fine as it is written."""
    about = statutes().ladder.about(meant)
    return any(len(row.subdivisions) >= len(meant.subdivisions) for row in about)


def _tells(meant: Meant) -> bool:
    """Whether the tables know more than the number: the section's own letter, or the first subdivision."""
    if meant.subdivisions and any(row.subdivisions for row in statutes().ladder.about(meant)):
        return True
    return meant.section[-1].isalpha() and statutes().known(meant._replace(subdivisions=()))


def _undivided(code: Code, number: str) -> bool:
    return any(not row.subdivisions for row in statutes().ladder.about(Meant(*code, number)))


@cache
def _codes_by_section() -> dict[str, frozenset[Code]]:
    found: dict[str, frozenset[Code]] = {}
    for row in statutes().rows:
        if row.system not in code_lists():
            found[row.section] = found.get(row.section, frozenset()) | {Code(row.system, row.code)}
    return found


def _codes_of(section: str) -> frozenset[Code]:
    return _codes_by_section().get(section, frozenset())


def _one_if_alike(possible: Iterable[Meant]) -> tuple[Meant, ...]:
    """The first reading where the tables answer all of them alike, since then nothing hangs on the choice."""
    readings = tuple(possible)
    answers = {statutes().ladder.about(meant) for meant in readings}
    return readings[:1] if len(answers) == 1 and () not in answers else readings
