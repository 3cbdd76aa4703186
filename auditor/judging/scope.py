"""What the export says as a whole: the scope of its ids, whether it can tell anybody apart, and how much it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from auditor.intake.coverage import intake_coverage
from auditor.intake.export import Export
from auditor.intake.suspects import Suspects
from auditor.judging.persons import Scope
from auditor.judging.roles import REPORTERS

PEOPLE = {"person_id": ("involvements", "arrests", "charges", "evidence", "referrals"),
          "name": ("involvements", "charges")}  # fmt: skip


def read_scope(export: Export) -> Scope:
    """The export's scope; a screening export holds neither a person id nor a name anywhere."""
    told = any(_holds(export, table, column) for column, tables in PEOPLE.items() for table in tables)
    return Scope(export.person_id_scope, screening=not told)


def _holds(export: Export, table: str, column: str) -> bool:
    plan = export.tables.get(table)
    if plan is None or column not in export.present.get(table, frozenset()):
        return False
    return plan.select(column).drop_nulls().head(1).collect(engine="streaming").height > 0


@dataclass(frozen=True)
class Counted:
    """What is counted of the rows of an export, whatever is judged: parts of `coverage.json`."""

    intake: Mapping[str, Any]
    incidents: Mapping[str, Any]
    people: Mapping[str, object]


def count(export: Export, scope: Scope, ambiguous: Mapping[str, pl.DataFrame]) -> Counted:
    """Count the rows of an export; `ambiguous` are those that `intake.coverage.ambiguous_rows` tells."""
    suspects = Suspects.of(export)
    return Counted(
        intake_coverage(export, suspects, ambiguous),
        incident_coverage(export, suspects),
        people_coverage(export, scope, suspects),
    )


def people_coverage(export: Export, scope: Scope, suspects: Suspects) -> dict[str, object]:
    """What could not be told of people; how many incidents are judged, and their contradictory ids, comes later."""
    return {
        "person_id_scope": export.person_id_scope,
        "screening": scope.screening,
        "judged_incidents": 0,
        "contradictory_ids": 0,
        "charges_in_incidents_without_involvements": _without_people(export, suspects),
        "reporters_not_told_apart": _not_told_apart(export),
    }


def _not_told_apart(export: Export) -> int:
    """Rows of victims, witnesses and others who may have reported that have no id, and not both name and birth date."""
    involved = export.tables.get("involvements")
    if involved is None:
        return 0
    role = pl.col("role")
    nobody = pl.col("person_id").is_null() & (pl.col("name").is_null() | pl.col("birth_date").is_null())
    rows = involved.filter(nobody & (role.is_null() | role.is_in(REPORTERS)))
    return int(rows.select(pl.len()).collect(engine="streaming").item())


def _without_people(export: Export, suspects: Suspects) -> int:
    if "charges" not in export.tables or "involvements" not in export.tables:
        return export.rows.get("charges", 0)
    return suspects.seen.without_people


def incident_coverage(export: Export, suspects: Suspects) -> dict[str, Any]:
    """How many incidents the `incidents` rows are of, and in how many of them a column was set to null.

    Several rows of one incident are its reports; where they disagree on a column, it is null.
    """
    if "incidents" not in export.tables:
        return {"distinct": 0, "several_reports": 0, "disagreeing": {}}
    counted = suspects.reports
    return {
        "distinct": export.rows["incidents"] - counted.rows + counted.incidents,
        "several_reports": counted.several,
        "disagreeing": {column: n for column, n in sorted(counted.disagreeing.items()) if n},
    }
