"""CSV as it is read: a staged form in Parquet, kept in a folder by the digest of the file and found again there.

What reads a file for the first time is imported where one must be: pyarrow takes a while to load.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from auditor.intake.cache import cache_folder, written_whole
from auditor.intake.csvform import Form, column_names
from auditor.intake.files import SourceFile
from auditor.intake.mapping import CsvSaid

STAGING = 3
"""Raise it when the staged form changes: what older versions staged is then not found again."""


@dataclass(frozen=True)
class Staged:
    """A CSV file that was read, its Parquet form and what was counted.

    The Parquet has `row`, then `c0`, `c1`, …: text, or days and moments whose cells are written just so.
    `alike` are the names that the header has more than once for columns that are equal in every row.
    """

    parquet: Path
    form: Form
    used: int
    rejected: dict[str, int]
    alike: frozenset[str] = frozenset()

    @property
    def names(self) -> list[str]:
        """A name for each column, empty where nothing may read it."""
        return column_names(self.form, self.alike)

    def plain(self) -> dict[str, Any]:
        """How the file was read, as coverage tells it."""
        repeated = {name: "alike" if name in self.alike else "different" for name in self.form.repeated}
        return self.form.plain() | {"repeated_columns": repeated}


def stage(file: SourceFile, digest: str, said: CsvSaid) -> Staged:
    """The staged form of a CSV file whose SHA-256 is `digest`: found again, or read now as the mapping says.

    Raises ExportError where the file is empty, no text or has an open quote.
    """
    told = "" if not said.told else "-" + hashlib.sha256(repr(said).encode()).hexdigest()[:16]
    target = cache_folder() / f"{digest}-csv{STAGING}{told}.parquet"
    notes = target.with_suffix(".json")
    return _found_again(target, notes) or _read(file, said, target, notes)


def _found_again(target: Path, notes: Path) -> Staged | None:
    try:
        known = json.loads(notes.read_text("utf-8"))
        whole = pl.scan_parquet(target, glob=False).select(pl.len()).collect().item() == known["used"]
        form, alike = Form.of(known["form"]), frozenset(known["alike"])
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    return Staged(target, form, known["used"], known["rejected"], alike) if whole else None


def _read(file: SourceFile, said: CsvSaid, target: Path, notes: Path) -> Staged:
    from auditor.intake.csvreading import read

    done = read(file, said, target)
    staged = Staged(target, done.form, done.used, dict(sorted(done.rejected.items())), done.alike)
    told = {
        "form": asdict(staged.form),
        "used": staged.used,
        "rejected": staged.rejected,
        "alike": sorted(staged.alike),
    }
    with written_whole(notes) as path:
        path.write_text(json.dumps(told), "utf-8")
    return staged
