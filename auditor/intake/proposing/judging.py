"""How sure it is that a source column is a record column: by its name, and by its cells where they can tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from auditor.intake.proposing import cells
from auditor.intake.proposing.headers import PERSON, Header, likeness
from auditor.intake.proposing.profiles import Profile
from auditor.records.tables import TABLES, Kind

LEAST = 0.6
"""A guess that is less sure is none."""

_DEAD = ("deceased", "dead", "fatal", "killed")
_FEWEST = {Kind.TIME: 0.6, Kind.DATE: 0.6, Kind.AGE: 0.8, Kind.CODE: 0.5, Kind.BOOL: 0.8}


@dataclass(frozen=True)
class Line:
    """A record column and the cell that is proposed for it, as plain data of a mapping.

    `sources` are the source columns of the cell; `mark` separates several values in it; `system` is the code
    system of a citation.
    """

    column: str
    cell: Any
    confidence: float
    reason: str
    sources: tuple[str, ...] = ()
    mark: str | None = None
    system: str | None = None
    order: tuple[float, bool, int, int] = (0.0, False, 0, 0)


@dataclass(frozen=True)
class Seen:
    """What the cells say: the share that is read, in words; how the cell is written then."""

    share: float
    words: str
    extra: dict[str, Any]
    mark: str | None = None
    system: str | None = None


@lru_cache(20_000)
def judge(
    profile: Profile, header: Header, table: str, column: str, *, own: bool, state: str | None = None
) -> Line | None:
    """A line for this record column; None where the source column is none."""
    if not profile.filled or not _may_be(header, table, column):
        return None
    like, spelling = likeness(header, table, column, own=own)
    if not like and not _tells_by_itself(profile, column):
        return None
    seen = _seen(profile, table, column, state)
    if seen is None:
        confidence = like * 0.9
    elif seen.share < _FEWEST.get(TABLES[table].column(column).kind, 0.3):
        return None
    elif like:
        confidence = like * 0.6 + seen.share * 0.4
    else:
        confidence = seen.share * 0.65 if seen.share >= 0.95 else 0.0
    if confidence < LEAST or _is_absurd(profile, column):
        return None
    named = f"the header is like {spelling!r}" if like else "the header tells nothing"
    reason = "; ".join([named, *([seen.words] if seen else [])])
    cell = {"column": profile.name, **seen.extra} if seen and seen.extra else profile.name
    order = (confidence, "number" in header.words, len(spelling.split()), len(profile.counted))
    mark, system = (seen.mark, seen.system) if seen else (None, None)
    return Line(column, cell, round(confidence, 2), reason, (profile.name,), mark, system, order)


def best(lines: Iterable[Line | None]) -> Line | None:
    """The surest line; of equally sure ones that of a number, of the longest known name, of the most distinct cells."""
    return max((line for line in lines if line is not None), key=lambda line: line.order, default=None)


def _may_be(header: Header, table: str, column: str) -> bool:
    if header.is_other and column != "officer_id":
        return False
    return header.person is None or table == PERSON or column == "person_id"


def _tells_by_itself(profile: Profile, column: str) -> bool:
    """Whether the first cells look as if they told the column without a header: roles, or citations."""
    first = [text for text, _ in profile.common[:3]]
    if column == "role":
        return all(map(cells.is_code("role"), first))
    return column == "citation" and any(map(cells.is_one_citation, first))


def _is_absurd(profile: Profile, column: str) -> bool:
    """Whether the cells cannot be what the header says."""
    if column == "incident_id":
        return len(profile.counted) == 1 and profile.rows > 5
    if column == "source_incident_id":
        return cells.share(profile, lambda text: any(c.isdigit() for c in text)) < 0.5
    if column == "name":
        return cells.share(profile, lambda text: any(c.isalpha() for c in text)) < 0.5
    return column in ("race", "ethnicity", "district", "report_type") and len(profile.counted) > 500


def _seen(profile: Profile, table: str, column: str, state: str | None) -> Seen | None:
    """What the cells say of being this record column; None where they cannot tell."""
    declared = TABLES[table].column(column)
    if column == "citation":
        return _citation(profile, state)
    if column == "deceased":
        return _deceased(profile)
    if column == "incident_id":
        return _number(profile)
    if declared.kind in (Kind.TIME, Kind.DATE):
        return _date(profile)
    if declared.kind is Kind.AGE:
        found = cells.share(profile, cells.is_age)
        return Seen(found, f"{found:.0%} are ages", {})
    return _code(profile, column, declared.codes) if declared.codes else None


def _number(profile: Profile) -> Seen:
    """Incident numbers; where an incident has several, what comes before their ending."""
    ending = cells.suffix(profile)
    words = f"{len(profile.counted):,} distinct in {profile.rows:,} rows"
    words += "; an ending tells the reports of one incident apart" if ending else ""
    return Seen(1.0, words, {"without_suffix": ending} if ending else {})


def _date(profile: Profile) -> Seen:
    found = cells.dates(profile)
    words = f"{found.share:.0%} are dates"
    words += ", day and month could be the other way round" if found.either else ""
    return Seen(found.share, words, {"formats": list(found.forms)} if found.forms else {})


def _code(profile: Profile, column: str, codes: str) -> Seen:
    """Words of a code list; those that are not recognised are named, to be filled in."""
    if codes == "bool" and {text.upper() for text in profile.counted} == {"A", "C"}:
        extra = {"values": {"A": True, "C": False}, "others": "drop"}
        return Seen(1.0, "A is attempted and C completed, as in NIBRS", extra)
    if column == "gender" and all(text.upper() in ("M", "F", "X") for text in profile.counted):
        return Seen(0.0, "", {})
    is_word = cells.is_code(codes)
    mark = cells.separator(profile, is_word) if column in ("role", "level") else None
    found = cells.share(
        profile, lambda text: all(is_word(piece) for piece in (text.split(mark) if mark else [text]))
    )
    words = f"{found:.0%} are known words for {codes}"
    odd = [text for text, _ in profile.common if not (mark and mark in text) and not is_word(text)]
    if found < 1 and 0 < len(odd) <= 12 and found >= 0.5 and max(map(len, odd)) <= 40:
        return Seen(found, f"{words}; say what the others mean", {"values": dict.fromkeys(odd)}, mark)
    return Seen(found, words, {}, mark)


def _deceased(profile: Profile) -> Seen:
    dead = {text: True for text, _ in profile.common if text.casefold() in _DEAD}
    if dead:
        return Seen(1.0, "a word for the dead is among the cells", {"values": dead, "others": "drop"})
    found = cells.share(profile, cells.is_code("bool"))
    return Seen(found, f"{found:.0%} are yes or no", {})


def _citation(profile: Profile, state: str | None) -> Seen:
    mark = cells.separator(profile, cells.is_one_citation) if state in (None, "CA") else None
    system, found = cells.citation_system(profile, state)
    if system == cells.UCR:
        known = cells.ucr_codes()
        odd = sum(text not in known for text in profile.counted)
        values = {text: known[text] for text in sorted(profile.counted, key=_by_number) if text in known}
        words = f"{found:.0%} are UCR codes, put into NIBRS codes; {odd} others would be unread"
        return Seen(found, words, {"values": values}, None, "NIBRS")
    if found < 0.3 and state not in (None, "CA"):
        return Seen(0.3, f"sections of {state} are in no table, so nothing is looked up by them", {})
    if mark:
        return Seen(max(found, 0.8), f"several citations in a cell, separated by {mark!r}", {}, mark)
    return Seen(
        found, f"{found:.0%} are read as citations" + (f" of {system}" if system else ""), {}, None, system
    )


def _by_number(text: str) -> tuple[int, str]:
    return (len(text), text)
