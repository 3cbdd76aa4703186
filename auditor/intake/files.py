"""Which files an export is made of: folders, files, globs, or several of them.

A file keeps its label (its path below the root of the export, with slashes) through the whole run, so that a
finding can point at it and no absolute path leaves this module.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from auditor.errors import ExportError, Problem

CSV, PARQUET = "csv", "parquet"
SUFFIXES = {".csv": CSV, ".csv.gz": CSV, ".parquet": PARQUET, ".pq": PARQUET}
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
SAVE_SHEETS = "a spreadsheet: open it and save each sheet as CSV (UTF-8), named after its table"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that can be read: its label, where it is, and its format (`csv` or `parquet`)."""

    label: str
    path: Path
    format: str

    @property
    def stem(self) -> str:
        """The file's name without folder and suffixes, in lower case."""
        name = self.path.name.lower()
        return next(name.removesuffix(s) for s in _by_length(SUFFIXES) if name.endswith(s))

    def is_named(self, patterns: Iterable[str]) -> bool:
        """Whether one of the patterns means this file: by its stem, or by folder/stem where it has a slash."""
        names = (self.stem, f"{self.path.parent.name.lower()}/{self.stem}")
        return any(fnmatchcase(names["/" in pattern], pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Found:
    """The files of an export, sorted by label, and those that are not read: (label, why)."""

    files: tuple[SourceFile, ...]
    not_read: tuple[tuple[str, str], ...]


def find_files(paths: Sequence[str | Path]) -> Found:
    """Every file under the paths. A path is a folder (read with its subfolders), a file or a glob.

    Raises ExportError where a path leads to nothing, where a file that was named cannot be read, or where
    there is no CSV or Parquet file at all.
    """
    named = [place for path in paths for place in _places(path)]
    root = Path(os.path.commonpath([base for base, _ in named])) if named else Path()
    files: dict[Path, SourceFile] = {}
    not_read: dict[str, str] = {}
    for _, place in named:
        for path in _walk(place):
            label = _label(path, root)
            kind, why = _format(path, path.relative_to(root if place.is_dir() else path.parent))
            if kind:
                files.setdefault(path.resolve(), SourceFile(label, path, kind))
            elif place.is_dir():
                not_read[label] = why
            else:
                raise ExportError.at(label, why, "CSV or Parquet")
    if not files:
        raise _nothing(paths, not_read)
    return Found(tuple(sorted(files.values(), key=lambda f: f.label)), tuple(sorted(not_read.items())))


def _places(path: str | Path) -> Iterator[tuple[Path, Path]]:
    """What a path names, each with the folder that labels start from."""
    place = Path(path).absolute()
    if place.is_dir():
        yield place, place
    elif place.exists():
        yield place.parent, place
    else:
        matches = sorted(glob.glob(str(place), recursive=True)) if glob.has_magic(str(path)) else []
        if not matches:
            raise ExportError.at(str(path), "nothing there", "a folder, a file or a glob that matches files")
        base = Path(*_before_magic(place.parts))
        yield from ((base, Path(match)) for match in matches)


def _before_magic(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        if glob.has_magic(part):
            return
        yield part


def _walk(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    for folder, folders, names in os.walk(place):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(names))


def _label(path: Path, root: Path) -> str:
    label = path.relative_to(root).as_posix()
    return label.encode("utf-8", "replace").decode("utf-8")


def _format(path: Path, inside: Path) -> tuple[str | None, str]:
    """The format by the name, or why the file is not read."""
    name = path.name.lower()
    if any(part.startswith((".", "_")) for part in inside.parts):
        return None, "hidden"
    if not path.is_file():
        return None, "not a regular file"
    if name.endswith(SPREADSHEETS):
        return None, SAVE_SHEETS
    suffix = next((s for s in _by_length(SUFFIXES) if name.endswith(s)), None)
    return (SUFFIXES[suffix], "") if suffix else (None, "neither CSV nor Parquet by its name")


def _by_length(suffixes: Iterable[str]) -> list[str]:
    return sorted(suffixes, key=len, reverse=True)


def _nothing(paths: Sequence[str | Path], not_read: dict[str, str]) -> ExportError:
    where = ", ".join(str(p) for p in paths) or "(no path)"
    seen = [Problem(label, why, "CSV or Parquet") for label, why in sorted(not_read.items()) if why != "hidden"]
    return ExportError(Problem(where, "no file that can be read", "CSV or Parquet files"), *seen[:10])
