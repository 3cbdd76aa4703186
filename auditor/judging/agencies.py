"""Agencies that share an incident number: whose each row is, and the numbers that the sieve must not trust.

A row without an agency takes that of the incident with its number; where several have it, the row is nobody's.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from auditor.intake.export import Export

KEYLESS = frozenset({"training"})
"""Tables whose rows belong to no incident."""


def owners(incidents: pl.DataFrame) -> pl.DataFrame:
    """By `incident_id` an agency that has a report of it (`owner`) and how many have (`owners`)."""
    named = incidents.select("incident_id", "agency").drop_nulls().unique()
    return named.group_by("incident_id").agg(owner=pl.col("agency").first(), owners=pl.len())


def take_agency(rows: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """Rows of another table with the agency that they belong to, without those that belong to no one incident."""
    if owned.is_empty() or not rows["agency"].has_nulls():
        return rows
    clear = pl.col("agency").is_not_null() | pl.col("owners").is_null() | (pl.col("owners") == 1)
    told = rows.join(owned, on="incident_id", how="left").filter(clear)
    return told.with_columns(agency=pl.coalesce("agency", "owner")).drop("owner", "owners")


def shared_numbers(export: Export) -> pl.DataFrame:
    """The numbers (`incident_id`) that may be of several incidents, each once: those that several agencies name.

    A report that names no agency is of another incident than one that names one. More than these may be among
    them: a number that a row gives to an agency which has no report of it.
    """
    if _numbers_tell(export):
        return pl.DataFrame(schema={"incident_id": pl.String})
    reports = export.tables.get(
        "incidents", pl.LazyFrame(schema={"incident_id": pl.String, "agency": pl.String})
    )
    owners = reports.select("incident_id", "agency")
    strays = [
        rows.select("incident_id", "agency").filter(pl.col("agency").is_not_null()).join(
            owners, on=["incident_id", "agency"], how="anti"
        )
        for name, rows in export.tables.items()
        if name not in {*KEYLESS, "incidents"} and _agencies(export, name) != {None}
    ]  # fmt: skip
    found = (rows.select("incident_id").collect(engine="streaming") for rows in strays)
    return pl.concat([export.shared.select("incident_id"), *found]).unique()


def _numbers_tell(export: Export) -> bool:
    """All rows are of one agency: they name it, or leave it to the incidents, or nothing names any."""
    if not export.ambiguous.is_empty():
        return False
    named = {name: _agencies(export, name) for name in export.tables if name not in KEYLESS}
    reports = named.pop("incidents", frozenset())
    others: frozenset[str | None] = frozenset().union(*named.values())
    if len(reports) > 1 or len(others) > 1:
        return False
    return not reports or others <= reports or others == {None}


def _agencies(export: Export, table: str) -> frozenset[str | None]:
    """The agencies that a table names, None among them if some row names none; two are enough to know."""
    nulls: Mapping[str, int] = export.nulls.get(table, {})
    if nulls.get("agency") == export.rows.get(table):
        return frozenset({None})
    column = export.tables[table].select(pl.col("agency").unique()).head(2)
    return frozenset(column.collect(engine="streaming")["agency"])
