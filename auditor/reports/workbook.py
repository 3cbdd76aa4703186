"""The workbook of `auditor report --format xlsx`: typed cells, no formula, no link, the same bytes every time."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from auditor.errors import UsageError
from auditor.reports import booknotes, words
from auditor.reports.booknotes import Note
from auditor.reports.tabular import Column, Value
from auditor.reports.visible import LONGEST, visible
from auditor.reports.vocabulary import Vocabulary
from auditor.reports.worksheets import DISPOSITION, REVIEWED, Sheet, sheets
from auditor.runs.reading import Run

MOST = 16_000
"""The most characters of a cell: even if each counts twice, fewer than the 32,767 that Excel can hold."""

MOST_ROWS = 1_048_575
"""The most rows that a sheet can hold below its header."""

WIDEST, SHORT, NARROWEST = 48, 24, 9
"""The widths of columns, in characters."""

LINE, MOST_LINES = 15, 12
"""The height of a line in points, and the most lines that a row shows; a longer cell is whole, but not in sight."""

PAGE = 220
"""The most characters across that a printed page holds in small print."""

NOTES_SCALE = 75
"""The percentage at which the notes fill the width of a page. Fitted to it, they could have no page breaks."""

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MADE = datetime(1980, 1, 1)
_INK, _SHADE, _WARM, _LINE = "#1c2733", "#e9eef3", "#fff8e1", "#c4ccd4"
_ROW = {"bottom": 1, "bottom_color": _SHADE}
_HEAD = {"bold": True, "text_wrap": True, "bg_color": _SHADE, "bottom": 1, "bottom_color": _INK}
_FORMATS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True, **_ROW},
    "list": {"num_format": "@", "text_wrap": True, **_ROW},
    "integer": {"num_format": "#,##0", "align": "right", "indent": 1, **_ROW},
    "number": {"num_format": "0.0%", "align": "right", "indent": 1, **_ROW},
    "boolean": {"num_format": '"TRUE";;"FALSE"', "align": "left", **_ROW},
    "date": {"num_format": "yyyy-mm-dd", "align": "left", **_ROW},
    "head": _HEAD,
    "head of numbers": {**_HEAD, "align": "right", "indent": 1},
    "title": {"bold": True, "font_size": 14, "font_color": _INK, "valign": "bottom"},
    "about": {"bold": True, "text_wrap": True, "num_format": "@"},
    "says": {"text_wrap": True, "num_format": "@"},
    "loud": {"bold": True, "text_wrap": True, "num_format": "@", "bg_color": _WARM},
    "fill in": {"text_wrap": True, "bg_color": _WARM, "border": 1, "border_color": _LINE},
}
_CHOOSE = {
    "error_title": "Not one of the findings",
    "error_message": "Choose one of the findings that the sheet Notes lists.",
}


@dataclass
class Told:
    """What could not stand in a sheet as it is: texts cut, texts with signs for what is invisible, rows left out."""

    cut: int = 0
    signs: int = 0
    rows: dict[str, int] = field(default_factory=dict)

    def text(self, value: str | tuple[str, ...]) -> str:
        """A text as a cell shows it, a list one line an item."""
        shown, cut, signs = _shown(value)
        self.cut += cut
        self.signs += signs
        return shown


@functools.lru_cache(maxsize=50_000)
def _shown(value: str | tuple[str, ...]) -> tuple[str, bool, bool]:
    """A text as a cell shows it, whether it was cut, and whether it has signs for what is invisible.

    XlsxWriter takes a text in `<r>` and `</r>` for markup of its own; a space at its end prevents that.
    """
    parts = (value,) if isinstance(value, str) else value
    seen = [visible(part) for part in parts]
    whole = "\n".join(seen)
    shown = whole if len(whole) <= MOST else f"{whole[:MOST]}…"
    cut = shown != whole or any(len(part) > LONGEST for part in parts)
    signs = any(not a.startswith(b[:LONGEST]) for a, b in zip(seen, parts, strict=True))
    return f"{shown} " if shown.endswith("</r>") else shown, cut, signs


def workbook(run: Run, vocabulary: Vocabulary) -> bytes:
    """The workbook of a run; a `UsageError` where XlsxWriter is not installed."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError.at(
            "--format xlsx", "xlsxwriter is not installed, and it writes the workbook", "the extra `report`",
            "Install it: pip install 'auditor[report]'. --format csv needs nothing more.",
        ) from error  # fmt: skip
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": "Audit of police records", "created": _MADE})
    _fill(book, run, vocabulary)
    book.close()
    return out.getvalue()


def _fill(book: Any, run: Run, vocabulary: Vocabulary) -> None:
    """The notes stand first and are written last, since they tell what the sheets could not hold."""
    formats = {name: book.add_format({"valign": "top", **of}) for name, of in _FORMATS.items()}
    told, every, notes = Told(), sheets(run), book.add_worksheet("Notes")
    reviewed = any(sheet.reviewed for sheet in every)
    above = [*booknotes.opening(run, every), *(booknotes.review(vocabulary) if reviewed else ())]
    findings = booknotes.dispositions(vocabulary) if reviewed else []
    choices = f"=Notes!$A${len(above) + 1}:$A${len(above) + len(findings)}"
    for sheet in filter(lambda sheet: sheet.shown, every):
        _sheet(book.add_worksheet(sheet.title), formats, told, sheet, choices)
    limits = booknotes.limits(told.cut, told.signs, told.rows)
    _notes(notes, formats, told, [*above, *findings, *limits, *booknotes.closing(run)])


def _notes(place: Any, formats: Mapping[str, Any], told: Told, notes: Sequence[Note]) -> None:
    place.hide_gridlines(2)
    place.set_column(0, 0, 30)
    place.set_column(1, 1, 100)
    for number, note in enumerate(notes):
        about, says = ("loud", "loud") if note.loud else ("title" if note.title else "about", "says")
        texts = [(30, told.text(note.about)), (100, told.text(note.says))]
        place.set_row(number, LINE * 2 if note.title else _height(texts))
        for across, ((_, text), look) in enumerate(zip(texts, (about, says), strict=True)):
            place.write_string(number, across, text, formats[look])
    _paper(place)
    place.set_print_scale(NOTES_SCALE)
    place.set_h_pagebreaks([number for number, note in enumerate(notes) if note.page])


def _sheet(place: Any, formats: Mapping[str, Any], told: Told, sheet: Sheet, choices: str) -> None:
    columns, rows = sheet.table.columns, sheet.table.rows[:MOST_ROWS]
    if left := len(sheet.table.rows) - len(rows):
        told.rows[sheet.title] = left
    widths = [_width(column, [row[number] for row in rows]) for number, column in enumerate(columns)]
    for number, (column, width) in enumerate(zip(columns, widths, strict=True)):
        head = "head of numbers" if column.kind in ("integer", "number") else "head"
        place.write_string(0, number, column.heading, formats[head])
        place.set_column(number, number, width)
    place.set_row(0, LINE * 2)
    for down, row in enumerate(rows, 1):
        shown = [
            told.text(_said(column, value)) if isinstance(value, str | tuple) else value
            for column, value in zip(columns, row, strict=True)
        ]
        place.set_row(
            down, _height([(w, v) for w, v in zip(widths, shown, strict=True) if isinstance(v, str)])
        )
        for across, (column, value) in enumerate(zip(columns, shown, strict=True)):
            look = formats["fill in" if column.name in REVIEWED else column.kind]
            _cell(place, down, across, value, look)
    place.freeze_panes(1, sheet.frozen)
    place.autofilter(0, 0, len(rows), len(columns) - 1)
    place.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})
    place.repeat_rows(0)
    place.repeat_columns(0, sheet.frozen - 1)
    _paper(place)
    place.fit_to_pages(_pages(widths, sheet.frozen), 0)
    if sheet.reviewed and rows:
        chosen = [column.name for column in columns].index(DISPOSITION)
        place.data_validation(
            1, chosen, len(rows), chosen, {"validate": "list", "source": choices, **_CHOOSE}
        )


def _said(column: Column, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """A text as a person reads it: a code without its underscores."""
    if not column.values:
        return value
    return words.plain(value) if isinstance(value, str) else tuple(map(words.plain, value))


def _cell(place: Any, down: int, across: int, value: str | float | date | None, look: Any) -> None:
    """A cell by the type of its value; never by what its text looks like."""
    if value is None:
        place.write_blank(down, across, None, look)
    elif isinstance(value, bool):
        place.write_boolean(down, across, value, look)
    elif isinstance(value, int | float):
        place.write_number(down, across, value, look)
    elif isinstance(value, date):
        place.write_datetime(down, across, value, look)
    else:
        place.write_string(down, across, value, look)


def _width(column: Column, cells: Sequence[Value]) -> int:
    """The width of a column in characters, within limits.

    Each word of the heading fits, and every cell; or nine in ten of them, where some are longer than `SHORT`.
    """
    if column.name in REVIEWED:
        return REVIEWED[column.name]
    lengths = sorted(len(line) for cell in cells for line in _lines(column, cell))
    longest = max(lengths, default=0)
    most = longest if longest <= SHORT else lengths[len(lengths) * 9 // 10]
    word = max(map(len, column.heading.split())) + 3
    return min(max(most + 2, word, NARROWEST), WIDEST)


def _lines(column: Column, cell: Value) -> tuple[str, ...]:
    if isinstance(cell, tuple):
        return cell
    return () if cell is None else ("00.0 %" if column.kind == "number" else str(cell),)


def _height(cells: Sequence[tuple[int, str]]) -> int:
    """The height of a row whose texts have these widths: not every program finds it by itself."""
    wrapped = (sum(1 + int(0.95 * len(line) / width) for line in text.split("\n")) for width, text in cells)
    return LINE * min(max(wrapped, default=1), MOST_LINES)


def _pages(widths: Sequence[int], frozen: int) -> int:
    """How many printed pages stand side by side, each of which repeats the frozen columns."""
    repeated = sum(widths[:frozen])
    return max(1, -(-(sum(widths) - repeated) // (PAGE - repeated)))


def _paper(place: Any) -> None:
    place.set_landscape()
    place.set_paper(1)
    place.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    place.set_footer("&L&A&RPage &P of &N")
