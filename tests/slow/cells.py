"""From the text cells of an export to typed rows: unknown words, codes, dates, agencies, duplicates.

A typed row is a dict of its record columns and of `table`, `n` (index in the input table) and `key`
(agency, incident_id).
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

Cell = object
Row = dict[str, Any]
Tables = dict[str, list[dict[str, object]]]

PERSON = {
    "name": "name",
    "birth_date": "birth",
    "age": "age",
    "sex": "M F X",
    "gender": "woman man transgender_woman transgender_man nonbinary other",
    "race": "text",
    "ethnicity": "text",
}
OTHER_STAGES = "referred filed declined dismissed convicted"
# A kind of cell, or the words of a code list.
COLUMNS: dict[str, dict[str, str]] = {
    "incidents": {"agency": "text", "incident_id": "id", "occurred_at": "when", "reported_at": "when"}
    | dict.fromkeys(("report_type", "district", "beat", "location", "narrative"), "text"),
    "involvements": {
        "agency": "text",
        "incident_id": "id",
        "person_id": "person",
        "role": "victim witness reporting_party suspect arrestee other",
        "offense_id": "id",
        "sex_trade": "bool",
        "also_offender": "bool",
        "deceased": "bool",
    }
    | PERSON,
    "offenses": {
        "agency": "text",
        "incident_id": "id",
        "offense_id": "id",
        "citation": "text",
        "description": "text",
        "attempted": "bool",
    },
    "arrests": {
        "agency": "text",
        "incident_id": "id",
        "arrest_id": "id",
        "person_id": "person",
        "arrested_at": "when",
        "kind": "custody citation summons",
        "basis": "on_view warrant hold",
        "officer_id": "id",
        "unit": "text",
    },
    "charges": {
        "agency": "text",
        "incident_id": "id",
        "charge_id": "id",
        "person_id": "person",
        "arrest_id": "id",
        "citation": "text",
        "level": "felony misdemeanor infraction",
        "description": "text",
        "stage": "noted cited booked " + OTHER_STAGES,
        "date": "when",
    }
    | PERSON,
    "evidence": {
        "agency": "text",
        "incident_id": "id",
        "person_id": "person",
        "kind": "drug paraphernalia condom weapon other",
        "action": "seized booked photographed released",
        "date": "when",
    },
    "referrals": {
        "agency": "text",
        "incident_id": "id",
        "person_id": "person",
        "referred_to": "community_resources victim_services prosecutor",
        "date": "when",
    },
    "training": {"officer_id": "id", "course": "text", "completed_on": "day"},
    "links": {
        "agency": "text",
        "incident_id": "id",
        "source_incident_id": "id",
        "kind": "rests_on related supplement duplicate",
    },
}
REQUIRED = {
    "training": ("officer_id", "course"),
    "links": ("incident_id", "source_incident_id"),
}

UNKNOWN_WORDS = {"", "u", "unk", "unknown", "n/a", "null", "-"}
NOBODY_WORDS = {"doe", "unknown", "confidential", "redacted", "victim", "juvenile"}
NOBODY_BIRTHS = {date(1900, 1, 1), date(1901, 1, 1)}
SCIENTIFIC = re.compile(r"\d\.\d+[eE]\+\d+")


def name_words(name: str) -> frozenset[str]:
    """The words of a name: NFKD without marks, folded, punctuation as spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return frozenset("".join(c if c.isalnum() else " " for c in bare.casefold()).split())


def day_of(moment: datetime | None) -> date | None:
    """All dates compare as dates."""
    return None if moment is None else moment.date()


def moment(text: str, first_year: int) -> datetime | None:
    """A date or date-time as written; outside the first year to 2100 it is unreadable."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    return value if first_year <= value.year <= 2100 else None


def birth_date(text: str) -> date | None:
    """A birth date, unless it is one of those that stand for no one."""
    # reading: D4 says "birth dates outside 1850… likewise"; taken as 1850-01-01 to 2100-12-31.
    born = day_of(moment(text, 1850))
    return None if born in NOBODY_BIRTHS else born


def read_cell(kind: str, cell: Cell) -> object | None:
    """One cell by its column's kind."""
    text = "" if cell is None else str(cell).strip()
    if text.casefold() in UNKNOWN_WORDS:
        return None
    if kind == "text":
        return text
    if kind in ("id", "person"):
        stands_for_no_one = kind == "person" and set(text) == {"0"}
        return None if stands_for_no_one or SCIENTIFIC.fullmatch(text) else text
    if kind == "name":
        return None if name_words(text) & NOBODY_WORDS else text
    if kind == "birth":
        return birth_date(text)
    if kind == "when":
        return moment(text, 1900)
    if kind == "day":
        # reading: a course is finished on a day, so two rows that differ in the time alone are equal (D8).
        return moment(text[:10], 1900)
    if kind == "age":
        return int(text) if text.isdigit() else None
    if kind == "bool":
        return {"true": True, "false": False}.get(text.casefold())
    return text if text in kind.split() else None


def typed_rows(table: str, rows: list[dict[str, object]]) -> list[Row]:
    """The rows of a table whose required cells are there."""
    kept = []
    for n, cells in enumerate(rows):
        row: Row = {column: read_cell(kind, cells.get(column)) for column, kind in COLUMNS[table].items()}
        row["table"], row["n"] = table, n
        if all(row[column] is not None for column in REQUIRED.get(table, ("incident_id",))):
            kept.append(row)
    return kept


def take_agency(row: Row, agencies: dict[str, set[str]]) -> bool:
    """Give the row its key; False where two agencies have its incident number (the row is rejected)."""
    # reading: an incidents row without an agency names no agency: beside incidents of one named agency with
    # the same number, the rows of other tables take the named agency (D1: nulls are silence).
    held = agencies.get(row["incident_id"], set())
    if row["agency"] is None and row["table"] != "incidents":
        if len(held) > 1:
            return False
        row["agency"] = next(iter(held), None)
    row["key"] = (row["agency"], row["incident_id"])
    return True


def without_duplicates(rows: list[Row], table: str) -> list[Row]:
    """Rows equal in every column count once: the first."""
    # reading: equal after the agency has been taken, so that a blank agency cell makes no second row.
    seen = set()
    kept = []
    for row in rows:
        cells = tuple(row[column] for column in COLUMNS[table])
        if cells not in seen:
            seen.add(cells)
            kept.append(row)
    return kept


def typed_tables(tables: Tables) -> dict[str, list[Row]]:
    """Every record table of the export, typed, keyed, without rejects and duplicates; absent as no rows."""
    typed = {table: typed_rows(table, tables.get(table, [])) for table in COLUMNS}
    agencies: dict[str, set[str]] = {}
    for row in typed["incidents"]:
        if row["agency"] is not None:
            agencies.setdefault(row["incident_id"], set()).add(row["agency"])
    for table in set(COLUMNS) - {"training"}:
        typed[table] = [row for row in typed[table] if take_agency(row, agencies)]
    return {table: without_duplicates(rows, table) for table, rows in typed.items()}
