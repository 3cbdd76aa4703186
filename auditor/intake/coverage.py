"""Coverage: what became of every row of every file, and of every cell that was not read.

In every file, rows read = rows used + rows rejected. Rows set aside (no records, by the mapping), duplicates
and orphans are among those used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from auditor.intake import asides
from auditor.intake.export import REJECTED, Export
from auditor.intake.reading import Counts
from auditor.intake.repeats import repeated
from auditor.intake.suspects import Suspects
from auditor.records.names import shape
from auditor.records.tables import TABLES

MOST_VALUES = 100
LONGEST_VALUE = 60
AMBIGUOUS = "ambiguous_agency"
PRIVATE = frozenset({"name", "birth_date"})


def intake_coverage(
    export: Export, suspects: Suspects | None = None, ambiguous: Mapping[str, pl.DataFrame] | None = None
) -> dict[str, Any]:
    """The parts of `coverage.json` that intake knows: `files`, `files_not_read`, `tables`.

    Files are sorted by label, tables and columns in the order of the contract, values by their count. Those
    of a converted export are as they were when its originals were read. `suspects` and `ambiguous` (see
    `ambiguous_rows`) are the export's.
    """
    if export.told is not None:
        return dict(export.told)
    ambiguous = ambiguous_rows(export) if ambiguous is None else ambiguous
    kept = _without(export, ambiguous)
    suspects = suspects or Suspects.of(export)
    return {
        "files": _files(export, ambiguous, _repeated(kept, suspects), suspects.seen.orphaned),
        "files_not_read": [{"file": label, "why": why} for label, why in export.ledger.not_read],
        "tables": {
            name: _table(export, name, ambiguous.get(name)) for name in TABLES if name in export.tables
        },
    }


# ── Rows ───────────────────────────────────────────────────────────────────────────────────────────────────


def ambiguous_rows(export: Export) -> dict[str, pl.DataFrame]:
    """(file, row, reason) by table of the rows that name no agency while several have their number.

    Those of a converted export were told when its originals were read.
    """
    if export.told is not None:
        return {}
    numbers = export.ambiguous
    if numbers.is_empty():
        return {}
    own = [t for t in export.tables if t != "incidents" and "incident_id" in TABLES[t].names]
    plans = [
        export.tables[table]
        .filter(pl.col("agency").is_null())
        .join(numbers.lazy(), on="incident_id", how="semi")
        .select("file", "row", reason=pl.lit(AMBIGUOUS))
        for table in own
    ]
    found = zip(own, pl.collect_all(plans), strict=True)
    return {table: frame for table, frame in found if not frame.is_empty()}


def rows_used(export: Export, ambiguous: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """The rows of each table that are used, which those are not that name no agency where several might be meant."""
    if export.told is not None:
        return {table: told["rows"] for table, told in export.told["tables"].items()}
    rows = ((name, export.rows[name]) for name in TABLES if name in export.tables)
    return {name: n - ambiguous[name].height if name in ambiguous else n for name, n in rows}


def _without(export: Export, ambiguous: Mapping[str, pl.DataFrame]) -> dict[str, pl.LazyFrame]:
    out = dict(export.tables)
    for table, rows in ambiguous.items():
        out[table] = out[table].join(rows.lazy(), on=["file", "row"], how="anti")
    return out


def _repeated(tables: Mapping[str, pl.LazyFrame], suspects: Suspects) -> Counter[str]:
    """By file: rows equal in every record column to a row of an earlier file or place."""
    counted = Counter(suspects.reports.repeated) if "incidents" in tables else Counter[str]()
    for name, plan in tables.items():
        if name != "incidents" and any(map(len, suspects.seen.twice[name])):
            files = suspects.files.get(name, ())
            counted.update(repeated(suspects.among(name, plan), suspects.filled(name), files))
    return counted


def _files(
    export: Export,
    ambiguous: Mapping[str, pl.DataFrame],
    repeated: Mapping[str, int],
    orphaned: Mapping[str, int],
) -> list[dict[str, Any]]:
    out = _by_reason([*export.ledger.rejected.values(), *ambiguous.values()])
    dropped = asides.dropped(export.ledger.applied)
    aside = _by_reason([asides.of_all_tables(export.ledger.applied, dropped)])
    no_record = asides.of_each_table(export.ledger.applied, dropped)
    tables = _tables(export)
    files = []
    for part in export.ledger.parts:
        rejected = Counter(part.rejected) + out.get(part.label, Counter())
        files.append(
            {
                "file": part.label,
                "tables": tables.get(part.label, []),
                "form": dict(part.form),
                "read": part.read,
                "used": part.read - rejected.total(),
                "rejected": dict(sorted(rejected.items())),
                "set_aside": dict(sorted(aside.get(part.label, Counter()).items())),
                **_of_tables(no_record.get(part.label, {}), tables.get(part.label, [])),
                "duplicates": repeated.get(part.label, 0),
                "orphans": orphaned.get(part.label, 0),
            }
        )
    return sorted(files, key=lambda file: str(file["file"]))


def _of_tables(counted: Mapping[str, Mapping[str, int]], tables: Sequence[str]) -> dict[str, Any]:
    """Rows that are no record of one table of several that their file feeds."""
    return {"no_record": dict(counted)} if counted and len(tables) > 1 else {}


def _tables(export: Export) -> dict[str, list[str]]:
    """The record tables that each file feeds."""
    tables: dict[str, set[str]] = {}
    for one in export.ledger.applied:
        for part in one.parts:
            tables.setdefault(part.label, set()).add(one.clause.table)
    return {label: sorted(of, key=list(TABLES).index) for label, of in tables.items()}


def _by_reason(frames: Iterable[pl.DataFrame]) -> dict[str, Counter[str]]:
    """Rows by file and reason; a row that feeds several tables counts once."""
    every = pl.concat([pl.DataFrame(schema=REJECTED), *frames])
    once = every.group_by("file", "row").agg(pl.col("reason").min()).group_by("file", "reason").len()
    counted: dict[str, Counter[str]] = {}
    for file, reason, rows in once.iter_rows():
        counted.setdefault(file, Counter())[reason] = rows
    return counted


# ── Cells ──────────────────────────────────────────────────────────────────────────────────────────────────


def _table(export: Export, name: str, ambiguous: pl.DataFrame | None) -> dict[str, Any]:
    rows, nulls = export.rows[name], export.nulls[name]
    if ambiguous is not None:
        rows -= ambiguous.height
        kept = _without(export, {name: ambiguous})[name]
        nulls = kept.select(pl.col(TABLES[name].names).null_count()).collect().row(0, named=True)
    columns = {}
    for column in TABLES[name].names:
        counts, orders = Counts(), []
        for one in export.ledger.surveyed[name]:
            if column in one.columns:
                own = one.columns[column].counts
                counts.add(own)
                orders += [{"files": list(one.group.files), **own.order.plain()}] if own.order else []
        columns[column] = {
            "present": column in export.present[name],
            "nulls": nulls[column],
            "null_share": round(nulls[column] / rows, 4) if rows else None,
            "unrecognised": _values(counts.unrecognised),
            "vague": _values(counts.vague),
            "unreadable": _values(_shapes(counts.unreadable) if column in PRIVATE else counts.unreadable),
            "stands_for_no_one": counts.no_one,
            "says_unknown": counts.unknown,
        } | ({"date_order": orders} if orders else {})
    merged = [one.merged for one in export.ledger.applied if one.clause.table == name]
    told = [count for count in merged if count is not None]
    return {"rows": rows, **({"fell_together": sum(told)} if told else {}), "columns": columns}


def _shapes(counted: Counter[str]) -> Counter[str]:
    """Values of a person by their shape alone."""
    shapes: Counter[str] = Counter()
    for value, times in counted.items():
        shapes[shape(value)] += times
    return shapes


def _values(counted: Counter[str]) -> list[dict[str, Any]]:
    """The most frequent values with their counts; the last entry (value null) counts all others."""
    cut: Counter[str] = Counter()
    for value, times in counted.items():
        cut[value[:LONGEST_VALUE]] += times
    ranked = sorted(cut.items(), key=lambda item: (-item[1], item[0]))
    listed: list[dict[str, Any]] = [{"value": value, "count": times} for value, times in ranked[:MOST_VALUES]]
    others = sum(times for _, times in ranked[MOST_VALUES:])
    return [*listed, {"value": None, "count": others}] if others else listed
