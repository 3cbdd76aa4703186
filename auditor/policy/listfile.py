"""Reading an offense list from CSV: every bad cell is told with its line."""

from __future__ import annotations

import csv
from datetime import date

from auditor.errors import Problem, nearest
from auditor.law.statutes import place_in
from auditor.policy.offenses import ROLES, Listed

NAME = "offenses.csv"
COLUMNS = (
    "system", "code", "section", "role", "level", "felony_form", "valid_from", "valid_to", "reason", "basis",
    "confidence",
)  # fmt: skip
WORDS = {
    "role": ROLES,
    "level": ("", "felony", "misdemeanor", "infraction", "wobbler"),
    "felony_form": ("", "yes", "no"),
    "confidence": ("high", "medium", "low"),
}


def read_list(text: str, problems: list[Problem]) -> list[Listed]:
    """The rows of an offense list in file order; what is wrong goes to `problems`."""
    reader = csv.DictReader(text.splitlines())
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        problems.append(
            Problem(f"{NAME}:1", f"no column {', '.join(missing)}", f"the columns {', '.join(COLUMNS)}")
        )
        return []
    rows = [row for row in (_row(cells, reader.line_num, problems) for cells in reader) if row is not None]
    if not rows and text:
        problems.append(Problem(NAME, "no row", "at least one offense"))
    _overlaps(rows, problems)
    return rows


def _row(cells: dict[str, str], line: int, problems: list[Problem]) -> Listed | None:
    where, before = f"{NAME}:{line}", len(problems)
    if None in cells or None in cells.values():
        problems.append(Problem(where, "more or fewer cells than the header", f"{len(COLUMNS)} cells"))
        return None
    for column, words in WORDS.items():
        if cells[column] not in words:
            hint = nearest(cells[column], [w for w in words if w])
            problems.append(Problem(where, f"{column} {cells[column]!r}", "a word of the schema", hint))
    days = {c: _day(cells[c], where, c, problems) for c in ("valid_from", "valid_to")}
    if days["valid_from"] and days["valid_to"] and days["valid_from"] > days["valid_to"]:
        problems.append(Problem(where, "it ends before it begins", "valid_from on or before valid_to"))
    place = _section(cells, where, problems)
    if place is None or len(problems) > before:
        return None
    section, subdivisions = place
    return Listed(
        cells["system"], cells["code"], section, subdivisions, cells["role"], cells["level"], cells["felony_form"],
        days["valid_from"], days["valid_to"], cells["reason"], cells["basis"], cells["confidence"], line,
    )  # fmt: skip


def _section(
    cells: dict[str, str], where: str, problems: list[Problem]
) -> tuple[str, tuple[str, ...]] | None:
    try:
        return place_in(cells["system"], cells["section"])
    except ValueError as error:
        problems.append(Problem(where, str(error), "a section"))
        return None


def _day(text: str, where: str, column: str, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems.append(Problem(where, f"{column} {text!r}", "a day as 2020-01-31, or nothing"))
        return None


def _overlaps(rows: list[Listed], problems: list[Problem]) -> None:
    """Two rows of one provision that are live on one day contradict or repeat each other."""
    seen: dict[tuple[object, ...], list[Listed]] = {}
    for row in rows:
        place = (row.system, row.code, row.section, row.subdivisions)
        for other in seen.setdefault(place, []):
            first = max(row.valid_from or date.min, other.valid_from or date.min)
            last = min(row.valid_to or date.max, other.valid_to or date.max)
            if first <= last:
                told = f"{row.code} {row.section}" + "".join(f"({s})" for s in row.subdivisions)
                problems.append(
                    Problem(f"{NAME}:{row.line}", f"two rows for {told.strip()} on one day", "one row a day")
                )
        seen[place].append(row)
