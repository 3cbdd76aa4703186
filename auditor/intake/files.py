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
TEXT = (".csv", ".tsv", ".txt")
SUFFIXES = {f"{text}{packed}": CSV for text in TEXT for packed in ("", ".gz", ".zst")} | {
    ".parquet": PARQUET,
    ".pq": PARQUET,
}
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
_LONGEST_FIRST = sorted(SUFFIXES, key=len, reverse=True)
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
        return self.path.name.lower().removesuffix(_suffix(self.path))

    def is_named(self, patterns: Iterable[str]) -> bool:
        """Whether one of the patterns means this file: by its stem, or by folder/stem where it has a slash."""
        return means(patterns, self.path.parent.name, self.stem)


def means(patterns: Iterable[str], folder: str, stem: str) -> bool:
    """Whether one of the patterns means a file of this folder and stem, whatever their letter case."""
    names = (stem.lower(), f"{folder}/{stem}".lower())
    return any(fnmatchcase(names["/" in pattern], pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Found:
    """The files of an export, sorted by label, and those that are not read: (label, why)."""

    files: tuple[SourceFile, ...]
    not_read: tuple[tuple[str, str], ...]


def find_files(paths: Sequence[str | Path]) -> Found:
    """Every file under the paths. A path is a folder (read with its subfolders), a file or a glob.

    Raises ExportError where a path leads to nothing, where a file that was named is no CSV or Parquet, or
    where there is no such file at all.
    """
    named = [place for path in paths for place in _places(path)]
    root = Path(os.path.commonpath([place.base for place in named])) if named else Path()
    files: dict[Path, SourceFile] = {}
    not_read: dict[str, str] = {}
    for place in named:
        for path in _walk(place.path):
            label, why = (
                _label(path, root),
                _why_not(path, () if place.chosen else path.relative_to(root).parts),
            )
            if why is None:
                files.setdefault(path.resolve(), SourceFile(label, path, _format(path)))
            elif place.chosen:
                raise ExportError.at(label, why, "CSV or Parquet")
            else:
                not_read[label] = why
    if not files:
        raise _nothing(paths, not_read)
    return Found(tuple(sorted(files.values(), key=lambda f: f.label)), tuple(sorted(not_read.items())))


@dataclass(frozen=True, slots=True)
class _Place:
    """What a path names, the folder that labels start from, and whether it is one file chosen by name."""

    path: Path
    base: Path
    chosen: bool = False


def _places(path: str | Path) -> Iterator[_Place]:
    place = Path(path).absolute()
    if place.is_dir():
        yield _Place(place, place)
    elif place.exists():
        yield _Place(place, place.parent, chosen=True)
    else:
        matches = sorted(glob.glob(str(place), recursive=True)) if glob.has_magic(str(path)) else []
        if not matches:
            raise ExportError.at(str(path), "nothing there", "a folder, a file or a glob that matches files")
        base = Path(*_before_magic(place.parts))
        yield from (_Place(Path(match), base) for match in matches)


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


def _why_not(path: Path, parts: Sequence[str]) -> str | None:
    """Why a file is not read; None where it is."""
    if any(part.startswith((".", "_")) for part in parts):
        return "hidden"
    if not path.is_file():
        return "not a regular file"
    if path.name.lower().endswith(SPREADSHEETS):
        return SAVE_SHEETS
    if parts and _suffix(path).startswith(".txt"):
        return "text: read only where the file itself is named"
    return None if _suffix(path) else "neither CSV nor Parquet by its name"


def _format(path: Path) -> str:
    return SUFFIXES[_suffix(path)]


def _suffix(path: Path) -> str:
    """The suffix that tells the format of a file; empty where none does."""
    return next((suffix for suffix in _LONGEST_FIRST if path.name.lower().endswith(suffix)), "")


def _nothing(paths: Sequence[str | Path], not_read: dict[str, str]) -> ExportError:
    where = ", ".join(str(p) for p in paths) or "(no path)"
    seen = [
        Problem(label, why, "CSV or Parquet") for label, why in sorted(not_read.items()) if why != "hidden"
    ]
    return ExportError(Problem(where, "no file that can be read", "CSV or Parquet files"), *seen[:10])
