"""The one way in for CSV: a counted stream into Parquet, every record text, every record numbered.

A row number is the 1-based data record of the file: the header and blank lines do not count, a line break
inside quotes does not end a record, and a rejected record keeps its number. pyarrow counts exactly so.

The stream that pyarrow reads ends in a record of our own (`END` in every cell). It must come out as the last
record: where it does not, an open quote has swallowed the end of the file.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from auditor.errors import AuditorError, ExportError
from auditor.intake.cache import cache_folder, written_whole
from auditor.intake.files import SAVE_SHEETS, SourceFile

STAGING = 1
"""Raise it when the staged form changes: what older versions staged is then not found again."""

END = "\x1dend of file\x1d"
BLOCK, LARGEST_BLOCK = 16 << 20, 256 << 20
LARGEST_CELL = 1 << 20
MOST_LINES = 1000
"""A cell with more line breaks is taken for an open quote."""

_LOOKS_LIKE_RECORDS = 3
_NOT_TEXT = {b"PK\x03\x04": SAVE_SHEETS, b"\xd0\xcf\x11\xe0": SAVE_SHEETS, b"PAR1": "a Parquet file"}
_SAVE_UTF8 = "Save it again as CSV in UTF-8 (in a spreadsheet program: 'CSV UTF-8')."


@dataclass(frozen=True)
class Staged:
    """A CSV file that was read: its Parquet form (`row`, then `c0`, `c1`, … as text) and what was counted."""

    parquet: Path
    header: tuple[str, ...]
    used: int
    rejected: dict[str, int]


def stage(file: SourceFile, digest: str) -> Staged:
    """The staged form of a CSV file whose SHA-256 is `digest`: found again, or read now.

    Raises ExportError where the file is empty, no text in UTF-8, has a header name twice or an open quote.
    """
    target = cache_folder() / f"{digest}-csv{STAGING}.parquet"
    notes = target.with_suffix(".json")
    return _found_again(target, notes) or _read(file, target, notes)


def _found_again(target: Path, notes: Path) -> Staged | None:
    try:
        known = json.loads(notes.read_text("utf-8"))
        whole = pq.read_metadata(target).num_rows == known["used"]
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None
    return Staged(target, tuple(known["header"]), known["used"], known["rejected"]) if whole else None


def _read(file: SourceFile, target: Path, notes: Path) -> Staged:
    header = _header(file)
    block = BLOCK
    while True:
        try:
            reading = _Reading(file.label, header)
            with written_whole(target) as path:
                reading.write(file, path, block)
            break
        except pa.ArrowInvalid as error:
            if reading.open_quote is not None:
                raise _open_quote(file.label, reading.open_quote) from error
            if "straddling" not in str(error):
                raise ExportError.at(
                    file.label, f"not CSV: {_short(error)}", "comma-separated text"
                ) from error
            if block >= LARGEST_BLOCK:
                raise _open_quote(file.label, reading.last + 1) from error
            block = LARGEST_BLOCK
        except UnicodeDecodeError as error:
            where = f"{file.label}, line {_first_bad_line(file)}"
            found = "bytes that are not UTF-8 (Windows-1252 or Latin-1?)"
            raise ExportError.at(where, found, "UTF-8", _SAVE_UTF8) from error
        except (OSError, EOFError, zlib.error) as error:
            raise ExportError.at(file.label, f"cannot be read: {error}") from error
    staged = Staged(target, header, reading.used, dict(sorted(reading.rejected.items())))
    with written_whole(notes) as path:
        path.write_text(
            json.dumps({"header": header, "used": staged.used, "rejected": staged.rejected}), "utf-8"
        )
    return staged


@dataclass
class _Reading:
    """One pass over a file: numbers the records, checks the cells, keeps the count of what was rejected."""

    label: str
    header: tuple[str, ...]
    used: int = 0
    last: int = 0
    ended: bool = False
    open_quote: int | None = None
    rejected: Counter[str] = field(default_factory=Counter)
    gaps: list[int] = field(default_factory=list)

    def write(self, file: SourceFile, path: Path, block: int) -> None:
        cells = [(f"c{i}", pa.string()) for i in range(len(self.header))]
        schema = pa.schema([("row", pa.int64()), *cells])
        with _open(file) as raw, pq.ParquetWriter(path, schema, compression="zstd") as out:
            stream = pa.PythonFile(_WithEnd(raw, len(cells)), mode="r")
            for batch in self._stream(stream, block):
                out.write_batch(self._checked(batch, schema))
        if not self.ended:
            raise _open_quote(self.label, self.last)

    def _stream(self, stream: pa.PythonFile, block: int) -> Iterator[pa.RecordBatch]:
        batches: Iterator[pa.RecordBatch] = pa.csv.open_csv(
            stream,
            read_options=pa.csv.ReadOptions(block_size=block, use_threads=False),
            parse_options=pa.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=self._reject),
            convert_options=pa.csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys(self.header, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        return batches

    def _reject(self, row: pa.csv.InvalidRow) -> str:
        if END in row.text or _swallowed(row.text, len(self.header)):
            self.open_quote = row.number - 1
            return "error"
        self.gaps.append(row.number - 1)
        self.rejected["short_row" if row.actual_columns < row.expected_columns else "long_row"] += 1
        return "skip"

    def _checked(self, batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
        """The batch with row numbers, without the end record and without rows too large."""
        if batch.num_rows and batch.column(0)[-1].as_py() == END:
            self.ended = True
            batch = batch.slice(0, batch.num_rows - 1)
        rows = self._numbers(batch.num_rows)
        self._check_quotes(batch, rows)
        numbered = pa.RecordBatch.from_arrays([pa.array(rows, pa.int64()), *batch.columns], schema=schema)
        small = self._without_large(numbered)
        self.used += small.num_rows
        return small

    def _numbers(self, count: int) -> list[int] | range:
        """The numbers of the next records that were not rejected."""
        first = self.last + 1
        gaps = self.gaps[bisect_right(self.gaps, self.last) :]
        if not gaps or gaps[0] >= first + count:
            self.last += count
            return range(first, first + count)
        rows: list[int] = []
        for gap in gaps:
            rows += range(first, min(gap, first + count - len(rows)))
            first = gap + 1
            if len(rows) == count:
                break
        rows += range(first, first + count - len(rows))
        self.last = rows[-1] if rows else self.last
        return rows

    def _check_quotes(self, batch: pa.RecordBatch, rows: list[int] | range) -> None:
        for column in batch.columns:
            breaks = pc.count_substring(column, "\n")
            for at in pc.indices_nonzero(pc.greater(breaks, 2)).to_pylist():
                if _swallowed(column[at].as_py(), len(self.header)):
                    raise _open_quote(self.label, rows[at])

    def _without_large(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        for column in batch.columns[1:]:
            large = pc.greater(pc.binary_length(column), LARGEST_CELL)
            if pc.any(large).as_py():
                kept = batch.filter(pc.invert(pc.coalesce(large, False)))
                self.rejected["oversized_row"] += batch.num_rows - kept.num_rows
                return self._without_large(kept)
        return batch


class _WithEnd(io.RawIOBase):
    """A stream of UTF-8 followed by a line break and one record that says END in every cell.

    Raises UnicodeDecodeError on bytes that are not UTF-8.
    """

    def __init__(self, raw: BinaryIO, cells: int) -> None:
        self._raw = raw
        self._end = io.BytesIO(("\n" + ",".join([END] * cells) + "\n").encode())
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._raw.read(size)
        self._decoder.decode(data, final=len(data) < size)
        return data if len(data) == size else data + self._end.read(size - len(data))


def _swallowed(text: str, cells: int) -> bool:
    """Whether a text holds so many lines, or lines so like records, that only an open quote explains it."""
    lines = text.split("\n", MOST_LINES + 1)[1:-1]
    if len(lines) >= MOST_LINES:
        return True
    alike = sum(line.count(",") == cells - 1 for line in lines)
    return cells >= 5 and alike >= _LOOKS_LIKE_RECORDS and 2 * alike > len(lines)


def _open(file: SourceFile) -> BinaryIO:
    if file.path.name.lower().endswith(".gz"):
        return cast(BinaryIO, gzip.open(file.path, "rb"))
    return file.path.open("rb")


def _header(file: SourceFile) -> tuple[str, ...]:
    try:
        with _open(file) as raw:
            head = raw.read(LARGEST_CELL)
    except (OSError, EOFError, zlib.error) as error:
        raise ExportError.at(file.label, f"cannot be read: {error}") from error
    _check_is_text(file.label, head)
    try:
        lines = csv.reader(io.StringIO(head.decode("utf-8-sig", "replace"), newline=""), strict=True)
        names = next((tuple(names) for names in lines if names), ())
    except csv.Error as error:
        raise ExportError.at(file.label, f"header not readable: {error}", "a line of column names") from error
    if not any(name.strip() for name in names):
        raise ExportError.at(
            file.label, "empty: no header line", "a line of column names, then one line a record",
            "Export it again; a table without records still needs its header.",
        )  # fmt: skip
    _check_once(file.label, names)
    return names


def _check_is_text(label: str, head: bytes) -> None:
    for magic, what in _NOT_TEXT.items():
        if head.startswith(magic):
            raise ExportError.at(label, f"not CSV but {what}", "CSV text in UTF-8")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExportError.at(label, "text in UTF-16", "UTF-8", _SAVE_UTF8)
    if b"\0" in head:
        raise ExportError.at(label, "not text: it holds zero bytes", "CSV text in UTF-8")


def _check_once(label: str, names: tuple[str, ...]) -> None:
    times = Counter(name.strip().casefold() for name in names)
    twice = sorted(name for name, n in times.items() if name and n > 1)
    if twice:
        found = "header names more than once: " + ", ".join(repr(n) for n in twice)
        raise ExportError.at(label, found, "each name once", "Rename or remove the repeated columns.")


def _open_quote(label: str, row: int) -> AuditorError:
    return ExportError.at(
        f"{label}, row {row}" if row > 0 else label,
        "a quote is opened here (or shortly after) and closed far too late or never",
        "a closing quote in the same cell; a quote inside a quoted cell written twice",
        "Correct the cell in the source system or export the table again.",
    )


def _first_bad_line(file: SourceFile) -> int | None:
    """The first line of the file (header is 1) that is not UTF-8."""
    with _open(file) as raw:
        for number, line in enumerate(iter(lambda: raw.readline(LARGEST_BLOCK), b""), 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return None


def _short(error: Exception) -> str:
    """The first words of a library's message, without what may be a cell of the file."""
    return str(error).split("\n", 1)[0].split(":", 1)[0][:120]
