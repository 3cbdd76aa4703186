"""Rows that repeat another row, and rows whose incident has no report, counted by file.

Both work on hashes of ids first: what these let through is rare, and only that is compared cell by cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import polars as pl

from auditor.records.tables import TABLES, Kind, Table

SLICE = 5_000_000
"""So many hashes are held at a time."""

AT = "@hash"
OWN_IDS = {"offenses": "offense_id", "arrests": "arrest_id", "charges": "charge_id"}

Nulls = Mapping[str, Mapping[str, int]]


def duplicates(tables: Mapping[str, pl.LazyFrame], rows: Mapping[str, int], nulls: Nulls) -> Counter[str]:
    """By file: rows equal, in every record column, to a row before them (by file and row).

    `rows` and `nulls` count the rows of each table, and the nulls in its columns.
    """
    found: Counter[str] = Counter()
    for name, plan in tables.items():
        table = TABLES[name]
        own = OWN_IDS.get(name)
        if own and not nulls[name][own] and not any(True for _ in _again(plan, [own], rows[name])):
            continue
        key = _telling(table, rows[name], nulls[name])
        for again in _again(plan, key, rows[name]):
            found.update(
                _repeated(plan.with_columns(_hash(key)).join(again.lazy(), on=AT, how="semi"), table)
            )
    return found


def _repeated(suspects: pl.LazyFrame, table: Table) -> dict[str, int]:
    cells = suspects.select(*table.names, "file", "row").collect().sort("file", "row")
    first = cells.unique(table.names, keep="first", maintain_order=True)
    later = cells.join(first, on=["file", "row"], how="anti")
    return dict(later.group_by("file").len().iter_rows())


def _telling(table: Table, rows: int, nulls: Mapping[str, int]) -> list[str]:
    """Columns by which rows mostly differ: the ids, and who the person is where few have an id."""
    told = [c.name for c in table.columns if c.kind is Kind.ID or c.name in ("citation", "course")]
    nameless = 2 * nulls.get("person_id", 0) <= rows
    told += [] if nameless else [c for c in ("name", "birth_date", "age") if c in table.names]
    return [c for c in told if nulls[c] < rows] or list(table.required)


def _again(plan: pl.LazyFrame, key: list[str], rows: int) -> Iterator[pl.DataFrame]:
    """The hashes that several rows have, slice by slice."""
    slices = rows // SLICE + 1
    for number in range(slices):
        one = plan.select(_hash(key))
        hashes = (one if slices == 1 else one.filter(pl.col(AT) % slices == number)).collect()
        if hashes[AT].n_unique() < hashes.height:
            yield hashes.group_by(AT).len().filter(pl.col("len") > 1).select(AT)


def _hash(columns: list[str]) -> pl.Expr:
    mixed = pl.col(columns[0]).hash(seed=0)
    for seed, column in enumerate(columns[1:], 1):
        mixed = mixed ^ pl.col(column).hash(seed=seed)
    return mixed.alias(AT)


def orphans(tables: Mapping[str, pl.LazyFrame], rows: Mapping[str, int], nulls: Nulls) -> Counter[str]:
    """By file: rows whose incident has no row in `incidents`.

    A row that names an agency looks for the incident of that agency, another for any of its number.
    """
    incidents = tables.get("incidents", pl.LazyFrame(schema={"incident_id": pl.String, "agency": pl.String}))
    others = {n: p for n, p in tables.items() if n != "incidents" and "incident_id" in TABLES[n].names}
    names = {n for n in others if nulls[n]["agency"] < rows[n]}
    without = [p.filter(pl.col("agency").is_null()) if n in names else p for n, p in others.items()]
    named = [others[n].filter(pl.col("agency").is_not_null()) for n in sorted(names)]
    found: Counter[str] = Counter()
    for plans, key in ((without, ["incident_id"]), (named, ["incident_id", "agency"])):
        if plans:
            asked = pl.concat(plan.select("file", _hash(key)) for plan in plans)
            alone = asked.join(incidents.select(_hash(key)), on=AT, how="anti")
            found.update(dict(alone.group_by("file").len().collect().iter_rows()))
    return found
