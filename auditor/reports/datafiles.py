"""Data that a report takes by name from the package, or from a file of one's own: laws, vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from auditor.errors import Problem, UsageError, nearest
from auditor.schema import validator
from auditor.yamlfile import read_yaml

Plain = Mapping[str, Any]


def folder(kind: str) -> Any:
    """The package's own folder of these files."""
    return files("auditor.reports").joinpath(kind)


def names(kind: str) -> list[str]:
    """The names of the package's own files in a folder, sorted."""
    return sorted(f.name.removesuffix(".yaml") for f in folder(kind).iterdir() if f.name.endswith(".yaml"))


def load(kind: str, schema: str, option: str, name: str) -> Plain:
    """The file of this name in a folder of the package, or at this path; a `UsageError` with every problem."""
    if name in names(kind):
        text, where = folder(kind).joinpath(f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml"
    elif Path(name).is_file():
        text, where = Path(name).read_text(encoding="utf-8", errors="replace"), Path(name).name
    else:
        raise UsageError.at(
            option, f"{name!r}", f"the name of a {schema} or a file", nearest(name, names(kind))
        )
    lined = read_yaml(text, where)
    problems = lined.problems or [
        Problem(
            f"{where}:{lined.line(tuple(e.absolute_path))}", e.message[:200], e.schema.get("description", "")
        )
        for e in validator(schema).iter_errors(lined.data)
    ]
    if problems:
        raise UsageError(*problems)
    data: Plain = lined.data
    return data
