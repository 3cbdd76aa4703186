"""Citations: what a written one says, in one normal form.

A misreading would accuse or clear somebody by a law that nobody cited. So a text that could mean two things,
or in which something is not understood, is left unread, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from auditor.law.codelists import listed_code
from auditor.law.doj import SYSTEM as DOJ
from auditor.law.doj import doj_code
from auditor.law.meaning import Meant, inferred, known_codes, meanings, role
from auditor.law.parser import LONGEST, parse
from auditor.law.spellings import Code
from auditor.law.statutes import code_lists
from auditor.law.written import Item, Unread, Written

WHYS = {
    "blank": "there is no text",
    "too_long": f"the text is longer than {LONGEST} characters",
    "no_section": "the text names no section",
    "warrant": "the text names a warrant or a hold, and no offense",
    "no_code": "the text names no code, and its section does not tell which",
    "two_readings": "the text has more than one reading under the law",
    "several": "the text cites several provisions",
    "unclear": "something in the text is not understood and could change its meaning",
    "not_in_system": "the text is nothing in the code system that the export names, as far as its table goes",
}
"""Why a text is not read as one citation, in words."""

_BESIDE = frozenset({"attempt", "enhancement", "sentencing"})
"""The roles of a section that speaks of the section beside it and is no charge there."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One provision that a text cites, with what the text says of it.

    `system` is that of a state (`CA`), `US`, `LOCAL`, or a list of offense codes (`NIBRS`, `SFPD`); `code` the
    code in it (`PC`), empty for such a list and for `US`;
    `section` keeps its own decimals and letter (`653.22`, `266h`); `subdivisions` go from the outermost
    inwards, in lower case. `level` is `felony`, `misdemeanor` or `infraction`, None where the text has none.
    `kind` is `charge`, `warrant` (cited as what a warrant is for) or `none` (no offense: a hold, a sentence,
    a release).
    """

    system: str
    code: str
    section: str
    subdivisions: tuple[str, ...] = ()
    level: str | None = None
    attempt: bool = False
    kind: str = "charge"

    @property
    def normal(self) -> str:
        """The offense as this project prints it: `PC 647(b)(1)`, `PC 211, attempted`, `NIBRS 40A`."""
        system = "" if self.system == "CA" else self.system
        section = self.section + "".join(f"({part})" for part in self.subdivisions)
        words = " ".join(filter(None, (system, self.code, section)))
        return f"{words}, attempted" if self.attempt else words


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a text: the citations it holds or may stand for, and why there is not exactly one.

    `why` is a key of `WHYS`, None where the text is read as one citation.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    why: str | None = None

    @property
    def citation(self) -> Citation | None:
        """The one citation; None where there is none, or several provisions, or several readings."""
        return self.citations[0] if self.why is None else None


def read_citation(text: str | None, system: str | None = None) -> Reading:
    """Read a citation as an export writes it.

    `system` is the code system that the export says its column holds. With None it is read from the text,
    where an offense code counts as one only if it has a letter or names its list, and a number of the
    California DOJ never does. What the text says of level, attempt and warrant is on the citation. Pure, never
    raises, and takes time in proportion to the text.
    """
    text = text or ""
    try:
        return Reading(text, *_read(text, system))
    except Unread as unread:
        return Reading(text, (), unread.why)


def _read(text: str, system: str | None) -> tuple[tuple[Citation, ...], str | None]:
    """The citations and why they are not one."""
    if not text.strip():
        raise Unread("blank")
    if len(text) > LONGEST:
        raise Unread("too_long")
    listed = listed_code(text, system) if system is None or system in code_lists() else None
    if listed is not None:
        return (Citation(listed[0], "", listed[1]),), None
    if system == DOJ:
        return (_coded(text),), None
    if system in code_lists():
        raise Unread("not_in_system")
    citations, why = _cited(parse(text))
    if any(system not in (None, citation.system) for citation in citations):
        raise Unread("not_in_system")
    return citations, why


def _coded(text: str) -> Citation:
    """The citation that a number of the California DOJ stands for."""
    found = doj_code(text)
    if found is None:
        raise Unread("not_in_system")
    item = Item(found.section, groups=found.subdivisions)
    kind = "charge" if role(item, found.code) is None else "none"
    return Citation(*found.code, found.section, found.subdivisions, found.level, kind=kind)


def _cited(written: Written) -> tuple[tuple[Citation, ...], str | None]:
    """The citations in a parsed text: one for each provision charged, or for each reading of the only one."""
    items = [part for item in written.items for part in item.listed()]
    beside = [item for item in items if role(item, item.code) in _BESIDE] if items[1:] else []
    charged = [item for item in items if item not in beside]
    if not charged or any(role(item, item.code) == "attempt" for item in charged):
        raise Unread("unclear")
    attempted = _attempted(written, items, charged)
    found: dict[Citation, None] = {}
    for item in charged:
        levels = ({item.level} if item.level else set()) if charged[1:] else written.levels
        meant = _meant(item, written, bare=written.marked or bool(beside))
        for one in _at_one_level(meant, levels):
            found[_citation(item, one, levels, item is attempted, written)] = None
    return tuple(found), None if len(found) == 1 else "several" if charged[1:] else "two_readings"


def _at_one_level(possible: Sequence[Meant], levels: Set[str]) -> list[Meant]:
    """The readings whose level, if a letter was read as one, is what the rest of the text says, too."""
    agreeing = [meant for meant in possible if len(levels | {meant.level} - {None}) <= 1]
    if not agreeing:
        raise Unread("unclear")
    return agreeing


def _attempted(written: Written, items: Sequence[Item], charged: Sequence[Item]) -> Item | None:
    """The item that the text calls an attempt: the one behind the attempt section, else the one before it."""
    marks = [at for at, item in enumerate(items) if role(item, item.code) == "attempt"]
    if not marks:
        return charged[0] if written.attempt else None
    return next((item for item in items[marks[0] :] if item in charged), charged[-1])


def _meant(item: Item, written: Written, bare: bool) -> tuple[Meant, ...]:
    """What an item means under its own code, else the text's only code if that has it, else any code."""
    codes = {other.code for other in written.items if other.code}
    if not codes and written.words:
        raise Unread("no_code")
    if item.code:
        return meanings(item, item.code)
    known = known_codes(item)
    if len(codes) == 1 and (codes <= known or not known):
        return meanings(item, codes.pop())
    return inferred(item, bare or len(codes) == 1)


def _citation(item: Item, meant: Meant, levels: Set[str], attempt: bool, written: Written) -> Citation:
    charge = role(item, Code(meant.system, meant.code)) is None
    if charge and written.release:
        raise Unread("unclear")
    kind = ("warrant" if written.warrant else "charge") if charge else "none"
    provision = (meant.system, meant.code, meant.section, meant.subdivisions)
    return Citation(*provision, level=meant.level or next(iter(levels), None), attempt=attempt, kind=kind)
