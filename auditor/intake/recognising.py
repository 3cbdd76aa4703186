"""Which mapping reads an export, and which of its files that mapping reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from auditor.errors import AuditorError, ExportError, Problem, nearest
from auditor.intake import mapping as m
from auditor.intake.files import SourceFile
from auditor.intake.mapping_file import built_in_names, load_mapping
from auditor.intake.sources import Part, open_part


class Opener:
    """Opens files, each once."""

    def __init__(self) -> None:
        self._parts: dict[str, Part] = {}

    def open(self, file: SourceFile) -> Part:
        """The file, opened."""
        if file.label not in self._parts:
            self._parts[file.label] = open_part(file)
        return self._parts[file.label]

    def open_all(self, files: Iterable[SourceFile]) -> list[Part]:
        """The files, opened. Raises ExportError with the problems of all that cannot be."""
        parts: list[Part] = []
        problems: list[Problem] = []
        for file in files:
            try:
                parts.append(self.open(file))
            except ExportError as error:
                problems += error.problems
        if problems:
            raise ExportError(*problems)
        return parts


def choose(name: str | Path | None, files: Sequence[SourceFile], opener: Opener) -> m.Mapping:
    """The mapping that is named, else the built-in one that recognises the files.

    A mapping with signs of its own goes before one that is recognised by file names alone.
    """
    if name is not None:
        return load_mapping(name)
    known = sorted(map(load_mapping, built_in_names()), key=lambda mapping: not mapping.signs)
    for mapping in known:
        if _recognises(mapping, files, opener):
            return mapping
    raise _unrecognised(files, known)


def files_read(mapping: m.Mapping, files: Sequence[SourceFile]) -> list[SourceFile]:
    """The files that the mapping reads, as records or to look things up.

    Raises ExportError where it reads none.
    """
    patterns = list(_patterns(mapping))
    chosen = [file for file in files if file.is_named(patterns)]
    if not any(file.is_named(clause.file) for file in files for clause in mapping.clauses):
        raise _unrecognised(files, [mapping])
    return chosen


def _recognises(mapping: m.Mapping, files: Sequence[SourceFile], opener: Opener) -> bool:
    if not mapping.signs:
        return any(file.is_named(clause.file) for file in files for clause in mapping.clauses)
    return all(_shows(sign, files, opener) for sign in mapping.signs)


def _shows(sign: m.Sign, files: Sequence[SourceFile], opener: Opener) -> bool:
    bearers = [file for file in files if file.is_named(sign.file)]
    return any(set(sign.columns) <= set(opener.open(file).schema) for file in bearers)


def _patterns(mapping: m.Mapping) -> Iterable[str]:
    for clause in mapping.clauses:
        yield from clause.file
        for join in clause.join:
            yield from join.file
        for cell in (clause.columns or {}).values():
            if isinstance(cell, m.Relations):
                yield from (*cell.file, *cell.offenders, *(cell.codes.file if cell.codes else ()))


def _unrecognised(files: Sequence[SourceFile], known: Sequence[m.Mapping]) -> AuditorError:
    tables = {clause.table for mapping in known for clause in mapping.clauses}
    names = [pattern for mapping in known for pattern in _patterns(mapping) if pattern.isidentifier()]
    problems = [
        Problem(file.label, "no mapping reads this file", "the name of a table", nearest(file.stem, names))
        for file in files[:10]
    ]
    hint = "Name the files after record tables (" + ", ".join(sorted(tables)) + ") or give a mapping."
    return ExportError(*problems[:-1], Problem(problems[-1].where, problems[-1].found, problems[-1].expected, hint))
