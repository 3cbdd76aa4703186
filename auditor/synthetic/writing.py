"""Files of the synthetic export: a table in one file or in parts, Parquet or CSV, written as its rows come."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Protocol

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq


class _File(Protocol):
    def write(self, frame: pl.DataFrame) -> None:
        """Add the rows."""

    def close(self) -> None:
        """Finish the file."""


class TableWriter:
    """One table, in up to `parts` files by the number of the incident."""

    def __init__(self, folder: Path, table: str, form: str, parts: int, incidents: int) -> None:
        self._folder, self._table, self._form = folder, table, form
        self._parts, self._incidents = min(parts, incidents), incidents
        self._open: dict[int, _File] = {}
        self.rows = 0

    def write(self, frame: pl.DataFrame) -> None:
        """Add rows, which have the `number` of their incident besides their columns."""
        self.rows += frame.height
        part = frame["number"].clip(0, self._incidents - 1) * self._parts // self._incidents
        for number in part.unique().sort() if frame.height else (0,):
            own = frame if self._parts == 1 else frame.filter(part == number)
            self._file(number).write(own.drop("number"))

    def close(self) -> None:
        """Finish the files."""
        for file in self._open.values():
            file.close()

    def _file(self, part: int) -> _File:
        if part not in self._open:
            path = self._folder / (
                f"{self._table}.{self._form}"
                if self._parts == 1
                else f"{self._table}/part-{part + 1:04}.{self._form}"
            )
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.touch(mode=0o600)
            self._open[part] = _Parquet(path) if self._form == "parquet" else _Csv(path)
        return self._open[part]


class _Parquet:
    """A Parquet file, a row group a chunk, with the string type that most programs write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def write(self, frame: pl.DataFrame) -> None:
        rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        plain = pa.schema(
            [(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type) for f in rows.schema]
        )
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, plain, compression="zstd")
        if rows.num_rows:
            self._writer.write_table(rows.cast(plain))

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class _Csv:
    """A CSV file in UTF-8 with a header."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")
        self._begun = False

    def write(self, frame: pl.DataFrame) -> None:
        frame.write_csv(self._file, include_header=not self._begun, datetime_format="%Y-%m-%d %H:%M:%S")
        self._begun = True

    def close(self) -> None:
        self._file.close()
