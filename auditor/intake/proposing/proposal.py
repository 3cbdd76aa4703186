"""A mapping proposed for an export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from auditor.errors import ExportError, Problem
from auditor.intake.files import SourceFile, find_files
from auditor.intake.proposing.drafting import draft
from auditor.intake.proposing.writing import written
from auditor.intake.recognising import Opener, choose
from auditor.intake.sources import Part


def proposed(paths: Sequence[str | Path]) -> str:
    """A mapping for the export (a folder, a file, a glob, or several), as YAML that can be edited and used.

    It is valid against the schema of mappings. Raises ExportError where no file can be read.
    """
    found, opener = find_files(paths), Opener()
    parts, problems = _opened(found.files, opener)
    if not parts:
        raise ExportError(*problems)
    about = [
        "Proposed from headers and cells. After each line: how sure it is (0 to 1), and why. Edit what is wrong,",
        "and see what it reads with `auditor map EXPORT --check` and the name of this file.",
        *_built_in(found.files, opener),
        *(f"Not read: {problem.where}: {problem.found}" for problem in problems),
        *(f"Not read: {label}: {why}" for label, why in found.not_read),
    ]
    return written(draft(parts), _name(found.files), about)


def _opened(files: Sequence[SourceFile], opener: Opener) -> tuple[list[Part], list[Problem]]:
    parts: list[Part] = []
    problems: list[Problem] = []
    for file in files:
        try:
            parts.append(opener.open(file))
        except ExportError as error:
            problems += error.problems
    return parts, problems


def _built_in(files: Sequence[SourceFile], opener: Opener) -> list[str]:
    """A sentence where a built-in mapping reads the export already."""
    try:
        name = choose(None, files, opener).name
    except ExportError:
        return []
    return [f"The built-in mapping {name!r} recognises this export: an audit needs no other."]


def _name(files: Sequence[SourceFile]) -> str:
    """A name for the mapping, from the file or the folder."""
    said = files[0].stem if len(files) == 1 else files[0].path.parent.name
    return "-".join(re.findall(r"[a-z0-9]+", said.lower()))[:60] or "mine"
