"""What the export says of people as a whole: the scope of its ids, and whether it can tell anybody apart."""

from __future__ import annotations

import polars as pl

from auditor.intake.export import Export
from auditor.judging.docket import Docket
from auditor.judging.gates import REPORTERS
from auditor.judging.persons import Scope

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


def people_coverage(export: Export, docket: Docket) -> dict[str, object]:
    """What could not be told of people; contradictory ids are those of the judged incidents."""
    return {
        "person_id_scope": export.person_id_scope,
        "screening": docket.scope.screening,
        "judged_incidents": docket.incidents.height,
        "contradictory_ids": docket.contradictory,
        "charges_in_incidents_without_involvements": _without_people(export),
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


def _without_people(export: Export) -> int:
    charges, involved = export.tables.get("charges"), export.tables.get("involvements")
    if charges is None:
        return 0
    alone = charges.select("incident_id")
    if involved is not None:
        alone = alone.join(involved.select("incident_id"), on="incident_id", how="anti")
    return int(alone.select(pl.len()).collect(engine="streaming").item())


def incident_coverage(export: Export) -> dict[str, object]:
    """How many incidents the `incidents` rows are of, and in how many of them a column was set to null.

    Several rows of one incident are its reports; where they disagree on a column, it is null.
    """
    reports = export.tables.get("incidents")
    if reports is None:
        return {"distinct": 0, "several_reports": 0, "disagreeing": {}}
    key = ["agency", "incident_id"]
    several = reports.group_by(key).agg(pl.len().alias("rows")).select(
        distinct=pl.len(), several=(pl.col("rows") > 1).sum()
    )  # fmt: skip
    distinct, more = several.collect(engine="streaming").row(0)
    told: dict[str, int] = {}
    if more:
        counts = reports.group_by(key).agg(
            (pl.col(c).drop_nulls().n_unique() > 1).alias(c) for c in ("report_type", "district", "beat")
        )
        told = counts.select(pl.exclude(key).sum()).collect(engine="streaming").row(0, named=True)
    return {
        "distinct": int(distinct),
        "several_reports": int(more or 0),
        "disagreeing": {column: int(n) for column, n in sorted(told.items()) if n},
    }
