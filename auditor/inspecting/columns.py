"""Columns of a file, described: type, nulls, distinct values, samples. Whole columns are counted as a stream."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from auditor.inspecting import masks
from auditor.intake.reading import Cells, Words, as_text
from auditor.intake.reading_dates import DateReader
from auditor.intake.sources import Part
from auditor.law.citations import read_citation
from auditor.records.codes import UNKNOWN_WORDS, fold_code, is_unknown
from auditor.records.names import shape
from auditor.records.tables import TABLES

SAMPLE = 20_000
"""So many rows of a file decide the types of its columns."""

EXACT = 2_000_000
"""Distinct values of a longer file are estimated."""

TRIED, SHOWN = 500, 5
FEW = 60
MOSTLY = 0.9
_TIME = re.compile(r"[0-2]?[0-9]:[0-5][0-9](:[0-5][0-9])?( ?[AaPp][Mm])?")
_MAY_BE_DAY = re.compile(r"(?=.*[0-9])[A-Za-z0-9 ,./:+-]{6,40}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+|-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]*[.,][0-9]+([eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Column:
    """A column: `kind` is its type, `nulls` blank cells, `unknown` cells with a word for unknown.

    `distinct` counts values (None for lists and structs), and is an estimate in long files. `samples` are
    the most frequent values with their rows, as far as `shown` allows.
    """

    name: str
    kind: str
    rows: int
    nulls: int
    unknown: int
    distinct: int | None
    estimated: bool
    shown: str
    samples: tuple[tuple[str, int], ...]

    def plain(self) -> dict[str, Any]:
        """The column as plain data."""
        said_nothing = self.nulls + self.unknown
        return {
            "name": self.name,
            "type": self.kind,
            "nulls": self.nulls,
            "says_unknown": self.unknown,
            "null_share": round(said_nothing / self.rows, 4) if self.rows else None,
            "distinct": self.distinct,
            "distinct_is_estimate": self.estimated,
            "shown": self.shown,
            "samples": [{"value": value, "count": times} for value, times in self.samples],
        }


def profile_columns(part: Part) -> list[Column]:
    """Every column of a file, in its order."""
    plain = {name: dtype for name, dtype in part.schema.items() if not dtype.is_nested()}
    texts = {name: as_text(pl.col(name), dtype).str.strip_chars() for name, dtype in plain.items()}
    exact = part.read <= EXACT
    asked = [pl.len().alias("rows")]
    for number, text in enumerate(texts.values()):
        said = pl.when(text != "").then(text)
        asked += [
            said.null_count().alias(f"nulls{number}"),
            said.str.to_lowercase().is_in(list(UNKNOWN_WORDS)).sum().alias(f"unknown{number}"),
            (said.n_unique() if exact else said.approx_n_unique()).alias(f"distinct{number}"),
        ]
    told = part.plan.select(asked).collect(engine="streaming").row(0, named=True)
    sample = part.plan.select(text.alias(name) for name, text in texts.items()).head(SAMPLE).collect()
    numbers = {name: number for number, name in enumerate(texts)}
    found = []
    for name in part.schema:
        if name not in texts:
            found.append(
                Column(part.header[name], "nested", told["rows"], 0, 0, None, False, masks.NOTHING, ())
            )
            continue
        nulls, unknown, distinct = (
            told[f"{what}{numbers[name]}"] for what in ("nulls", "unknown", "distinct")
        )
        found.append(
            _column(
                part.header[name],
                told["rows"],
                nulls,
                unknown or 0,
                distinct - (nulls > 0),
                not exact,
                sample[name],
            )
        )
    return found


def _column(
    header: str, rows: int, nulls: int, unknown: int, distinct: int, estimated: bool, cells: pl.Series
) -> Column:
    counted = _counted(cells)
    kind, days = _kind(header, counted, distinct, rows - nulls - unknown)
    years = (min(days), max(days)) if days else None
    shown = masks.may_show(header, kind, counted, years)
    return Column(
        header, kind, rows, nulls, unknown, distinct, estimated, shown, _samples(counted, kind, shown)
    )


def _counted(cells: pl.Series) -> Counter[str]:
    times = cells.drop_nulls().value_counts(name="times").iter_rows()
    return Counter({text: n for text, n in times if not is_unknown(text)})


def _kind(header: str, counted: Counter[str], distinct: int, filled: int) -> tuple[str, list[int]]:
    """The type of a column, and the years of its dates where it holds dates."""
    most = dict(counted.most_common(TRIED))
    if not most:
        return "empty", []
    words = [word for word in most if not isinstance(fold_code(word, "bool"), str)]
    if not words:
        return "yes_no", []
    if _share(most, lambda text: bool(_TIME.fullmatch(text))) >= MOSTLY:
        return "time", []
    years, timed = _days(most)
    if sum(n for text, n in most.items() if text in years) >= MOSTLY * sum(most.values()):
        return ("date_time" if timed else "date"), sorted(years.values())
    if _share(most, lambda text: bool(_DECIMAL.fullmatch(text))) >= MOSTLY / 2 and _are_numbers(most):
        return "decimal", []
    if _share(most, _is_citation) >= 0.6:
        return "citation", []
    return _by_repetition(most, distinct, filled), []


def _by_repetition(most: dict[str, int], distinct: int, filled: int) -> str:
    """Of other values: codes if they are few and come again, ids if they are short and seldom do, else text."""
    again = distinct <= FEW and (distinct <= 0.5 * filled or distinct <= 2)
    if again and _share(most, lambda text: len(text) <= masks.LONGEST) >= MOSTLY:
        return "code"
    if _share(most, lambda text: bool(_NUMBER.fullmatch(text))) >= MOSTLY:
        return "id" if distinct > 0.5 * filled else "number"
    if (
        _share(most, lambda text: len(text) <= 40 and " " not in text and any(map(str.isdigit, text)))
        >= MOSTLY
    ):
        return "id"
    return "text"


def _share(most: dict[str, int], test: Callable[[str], bool]) -> float:
    return sum(n for text, n in most.items() if test(text)) / sum(most.values())


def _are_numbers(most: dict[str, int]) -> bool:
    return _share(most, lambda text: bool(_DECIMAL.fullmatch(text) or _NUMBER.fullmatch(text))) >= MOSTLY


def _is_citation(text: str) -> bool:
    if not (any(map(str.isdigit, text)) and any(map(str.isalpha, text))) or len(text) > 120:
        return False
    return read_citation(text).citation is not None


def _days(most: dict[str, int]) -> tuple[dict[str, int], bool]:
    """The year of each value that is a date, however written, and whether some have a time of day."""
    column = TABLES["incidents"].column("reported_at")
    texts = [text for text in most if _MAY_BE_DAY.fullmatch(text)]
    if 2 * len(texts) < len(most):
        return {}, False
    read = DateReader.whole(Cells(column, pl.String(), Words())).readings(texts)
    moment = pl.coalesce("plain", "month", "day")
    told = read.select("cell", year=moment.dt.year(), timed=moment.dt.time() != pl.time(0)).drop_nulls("year")
    return dict(told.select("cell", "year").iter_rows()), bool(told["timed"].any())


def _samples(counted: Counter[str], kind: str, shown: str) -> tuple[tuple[str, int], ...]:
    """The most frequent values, as far as they may be shown; alike ones together."""
    if shown == masks.NOTHING:
        return ()
    told: Counter[str] = Counter()
    for value, times in counted.items():
        rare = (kind == "code" and times < masks.OFTEN) or (kind == "citation" and not _is_citation(value))
        if shown == masks.LENGTHS:
            told[_length(value)] += times
        elif shown == masks.SHAPES or rare:
            told[shape(value[: masks.LONGEST])] += times
        else:
            told[value[: masks.LONGEST]] += times
    return tuple(_first(told.items()))


def _length(value: str) -> str:
    for most in (10, 50, 200, 1000):
        if len(value) <= most:
            return f"up to {most} characters"
    return "more than 1000 characters"


def _first(counted: Sequence[tuple[str, int]] | Any) -> list[tuple[str, int]]:
    return sorted(counted, key=lambda item: (-item[1], item[0]))[:SHOWN]
