"""Rows that repeat another row, incidents with several reports, and rows whose incident has no report.

A hash that stands once proves that its row stands once; only what repeats is looked at closely. The hashes of
one part of the incidents are held at a time, so that memory does not grow with the export.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from auditor.records.tables import TABLES, Kind

SLICE = 12_000_000
"""The hashes of so many rows are held at a time."""

KEY, INCIDENT, ROW, ROW_TOO = "@key", "@incident", "@row1", "@row2"
SEEDS = {ROW: 0, ROW_TOO: 1000}


@dataclass(frozen=True)
class Suspects:
    """The rows of record tables whose ids stand on several rows; `rows` and `nulls` count rows, and nulls by column."""

    tables: Mapping[str, pl.LazyFrame]
    rows: Mapping[str, int]
    nulls: Mapping[str, Mapping[str, int]]
    _keys: dict[str, pl.Series] = field(default_factory=dict, repr=False)

    def filled(self, table: str) -> list[str]:
        """The columns that are not null throughout."""
        return [c for c, count in self.nulls[table].items() if count < self.rows[table]]

    def among(self, table: str, plan: pl.LazyFrame) -> pl.LazyFrame:
        """The rows of `plan`, a part of the table, that are suspect, and perhaps a few others."""
        columns = _ids(table, self.filled(table), self.rows[table], self.nulls[table])
        if table not in self._keys:
            self._keys[table] = _standing_twice(self.tables[table], columns, self.rows[table])
        return plan.filter(_key(columns).is_in(self._keys[table].implode()))


def repeated_and_orphaned(
    tables: Mapping[str, pl.LazyFrame], labels: Mapping[str, Sequence[str]], suspects: Suspects
) -> tuple[Counter[str], Counter[str]]:
    """By file: rows equal in every record column to a row of an earlier file or place; rows without incident.

    A row that names an agency looks for the incident of that agency, another for any of its number. `tables` are
    those of `suspects` or parts of them; `labels` names the files of each.
    """
    repeated: Counter[str] = Counter()
    asks: dict[str, pl.LazyFrame] = {}
    for name, plan in tables.items():
        filled = suspects.filled(name)
        hashes = [_hash(filled, seed).alias(alias) for alias, seed in SEEDS.items()]
        repeated.update(_repeated(suspects.among(name, plan).select("file", *hashes).collect()))
        if name != "incidents" and "incident_id" in filled:
            asks[name] = plan.select("file", _incident("agency" in filled).alias(INCIDENT))
    by_agency = any("agency" in suspects.filled(name) for name in asks)
    return repeated, _orphaned(asks, labels, _held(tables, by_agency), suspects.rows.get("incidents", 0))


def rows_alone(rows: pl.LazyFrame, others: pl.LazyFrame) -> int:
    """How many of these rows have an incident (`incident_id`) of which none of the others is, which are more."""
    asks, held = (plan.select(_incident(False).alias(INCIDENT)) for plan in (rows, others))
    asked = asks.unique().collect(engine="streaming").lazy()
    met = held.join(asked, on=INCIDENT, how="semi").unique().collect(engine="streaming").lazy()
    return int(asks.join(met, on=INCIDENT, how="anti").select(pl.len()).collect(engine="streaming").item())


def _ids(table: str, filled: Sequence[str], rows: int, nulls: Mapping[str, int]) -> tuple[str, ...]:
    """The columns whose repeated cells make a row suspect: ids that are mostly there, or all columns."""
    if table == "involvements" and "person_id" in filled:
        return ("incident_id", "person_id")
    ids = [c for c in filled if TABLES[table].column(c).kind is Kind.ID and nulls[c] * 2 < rows]
    few = not set(ids) - {"incident_id", "agency"} and table != "incidents"
    return tuple(filled if few else ids)


def _standing_twice(plan: pl.LazyFrame, columns: Sequence[str], rows: int) -> pl.Series:
    """The keys that stand on more than one row."""
    slices = rows // SLICE + 1
    hashed = plan.select(_key(columns).alias(KEY))
    found = []
    for number in range(slices):
        part = hashed if slices == 1 else hashed.filter(pl.col(KEY) % slices == number)
        keys = part.collect()[KEY].sort()
        found.append(keys.filter(keys == keys.shift()).unique())
    return pl.concat(found)


def _repeated(rows: pl.DataFrame) -> Counter[str]:
    """By file: rows after the first of their like."""
    first = rows.sort("file").group_by(ROW, ROW_TOO).agg(pl.col("file").first())
    return Counter(_by_file(rows)) - Counter(_by_file(first))


def _by_file(rows: pl.DataFrame) -> dict[str, int]:
    return dict(rows.group_by("file").len().iter_rows())


def _orphaned(
    asks: Mapping[str, pl.LazyFrame], labels: Mapping[str, Sequence[str]], held: pl.LazyFrame, incidents: int
) -> Counter[str]:
    """By file: the rows of which no report has the incident; `held` are the hashes of the incidents that have one."""
    slices = incidents // SLICE + 1
    counted: Counter[str] = Counter()
    for number in range(slices):
        own = pl.lit(True) if slices == 1 else pl.col(INCIDENT) % slices == number
        known = held.filter(own).collect(engine="streaming").lazy()
        for name, rows in asks.items():
            alone = rows.filter(own).join(known, on=INCIDENT, how="anti")
            if len(labels[name]) == 1:
                counted[labels[name][0]] += alone.select(pl.len()).collect(engine="streaming").item()
            else:
                counted.update(dict(alone.group_by("file").len().collect(engine="streaming").iter_rows()))
    return counted


def _key(columns: Iterable[str]) -> pl.Expr:
    """A hash of 32 bits: a few rows that do not repeat are taken for rows that do, and looked at in vain."""
    return (_hash(columns, 0) % pl.lit(2**32, pl.UInt64)).cast(pl.UInt32)


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


def _held(tables: Mapping[str, pl.LazyFrame], by_agency: bool) -> pl.LazyFrame:
    """The hashes of all incidents, by number alone and, if asked for, by number and agency."""
    incidents = tables.get("incidents", pl.LazyFrame(schema=TABLES["incidents"].schema))
    plans = [incidents.select(_incident(False).alias(INCIDENT))]
    if by_agency:
        owned = incidents.filter(pl.col("agency").is_not_null())
        plans.append(owned.select(_incident(True).alias(INCIDENT)))
    return pl.concat(plans).unique()
