"""Writes the record tables of an export as Parquet that later runs read in its place.

Tables are sorted by incident (the training log by officer), so that the footers tell in which few row groups
an incident can be, and cut into parts that each fit in memory.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from auditor.errors import UsageError, WriteError
from auditor.intake.converted import CONVERSION, Original
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import Export
from auditor.intake.mapping import Span
from auditor.intake.sources import Source
from auditor.records.tables import TABLES

PART = 1_000_000
"""Rows of a part, about."""

ROW_GROUP = 250_000
SAMPLE = 100_000


def write_converted(export: Export, folder: Path, tool: Mapping[str, str]) -> dict[str, Any]:
    """Write the tables of the export and `conversion.json` into an empty folder; its content is returned.

    `tool` names the writer. The same export gives the same bytes. Files are 0600. Raises UsageError for an
    export that is a converted one.
    """
    if export.told is not None:
        raise UsageError.at("EXPORT", "an export that is converted already", "an original export")
    coverage = intake_coverage(export)
    tables = {name: _table(export, name, folder) for name in TABLES if name in export.present}
    told = {
        "schema": "conversion/1",
        "tool": dict(tool),
        "originals": [Original(s.label, s.size, s.sha256()).plain() for s in export.sources],
        "mapping": {
            "name": export.mapping.name, "sha256": export.mapping.sha256, "notes": list(export.mapping.notes)
        },
        "jurisdiction": export.jurisdiction,
        "person_id_scope": export.person_id_scope,
        "complete": {log: span and _days(span) for log, span in sorted(export.complete.items())},
        "covers": {log: _days(span) for log, span in sorted(export.covers.items())},
        "one_agency": export.one_agency,
        "tables": tables,
        "coverage": coverage,
    }  # fmt: skip
    path = folder / CONVERSION
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8", errors="replace")
    _seal(path)
    return told


def _table(export: Export, name: str, folder: Path) -> dict[str, Any]:
    """One table, written; what `conversion.json` says of it."""
    parts = enumerate(_parts(export, name), 1) if name in export.tables else ()
    return {
        "present": [c for c in TABLES[name].names if c in export.present[name]],
        "citation_system": export.citation_system.get(name),
        "rows": export.rows.get(name, 0),
        "nulls": dict(export.nulls.get(name, {})),
        "files": [_written(part, folder, f"{name}/part-{number:04}.parquet") for number, part in parts],
    }


def _parts(export: Export, name: str) -> Iterator[pl.DataFrame]:
    """The rows of a table in order, part by part."""
    plan, nulls, rows = export.tables[name], export.nulls[name], export.rows[name]
    columns = TABLES[name].columns
    kept = [c.name for c in columns if nulls[c.name] < rows or c.required]
    kept += ["file", "row", *(c.raw for c in columns if c.raw and c.name in export.present[name])]
    key = TABLES[name].required[0]
    order = [key, *(c for c in ("agency",) if c in kept), "file", "row"]
    if not _row_by_row(export, name):
        order += [c for c in kept if c not in order]
    cuts = _cuts(plan, key, rows)
    for low, high in zip([None, *cuts], [*cuts, None], strict=True):
        within = plan.select(kept)
        within = within if low is None else within.filter(pl.col(key) >= low)
        within = within if high is None else within.filter(pl.col(key) < high)
        yield within.collect().sort(order)


def _row_by_row(export: Export, name: str) -> bool:
    """Whether no two rows of the table are of one row of one file."""
    clauses = [one.clause for one in export.ledger.applied if one.clause.table == name]
    return len(clauses) == 1 and clauses[0].plain and not clauses[0].reshapes


def _cuts(plan: pl.LazyFrame, key: str, rows: int) -> list[str]:
    """The keys at which the parts begin, but for the first."""
    parts = -(-rows // PART)
    if parts < 2:
        return []
    chosen = pl.col(key).hash(0) % max(1, rows // SAMPLE) == 0
    sample = plan.select(key).filter(chosen).collect().to_series().sort()
    cuts = [sample[number * len(sample) // parts] for number in range(1, parts)] if len(sample) else []
    return sorted(set(cuts) - {sample.min()})


def _written(part: pl.DataFrame, folder: Path, label: str) -> dict[str, Any]:
    path = folder / label
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        part.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP, statistics=True)
        _seal(path)
    except OSError as error:
        hint = "Check the free space, or choose another --out."
        raise WriteError.at(label, f"cannot be written: {error.strerror or error}", hint=hint) from error
    source = Source(label, path, path.stat().st_size)
    return {"file": label, "rows": part.height, "size": source.size, "sha256": source.sha256()}


def _seal(path: Path) -> None:
    """Leave a file to its owner alone, and see it on the disk."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _days(span: Span) -> list[str | None]:
    return [day.isoformat() if day else None for day in (span.since, span.until)]
