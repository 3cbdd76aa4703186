"""Which file feeds which record table, and how each column is made: a draft from all files of an export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from auditor.intake.proposing.headers import PERSON, header_of, record_columns, table_of
from auditor.intake.proposing.judging import Line, best, judge
from auditor.intake.proposing.profiles import Profile, profiles
from auditor.intake.proposing.shapes import Draft, cleared, constant, people, sideways, state_of
from auditor.intake.sources import Part
from auditor.records.tables import TABLES

HALLMARKS: Mapping[str, frozenset[str]] = {
    "offenses": frozenset(("citation", "description")),
    "arrests": frozenset(("arrested_at", "arrest_id", "kind")),
    "charges": frozenset(("citation", "level")),
    "evidence": frozenset(("kind", "action")),
    "referrals": frozenset(("referred_to",)),
    "training": frozenset(("course",)),
    "links": frozenset(("source_incident_id",)),
}
"""One of these columns must be found, or a file does not feed the table."""

KEYS = frozenset(("incident_id", "agency", "person_id", "arrest_id"))


@dataclass
class Files:
    """Files of one make, which are read together: their stems, their columns."""

    stems: list[str]
    profiles: list[Profile]
    own: str | None = None
    state: str | None = None


@dataclass
class Proposal:
    """What is proposed: the sources in the order of the tables, and the columns of each make of file."""

    drafts: list[Draft]
    files: list[Files]
    state: str | None = None
    without_number: list[str] = field(default_factory=list)


def draft(parts: Sequence[Part]) -> Proposal:
    """The sources for every record table that the files may feed; always one for `incidents`."""
    files = _makes(parts)
    state = next((s for of in files if (s := state_of(of.profiles))), None)
    claimed = {of.own for of in files if of.own}
    drafts: list[Draft] = []
    for of in files:
        pattern = ["*"] if len(files) == 1 else of.stems
        tables = [t for t in TABLES if t == of.own or t not in claimed]
        drafts += _of_one_make(of, pattern, tables, state)
    drafts = _one_source_of_incidents(drafts, files)
    order = list(TABLES)
    told = [of.stems[0] for of in files if _id(of, "incidents") is None and of.own != "training"]
    return Proposal(sorted(drafts, key=lambda d: order.index(d.table)), files, state, told)


def _makes(parts: Sequence[Part]) -> list[Files]:
    makes: dict[tuple[str, ...], list[Part]] = {}
    for part in parts:
        makes.setdefault(tuple(sorted(part.schema)), []).append(part)
    several = len(makes) > 1
    return [
        Files([p.file.stem for p in of], profiles(of[0]), table_of(of[0].file.stem) if several else None)
        for of in makes.values()
    ]


def _line(of: Files, table: str, column: str, state: str | None, taken: set[str]) -> Line | None:
    free = [p for p in of.profiles if p.name not in taken]
    own = of.own == table
    return best(judge(p, header_of(p.header), table, column, own=own, state=state) for p in free)


def _id(of: Files, table: str) -> Line | None:
    return _line(of, table, "incident_id", None, set())


def _keys(of: Files, table: str) -> list[Line]:
    """The number of the incident, and the agency, where the file tells them."""
    found = [
        _line(of, table, name, None, set())
        for name in ("incident_id", "agency")
        if name in TABLES[table].names
    ]
    return [line for line in found if line is not None]


def _of_one_make(of: Files, pattern: list[str], tables: Sequence[str], state: str | None) -> list[Draft]:
    number = _id(of, "incidents")
    drafts: list[Draft] = []
    taken: set[str] = set()
    if number is not None:
        drafts += _persons(of, pattern, tables, state)
        taken = {name for d in drafts for name in d.used}
    others = [t for t in tables if t != PERSON and (number is not None or t == "training")]
    for table, lines in _shared_out(of, others, state, taken).items():
        if table == "incidents" or HALLMARKS[table] & {line.column for line in lines}:
            drafts.append(Draft(table, pattern, lines))
    drafts += _arrest_by_status(of, pattern, tables, drafts, number)
    _tie(of, drafts)
    charged = any(d.table == "charges" for d in drafts)
    for one in drafts if len(drafts) > 1 else ():
        _share(one, charged=charged)
    return drafts


def _shared_out(
    of: Files, tables: Sequence[str], state: str | None, taken: set[str]
) -> dict[str, list[Line]]:
    """The lines of each table; a source column that several could use feeds the table where it is surest."""
    first = {table: _lines(of, table, state, taken) for table in tables}
    claims = sorted(
        ((line.confidence, table, name) for table, lines in first.items() for line in lines
         if line.column not in KEYS for name in line.sources),
        key=lambda claim: claim[0],
    )  # fmt: skip
    owner = {name: table for _, table, name in claims}
    return {
        table: _lines(
            of, table, state, taken | {name for name, of_table in owner.items() if of_table != table}
        )
        for table in tables
    }


def _lines(of: Files, table: str, state: str | None, taken: set[str]) -> list[Line]:
    """The lines of a table; a source column feeds one of its columns, the surest."""
    candidates = [
        line
        for column in record_columns(table)
        if (line := _line(of, table, column, state, taken - _key_columns(of, table)))
    ]
    lines: dict[str, Line] = {}
    used: set[str] = set()
    for line in sorted(candidates, key=lambda line: -line.confidence):
        again = line if not used & set(line.sources) else _line(of, table, line.column, state, taken | used)
        if again is not None:
            lines[line.column] = again
            used |= set(again.sources)
    return [lines[c] for c in TABLES[table].names if c in lines]


def _key_columns(of: Files, table: str) -> set[str]:
    """The source columns of numbers that several tables share."""
    shared = [_line(of, table, name, None, set()) for name in KEYS if name in TABLES[table].names]
    return {name for line in shared if line for name in line.sources}


def _persons(of: Files, pattern: list[str], tables: Sequence[str], state: str | None) -> list[Draft]:
    """The people of a file, and what else it repeats sideways."""
    drafts = []
    beside: set[str] = set()
    for table, numbers, lines in sideways(of.profiles, state):
        if table in tables:
            drafts.append(Draft(table, pattern, [*_keys(of, table), *lines], numbers))
            beside |= {p.name for p in of.profiles if any(char.isdigit() for char in p.name)}
    if PERSON in tables:
        rest = [p for p in of.profiles if p.name not in beside]
        for lines in people(rest, of.stems[0], own=of.own == PERSON):
            drafts.append(Draft(PERSON, pattern, [*_keys(of, PERSON), *lines]))
    return drafts


def _arrest_by_status(
    of: Files, pattern: list[str], tables: Sequence[str], drafts: Sequence[Draft], number: Line | None
) -> list[Draft]:
    """An arrest of nobody named, where a status tells that somebody was arrested and nothing else does."""
    found = cleared(of.profiles)
    if (
        found is None
        or number is None
        or "arrests" not in tables
        or any(d.table == "arrests" for d in drafts)
    ):
        return []
    profile, words = found
    kept = {"column": profile.name, "in": words, "reason": "status_is_no_arrest"}
    note = f"0.75 medium: words of {profile.header!r} tell that somebody was arrested or cited, not who"
    return [Draft("arrests", pattern, _keys(of, "arrests"), keep=[kept], distinct=True, note=note)]


def _tie(of: Files, drafts: Sequence[Draft]) -> None:
    """Let the id of a row tie the person on it to the offense on it."""
    used = {name for d in drafts for name in d.used}
    row = next((p for p in of.profiles if p.name not in used and _is_row_id(p)), None)
    told = [d for d in drafts if d.table in (PERSON, "offenses") and not d.sideways]
    if row is not None and any(d.table == "offenses" for d in told):
        reason = "another in every row, so it can stand for the offense of the row"
        for one in told:
            one.lines.insert(1, Line("offense_id", row.name, 0.75, reason, (row.name,)))


def _is_row_id(profile: Profile) -> bool:
    header = header_of(profile.header)
    alone = profile.rows > 1 and len(profile.counted) == profile.filled == profile.rows
    return alone and "id" in header.words and header.person is None and not header.is_other


def _share(one: Draft, *, charged: bool) -> None:
    """Where a file feeds several tables, equal records are one, and a row that tells nothing of a table is none.

    People without an id are one only where rows repeat them for each charge: two witnesses may be told alike.
    """
    if one.sideways:
        return
    found = {line.column for line in one.lines}
    one.distinct = one.table != PERSON or charged or "person_id" in found
    keys = (KEYS - {"person_id"} if one.table == PERSON else KEYS) | {"offense_id"}
    own = sorted({n for line in one.lines if line.column not in keys for n in line.sources})
    if one.table != "incidents" and not one.keep and own:
        one.keep = [{"any_filled": own, "reason": f"no_{one.table.removesuffix('s')}"}]


def _one_source_of_incidents(drafts: list[Draft], files: Sequence[Files]) -> list[Draft]:
    """Incidents come from one make of file: the one named so, else the one that tells most of them."""
    told = [d for d in drafts if d.table == "incidents"]
    others = [d for d in drafts if d.table != "incidents"]
    if not told:
        return [_guess(files[0]), *others]
    return [max(told, key=lambda d: len(d.lines)), *others]


def _guess(of: Files) -> Draft:
    """No column looks like the number of an incident: a line to be filled in."""
    reason = "NO COLUMN LOOKS LIKE AN INCIDENT NUMBER: name it here"
    if not of.profiles:
        return Draft("incidents", ["*"], [constant("incident_id", "?", reason, 0.0)])
    first = max(of.profiles, key=lambda p: len(p.counted)).name
    return Draft("incidents", of.stems, [Line("incident_id", first, 0.0, reason, (first,))])
