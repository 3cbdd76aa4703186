"""How codes, levels, warrants and counts are spelled, compiled from the data files once.

Only the shape of a spelling is written here: where a word may begin and end. The words themselves, and every
section that is special, are rows of `tables/*.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from auditor.law.source import table_rows
from auditor.law.statutes import split_section

LEVELS = ("felony", "misdemeanor", "infraction")
"""The levels that a text may name."""


class Code(NamedTuple):
    """A code of laws: its system and its letters (empty where the system is one code)."""

    system: str
    code: str


class CodeWords(NamedTuple):
    """The spellings of codes, of which none may run on; `spelled` matches them. Each begins with a capital."""

    spelled: re.Pattern[str]
    meaning: dict[str, Code]
    titled: frozenset[Code]
    lettered: frozenset[Code]

    def after(self, text: str, at: int) -> re.Match[str] | None:
        """The code that begins here, behind whatever."""
        return self.spelled.match(text, at)

    def alone(self, text: str, at: int) -> re.Match[str] | None:
        """The code that begins here, but not behind a letter."""
        return None if at and "A" <= text[at - 1] <= "Z" else self.spelled.match(text, at)

    def named(self, matched: str) -> Code:
        """The code that a matched spelling stands for."""
        return self.meaning[" ".join(matched.split())]


class Special(NamedTuple):
    """A section that is no charge of its own, and the role that it plays beside one."""

    code: Code
    section: str
    subdivisions: tuple[str, ...]
    role: str


@cache
def code_words() -> CodeWords:
    """Every spelling of every code."""
    meaning = {row["words"]: Code(row["system"], row["code"]) for row in table_rows("code_words")}
    suffixes = _either(words("suffix"))
    body = f"(?:{_either(meaning)})(?=(?:{suffixes})?(?![A-Z]))"
    codes = table_rows("codes")
    return CodeWords(
        spelled=re.compile(body),
        meaning=meaning,
        titled=frozenset(Code(row["system"], row["code"]) for row in codes if row["sections"] == "titled"),
        lettered=frozenset(Code(row["system"], row["code"]) for row in codes if row["lettered"] == "yes"),
    )


@cache
def code_begun() -> re.Pattern[str]:
    """Every spelling of every code, also where it runs on; compiled where it is asked for, which is seldom."""
    return re.compile(_either(code_words().meaning))


@cache
def code_numbers() -> dict[str, Code]:
    """The codes that a number and a colon before the section stand for."""
    return {row["number"]: Code(row["system"], row["code"]) for row in table_rows("code_numbers")}


@cache
def words(meaning: str) -> tuple[str, ...]:
    """The words that have a meaning, longest first."""
    found = [row["word"] for row in table_rows("words") if row["meaning"] == meaning]
    return tuple(sorted(found, key=len, reverse=True))


@cache
def level_of(word: str) -> str:
    """The level that a level word names."""
    return next(level for level in LEVELS if word in words(level))


def any_word(*meanings: str) -> str:
    """A pattern for any word of some meanings; it does not say where a word ends."""
    return f"(?:{_either(word for meaning in meanings for word in words(meaning))})"


@cache
def specials() -> dict[str, tuple[Special, ...]]:
    """The special sections by section number."""
    found: dict[str, tuple[Special, ...]] = {}
    for row in table_rows("special_sections"):
        section, subdivisions = split_section(row["section"])
        special = Special(Code(row["system"], row["code"]), section, subdivisions, row["role"])
        found[section] = (*found.get(section, ()), special)
    return found


@cache
def own_letters() -> dict[tuple[Code, str], dict[str, bool]]:
    """By number, the letters that make a section of their own, and whether `number(letter)` is law beside it."""
    found: dict[tuple[Code, str], dict[str, bool]] = {}
    for row in table_rows("letters"):
        number = (Code(row["system"], row["code"]), row["section"])
        found.setdefault(number, {})[row["letter"]] = row["beside"] == "yes"
    return found


@cache
def letters_by_number() -> dict[str, frozenset[str]]:
    """The letters (one or two, in capitals) that make a section of their own with a number, in any code."""
    found: dict[str, frozenset[str]] = {}
    for (_, number), letters in own_letters().items():
        found[number] = found.get(number, frozenset()) | {letter.upper() for letter in letters}
    return found


@cache
def printed_sections() -> dict[str, dict[Code, tuple[str, tuple[str, ...]]]]:
    """What a number that no section has stands for, by code."""
    found: dict[str, dict[Code, tuple[str, tuple[str, ...]]]] = {}
    for row in table_rows("printed_sections"):
        found.setdefault(row["printed"], {})[Code(row["system"], row["code"])] = split_section(row["section"])
    return found


def _either(spellings: Iterable[str]) -> str:
    ordered = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    return "|".join(re.escape(spelling).replace("\\ ", " {1,2}") for spelling in ordered)
