"""The rows of the record that a case rests on, each once and with a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.records.tables import TABLES
from auditor.reports.cards import Card, Cell, Check

At = tuple[str, str, int]
"""Where a row stands: table, file, row."""


@dataclass
class Source:
    """A row: its number, where it stands, its cells of all conditions, the findings (from 1) that rest on it.

    A column stands twice where two conditions hold different content of it, as with what is masked in one.
    """

    number: int
    at: At
    cells: list[Cell] = field(default_factory=list)
    findings: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """`S1`."""
        return f"S{self.number}"

    def first(self, column: str) -> str | None:
        """What the column holds; None where it is blank, masked or was not read."""
        held = (c.content for c in self.cells if c.column == column and not c.told)
        return next(held, None)

    def has(self, column: str) -> bool:
        """A condition read the column, whatever it holds."""
        return any(c.column == column for c in self.cells)


def sources(cards: Sequence[Card]) -> Mapping[At, Source]:
    """The rows that the findings of a case show, in the order of the record tables, then by file and row."""
    shown = [(number, row) for number, card in enumerate(cards, 1) for c in checks(card) for row in c.rows]
    order = list(TABLES)
    places = sorted({row.at for _, row in shown}, key=lambda at: (order.index(at[0]), *at[1:]))
    found = {at: Source(number, at) for number, at in enumerate(places, 1)}
    for number, row in shown:
        source = found[row.at]
        source.findings.add(number)
        source.cells += [cell for cell in row.cells if cell not in source.cells]
    return found


def checks(card: Card) -> Iterator[Check]:
    """Every condition of a finding, in its order."""
    return (check for _, group in card.groups for check in group)
