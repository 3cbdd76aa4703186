"""Rows that repeat another row, and incidents with several reports, among the rows whose ids stand twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import polars as pl

from auditor.intake.hashes import hashed

TOLD = ("report_type", "district", "beat")
"""What the reports of an incident may disagree on."""

INCIDENT, ROW, ROW_TOO = "@incident", "@row1", "@row2"
SEEDS = {ROW: 0, ROW_TOO: 1000}


@dataclass
class Reports:
    """Counts of rows of incidents: those that repeat, by file; `rows` of so many `incidents`.

    `several` of the incidents have several rows; `disagreeing` counts by column those in which these tell different
    things.
    """

    repeated: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    incidents: int = 0
    several: int = 0
    disagreeing: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, parts: Iterable[pl.LazyFrame], columns: Sequence[str], files: Sequence[str]) -> Self:
        """The counts over parts of the table, of which no two have an incident in common.

        `columns` are those that are not null throughout; `files` the labels that `file` may hold: without them, nothing
        is counted by file.
        """
        found, told = cls(), [column for column in TOLD if column in columns]
        said = [pl.when(pl.col(c).is_not_null()).then(hashed([c])).alias(c) for c in told]
        for part in parts:
            incident = hashed(["agency", "incident_id"]).alias(INCIDENT)
            whole = _whole(columns, files) if files else []
            rows = part.select(*whole, incident, *said).collect(engine="streaming")
            found.repeated.update(_by_file_after_first(rows) if files else {})
            each = rows.group_by(INCIDENT).agg(
                pl.len().alias(ROW), *(pl.col(c).min() != pl.col(c).max() for c in told)
            )
            found.rows += rows.height
            found.incidents += each.height
            found.several += int((each[ROW] > 1).sum())
            found.disagreeing.update({c: int(each[c].sum()) for c in told})
        return found


def repeated(rows: pl.LazyFrame, columns: Sequence[str], files: Sequence[str]) -> Mapping[str, int]:
    """By file: rows equal in these columns to a row of an earlier file or place."""
    return _by_file_after_first(rows.select(_whole(columns, files)).collect(engine="streaming"))


def _whole(columns: Sequence[str], files: Sequence[str]) -> list[pl.Expr]:
    """The file of a row, and two hashes of all its cells."""
    hashes = [hashed(columns, seed).alias(alias) for alias, seed in SEEDS.items()]
    return [pl.col("file").cast(pl.Enum(sorted(files))), *hashes]


def _by_file_after_first(rows: pl.DataFrame) -> Mapping[str, int]:
    """By file: rows after the first of their like."""
    ordered = rows[ROW].sort()
    often = rows.filter(pl.col(ROW).is_in(ordered.filter(ordered == ordered.shift()).unique().implode()))
    first = often.group_by(ROW, ROW_TOO).agg(pl.col("file").sort().first())
    return Counter(by_file(often)) - Counter(by_file(first))


def by_file(rows: pl.DataFrame) -> dict[str, int]:
    """How many rows each file has."""
    return dict(rows.group_by("file").len().iter_rows())
