"""An export, read: lazy record tables, where they came from, and what was counted on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from auditor.errors import AuditorError, ExportError, Problem
from auditor.intake.applying import Applied, apply
from auditor.intake.bounds import groups_of
from auditor.intake.converted import Original, converted_folder, open_converted
from auditor.intake.files import find_files
from auditor.intake.mapping import Span
from auditor.intake.mapping_file import load_mapping
from auditor.intake.reading import Words
from auditor.intake.recognising import Opener, choose, files_read
from auditor.intake.sources import FEW, Part, Source, damaged
from auditor.intake.survey import Surveyed, folded, rejected, survey
from auditor.records.ranges import NUMBER, Group, cuts, ranges
from auditor.records.tables import TABLES

__all__ = ["Export", "Ledger", "MappingInfo", "Source", "Span", "read_export"]

REJECTED = {"file": pl.String, "row": pl.Int64, "reason": pl.String}
SHARED = {NUMBER: pl.String, "several_named": pl.Boolean}

PART, SCATTERED = 4_000_000, 60_000_000
"""A range of incident numbers has about so many rows, and so many where they lie in no order."""


@dataclass(frozen=True)
class MappingInfo:
    """The mapping that an export was read with: its name, its digest, the notes that reports must carry."""

    name: str
    sha256: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """What intake counted, for coverage: the files, what the mapping made of them, how columns are read.

    `rejected` has (file, row, reason) of the records out of each table; `not_read` the files left alone and
    why.
    """

    parts: tuple[Part, ...]
    not_read: tuple[tuple[str, str], ...]
    applied: tuple[Applied, ...]
    surveyed: Mapping[str, tuple[Surveyed, ...]]
    rejected: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Export:
    """An export as record tables.

    `tables` holds a lazy frame for each table that has a row: every column of the contract (typed by its
    kind, null where the export does not say), `file` (label of the source file), `row` (1-based record in
    it), and `raw_<column>` with the cell as exported for codes, booleans, dates, times and ages. Rows that
    lack a required cell are out; duplicates, and rows whose agency is ambiguous, are still in. No order is
    promised.

    `present` names the columns that the source has, even empty; `rows` counts the rows; `nulls` the nulls of
    each column; `complete` the logs declared complete, with the days they cover (None: every day);
    `covers` the days that a log is said to cover, complete or not;
    `citation_system` the code system of a citation column (None: the text tells); `one_agency` whether the
    incidents are known to name one agency at most; `groups` the row groups of each table in which footers
    tell that they lie in the order of their numbers.

    Of a converted export, `told` is what intake counted when the `originals` were read; None for any other.
    """

    tables: Mapping[str, pl.LazyFrame]
    present: Mapping[str, frozenset[str]]
    rows: Mapping[str, int]
    nulls: Mapping[str, Mapping[str, int]]
    jurisdiction: str | None
    person_id_scope: str
    complete: Mapping[str, Span | None]
    covers: Mapping[str, Span]
    citation_system: Mapping[str, str | None]
    mapping: MappingInfo
    sources: tuple[Source, ...]
    ledger: Ledger = field(repr=False)
    one_agency: bool = False
    groups: Mapping[str, Sequence[Group]] = field(default_factory=dict, repr=False)
    told: Mapping[str, Any] | None = field(default=None, repr=False)
    originals: tuple[Original, ...] = ()

    @cached_property
    def ambiguous(self) -> pl.DataFrame:
        """The incident numbers (`incident_id`) that several agencies have, each once; a blank agency names none.

        A row of another table with such a number and no agency of its own belongs to no one incident.
        """
        if self.one_agency:
            return pl.DataFrame(schema={"incident_id": pl.String})
        return self.shared.filter("several_named").select("incident_id")

    @cached_property
    def shared(self) -> pl.DataFrame:
        """The incident numbers of reports that differ in agency (see `told_apart`)."""
        if "incidents" not in self.tables:
            return pl.DataFrame(schema=SHARED)
        return told_apart(self.tables["incidents"].select(NUMBER, "agency"), self.groups)


def read_export(
    paths: str | Path | Sequence[str | Path],
    mapping: str | Path | None = None,
    jurisdiction: str | None = None,
) -> Export:
    """Read an export: a folder, a file, a glob, or several of them; or one folder of `auditor convert`.

    `mapping` is the name of a built-in mapping or a mapping file; without it the export is recognised by its
    files and headers. `jurisdiction` wins over the mapping's.

    Raises ExportError where nothing could be audited: no file that can be read, an unknown or wrong mapping,
    a damaged file, a required column that is missing. It tells every problem found.
    """
    places = [paths] if isinstance(paths, str | Path) else list(paths)
    converted = converted_folder(places)
    if converted is not None:
        return _read_converted(converted, mapping, jurisdiction)
    found, opener = find_files(places), Opener()
    chosen = choose(mapping, found.files, opener)
    parts = opener.open_all(files_read(chosen, found, opener), chosen.csv)
    applied = apply(chosen, parts)
    groups = [group for one in applied for group in one.groups]
    few = sum(part.read for part in parts) <= FEW
    try:
        surveyed = survey(
            [replace(g, plan=_held(g.plan)) for g in groups] if few else groups, Words.of(chosen)
        )
        out = {table: _rejected(of) for table, of in _by_table(surveyed).items()}
    except pl.exceptions.PolarsError as error:
        raise _which_is_damaged(parts) from error
    read = {part.label for part in parts}
    not_read = dict(found.not_read)
    not_read |= {
        f.label: f"no table of the mapping {chosen.name!r} reads it"
        for f in found.files
        if f.label not in read
    }
    ledger = Ledger(tuple(parts), tuple(sorted(not_read.items())), tuple(applied), _by_table(surveyed), out)
    rows = {table: sum(s.rows for s in of) - out[table].height for table, of in ledger.surveyed.items()}
    present: dict[str, frozenset[str]] = defaultdict(frozenset)
    for one in applied:
        present[one.clause.table] |= one.present
    nulls = {table: _nulls(of) for table, of in ledger.surveyed.items() if rows[table]}
    tables = {t: pl.concat(map(folded, ledger.surveyed[t])) for t in rows if rows[t]}
    return Export(
        tables={t: _held(plan) for t, plan in tables.items()} if few else tables,
        present=dict(present),
        rows={table: n for table, n in rows.items() if n},
        nulls=nulls,
        jurisdiction=jurisdiction or chosen.jurisdiction,
        person_id_scope=chosen.person_id_scope,
        complete=chosen.complete,
        covers=chosen.covers,
        citation_system={c.table: c.system for c in chosen.clauses if "citation" in TABLES[c.table].names},
        mapping=MappingInfo(chosen.name, chosen.sha256, chosen.notes),
        sources=tuple(part.source for part in parts),
        ledger=ledger,
        one_agency=_one_agency(ledger, rows, nulls),
        groups=groups_of({t: [s.group.bounds.get(NUMBER) for s in of] for t, of in ledger.surveyed.items()}),
    )


def _held(plan: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of a plan, read now and kept in memory."""
    return plan.collect().lazy()


def _read_converted(folder: Path, mapping: str | Path | None, jurisdiction: str | None) -> Export:
    opened = open_converted(folder)
    told = opened.told
    made = MappingInfo(told["mapping"]["name"], told["mapping"]["sha256"], tuple(told["mapping"]["notes"]))
    if mapping is not None and load_mapping(mapping).sha256 != made.sha256:
        found = f"an export converted with the mapping {made.name!r}"
        raise ExportError.at(
            folder.name, found, "the mapping that is named", "Leave --mapping out, or convert anew."
        )
    used = {name: table for name, table in told["tables"].items() if table["rows"]}
    return Export(
        tables=opened.tables,
        present={name: frozenset(table["present"]) for name, table in told["tables"].items()},
        rows={name: table["rows"] for name, table in used.items()},
        nulls={name: table["nulls"] for name, table in used.items()},
        jurisdiction=jurisdiction or told["jurisdiction"],
        person_id_scope=told["person_id_scope"],
        complete=opened.spans("complete"),
        covers={log: span or Span() for log, span in opened.spans("covers").items()},
        citation_system={
            name: table["citation_system"]
            for name, table in told["tables"].items()
            if "citation" in TABLES[name].names
        },
        mapping=made,
        sources=opened.sources,
        ledger=Ledger((), (), (), {}, {}),
        one_agency=told["one_agency"],
        groups=opened.groups,
        told=told["coverage"],
        originals=opened.originals,
    )


def told_apart(owners: pl.LazyFrame, groups: Mapping[str, Sequence[Group]]) -> pl.DataFrame:
    """The numbers (`incident_id`) in rows that differ in `agency`, each once; blank is an agency, too.

    `several_named` says whether two of them are not blank. Whatever two agencies share, one of them is not the most
    frequent one: only the rows of the others are held, those of one range of numbers at a time. `groups` are as an
    export has them.
    """
    counted = owners.group_by("agency").len().collect(engine="streaming").sort("len", "agency")
    if counted.height < 2:
        return pl.DataFrame(schema=SHARED)
    most = pl.col("agency").eq_missing(pl.lit(counted["agency"][-1], pl.String))
    parts = ranges(cuts({"incidents": owners}, PART, SCATTERED, groups))
    return pl.concat([_of_several(owners.filter(part), most) for part in parts])


def _of_several(owners: pl.LazyFrame, most: pl.Expr) -> pl.DataFrame:
    others = owners.filter(~most).unique().collect(engine="streaming")
    same = owners.filter(most).join(others.lazy(), on=NUMBER, how="semi").unique()
    by_number = pl.concat([others, same.collect(engine="streaming")]).group_by(NUMBER)
    told = by_number.agg(agencies=pl.len(), several_named=pl.col("agency").count() > 1)
    return told.filter(pl.col("agencies") > 1).drop("agencies")


def _one_agency(ledger: Ledger, rows: Mapping[str, int], nulls: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether the incidents are known to name one agency at most."""
    if not rows.get("incidents"):
        return False
    surveyed = (one for one in ledger.surveyed["incidents"] if "agency" in one.columns)
    said = [one.columns["agency"].said for one in surveyed if one.columns["agency"].nulls < one.rows]
    named = {agency for agencies in said for agency in agencies or ()}
    return nulls["incidents"]["agency"] == rows["incidents"] or (len(named) == 1 and None not in said)


def _by_table(surveyed: Sequence[Surveyed]) -> dict[str, tuple[Surveyed, ...]]:
    tables: dict[str, tuple[Surveyed, ...]] = {}
    for one in surveyed:
        tables[one.group.table.name] = (*tables.get(one.group.table.name, ()), one)
    return tables


def _rejected(surveyed: Sequence[Surveyed]) -> pl.DataFrame:
    plans = [plan for one in surveyed if (plan := rejected(one)) is not None]
    return pl.concat(pl.collect_all(plans)) if plans else pl.DataFrame(schema=REJECTED)


def _nulls(surveyed: Sequence[Surveyed]) -> dict[str, int]:
    """Nulls by column, over the rows that are used."""
    nulls: dict[str, int] = defaultdict(int)
    for one in surveyed:
        table = one.group.table
        if any(one.columns[name].nulls for name in table.required):
            counted = folded(one).select(pl.col(table.names).null_count()).collect().row(0, named=True)
        else:
            counted = {n: one.columns[n].nulls if n in one.columns else one.rows for n in table.names}
        for name, count in counted.items():
            nulls[name] += count
    return dict(nulls)


def _which_is_damaged(parts: Sequence[Part]) -> AuditorError:
    """The error that names the files whose data cannot be decoded, though their footers can."""
    problems: list[Problem] = []
    for part in parts:
        try:
            part.plan.null_count().collect()
        except pl.exceptions.PolarsError:
            problems += damaged(part.label).problems
    return ExportError(*problems)
