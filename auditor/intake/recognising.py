"""Which mapping reads an export, and which of its files that mapping reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from auditor.errors import AuditorError, ExportError, Problem, nearest
from auditor.intake import mapping as m
from auditor.intake.files import SAVE_SHEETS, Found, SourceFile, means
from auditor.intake.mapping_file import built_in_names, load_mapping
from auditor.intake.reshaping import has_look
from auditor.intake.sources import Part, open_part


class Opener:
    """Opens files, each once."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, m.CsvSaid], Part] = {}

    def open(self, file: SourceFile, said: m.CsvSaid = m.CsvSaid()) -> Part:  # noqa: B008
        """The file, opened as the mapping says."""
        if (file.label, said) not in self._parts:
            self._parts[file.label, said] = open_part(file, said)
        return self._parts[file.label, said]

    def open_all(self, files: Iterable[SourceFile], said: m.CsvSaid) -> list[Part]:
        """The files, opened as the mapping says. Raises ExportError with the problems of all that cannot be."""
        parts: list[Part] = []
        problems: list[Problem] = []
        for file in files:
            try:
                parts.append(self.open(file, said))
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


def files_read(mapping: m.Mapping, found: Found, opener: Opener) -> list[SourceFile]:
    """The files that the mapping reads, as records or to look things up.

    Raises ExportError where it reads none, or where a spreadsheet bears the name of one that it reads.
    """
    patterns = list(_patterns(mapping))
    sheets = [Path(label) for label, why in found.not_read if why == SAVE_SHEETS]
    missed = [path for path in sheets if means(patterns, path.parent.name, path.stem)]
    if missed:
        raise ExportError(*(Problem(path.as_posix(), SAVE_SHEETS, "CSV or Parquet") for path in missed))
    records = [
        file for file in found.files if any(_feeds(file, c, opener, mapping.csv) for c in mapping.clauses)
    ]
    if not records:
        raise _unrecognised(found.files, [mapping])
    others = set(_looked_up(mapping))
    return [file for file in found.files if file in records or file.is_named(others)]


def _feeds(file: SourceFile, clause: m.Clause, opener: Opener, said: m.CsvSaid) -> bool:
    return file.is_named(clause.file) and _looks(file, clause.having, opener, said)


def _recognises(mapping: m.Mapping, files: Sequence[SourceFile], opener: Opener) -> bool:
    if not mapping.signs:
        return any(file.is_named(clause.file) for file in files for clause in mapping.clauses)
    return all(_shows(sign, files, opener) for sign in mapping.signs)


def _shows(sign: m.Sign, files: Sequence[SourceFile], opener: Opener) -> bool:
    return any(file.is_named(sign.file) and _looks(file, sign.look, opener, m.CsvSaid()) for file in files)


def _looks(file: SourceFile, look: m.Look, opener: Opener, said: m.CsvSaid) -> bool:
    """Whether a file looks as is asked; one that cannot be opened looks like nothing."""
    try:
        return look == m.Look() or has_look(look, opener.open(file, said).schema)
    except ExportError:
        return False


def _patterns(mapping: m.Mapping) -> Iterable[str]:
    for clause in mapping.clauses:
        yield from clause.file
    yield from _looked_up(mapping)


def _looked_up(mapping: m.Mapping) -> Iterable[str]:
    for clause in mapping.clauses:
        for join in clause.join:
            yield from join.file
        for cell in (clause.columns or {}).values():
            if isinstance(cell, m.Relations):
                yield from (*cell.file, *cell.offenders, *(cell.codes.file if cell.codes else ()))


def _unrecognised(files: Sequence[SourceFile], known: Sequence[m.Mapping]) -> AuditorError:
    names = sorted({pattern for mapping in known for pattern in _patterns(mapping) if pattern.isidentifier()})
    problems = []
    for file in files[:10]:
        hint = nearest(file.stem, names)
        problems.append(
            Problem(file.label, "no mapping reads this file", hint=hint if "mean" in hint else "")
        )
    whole = Problem(
        f"{len(files)} files" if len(files) > 1 else "the export",
        "no file that a mapping knows",
        "; or ".join(["files named after the tables: " + ", ".join(names), *sorted(_wanted(known))]),
        "Rename them, or let `auditor map` propose a mapping, and name it with --mapping.",
    )
    return ExportError(whole, *problems)


def _wanted(known: Sequence[m.Mapping]) -> set[str]:
    """What files of any name must have: by the signs of the mappings, or by their sources where they have none."""
    signs = {(sign.file, sign.look) for mapping in known for sign in mapping.signs}
    sources = {(clause.file, clause.having) for mapping in known for clause in mapping.clauses}
    looks = {look for file, look in (signs or sources) if file == ("*",)}
    return {_in_words(look) for look in looks if look != m.Look()}


def _in_words(look: m.Look) -> str:
    told = [f"the columns {', '.join(look.columns)}"] if look.columns else []
    told += [f"one of {', '.join(look.any_of)}"] if look.any_of else []
    told += [f"a list of structs called {' or '.join(look.lists)}"] if look.lists else []
    return "a file with " + " and ".join(told)
