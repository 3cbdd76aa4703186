"""Person ids that are issued anew from file to file: which files' ids are one, in an incident.

A row that several files repeat shows that in its incident their id is one person's. Such an id then counts as
issued in the first of these files, in every row of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from auditor.records.tables import TABLES

ISSUE = ("agency", "incident_id", "person_id", "file")
"""A person id as a file has it, in an incident."""


def with_issue(rows: Mapping[str, pl.DataFrame], *, by_file: bool) -> dict[str, pl.DataFrame]:
    """Rows with `pid_file`, the file in which their person id was issued; null without an id.

    Where ids are not issued `by_file` it is the file of the row.
    """
    own = pl.when(pl.col("person_id").is_not_null()).then(pl.col("file"))
    issued = {n: f.with_columns(pid_file=own) for n, f in rows.items() if "person_id" in f.columns}
    if not by_file:
        return {**rows, **issued}
    first = _first_files([_repeats(frame, name) for name, frame in issued.items()])
    for name, frame in issued.items():
        told = frame.join(first, on=ISSUE, how="left", nulls_equal=True)
        issued[name] = told.with_columns(pid_file=pl.coalesce("first", "pid_file")).drop("first")
    return {**rows, **issued}


def _repeats(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The ids of rows that several files have, and `tie`, which is the same for equal rows."""
    cells = [c.name for c in TABLES[name].columns]
    told = frame.filter(pl.col("person_id").is_not_null()).select(*cells, "file").unique()
    several = told.filter(pl.len().over(cells) > 1).with_columns(tie=pl.struct(cells).rank("dense"))
    return several.select(*ISSUE, tie=pl.format("{} {}", pl.lit(name), "tie"))


def _first_files(repeats: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The `first` file of all that are tied to an id, over any number of ties."""
    tied = pl.concat(repeats).with_columns(first="file")
    while True:
        least = tied.with_columns(first=pl.col("first").min().over("tie"))
        least = least.with_columns(first=pl.col("first").min().over(ISSUE))
        if least.equals(tied):
            return tied.select(*ISSUE, "first").unique()
        tied = least
