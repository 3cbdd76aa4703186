"""Rows that repeat another row, and rows whose incident has no report, counted by file.

A row is known by a hash of 128 bits over all its record cells, its incident by one of 64 bits: one pass over
each table, and a few bytes a row in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from auditor.records.tables import TABLES

SLICE = 5_000_000
"""So many rows are held as hashes at a time."""

ROW, ROW_TOO, INCIDENT = "@row1", "@row2", "@incident"
SEEDS = {ROW: 0, ROW_TOO: 1000}


def repeated_and_orphaned(
    tables: Mapping[str, pl.LazyFrame],
    labels: Mapping[str, Sequence[str]],
    rows: Mapping[str, int],
    nulls: Mapping[str, Mapping[str, int]],
) -> tuple[Counter[str], Counter[str]]:
    """By file: rows equal in every record column to a row of an earlier file or place; rows without incident.

    A row that names an agency looks for the incident of that agency, another for any of its number.
    `labels` names the files of each table; `rows` and `nulls` count its rows, and the nulls in its columns.
    """
    repeated: Counter[str] = Counter()
    orphaned: Counter[str] = Counter()
    held = _held(tables)
    for name, plan in tables.items():
        filled = [column for column, count in nulls[name].items() if count < rows[name]]
        hashes = [_hash(filled, seed).alias(alias) for alias, seed in SEEDS.items()]
        asks = name != "incidents" and "incident_id" in filled
        hashes += [_incident("agency" in filled).alias(INCIDENT)] if asks else []
        files = labels[name]
        for part in _slices(
            plan.select("file", *hashes) if len(files) > 1 else plan.select(hashes), rows[name]
        ):
            told = part if len(files) > 1 else part.with_columns(file=pl.lit(files[0]))
            repeated.update(_repeated(told))
            if asks:
                alone = told.lazy().join(held.lazy(), on=INCIDENT, how="anti")
                orphaned.update(_by_file(alone.group_by("file").len().collect()))
    return repeated, orphaned


def _slices(plan: pl.LazyFrame, rows: int) -> Iterator[pl.DataFrame]:
    """The rows in slices that fit, equal ones always in the same."""
    slices = rows // SLICE + 1
    for number in range(slices):
        yield (plan if slices == 1 else plan.filter(pl.col(ROW) % slices == number)).collect()


def _repeated(rows: pl.DataFrame) -> dict[str, int]:
    """By file: rows after the first of their like. Only rows whose first hash repeats are looked at."""
    if rows[ROW].n_unique() == rows.height:
        return {}
    again = rows.lazy().select(ROW).group_by(ROW).len().filter(pl.col("len") > 1).select(ROW)
    suspects = rows.lazy().join(again, on=ROW, how="semi").collect().sort("file")
    first = suspects.group_by(ROW, ROW_TOO).agg(pl.col("file").min()).group_by("file").len()
    later = Counter(_by_file(suspects.group_by("file").len())) - Counter(_by_file(first))
    return dict(later)


def _by_file(counted: pl.DataFrame) -> dict[str, int]:
    return dict(counted.select("file", "len").iter_rows())


def _hash(columns: Iterable[str], seed: int) -> pl.Expr:
    mixed = pl.lit(0, pl.UInt64)
    for number, column in enumerate(columns, seed):
        mixed = mixed ^ pl.col(column).hash(seed=number)
    return mixed


def _incident(with_agency: bool) -> pl.Expr:
    """The hash of a row's incident: of its number, and of its agency where the row names one."""
    number = _hash(["incident_id"], 0)
    if not with_agency:
        return number
    return pl.when(pl.col("agency").is_null()).then(number).otherwise(_hash(["incident_id", "agency"], 0))


def _held(tables: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    """The hashes of all incidents, by number alone and by number and agency."""
    incidents = tables.get("incidents", pl.LazyFrame(schema=TABLES["incidents"].schema))
    by_agency = incidents.filter(pl.col("agency").is_not_null())
    plans = [
        incidents.select(_incident(False).alias(INCIDENT)),
        by_agency.select(_incident(True).alias(INCIDENT)),
    ]
    return pl.concat(plans).collect()
