"""How the records of a CSV file are kept: Parquet of text, with days and moments typed where no cell is lost.

A column is typed where every cell of the file is written `2018-03-04`, or every one `2018-03-04 17:00:00`: the
text of each is then that of the typed value, letter for letter. Whatever else a column holds, it stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

NUMBER = "row"
_LENGTHS = {pa.date32(): len("2018-03-04"), pa.timestamp("us"): len("2018-03-04 17:00:00")}
_FEW = 0.1
"""A column is kept by its distinct cells if the first records have no larger share of them."""


class Store:
    """Writes the records of one file, batch by batch; the first tells which columns are typed.

    A later cell that its column cannot hold `spoils` the store: nothing more is written, and once all batches
    were given, `text` has every column that must stay text for another store to hold them.
    """

    def __init__(self, path: Path, text: Iterable[str] = ()) -> None:
        self.text = frozenset(text)
        self.spoilt = False
        self._path = path
        self._out: pq.ParquetWriter | None = None

    def write(self, batch: pa.RecordBatch) -> None:
        """Add records: their numbers in `row`, and columns of text."""
        out = self._out = self._out or self._opened(batch)
        columns = [self._kept(batch.column(field.name), field) for field in out.schema]
        if not self.spoilt:
            out.write_batch(pa.RecordBatch.from_arrays(columns, schema=out.schema))

    def close(self) -> None:
        """Finish the file."""
        if self._out is not None:
            self._out.close()

    def _opened(self, first: pa.RecordBatch) -> pq.ParquetWriter:
        cells = {name: first.column(name) for name in first.schema.names if name != NUMBER}
        types = {n: pa.string() if n in self.text else _type_of(column) for n, column in cells.items()}
        few = [n for n, column in cells.items() if pc.count_distinct(column).as_py() <= _FEW * len(column)]
        return pq.ParquetWriter(
            self._path,
            pa.schema({NUMBER: pa.int64()} | types),
            compression="lz4",
            use_dictionary=few,
            column_encoding={NUMBER: "DELTA_BINARY_PACKED"},
        )

    def _kept(self, column: pa.Array, field: pa.Field) -> pa.Array:
        """The column as its field asks."""
        if field.type == column.type:
            return column
        typed = as_written(column, field.type)
        if typed is None:
            self.text |= {field.name}
            self.spoilt = True
        return typed


def as_written(column: pa.Array, dtype: pa.DataType) -> pa.Array | None:
    """The days or moments of a column of text, of which each cell is the text; None where one is not. Null is null."""
    lengths = set(pc.min_max(pc.binary_length(column)).as_py().values()) - {None}
    if lengths - {_LENGTHS[dtype]} or holds(column, b"T"):
        return None
    try:
        return column.cast(dtype)
    except pa.ArrowInvalid:
        return None


def holds(column: pa.Array, byte: bytes) -> bool:
    """Whether a byte is in any cell, or in one that a slice left out: cheaper than to look at each cell."""
    text = column.buffers()[2]
    return text is not None and re.search(re.escape(byte), memoryview(text)) is not None


def _type_of(column: pa.Array) -> pa.DataType:
    """The type in which a column is kept: text where it has no cell, or one that no other type can hold."""
    types = _LENGTHS if column.null_count < len(column) else ()
    return next((dtype for dtype in types if as_written(column, dtype) is not None), pa.string())
