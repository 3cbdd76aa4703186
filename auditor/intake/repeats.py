"""Rows that repeat another row, incidents with several reports, and rows whose incident has no report.

A hash that stands once proves that its row stands once; only what repeats is looked at closely. What is asked of
each incident is asked of one range of their numbers at a time, so that memory does not grow with the export.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from auditor.records.ranges import NUMBER, cuts, ranges
from auditor.records.tables import TABLES, Kind

AT_ONCE = 30_000_000
"""The keys of so many rows are held at a time."""
PART, SCATTERED = 10_000_000, 60_000_000
"""A range of numbers has about so many rows, and so many where they lie in no order."""

KEY, INCIDENT, ROW, ROW_TOO = "@key", "@incident", "@row1", "@row2"
SEEDS = {ROW: 0, ROW_TOO: 1000}


@dataclass(frozen=True)
class Suspects:
    """The rows of record tables whose ids stand on several rows; `rows` and `nulls` count rows, and nulls by column."""

    tables: Mapping[str, pl.LazyFrame]
    rows: Mapping[str, int]
    nulls: Mapping[str, Mapping[str, int]]
    _keys: dict[str, pl.Series] = field(default_factory=dict, repr=False)

    @cached_property
    def ranges(self) -> list[pl.Expr]:
        """What is true of the rows of each range of incident numbers; an incident lies in one."""
        numbered = [plan for name, plan in self.tables.items() if NUMBER in self.filled(name)]
        return list(ranges(cuts(numbered, PART, SCATTERED) if numbered else []))

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
        repeated.update(_repeated(suspects.among(name, plan), filled, labels[name]))
        if name != "incidents" and NUMBER in filled:
            asks[name] = plan
    return repeated, _orphaned(asks, labels, tables.get("incidents"), suspects)


def rows_alone(table: str, others: str, suspects: Suspects) -> int:
    """How many rows of a table have an incident (`incident_id`) of which no row of another table is."""
    alone = 0
    for inside in suspects.ranges:
        asks, held = (
            suspects.tables[t].filter(inside).select(_incident(False).alias(INCIDENT))
            for t in (table, others)
        )
        counted = asks.join(held.unique(), on=INCIDENT, how="anti").select(pl.len())
        alone += int(counted.collect(engine="streaming").item())
    return alone


def _ids(table: str, filled: Sequence[str], rows: int, nulls: Mapping[str, int]) -> tuple[str, ...]:
    """The columns whose repeated cells make a row suspect: ids that are mostly there, or all columns."""
    if table == "involvements" and "person_id" in filled:
        return (NUMBER, "person_id")
    ids = [c for c in filled if TABLES[table].column(c).kind is Kind.ID and nulls[c] * 2 < rows]
    few = not set(ids) - {NUMBER, "agency"} and table != "incidents"
    return tuple(filled if few else ids)


def _standing_twice(plan: pl.LazyFrame, columns: Sequence[str], rows: int) -> pl.Series:
    """The keys that stand on more than one row."""
    slices = rows // AT_ONCE + 1
    hashed = plan.select(_key(columns).alias(KEY))
    found = []
    for number in range(slices):
        part = hashed if slices == 1 else hashed.filter(pl.col(KEY) % slices == number)
        keys = part.collect()[KEY].sort()
        found.append(keys.filter(keys == keys.shift()).unique())
    return pl.concat(found)


def _repeated(rows: pl.LazyFrame, columns: Sequence[str], files: Sequence[str]) -> Counter[str]:
    """By file: rows after the first of their like."""
    hashes = [_hash(columns, seed).alias(alias) for alias, seed in SEEDS.items()]
    told = rows.select(pl.col("file").cast(pl.Enum(sorted(files))), *hashes).collect()
    ordered = told[ROW].sort()
    often = told.filter(pl.col(ROW).is_in(ordered.filter(ordered == ordered.shift()).unique().implode()))
    first = often.group_by(ROW, ROW_TOO).agg(pl.col("file").sort().first())
    return Counter(_by_file(often)) - Counter(_by_file(first))


def _by_file(rows: pl.DataFrame) -> dict[str, int]:
    return dict(rows.group_by("file").len().iter_rows())


def _orphaned(
    asks: Mapping[str, pl.LazyFrame],
    labels: Mapping[str, Sequence[str]],
    incidents: pl.LazyFrame | None,
    suspects: Suspects,
) -> Counter[str]:
    """By file: the rows of which no report has the incident."""
    reports = pl.LazyFrame(schema=TABLES["incidents"].schema) if incidents is None else incidents
    named = {name: "agency" in suspects.filled(name) for name in asks}
    counted: Counter[str] = Counter()
    for inside in suspects.ranges:
        known = (
            _known(reports.filter(inside), by_agency=any(named.values())).collect(engine="streaming").lazy()
        )
        for name, plan in asks.items():
            rows = plan.filter(inside).select("file", _incident(named[name]).alias(INCIDENT))
            alone = rows.join(known, on=INCIDENT, how="anti")
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
    number = _hash([NUMBER], 0)
    if not with_agency:
        return number
    return pl.when(pl.col("agency").is_null()).then(number).otherwise(_hash([NUMBER, "agency"], 0))


def _known(incidents: pl.LazyFrame, *, by_agency: bool) -> pl.LazyFrame:
    """The hashes of incidents, by number alone and, if asked for, by number and agency."""
    plans = [incidents.select(_incident(False).alias(INCIDENT))]
    if by_agency:
        owned = incidents.filter(pl.col("agency").is_not_null())
        plans.append(owned.select(_incident(True).alias(INCIDENT)))
    return pl.concat(plans).unique()
