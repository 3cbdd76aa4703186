"""The whole look at an export, as plain data (`schemas/inspect.schema.json`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from auditor.errors import ExportError
from auditor.inspecting.columns import profile_columns
from auditor.inspecting.gaps import find_gaps
from auditor.inspecting.nearest import nearest_mappings
from auditor.inspecting.rules import rules_told
from auditor.intake.export import Export, read_export
from auditor.intake.files import Found, SourceFile, find_files
from auditor.intake.mapping import CsvSaid
from auditor.intake.mapping_file import load_mapping
from auditor.intake.recognising import Opener, choose
from auditor.intake.sources import Part

Say = Callable[[str], None]
NO_MAPPING = "no mapping reads this export, so nothing but its columns can be told"


def inspect(
    paths: Sequence[str | Path],
    mapping: str | Path | None = None,
    jurisdiction: str | None = None,
    *,
    say: Say = lambda _: None,
) -> dict[str, Any]:
    """Look at an export: its files and columns, and what a mapping and the packs make of it.

    A file that cannot be read is told with its problem. Raises ExportError where there is no file that can be
    read at all, or where the mapping that is named is no mapping.
    """
    found, opener = find_files(paths), Opener()
    said = load_mapping(mapping).csv if mapping is not None else CsvSaid()
    say("reading the files")
    opened = [(file, *_opened(opener, file, said)) for file in found.files]
    parts = [part for _, part, _ in opened if part is not None]
    if not parts:
        raise ExportError(*(problem for _, _, error in opened if error for problem in error.problems))
    say("recognising the export")
    chosen, export, why = _read(paths, mapping, jurisdiction, found, opener)
    say("looking at the columns")
    return {
        "schema": "inspect/1",
        "files": [_file(file, part, error) for file, part, error in opened],
        "files_not_read": [{"file": label, "why": why_not} for label, why_not in found.not_read],
        "mapping": {
            "name": chosen,
            "why_not": why,
            "nearest": nearest_mappings(parts) if export is None else [],
        },
        **_meaning(export, say),
    }


def _opened(opener: Opener, file: SourceFile, said: CsvSaid) -> tuple[Part | None, ExportError | None]:
    try:
        return opener.open(file, said), None
    except ExportError as error:
        return None, error


def _read(
    paths: Sequence[str | Path],
    mapping: str | Path | None,
    jurisdiction: str | None,
    found: Found,
    opener: Opener,
) -> tuple[str | None, Export | None, str | None]:
    """The name of the mapping that reads the export, the export as read, and why there is none."""
    name: str | None = None
    try:
        name = choose(mapping, found.files, opener).name
        return name, read_export(list(paths), mapping, jurisdiction), None
    except ExportError as error:
        return name, None, NO_MAPPING if name is None else "; ".join(map(str, error.problems))


def _file(file: SourceFile, part: Part | None, error: ExportError | None) -> dict[str, Any]:
    told: dict[str, Any] = {"file": file.label, "size": file.path.stat().st_size}
    if part is None:
        return told | {"problem": "; ".join(map(str, error.problems)) if error else ""}
    rejected = dict(part.rejected)
    try:
        columns = profile_columns(part)
    except pl.exceptions.PolarsError:
        return told | {"problem": "its data cannot be decoded, though its footer can"}
    return told | {
        "form": dict(part.form),
        "read": part.read,
        "used": part.read - sum(rejected.values()),
        "rejected": rejected,
        "columns": [column.plain() for column in columns],
    }


def _meaning(export: Export | None, say: Say) -> dict[str, Any]:
    """What needs a mapping: the tables, the rules, the gaps."""
    if export is None:
        return {"tables": None, "notes": [], "policies": [], "would_settle_most": None, "gaps": None}
    say("asking each rule what it lacks")
    policies, most = rules_told(export)
    say("looking for gaps")
    return {
        "tables": {
            name: {"rows": rows, "columns": sorted(export.present[name])}
            for name, rows in export.rows.items()
        },
        "notes": list(export.mapping.notes),
        "policies": policies,
        "would_settle_most": most,
        "gaps": find_gaps(export),
    }
