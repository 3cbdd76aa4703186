"""The files of an export as lazy frames of raw columns: one `Part` a file, Parquet and CSV alike.

Column names are lower case and trimmed, so that no mapping depends on the letter case of a header. Beside
the file's own columns each part has `FILE` (its label) and `ROW` (the 1-based record in it).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from auditor.errors import AuditorError, ExportError
from auditor.intake.bounds import Bounds, text_bounds
from auditor.intake.csvfile import stage
from auditor.intake.files import CSV, SourceFile
from auditor.intake.mapping import CsvSaid
from auditor.intake.reading import as_text

FILE, ROW = "@file", "@row"

FEW = 10_000
"""So few rows are looked at, and held in memory, sooner than what reads footers is loaded, or files are read again."""


@dataclass(frozen=True)
class Source:
    """A file that the export was read from; `promised` is the digest that it must have, if that is known."""

    label: str
    path: Path
    size: int
    promised: str | None = None

    @cached_property
    def _digest(self) -> str:
        with self.path.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()

    def sha256(self) -> str:
        """The SHA-256 of the file's bytes, in hex; computed once. Raises ExportError where another is promised."""
        if self.promised not in (None, self._digest):
            raise ExportError.at(self.label, "changed since it was converted", f"SHA-256 {self.promised}")
        return self._digest


@dataclass(frozen=True)
class Part:
    """A file, ready to be read: its plan, the types of its columns, and the records counted so far.

    `schema` and `header` are keyed by the lower-case name; `header` holds the name as written. `stored` is
    the Parquet that is read, with the columns `names`; `form` how the file was read, as coverage tells it.
    A column of CSV is text; those in `moments` the plan has typed as well, under the name that `moment` gives.
    """

    file: SourceFile
    source: Source
    stored: Path
    plan: pl.LazyFrame
    schema: Mapping[str, pl.DataType]
    header: Mapping[str, str]
    names: Mapping[str, str]
    read: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    moments: Mapping[str, pl.DataType] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The label of the file."""
        return self.source.label

    @cached_property
    def bounds(self) -> Mapping[str, Bounds]:
        """What the footer of a large file proves about columns of text, by lower-case name."""
        if self.read <= FEW:
            return {}
        told = text_bounds(self.stored)
        return {name: told[stored] for name, stored in self.names.items() if stored in told}


def moment(column: str) -> str:
    """The name under which a column of text is typed."""
    return f"@moment:{column}"


def open_part(file: SourceFile, said: CsvSaid = CsvSaid()) -> Part:  # noqa: B008
    """Open a file of the export; CSV is staged first, in the form that the mapping says or the file shows.

    Raises ExportError where the file is damaged, empty or not what its name says.
    """
    source = Source(file.label, file.path, file.path.stat().st_size)
    return _open_csv(file, source, said) if file.format == CSV else _open_parquet(file, source)


def _open_csv(file: SourceFile, source: Source, said: CsvSaid) -> Part:
    staged = stage(file, source.sha256(), said)
    stored = pl.scan_parquet(staged.parquet, glob=False)
    columns = {f"c{i}": name for i, name in enumerate(staged.names) if name}
    part = _part(file, source, staged.parquet, stored, columns, "row", staged.used, staged.rejected)
    typed = {name: dtype for name, dtype in part.schema.items() if dtype != pl.String}
    plan = part.plan.with_columns(
        *(pl.col(name).alias(moment(name)) for name in typed),
        *(as_text(pl.col(name), dtype) for name, dtype in typed.items()),
    )
    schema = dict.fromkeys(part.schema, pl.String())
    return replace(part, plan=plan, schema=schema, moments=typed, form=staged.plain())


def _open_parquet(file: SourceFile, source: Source) -> Part:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(file.path)
        names = footer.schema.to_arrow_schema().names
        row = next(ROW * n for n in count(1) if ROW * n not in names)
        plan = pl.scan_parquet(
            file.path, glob=False, hive_partitioning=False, row_index_name=row, row_index_offset=1
        )
        plan.collect_schema()
    except (pa.ArrowException, OSError, pl.exceptions.PolarsError) as error:
        raise damaged(file.label) from error
    columns = {name: name.strip() for name in names if name.strip()}
    _check_once(file.label, list(columns.values()))
    part = _part(file, source, file.path, plan, columns, row, footer.num_rows, {})
    return replace(part, form={"format": "parquet", "columns": len(names)})


def _part(
    file: SourceFile,
    source: Source,
    stored: Path,
    plan: pl.LazyFrame,
    columns: Mapping[str, str],
    row: str,
    used: int,
    rejected: Mapping[str, int],
) -> Part:
    names = {name.lower(): column for column, name in columns.items() if not name.startswith("@")}
    renamed = plan.select(
        *(pl.col(column).alias(name) for name, column in names.items()),
        pl.lit(file.label).alias(FILE),
        pl.col(row).cast(pl.Int64).alias(ROW),
    )
    types = plan.collect_schema()
    return Part(
        file,
        source,
        stored,
        renamed,
        {name: types[column] for name, column in names.items()},
        {name: columns[column] for name, column in names.items()},
        names,
        used + sum(rejected.values()),
        rejected,
    )


def _check_once(label: str, names: list[str]) -> None:
    twice = sorted(name for name, n in Counter(name.lower() for name in names).items() if n > 1)
    if twice:
        found = "column names more than once: " + ", ".join(repr(n) for n in twice)
        raise ExportError.at(label, found, "each name once, whatever its letter case")


def damaged(label: str) -> AuditorError:
    """The error for Parquet that cannot be decoded."""
    return ExportError.at(
        label, "not a whole Parquet file (cut short or damaged)", "Parquet", "Copy or export the file again."
    )
