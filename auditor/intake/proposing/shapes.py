"""The shapes of a file: columns repeated sideways, people in columns of their own, a status that tells an arrest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.intake.mapping import NUMBER
from auditor.intake.proposing.headers import PERSON, Header, header_of, known, record_columns, words_of
from auditor.intake.proposing.judging import Line, best, judge
from auditor.intake.proposing.profiles import Profile

_ARREST = re.compile(r"\b(arrest|arrested|cite|cited|booked)\b", re.IGNORECASE)
_NO_ARREST = re.compile(
    r"\b(except|exceptional|exception|no|not|refus\w*|declin\w*|without)\b", re.IGNORECASE
)
_OWN = frozenset(("name", "birth_date", "age", "sex", "gender", "race", "ethnicity", "person_id"))


@dataclass
class Draft:
    """One source of a record table, as it is proposed."""

    table: str
    file: list[str]
    lines: list[Line]
    sideways: list[str] = field(default_factory=list)
    keep: list[dict[str, Any]] = field(default_factory=list)
    distinct: bool = False
    note: str = ""

    @property
    def used(self) -> set[str]:
        """The source columns that the cells are made from."""
        return {name for line in self.lines for name in line.sources}


def state_of(profiles: Iterable[Profile]) -> str | None:
    """The state that a column tells for nearly all rows; None where none does."""
    for profile in profiles:
        if " ".join(words_of(profile.header)) in known()["state"] and profile.filled:
            text, times = profile.common[0]
            if re.fullmatch(r"[A-Z]{2}", text) and times >= 0.9 * profile.filled:
                return text
    return None


def sideways(profiles: Sequence[Profile], state: str | None) -> list[tuple[str, list[str], list[Line]]]:
    """What is repeated in columns with a number: the table, the numbers, the lines with `<n>` in their cells."""
    families: dict[str, dict[str, Profile]] = defaultdict(dict)
    for profile in profiles:
        numbers = re.findall(r"[0-9]+", profile.name)
        if len(numbers) == 1:
            families[re.sub(r"[0-9]+", NUMBER, profile.name)][numbers[0]] = profile
    groups: dict[tuple[str, str | None], dict[str, tuple[list[str], Profile, Header]]] = defaultdict(dict)
    for template, of in families.items():
        header = header_of(template.replace(NUMBER, " "))
        table = PERSON if header.person else "charges"
        if len(of) > 1:
            counted = sum((profile.counted for profile in of.values()), Counter[str]())
            one = Profile(template, template, next(iter(of.values())).rows, counted)
            groups[table, header.person][template] = (list(of), one, header)
    return [found for key, of in groups.items() if (found := _repeated(*key, of, state))]


def _repeated(
    table: str, person: str | None, of: Mapping[str, tuple[list[str], Profile, Header]], state: str | None
) -> tuple[str, list[str], list[Line]] | None:
    lines: dict[str, Line] = {}
    for column in record_columns(table):
        if column not in ("incident_id", "agency"):
            line = best(
                judge(one, header, table, column, own=False, state=state) for _, one, header in of.values()
            )
            if line is not None and not any(line.sources == other.sources for other in lines.values()):
                lines[column] = line
    if not (_OWN & set(lines) if table == PERSON else "citation" in lines):
        return None
    if table == PERSON and "role" not in lines and known()["people"][person]:
        lines["role"] = constant("role", known()["people"][person], f"the headers begin with {person!r}")
    numbers = {n for line in lines.values() for name in line.sources for n in of[name][0]}
    return table, sorted(numbers, key=int), list(lines.values())


def constant(column: str, value: str, reason: str, confidence: float = 0.9) -> Line:
    """A line with the same value in every row."""
    return Line(column, {"constant": value}, confidence, reason)


def people(profiles: Sequence[Profile], stem: str, *, own: bool) -> list[list[Line]]:
    """The people of a file: a list of lines for each kind of person that has columns of its own."""
    groups: dict[str | None, dict[str, Line]] = defaultdict(dict)
    for person in dict.fromkeys(header_of(p.header).person for p in profiles):
        mine = [p for p in profiles if header_of(p.header).person == person]
        for column in record_columns(PERSON):
            if column in ("incident_id", "agency"):
                continue
            line = best(judge(p, header_of(p.header), PERSON, column, own=own) for p in mine)
            if line is not None and not any(line.sources == o.sources for o in groups[person].values()):
                groups[person][column] = line
    named = [person for person in groups if person is not None and groups[person]]
    if len(named) == 1 and None in groups:  # columns without a person's word are those of the only person
        groups[named[0]] = {**groups.pop(None), **groups[named[0]]}
    role = best(of.pop("role", None) for of in groups.values())
    if role is not None:
        return [_with_role(role, groups)]
    return [
        [*of.values(), *_role(person, stem)]
        for person, of in groups.items()
        if _OWN & set(of) and (person or own or len(_OWN & set(of)) > 1)
    ]


def _with_role(role: Line, groups: Mapping[str | None, Mapping[str, Line]]) -> list[Line]:
    """One kind of person, whose role the row tells: the columns of the group that has most, then of others."""
    lines = {"role": role}
    for of in sorted(groups.values(), key=lambda of: -len(of)):
        for column, line in of.items():
            if line.sources != role.sources:
                lines.setdefault(column, line)
    return list(lines.values())


def _role(person: str | None, stem: str) -> list[Line]:
    """The role that the header or the name of the file tells."""
    roles = known()["people"]
    if person and roles[person]:
        return [constant("role", roles[person], f"the headers begin with {person!r}")]
    told = [word.removesuffix("s") for word in words_of(stem)]
    found = next((word for word in told if roles.get(word)), None)
    return [constant("role", roles[found], f"the name of the file has {found!r}", 0.8)] if found else []


def cleared(profiles: Iterable[Profile]) -> tuple[Profile, list[str]] | None:
    """A column of few words, some of which tell an arrest, and those words."""
    for profile in profiles:
        if " ".join(words_of(profile.header)) in known()["cleared"] and len(profile.counted) <= 40:
            told = sorted(t for t in profile.counted if _ARREST.search(t) and not _NO_ARREST.search(t))
            if told:
                return profile, told
    return None
