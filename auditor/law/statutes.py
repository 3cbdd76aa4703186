"""The statute tables: what the law itself says of an offense on a day, whatever a policy makes of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

from auditor.law.ladder import Ladder, Provision
from auditor.law.source import statute_tables, table_rows

WOBBLER = "wobbler"
"""The level of an offense that may be charged as a felony or as a misdemeanor."""

_SECTION = re.compile(r"(?P<section>[0-9][0-9a-z.-]{0,15})(?P<groups>(?:\([0-9a-z]{1,5}\)){0,8})")

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Statute:
    """One dated row of a statute table. `level` may be `wobbler`; it is None where the table gives none."""

    system: str
    code: str
    section: str
    subdivisions: tuple[str, ...]
    title: str
    offense_class: str
    offense_subclass: str
    level: str | None
    victimless: bool | None
    valid_from: dt.date | None
    valid_to: dt.date | None


class StatuteAnswer(NamedTuple):
    """What the live rows say of an offense; each None where they disagree, say nothing or are missing."""

    offense_class: str | None = None
    offense_subclass: str | None = None
    level: str | None = None
    victimless: bool | None = None


class StatuteTable:
    """The statute tables as one table, asked by provision and day."""

    def __init__(self, rows: Iterable[Statute]) -> None:
        self.rows = tuple(rows)
        self.ladder = Ladder(self.rows)
        self.sections = frozenset(row.section for row in self.rows if row.system not in code_lists())

    def answer(self, cited: Provision, on: dt.date | None) -> StatuteAnswer:
        """The answers for a citation on a day; without a day every row is live."""
        live = self.ladder.live(cited, on)
        level = agreed_value(row.level for row in live)
        return StatuteAnswer(
            agreed_value(row.offense_class for row in live),
            agreed_value(row.offense_subclass for row in live),
            None if level == WOBBLER else level,
            agreed_value(row.victimless for row in live),
        )

    def known(self, cited: Provision) -> bool:
        """Whether the tables have the section, by a prefix of the citation or a finer row, whenever valid."""
        return bool(self.ladder.about(cited))


@cache
def statutes() -> StatuteTable:
    """The built-in statute tables, read once."""
    return StatuteTable(statute_of(row) for name in statute_tables() for row in table_rows(name))


@cache
def code_lists() -> frozenset[str]:
    """The systems that are a closed list of offense codes: no code of laws, no subdivisions."""
    return frozenset(row["system"] for row in table_rows("code_lists"))


def place_in(system: str, printed: str) -> tuple[str, tuple[str, ...]]:
    """A section or offense code as the tables of a system print it, as section and subdivisions.

    Raises:
        ValueError: where it is neither.
    """
    return (printed.upper(), ()) if system in code_lists() else split_section(printed)


def split_section(printed: str) -> tuple[str, tuple[str, ...]]:
    """A section as the tables print it, `647(b)(1)`, as section and subdivisions in lower case.

    Raises:
        ValueError: where it is no section followed by groups in parentheses.
    """
    found = _SECTION.fullmatch(printed.lower())
    if found is None:
        raise ValueError(f"{printed!r} is no section such as '647(b)(1)'")
    return found["section"], tuple(found["groups"].replace(")", "").split("(")[1:])


def statute_of(row: Mapping[str, str]) -> Statute:
    """A row of a table as its line says it; an empty level, answer or day is None."""
    section, subdivisions = place_in(row["system"], row["section"])
    return Statute(
        system=row["system"],
        code=row["code"],
        section=section,
        subdivisions=subdivisions,
        title=row["title"],
        offense_class=row["offense_class"],
        offense_subclass=row["offense_subclass"],
        level=row["level"] or None,
        victimless={"yes": True, "no": False}.get(row["victimless"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def agreed_value(answers: Iterable[T]) -> T | None:
    """The one answer that all give; None where they differ, or there is none."""
    given = set(answers)
    return given.pop() if len(given) == 1 else None
