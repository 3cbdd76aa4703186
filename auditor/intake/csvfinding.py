"""How the form of a CSV file is found: in the bytes of the file, or told by a mapping."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence

from auditor.errors import ExportError
from auditor.intake.csvform import UTF8, WINDOWS, Form
from auditor.intake.csvstream import BAD, HEAD, LENIENT, compression_of, head_of
from auditor.intake.files import SAVE_SHEETS, SourceFile
from auditor.intake.mapping import CsvSaid

DELIMITERS = (",", ";", "\t", "|")

_NOT_TEXT = {b"PK\x03\x04": SAVE_SHEETS, b"\xd0\xcf\x11\xe0": SAVE_SHEETS, b"PAR1": "a Parquet file"}
_MARKS = {codecs.BOM_UTF8: UTF8, codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_SAMPLE = 200
"""So many records are looked at to find the delimiter."""
_DATA = re.compile(r"[0-9][0-9.,:/ -]*$")
_SAVE_UTF8 = "Save it again as CSV in UTF-8 (in a spreadsheet program: 'CSV UTF-8')."


def find_form(file: SourceFile, said: CsvSaid) -> Form:
    """The form of a file, by its first megabyte and what a mapping says.

    Raises ExportError where it is empty, no text, or has no header that can be read.
    """
    compression, head = compression_of(file), head_of(file)
    _check_is_text(file.label, head)
    encoding = said.encoding or _encoding(file.label, head)
    text = _decoded(head, encoding)
    quote = '"' if said.quote is None else (said.quote if said.quote != "none" else None)
    cut = len(head) >= HEAD
    marks = (said.delimiter,) if said.delimiter else DELIMITERS
    delimiter, others = _delimiter({mark: _records(text, mark, quote, cut=cut) for mark in marks})
    first = next(iter(_records(text, delimiter, quote, cut=False)), [])
    if not first and text.strip("\ufeff\r\n"):
        raise ExportError.at(
            file.label, "header not readable: a cell that does not end", "a line of column names"
        )
    if not any(cell.strip() for cell in first):
        raise ExportError.at(
            file.label, "empty: no header line", "a line of column names, then one line a record",
            "Export it again; a table without records still needs its header.",
        )  # fmt: skip
    if any(BAD in cell for cell in first):
        raise ExportError.at(f"{file.label}, line 1", f"bytes that are not {encoding}", encoding, _SAVE_UTF8)
    has_header = _is_header(first) if said.header is None else said.header
    marked = text.startswith("\ufeff")
    return Form(compression, encoding, marked, delimiter, quote, has_header, tuple(first), others, said.told)


def encoding_by_count(valid: int, bad: int) -> str:
    """The encoding of a file that is not all UTF-8, by its non-ASCII characters that are and bytes that are not."""
    return UTF8 if valid > bad else WINDOWS


def _check_is_text(label: str, head: bytes) -> None:
    for magic, what in _NOT_TEXT.items():
        if head.startswith(magic):
            raise ExportError.at(label, f"not CSV but {what}", "CSV text")


def _encoding(label: str, head: bytes) -> str:
    """By the byte order mark, else by where the zero bytes lie, else UTF-8 until a byte says otherwise."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise ExportError.at(label, "text in UTF-32", "UTF-8", _SAVE_UTF8)
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    zeros = [head[start::2].count(0) for start in (0, 1)]
    if not any(zeros):
        return UTF8
    half = len(head) / 2
    for low, high, encoding in ((0, 1, "utf-16-le"), (1, 0, "utf-16-be")):
        if zeros[high] > 0.7 * half and zeros[low] < 0.05 * half:
            return encoding
    raise ExportError.at(label, "not text: it holds zero bytes", "CSV text")


def _decoded(head: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)(LENIENT).decode(head)


def _records(text: str, mark: str, quote: str | None, *, cut: bool) -> list[list[str]]:
    """The first records that are not blank; the last is left out where the text may be cut in it."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    found: list[list[str]] = []
    try:
        for record in csv.reader(
            lines, delimiter=mark, quotechar=quote, quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
        ):
            if record:
                found.append(record)
            if len(found) > _SAMPLE:
                return found
    except csv.Error:  # a cell beyond the reader's limit, as after an open quote
        return found
    return found[:-1] if cut and len(found) > 1 else found


def _delimiter(records: dict[str, list[list[str]]]) -> tuple[str, tuple[str, ...]]:
    """The mark by which most records are as wide as the first, and the marks that do almost as well."""
    if len(records) == 1:
        return next(iter(records)), ()
    fit = {mark: _fit(found) for mark, found in records.items() if found and len(found[0]) > 1}
    if not fit:
        return DELIMITERS[0], ()
    best = max(fit, key=lambda mark: (fit[mark], mark == DELIMITERS[0]))
    return best, tuple(mark for mark in fit if mark != best and fit[mark][0] >= 0.5 * fit[best][0])


def _fit(records: Sequence[Sequence[str]]) -> tuple[float, int]:
    width, body = len(records[0]), records[1:]
    alike = sum(len(record) == width for record in body) / len(body) if body else 1.0
    return round(alike, 1), width


def _is_header(cells: Sequence[str]) -> bool:
    """Whether the first record names columns: fewer than a third of its cells are numbers or dates."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return 3 * sum(bool(_DATA.match(cell)) for cell in said) < len(said)
