"""Writes a synthetic export of any size in Parquet: `python benchmarks/generate.py --incidents 1000000 --out DIR`.

The same options give the same rows on every machine. Memory does not grow with the number of incidents: they
are made and written by the chunk.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from synthetic.citations import OffenseMix
from synthetic.records import record
from synthetic.scenes import Size

CHUNK = 100_000


class TableWriter:
    """One record table, written in `parts` files."""

    def __init__(self, folder: Path, table: str, parts: int) -> None:
        self._folder, self._table, self._parts = folder, table, parts
        self._writers: dict[int, pq.ParquetWriter] = {}
        self.rows = 0

    def path(self, part: int) -> Path:
        """The file of a part, counted from 0."""
        if self._parts == 1:
            return self._folder / f"{self._table}.parquet"
        return self._folder / self._table / f"part-{part + 1:04}.parquet"

    def write(self, frame: pl.DataFrame, part: int) -> None:
        """Add the rows to the part."""
        rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if part not in self._writers:
            self.path(part).parent.mkdir(parents=True, exist_ok=True)
            self._writers[part] = pq.ParquetWriter(self.path(part), _plain(rows.schema), compression="zstd")
        self._writers[part].write_table(rows.cast(_plain(rows.schema)), row_group_size=CHUNK)
        self.rows += frame.height

    def close(self) -> None:
        """Finish the files."""
        for writer in self._writers.values():
            writer.close()


def _plain(schema: pa.Schema) -> pa.Schema:
    """The schema with the common string type, as most programs write it."""
    return pa.schema([(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type) for f in schema])


def chunks(incidents: int) -> Iterator[tuple[int, int]]:
    """The chunks: number of the first incident, how many."""
    for first in range(0, incidents, CHUNK):
        yield first, min(CHUNK, incidents - first)


def generate(incidents: int, seed: int, folder: Path, parts: int = 1) -> dict[str, int]:
    """Write the export into `folder`, made if need be, and say how many rows each table has.

    With more than one part, each table is a folder of that many files, or of one a chunk where there are fewer.
    """
    folder.mkdir(parents=True, exist_ok=True)
    size, mix = Size(incidents, seed), OffenseMix()
    writers: dict[str, TableWriter] = {}
    for first, count in chunks(incidents):
        part = first * parts // incidents
        for table, frame in record(size, first, count, mix).items():
            writers.setdefault(table, TableWriter(folder, table, parts)).write(frame, part)
    for writer in writers.values():
        writer.close()
    return {table: writer.rows for table, writer in writers.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", type=int, default=1)
    options = parser.parse_args()
    rows = generate(options.incidents, options.seed, options.out, options.parts)
    for table, count in rows.items():
        print(f"{table:<13} {count:>11,}")
    print(f"{'rows in all':<13} {sum(rows.values()):>11,}")


if __name__ == "__main__":
    main()
