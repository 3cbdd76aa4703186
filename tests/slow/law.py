"""From a citation to the answers of the statute table and of a pack's offense list.

The reader knows only the plain forms that the strategies of `exports` write; all else is unread here, which
for those strategies is what the contract says, too.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tests.slow.kleene import all_the_same

REPO = Path(__file__).parents[2]
LEVELS = {"f": "felony", "m": "misdemeanor", "i": "infraction"}
SECTION = re.compile(r"(\d+(?:\.\d+)?[a-z]?)((?:\([a-z0-9]+\))*)")
WRITTEN = re.compile(
    r"(?:(?P<before>[a-z]{2}) )?(?P<attempt>664/)?(?P<section>\d+(?:\.\d+)?[a-z]?(?:\([a-z0-9]+\))*)"
    r"(?: (?P<after>[a-z]{2}))?(?:[/-](?P<level>[fmi]))?"
)
NIBRS = re.compile(r"\d\d[a-z]")
Law = dict[str, str]


@dataclass(frozen=True)
class Offense:
    """A citation's normal form."""

    system: str
    code: str
    section: str
    subdivisions: tuple[str, ...] = ()
    level: str | None = None
    attempt: bool = False

    def __str__(self) -> str:
        parts = "".join(f"({part})" for part in self.subdivisions)
        section = self.section.upper() if self.system == "NIBRS" else self.section
        return f"{self.code or self.system} {section}{parts}"


def split_section(text: str) -> tuple[str, tuple[str, ...]]:
    """Section and subdivisions of `647(b)(1)`."""
    match = SECTION.fullmatch(text.casefold())
    if match is None:
        return text.casefold(), ()
    return match[1], tuple(re.findall(r"\(([^)]+)\)", match[2]))


@cache
def read_citation(text: str | None) -> Offense | None:
    """The normal form of a citation; None where it is blank or not read."""
    if text is None:
        return None
    written = text.casefold()
    if NIBRS.fullmatch(written):
        return Offense("NIBRS", "", written)
    match = WRITTEN.fullmatch(written)
    if match is None or (match["before"] is None) == (match["after"] is None):
        return None
    section, subdivisions = split_section(match["section"])
    level = LEVELS.get(match["level"] or "")
    code = (match["before"] or match["after"]).upper()
    return Offense("CA", code, section, subdivisions, level, match["attempt"] is not None)


def csv_rows(path: Path) -> list[Law]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def statute_rows() -> tuple[Law, ...]:
    """The statute table: the product's data files, of which those of another kind have other columns."""
    tables = [csv_rows(path) for path in sorted((REPO / "auditor" / "law" / "tables").rglob("*.csv"))]
    return tuple(row for rows in tables for row in rows if "offense_class" in row and "valid_from" in row)


@cache
def list_rows(pack: str) -> tuple[Law, ...]:
    """A pack's offense list."""
    return tuple(csv_rows(REPO / "auditor" / "policy" / "packs" / pack / "offenses.csv"))


def is_live(row: Law, day: date | None) -> bool:
    """Whether a row is valid on the day; without a day every row is."""
    if day is None:
        return True
    starts = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
    ends = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
    return starts <= day <= ends


def same_start(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether `a` is a prefix of `b`, or all of it."""
    return b[: len(a)] == a


def of_section(rows: Iterable[Law], offense: Offense) -> list[tuple[tuple[str, ...], Law]]:
    """The rows of the offense's section, each with its subdivisions."""
    found = []
    for row in rows:
        section, subdivisions = split_section(row["section"])
        if (row["system"], row["code"], section) == (offense.system, offense.code, offense.section):
            found.append((subdivisions, row))
    return found


def prefix_or_finer(rows: Iterable[Law], offense: Offense) -> list[tuple[tuple[str, ...], Law]]:
    """The rows that stand for the citation at all: its prefixes and what is finer."""
    wanted = offense.subdivisions
    found = of_section(rows, offense)
    return [(s, row) for s, row in found if same_start(s, wanted) or same_start(wanted, s)]


def look_up(rows: Iterable[Law], offense: Offense, day: date | None) -> list[Law]:
    """The live rows of the longest prefix; where there is none, the finer ones."""
    live = [(s, row) for s, row in prefix_or_finer(rows, offense) if is_live(row, day)]
    prefixes = [s for s, _ in live if same_start(s, offense.subdivisions)]
    if prefixes:
        longest = max(prefixes, key=len)
        return [row for s, row in live if s == longest]
    return [row for _, row in live]


@cache
def statute(offense: Offense | None, day: date | None) -> Law:
    """The statute table's answers; a question without one answer is missing from them."""
    rows = [] if offense is None else look_up(statute_rows(), offense, day)
    answers = {}
    for question in ("offense_class", "offense_subclass", "level", "victimless"):
        answer = all_the_same(row[question] for row in rows)
        if answer and answer != "wobbler":
            answers[question] = str(answer)
    return answers


def level_of(recorded: str | None, offense: Offense | None, day: date | None) -> str | None:
    """The record's level, else the written one, null where these differ; else the statute table's."""
    written = offense.level if offense is not None else None
    if recorded is not None and written is not None and recorded != written:
        return None
    return recorded or written or statute(offense, day).get("level")


def protected_by(row: Law, level: str | None) -> bool | None:
    """What one row of a list answers to *protected?* for a charge of the level."""
    answer = {"protected": True, "protected_unclear": None}.get(row["role"], False)
    if answer is False:
        return False
    if level == "felony" and row["level"] not in ("felony", "wobbler"):
        return None if row["felony_form"] == "no" else False
    if level is None and row["level"] in ("misdemeanor", "infraction"):
        return None
    return answer


def qualifying_by(row: Law) -> bool | None:
    """What one row of a list answers to *qualifying?*."""
    return {"qualifying": True, "qualifying_unclear": None}.get(row["role"], False)


def covers(pack: str, offense: Offense | None) -> bool:
    """Whether the citation was read and its code system is in the pack's list."""
    return offense is not None and offense.system in {row["system"] for row in list_rows(pack)}


@cache
def is_protected(pack: str, offense: Offense | None, day: date | None, level: str | None) -> bool | None:
    """The pack's answer to *protected?*."""
    if offense is None or not covers(pack, offense):
        return None
    live = look_up(list_rows(pack), offense, day)
    if live:
        return bool_or_none(all_the_same(protected_by(row, level) for row in live))
    # reading: "every row of it, whenever live, answers false … else unknown at every level": asked of the
    # rows' roles, whatever the charge's level; "of it" are the section's rows that are a prefix or finer.
    ever = prefix_or_finer(list_rows(pack), offense)
    return False if all(not row["role"].startswith("protected") for _, row in ever) else None


@cache
def is_qualifying(
    pack: str, offense: Offense | None, day: date | None, open_ended: tuple[str, ...]
) -> bool | None:
    """The pack's answer to *qualifying?*."""
    if offense is None or not covers(pack, offense):
        return None
    live = look_up(list_rows(pack), offense, day)
    if live:
        return bool_or_none(all_the_same(qualifying_by(row) for row in live))
    ever = prefix_or_finer(list_rows(pack), offense)
    if ever:
        return False if all(qualifying_by(row) is False for _, row in ever) else None
    return None if statute(offense, day).get("offense_class") in open_ended else False


def bool_or_none(answer: object) -> bool | None:
    """An answer as a truth value."""
    return answer if isinstance(answer, bool) else None
