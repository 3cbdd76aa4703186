"""The one way in for CSV: a counted stream into Parquet, every record numbered.

A row number is the 1-based data record of the file: the header and blank lines do not count, a line break
inside quotes does not end a record, and a rejected record keeps its number. pyarrow counts exactly so.

The stream that pyarrow reads ends in a record of our own (`END` in every cell). It must come out as the last
record: where it does not, an open quote has swallowed the end of the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from auditor.errors import AuditorError, ExportError
from auditor.intake.cache import written_whole
from auditor.intake.csvfinding import encoding_by_count, find_form
from auditor.intake.csvform import UTF8, Form
from auditor.intake.csvstore import NUMBER, Store, holds
from auditor.intake.csvstream import BAD, DAMAGED, END, Utf8Stream, count_utf8, opened
from auditor.intake.files import SourceFile
from auditor.intake.mapping import CsvSaid

BLOCK, LARGEST_BLOCK = 16 << 20, 256 << 20
LARGEST_CELL = 1 << 20
MOST_LINES = 1000
"""A cell with more line breaks is taken for an open quote."""

_LOOKS_LIKE_RECORDS = 3


def read(file: SourceFile, said: CsvSaid, target: Path) -> Reading:
    """Read a CSV file into Parquet (`row`, then `c0`, `c1`, … as `Store` keeps them), in the form told or found.

    Raises ExportError where the file is empty, no text or has an open quote.
    """
    form = find_form(file, said)
    try:
        return _staged(file, form, target, strict=form.encoding == UTF8 and not said.encoding)
    except UnicodeDecodeError:
        known = replace(said, encoding=encoding_by_count(*count_utf8(file)))
        return _staged(file, replace(find_form(file, known), told=said.told), target, strict=False)


def _staged(file: SourceFile, form: Form, target: Path, *, strict: bool) -> Reading:
    """Read a file in this form into the target. A strict reading raises UnicodeDecodeError."""
    block = BLOCK
    while True:
        reading = Reading(file.label, form, alike=frozenset(form.repeated))
        try:
            with written_whole(target) as path:
                text = reading.write(file, path, block, strict=strict)
                if text:
                    reading = Reading(file.label, form, alike=frozenset(form.repeated))
                    reading.write(file, path, block, strict=strict, text=text)
            return reading
        except pa.ArrowInvalid as error:
            if reading.open_quote is not None:
                raise _open_quote(file.label, reading.open_quote) from error
            if "straddling" not in str(error):
                raise ExportError.at(
                    file.label, f"not CSV: {_short(error)}", "text in rows and cells"
                ) from error
            if block >= LARGEST_BLOCK:
                raise _open_quote(file.label, reading.last + 1) from error
            block = LARGEST_BLOCK
        except DAMAGED as error:
            raise ExportError.at(file.label, f"cannot be read: {error}") from error


@dataclass
class Reading:
    """One pass over a file: numbers the records, checks the cells, keeps the count of what was rejected.

    `used` counts the records that were written, `rejected` the others by reason; `alike` are the names that the
    header has more than once for columns that are equal in every row.
    """

    label: str
    form: Form
    used: int = 0
    last: int = 0
    ended: bool = False
    open_quote: int | None = None
    rejected: Counter[str] = field(default_factory=Counter)
    gaps: list[int] = field(default_factory=list)
    alike: frozenset[str] = frozenset()
    bytes: Utf8Stream | None = None

    def write(
        self, file: SourceFile, path: Path, block: int, *, strict: bool, text: frozenset[str] = frozenset()
    ) -> frozenset[str]:
        """Write the records to the path, the columns in `text` as such. Unless none is returned, all was in vain.

        What is returned must be `text` when another reading writes them: the first records promised too much.
        """
        end = self.form.delimiter.join([END] * len(self._cells))
        with opened(file) as raw, closing(Store(path, text)) as store, ThreadPoolExecutor(1) as beside:
            self.bytes = Utf8Stream(raw, self.form.encoding, end, strict=strict)
            written: Future[None] | None = None
            for batch in self._stream(pa.PythonFile(self.bytes, mode="r"), block):
                checked = self._checked(batch)
                if written is not None:
                    written.result()
                written = beside.submit(store.write, checked)
            if written is not None:
                written.result()
        if not self.ended:
            raise _open_quote(self.label, self.last)
        return store.text if store.spoilt else frozenset()

    def _stream(self, stream: pa.PythonFile, block: int) -> Iterator[pa.RecordBatch]:
        batches: Iterator[pa.RecordBatch] = pa.csv.open_csv(
            stream,
            read_options=pa.csv.ReadOptions(
                block_size=block,
                use_threads=False,
                column_names=None if self.form.has_header else self._cells,
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=self.form.delimiter,
                quote_char=self.form.quote or False,
                newlines_in_values=True,
                invalid_row_handler=self._reject,
            ),
            convert_options=pa.csv.ConvertOptions(
                check_utf8=False,
                column_types=dict.fromkeys((*self._cells, *self.form.written), pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
        return batches

    def _reject(self, row: pa.csv.InvalidRow) -> str:
        number = row.number - self.form.has_header
        if END in row.text or _swallowed(row.text, self.form):
            self.open_quote = number
            return "error"
        self.gaps.append(number)
        self.rejected["short_row" if row.actual_columns < row.expected_columns else "long_row"] += 1
        return "skip"

    def _checked(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with row numbers, without the end record and without rows too large."""
        if batch.num_rows and batch.column(0)[-1].as_py() == END:
            self.ended = True
            batch = batch.slice(0, batch.num_rows - 1)
        rows = self._numbers(batch.num_rows)
        self._check_quotes(batch, rows)
        numbered = pa.RecordBatch.from_arrays([rows, *batch.columns], [NUMBER, *self._cells])
        small = self._without_bad(self._without_large(numbered))
        self.used += small.num_rows
        self._compare_repeated(small)
        return small

    @property
    def _cells(self) -> list[str]:
        return [f"c{i}" for i in range(len(self.form.names))]

    def _numbers(self, count: int) -> pa.Array:
        """The numbers of the next records that were not rejected."""
        first, pieces = self.last + 1, []
        for gap in self.gaps[bisect_right(self.gaps, self.last) :]:
            if count < gap - first:
                break
            pieces.append(pa.arange(first, gap))
            count -= gap - first
            first = gap + 1
        pieces.append(pa.arange(first, first + count))
        rows = pa.concat_arrays(pieces)
        self.last = rows[-1].as_py() if len(rows) else self.last
        return rows

    def _check_quotes(self, batch: pa.RecordBatch, rows: pa.Array) -> None:
        for column in batch.columns:
            if not holds(column, b"\n"):
                continue
            breaks = pc.count_substring(column, "\n")
            for at in pc.indices_nonzero(pc.greater(breaks, 2)).to_pylist():
                if _swallowed(column[at].as_py(), self.form):
                    raise _open_quote(self.label, rows[at].as_py())

    def _without_large(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        for column in batch.columns[1:]:
            lengths = pc.binary_length(column)
            if (pc.max(lengths).as_py() or 0) > LARGEST_CELL:
                large = pc.greater(lengths, LARGEST_CELL)
                kept = batch.filter(pc.invert(pc.coalesce(large, False)))
                self.rejected["oversized_row"] += batch.num_rows - kept.num_rows
                return self._without_large(kept)
        return batch

    def _without_bad(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch without rows that hold bytes which are not of the encoding."""
        if self.bytes is None or not self.bytes.bad:
            return batch
        good = pa.array([True] * batch.num_rows, pa.bool_())
        for column in batch.columns[1:]:
            good = pc.and_(good, pc.invert(pc.fill_null(pc.match_substring(column, BAD), False)))
        kept = batch.filter(good)
        if kept.num_rows < batch.num_rows:
            self.rejected["not_in_the_encoding"] += batch.num_rows - kept.num_rows
        return kept

    def _compare_repeated(self, batch: pa.RecordBatch) -> None:
        """Keep the repeated names whose columns are still equal in every row."""
        for name in self.alike:
            first, *others = (pc.fill_null(batch.column(at + 1), "") for at in self.form.repeated[name])
            if not all(pc.all(pc.equal(first, other), min_count=0).as_py() for other in others):
                self.alike -= {name}


def _swallowed(text: str, form: Form) -> bool:
    """Whether a text holds so many lines, or lines so like records, that only an open quote explains it."""
    lines, cells = text.split("\n", MOST_LINES + 1)[1:-1], len(form.names)
    if len(lines) >= MOST_LINES:
        return True
    alike = sum(line.count(form.delimiter) == cells - 1 for line in lines)
    return cells >= 5 and alike >= _LOOKS_LIKE_RECORDS and 2 * alike > len(lines)


def _open_quote(label: str, row: int) -> AuditorError:
    return ExportError.at(
        f"{label}, row {row}" if row > 0 else label,
        "a quote is opened here (or shortly after) and closed far too late or never",
        "a closing quote in the same cell; a quote inside a quoted cell written twice",
        "Correct the cell in the source system or export the table again.",
    )


def _short(error: Exception) -> str:
    """The first words of a library's message, without what may be a cell of the file."""
    return str(error).split("\n", 1)[0].split(":", 1)[0][:120]
