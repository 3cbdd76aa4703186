"""One reading of the ids of an export: rows that may repeat another, rows without a report, charges without people.

It is done a range of incident numbers at a time, so that memory does not grow with the export. Ids are told apart
by hashes: one that stands once proves that its row stands once, and only what repeats is looked at closely.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import polars as pl

from auditor.intake.export import PART, SCATTERED, Export
from auditor.intake.hashes import coded_incident, coded_number, key
from auditor.intake.repeats import Reports, by_file
from auditor.records.ranges import NUMBER, Group, cuts, ranges
from auditor.records.tables import TABLES, Kind

STILL_ASKED = frozenset({"incidents", "involvements", "charges"})
"""The tables of a converted export of which more is asked than its coverage tells."""

KEY, ALONE, OWNED = "@key", "@number", "@incident"
NONE = pl.Series([], dtype=pl.UInt64)
NEAR = 8
"""A row is compared with so many before it; incidents of more rows have their keys sorted."""


@dataclass(frozen=True)
class Seen:
    """What the ids told: by table the keys that stand on several rows, in each range; orphans by file.

    `without_people` counts the charges whose incident number no involvement has.
    """

    twice: Mapping[str, Sequence[pl.Series]]
    orphaned: Counter[str]
    without_people: int


@dataclass(frozen=True)
class Suspects:
    """The rows of record tables whose ids stand on several rows; `rows` and `nulls` count rows, and nulls by column.

    `files` are the labels that the `file` of each table may hold; without them, nothing is counted by file. `groups`
    are as an export has them.
    """

    tables: Mapping[str, pl.LazyFrame]
    rows: Mapping[str, int]
    nulls: Mapping[str, Mapping[str, int]]
    files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    groups: Mapping[str, Sequence[Group]] = field(default_factory=dict)

    @classmethod
    def of(cls, export: Export) -> Self:
        """The suspects of an export; of a converted one, whose coverage is told, those of which more is asked."""
        tables = {t: plan for t, plan in export.tables.items() if export.told is None or t in STILL_ASKED}
        files = {
            table: sorted({label for one in of for label in one.group.files})
            for table, of in export.ledger.surveyed.items()
        }
        return cls(tables, export.rows, export.nulls, files, export.groups)

    @cached_property
    def ranges(self) -> list[pl.Expr]:
        """What is true of the rows of each range of incident numbers; an incident lies in one."""
        numbered = {name: plan for name, plan in self.tables.items() if NUMBER in self.filled(name)}
        return list(ranges(cuts(numbered, PART, SCATTERED, self.groups) if numbered else []))

    @cached_property
    def seen(self) -> Seen:
        """What one reading of the ids tells."""
        twice: dict[str, list[pl.Series]] = defaultdict(list)
        orphaned: Counter[str] = Counter()
        without_people = 0
        for number, inside in enumerate(self.ranges):
            known, people = NONE, NONE
            for name, ids in self._ids(inside, first=number == 0):
                twice[name].append(_standing_twice(ids))
                if name == "incidents":
                    known = _heads(ids[ALONE])
                    if OWNED in ids.columns:
                        known = pl.concat([known, _heads(ids[OWNED])])
                elif ALONE in ids.columns:
                    orphaned.update(self._orphans(name, ids, known))
                if name == "involvements":
                    people = _heads(ids[ALONE])
                elif name == "charges":
                    without_people += len(_lacking(ids, ALONE, people))
        return Seen(twice, orphaned, without_people)

    @cached_property
    def reports(self) -> Reports:
        """What is to be counted of the suspect rows of incidents."""
        plan = self.tables["incidents"]
        parts = (
            self.among("incidents", plan.filter(inside), number)
            for number, inside in enumerate(self.ranges)
            if len(self.seen.twice["incidents"][number])
        )
        return Reports.of(parts, self.filled("incidents"), self.files.get("incidents", ()))

    def filled(self, table: str) -> list[str]:
        """The columns that are not null throughout."""
        return [c for c, count in self.nulls[table].items() if count < self.rows[table]]

    def among(self, table: str, plan: pl.LazyFrame, part: int | None = None) -> pl.LazyFrame:
        """The rows of `plan`, a part of the table, that are suspect, and perhaps a few others.

        `part` is the number of the range of which alone the plan has rows.
        """
        twice = self.seen.twice[table]
        keys = pl.concat(twice) if part is None else twice[part]
        return plan.filter(key(self.columns(table)).is_in(keys.implode()))

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns whose repeated cells make a row suspect: the incident and the first id that is mostly there.

        That is the row's own id, or a person's; without one, all columns.
        """
        filled, nulls = self.filled(table), self.nulls[table]
        if table == "involvements" and "person_id" in filled:
            return (NUMBER, "person_id")
        ids = [
            c for c in filled if TABLES[table].column(c).kind is Kind.ID and nulls[c] * 2 < self.rows[table]
        ]
        incident = [c for c in ids if c in (NUMBER, "agency")]
        own = [c for c in ids if c not in incident][:1]
        return tuple(incident + own if own or table == "incidents" else filled)

    def _ids(self, inside: pl.Expr, *, first: bool) -> Iterator[tuple[str, pl.DataFrame]]:
        """The tables in their order, and the hashes of the ids of their rows in a range.

        A table without numbers is in the first range.
        """
        owned = any("agency" in self.filled(name) for name in self.tables if name != "incidents")
        for name in (name for name in TABLES if name in self.tables):
            filled, asked = self.filled(name), [key(self.columns(name)).alias(KEY)]
            files = self.files.get(name, ())
            if NUMBER in filled:
                asked.append(coded_number().alias(ALONE))
                asked += [coded_incident().alias(OWNED)] if owned and "agency" in filled else []
                asked += [pl.col("file").cast(pl.Enum(files))] if len(files) > 1 else []
                yield name, self.tables[name].filter(inside).select(asked).collect(engine="streaming")
            elif first:
                yield name, self.tables[name].select(asked).collect(engine="streaming")

    def _orphans(self, table: str, ids: pl.DataFrame, known: pl.Series) -> dict[str, int]:
        """By file: the rows of a table whose incident is not among the known."""
        if not (files := self.files.get(table)):
            return {}
        lacking = _lacking(ids, OWNED if OWNED in ids.columns else ALONE, known)
        if len(files) == 1:
            return {files[0]: lacking.height} if lacking.height else {}
        return by_file(lacking)


def _standing_twice(ids: pl.DataFrame) -> pl.Series:
    """The keys that stand on more than one row.

    Rows have their incident in common. Where those of an incident stand together, as they mostly do, each is compared
    with the rows before it; the others have their keys sorted.
    """
    keys, found = ids[KEY].rechunk(), []
    if ALONE in ids.columns:
        numbers = ids[ALONE].rechunk()
        heads = _heads(numbers).sort()
        elsewhere = [heads.filter(heads == heads.shift())]
        for before in range(1, NEAR + 1):
            of_one = numbers == numbers.shift(before)
            found.append(keys.filter(of_one & (keys == keys.shift(before))))
            if not of_one.any():
                break
        else:
            elsewhere.append(numbers.filter(of_one).unique())
        keys = keys.filter(numbers.is_in(pl.concat(elsewhere).implode()))
    ordered = keys.sort()
    return pl.concat([*found, ordered.filter(ordered == ordered.shift())]).unique()


def _heads(hashes: pl.Series) -> pl.Series:
    """The hashes, those that repeat the one before left out: few rows of sorted tables remain."""
    return hashes.filter(hashes.ne_missing(hashes.shift()))


def _lacking(ids: pl.DataFrame, incident: str, known: pl.Series) -> pl.DataFrame:
    """The rows whose incident is not among the known."""
    asked = ids[incident]
    if len(asked) * 4 < len(known):
        known = known.filter(known.is_in(asked.implode()))
    return ids.filter(~asked.is_in(known.implode()))
