"""What happened in a case, day by day, as far as the cells of its findings date it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from auditor.intake.reading import Cells, Words
from auditor.intake.reading_dates import DateReader
from auditor.intake.written_dates import Order, in_order
from auditor.records.tables import TABLES
from auditor.reports import words
from auditor.reports.cards import Card
from auditor.reports.sources import Source

Plain = Mapping[str, Any]
Days = Mapping[tuple[str, str, str, str], datetime]
"""What a cell (table, column, file, content) that holds a moment says."""


@dataclass(frozen=True)
class Event:
    """Something that happened: when (ISO, to the minute where the record has it; None: undated), what, by which rows.

    `own` marks what the finding itself is about, `law` a day of a directive.
    """

    when: str | None
    what: str
    sources: tuple[str, ...] = ()
    own: bool = False
    law: bool = False

    @property
    def order(self) -> tuple[str, int, str]:
        """By day; within a day what the directive says, then by the hour, then what has no hour, then the act."""
        day, _, hour = (self.when or "").partition(" ")
        return day, 0 if self.law else 3 if self.own else 1 if hour else 2, hour


def read_days(findings: Iterable[Plain], coverage: Plain) -> Days:
    """Every cell of the findings that dates an event, read as the audit read it.

    A cell is left out where it has no reading, or two and nothing told the order of its column. Forms that only
    a mapping knew are not known here.
    """
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in (row for f in findings for c in f["conditions"] for row in c["evidence"]):
        for column, cell in row["cells"].items():
            if cell is not None and (row["table"], column) in EVENTS:
                found[row["table"], column, row["file"]].add(cell)
    return {
        (table, column, file, cell): day
        for (table, column, file), cells in found.items()
        for cell, day in _read(table, column, sorted(cells), _order(coverage, table, column, file))
    }


def _read(table: str, column: str, cells: list[str], order: Order | None) -> Iterable[tuple[str, datetime]]:
    declared = TABLES[table].column(column)
    reader = DateReader.whole(Cells(declared, pl.String(), Words()))
    read = reader.readings(cells).select(
        "cell",
        day=pl.coalesce("plain", in_order(pl.col("month"), pl.col("day"), order)).cast(pl.Datetime("us")),
    )
    return read.drop_nulls().iter_rows()


def _order(coverage: Plain, table: str, column: str, file: str) -> Order | None:
    told = coverage["tables"].get(table, {}).get("columns", {}).get(column, {}).get("date_order", ())
    return next((Order(o["order"]) for o in told if file in o["files"]), None)


def timeline(cards: Sequence[Card], sources: Iterable[Source], days: Days) -> tuple[list[Event], list[Event]]:
    """The dated events of a case in their order, and the undated ones.

    What has no hour stands after the hours of its day, which does not say that it came later. The days of a
    directive stand among the events.
    """
    events = [*_directives(cards), *(e for source in sources for e in _events(source, days)), *_acts(cards)]
    dated = sorted((e for e in events if e.when is not None), key=lambda e: e.order)
    return dated, [e for e in events if e.when is None]


def _directives(cards: Sequence[Card]) -> Iterable[Event]:
    for criteria in {c.finding["criteria"]["authority"]: c.finding["criteria"] for c in cards}.values():
        sure = criteria.get("certain_from") not in (None, criteria.get("from"))
        ends = criteria.get("certain_to") not in (None, criteria.get("to"))
        told = {
            "from": f"is {'perhaps ' * sure}in force from this day on",
            "certain_from": "is surely in force from this day on" if sure else "",
            "certain_to": "is surely in force up to this day" if ends else "",
            "to": "is in force up to this day at the longest",
        }
        for key, what in told.items():
            if what and criteria.get(key) is not None:
                yield Event(criteria[key], f"The directive ({criteria['authority']}) {what}.", law=True)


def _acts(cards: Sequence[Card]) -> Iterable[Event]:
    for number, card in enumerate(cards, 1):
        f = card.finding
        if card.about != "The charge":
            continue
        offense = f["offense"] or f["citation"] or "an offense that is not read"
        derived = " (not the charge's own day)" * ("act_date" in f["derived"])
        act = f"Finding {number}: the act" if len(cards) > 1 else "The act"
        yield Event(f["act_date"], f"{act}, {offense}, {_stage(f['stage'])}{derived}", own=True)


def _stage(stage: str | None) -> str:
    return words.STAGES.get(stage or "", "at a stage that the record does not say")


def _events(source: Source, days: Days) -> Iterable[Event]:
    table, file, _ = source.at
    for (of, column), says in EVENTS.items():
        if of != table or not source.has(column):
            continue
        cell = source.first(column)
        day = None if cell is None else days.get((table, column, file, cell))
        why = _why(source, column) if cell is None else f"its day, “{cell}”, is not read here"
        what = says(source)
        yield Event(_moment(day) if day else None, what if day else f"{what}: {why}", (source.name,))


def _why(source: Source, column: str) -> str:
    told = {one.told for one in source.cells if one.column == column}
    return "no day in the record" if told <= {"blank"} else "its day is withheld"


def _moment(day: datetime) -> str:
    return day.strftime("%Y-%m-%d" if day == day.replace(hour=0, minute=0, second=0) else "%Y-%m-%d %H:%M")


def _told(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _another(source: Source) -> str | None:
    number = source.first("incident_id")
    return number and f"incident {number}"


EVENTS: Mapping[tuple[str, str], Callable[[Source], str]] = {
    ("incidents", "occurred_at"): lambda s: _told("The incident took place", _another(s)),
    ("incidents", "reported_at"): lambda s: _told("The incident was reported", _another(s)),
    ("arrests", "arrested_at"): lambda s: _told("Arrest or citation", s.first("kind"), s.first("basis")),
    ("charges", "date"): lambda s: _told(
        "Charge", s.first("charge_id"), s.first("citation"), s.first("stage")
    ),
    ("evidence", "date"): lambda s: _told("Item of evidence", s.first("kind"), s.first("action")),
    ("referrals", "date"): lambda s: _told("Referral", s.first("referred_to")),
    ("training", "completed_on"): lambda s: _told("The officer finished a course", s.first("course")),
}
"""The columns that date an event, and how it is told."""
