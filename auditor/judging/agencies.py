"""Agencies that share an incident number: whose each row is, and the sieve's one key for agency and number.

A row without an agency takes that of the incident with its number; where several have it, the row is nobody's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TypeVar

import polars as pl

from auditor.intake.export import Export

KEYLESS = frozenset({"training"})
"""Tables whose rows belong to no incident."""

APART = "\x1f"
Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def take_agency(rows: Frame, incidents: Frame) -> Frame:
    """Rows of another table with the agency that they belong to, without those that belong to no one incident."""
    owners = (
        incidents.select("incident_id", "agency")
        .drop_nulls()
        .unique()
        .group_by("incident_id")
        .agg(owner=pl.col("agency").first(), owners=pl.len())
    )
    clear = pl.col("agency").is_not_null() | pl.col("owners").is_null() | (pl.col("owners") == 1)
    told = rows.join(owners, on="incident_id", how="left").filter(clear)
    return told.with_columns(agency=pl.coalesce("agency", "owner")).drop("owner", "owners")


def keyed(export: Export) -> Export:
    """The export with numbers that tell incidents apart: agency and number in one, where numbers alone do not.

    `number_of` gives the number back.
    """
    if _numbers_tell(export):
        return export
    tables = {
        name: rows if name in KEYLESS else keyed_rows(export, name, rows)
        for name, rows in export.tables.items()
    }
    return dataclasses.replace(export, tables=tables)


def keyed_rows(export: Export, table: str, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of a table (with `agency`) with agency and number in one, without those that belong to no one incident."""
    if table != "incidents" and "incidents" in export.tables:
        rows = take_agency(rows, export.tables["incidents"])
    place = pl.col("agency").fill_null("").str.replace_all(APART, "", literal=True)
    numbers = ["incident_id", *(["source_incident_id"] if table == "links" else [])]
    return rows.with_columns(pl.concat_str(place, pl.lit(APART), pl.col(c)).alias(c) for c in numbers)


def number_of(keys: pl.Series) -> pl.Series:
    """The incident numbers of keys that `keyed` made, sorted, each once."""
    numbers = keys.str.splitn(APART, 2).struct.field("field_1").alias("incident_id")
    return numbers.unique().sort()


def _numbers_tell(export: Export) -> bool:
    """All rows are of one agency: they name it, or leave it to the incidents, or nothing names any."""
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
