"""The sheets of the workbook: findings by verdict with a reviewer's columns, conditions, counts, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditor.reports import words
from auditor.reports.cards import Card, Cell, Check
from auditor.reports.cases import Case, make_cases
from auditor.reports.counttables import count_tables
from auditor.reports.coveragetables import coverage_tables
from auditor.reports.tabular import Column, Table, Value
from auditor.reports.visible import CELL, visible
from auditor.runs.reading import Run

VERDICTS = {"breach": "Apparent breaches", "possible": "Possible breaches"}

DISPOSITION = "reviewers_finding"
"""The column in which a reviewer chooses from the vocabulary."""

_CASE = [
    Column("incident", "text", "The number of the incident."),
    Column("person", "text", "The person's id, or how else the record knows the person."),
]
_FINDING = [
    *_CASE,
    Column("rule", "text", "The rule."),
    Column("charge", "text", "The charge as exported.", True, label="Charge as exported"),
    Column("stage", "text", "How far the charge came.", True),
    Column("day", "date", "The day of the act.", True),
    Column("district", "text", "The district.", True),
    Column("officer", "text", "The officer of the arrest.", True),
    Column("facts_missing", "integer", "How many facts are missing."),
    Column("what_happened", "text", "What happened, in plain words."),
    Column("what_is_open", "list", "The facts that are missing."),
    Column("look_again", "list", "What asks a reader to look again."),
    Column(DISPOSITION, "text", "For the reviewer.", True, label="Reviewer's finding"),
    Column("reviewer", "text", "For the reviewer.", True),
    Column("reviewed_on", "date", "For the reviewer.", True),
    Column("note", "text", "For the reviewer.", True),
    Column("rule_title", "text", "What the rule is about."),
    Column("what_if", "boolean", "The directive is not known to bind the export.", label="What-if"),
    Column("taken", "list", "What was taken where the record is silent."),
    Column("offense", "text", "The offense, as read.", True),
    Column("level", "text", "The level of the charge.", True),
    Column("agency", "text", "The agency.", True),
    Column("binds", "text", "Whom the rule binds."),
    Column("charge_id", "text", "The id of the charge.", True),
    Column("arrest_id", "text", "The id of the arrest.", True),
    Column("case_id", "text", "The id of the case."),
    Column("finding_id", "text", "The id of the finding."),
]
REVIEWED = {DISPOSITION: 22, "reviewer": 18, "reviewed_on": 13, "note": 40}
"""The columns that a reviewer fills in, with their widths in characters."""

_CONDITION = [
    *_CASE,
    Column("rule", "text", "The rule."),
    Column("part", "text", "What the condition is in the rule."),
    Column("condition", "text", "What it says at its answer."),
    Column("answer", "text", "What the record answers."),
    Column("decides", "boolean", "Whether it is why the finding is no apparent breach."),
    Column("record", "list", "The rows of the record that decided it, or where it was searched."),
    Column("notes", "list", "Why it is open, and what was taken."),
    Column("finding_id", "text", "The id of the finding."),
]

TITLES = {
    "rules": "Rules",
    "counts": "Counts",
    "people": "People",
    "coming_forward": "Coming forward",
    "to_ask_for": "To ask for",
    "columns": "Coverage",
    "files": "Files",
    "not_taken": "Not taken",
}
_FROZEN = {"rules": 3, "columns": 2}
"""How many columns say what a row of a table is about; one, where none is told here."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, its table, how many columns stay in sight, and whether a reviewer fills it in."""

    title: str
    table: Table
    frozen: int = 1
    reviewed: bool = False

    @property
    def shown(self) -> bool:
        """The workbook has it; a verdict has a sheet even if there is no such finding."""
        return self.reviewed or bool(self.table.rows)


def sheets(run: Run) -> list[Sheet]:
    """The sheets of a run in their order: findings and conditions, counts, coverage.

    For the public there are no findings, and of the others no columns in which nothing is told.
    """
    tables = {table.name: table for table in (*count_tables(run), *coverage_tables(run.coverage))}
    named = [(title, tables[name]) for name, title in TITLES.items() if name in tables]
    if run.audience == "public":
        return [_sheet(title, _told(table)) for title, table in named]
    return [*_of_findings(make_cases(run.findings)), *(_sheet(title, table) for title, table in named)]


def _sheet(title: str, table: Table) -> Sheet:
    return Sheet(title, table, frozen=_FROZEN.get(table.name, 1))


def _told(table: Table) -> Table:
    """The table without the columns in which every cell is empty."""
    kept = [i for i in range(len(table.columns)) if any(row[i] not in (None, ()) for row in table.rows)]
    rows = [[row[i] for i in kept] for row in table.rows]
    return replace(table, columns=[table.columns[i] for i in kept], rows=rows)


def _of_findings(cases: Sequence[Case]) -> Iterator[Sheet]:
    for verdict, title in VERDICTS.items():
        says = f"{title}, one row a finding, in the order to read them. For a reviewer to fill in."
        rows = [_finding(case, card) for case, card in _cards(cases) if card.finding["verdict"] == verdict]
        yield Sheet(title, Table(verdict, says, _FINDING, rows), frozen=len(_CASE), reviewed=True)
    rows = [
        _condition(case, card, part, check)
        for case, card in _cards(cases)
        for part, checks in card.groups
        for check in checks
    ]
    says = "One row a condition of a finding, with the rows of the record behind it."
    yield Sheet("Conditions", Table("conditions", says, _CONDITION, rows), frozen=len(_CASE))


def _cards(cases: Iterable[Case]) -> Iterator[tuple[Case, Card]]:
    return ((case, card) for case in cases for card in case.cards)


def _finding(case: Case, card: Card) -> list[Value]:
    told, day = card.finding, card.finding["act_date"]
    return [
        case.incident, case.who, told["rule"], told["citation"], told["stage"], day and date.fromisoformat(day),
        told["district"], told["officer_id"], len(card.missing), told["statement"],
        _sentences(card.missing), _sentences(card.review),
        None, None, None, None,
        told["title"], card.what_if, card.taken, told["offense"], told["level"], told["agency"],
        words.BINDS[told["binds"]], told["charge_id"], told["arrest_id"], told["case_id"], told["finding_id"],
    ]  # fmt: skip


def _condition(case: Case, card: Card, part: str, check: Check) -> list[Value]:
    rows = tuple(f"{row.place}: {'; '.join(map(_cell, row.cells))}" for row in check.rows)
    return [
        case.incident, case.who, card.finding["rule"], part, check.says, check.answer, check.decides,
        rows or tuple(filter(None, [check.looked])), check.notes, card.finding["finding_id"],
    ]  # fmt: skip


def _sentences(told: Iterable[str]) -> tuple[str, ...]:
    return tuple(text[:1].upper() + text[1:] for text in told)


def _cell(cell: Cell) -> str:
    return f"{cell.column} {cell.told or visible(cell.content, CELL)}"
