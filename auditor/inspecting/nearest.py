"""Which mappings come nearest to a file that none recognises: by how many of their columns it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from auditor.intake import mapping as m
from auditor.intake.mapping_file import built_in_names, load_mapping
from auditor.intake.sources import Part
from auditor.records.tables import TABLES

MOST_MISSING = 12


def nearest_mappings(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The built-in mappings, the nearest first, each with the file and table of which most columns are there."""
    told = [_nearest(load_mapping(name), parts) for name in built_in_names()]
    return sorted(filter(None, told), key=lambda one: (-one["there"], one["of"], one["mapping"]))


def _nearest(mapping: m.Mapping, parts: Sequence[Part]) -> dict[str, Any] | None:
    found = [_told(mapping, clause, part) for clause in mapping.clauses for part in parts]
    return max((one for one in found if one["there"]), key=lambda o: (o["there"], -o["of"]), default=None)


def _told(mapping: m.Mapping, clause: m.Clause, part: Part) -> dict[str, Any]:
    wanted = sorted(_columns(clause))
    missing = [name for name in wanted if name not in part.schema]
    return {
        "mapping": mapping.name,
        "title": mapping.title,
        "file": part.label,
        "table": clause.table,
        "there": len(wanted) - len(missing),
        "of": len(wanted),
        "missing": missing[:MOST_MISSING],
    }


def _columns(clause: m.Clause) -> set[str]:
    """The source columns that a clause reads from its own file."""
    if clause.columns is None:
        return set(TABLES[clause.table].names)
    taken = {new for step in clause.join for new in step.take}
    return {name for cell in clause.columns.values() for name in _read_by(cell)} - taken


def _read_by(cell: object) -> Iterable[str]:
    if isinstance(cell, m.FromColumn):
        yield cell.column
    elif isinstance(cell, m.FirstOf | m.Together):
        for part in cell.cells:
            yield from _read_by(part)
