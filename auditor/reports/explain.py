"""One finding's chain of reasoning for the terminal, drawn by rich."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from auditor.reports import cards
from auditor.reports.visible import CELL, prose, visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

STYLES = {"breach": "bold red", "possible": "bold yellow", "unknown": "yellow", "yes": "", "no": ""}


def explain(finding: Mapping[str, Any]) -> RenderableType:
    """What rich prints of a finding (a line of findings.jsonl); text alone, so that no cell is taken for markup."""
    from rich.console import Group
    from rich.padding import Padding

    card = cards.make_card(finding)
    parts: list[RenderableType] = [*_head(card), *_clause(card)]
    for title, checks in card.groups:
        parts += [_title(title), *(Padding(line, (0, 0, 0, 2)) for check in checks for line in _check(check))]
    return Group(*parts, *_charge(card))


def _head(card: cards.Card) -> Iterable[RenderableType]:
    """The verdict and why; what is missing, for review, taken, derived."""
    f = card.finding
    what_if = " (what-if)" if card.what_if else ""
    yield _text(f"{card.verdict}{what_if}", STYLES[f["verdict"]])
    yield _text(f"{f['policy']} {f['rule']}: {f['title']}")
    yield _text(f"Incident {f['incident_id']}, {', '.join(filter(None, (cards.person(f), cards.place(f))))}")
    yield _text("")
    yield _text(f["statement"], "bold")
    yield _text(card.why)
    for question in card.missing:
        yield _text(f"Missing: {question}", STYLES["unknown"])
    for told in card.review:
        yield _text(f"For review: {told}", STYLES["unknown"])
    yield from (_text(told) for told in card.taken)


def _clause(card: cards.Card) -> Iterable[RenderableType]:
    from rich.padding import Padding

    criteria = card.finding["criteria"]
    source = [
        criteria["authority"],
        criteria.get("instrument"),
        criteria.get("source"),
        f"in force {card.in_force}",
    ]
    yield _title("The clause")
    yield Padding(_text(prose(criteria["clause"])), (0, 0, 0, 2))
    yield Padding(_text(prose("; ".join(filter(None, source))), "dim"), (0, 0, 0, 2))


def _check(check: cards.Check) -> Iterable[RenderableType]:
    """A condition, its rows of the record and its notes, hanging under its answer."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=9)
    grid.add_column(ratio=1, overflow="fold")
    answer = "not said" if check.state == "unknown" else check.answer
    grid.add_row(_text(answer, STYLES["unknown" if check.decides else check.state]), _says(check))
    below = [_row(row) for row in check.rows]
    below += [_text(note, "dim") for note in (*check.notes, check.looked) if note]
    for line in below:
        grid.add_row("", line)
    yield grid


def _says(check: cards.Check) -> Text:
    return _text(prose(check.says)).append(f"  {visible(check.name)}", "dim")


def _row(row: cards.Row) -> Text:
    line = _text(f"{row.place}:", "dim")
    for cell in row.cells:
        line.append(f" {visible(cell.column)} = {cell.told or visible(cell.content, CELL)};")
    line.right_crop(1)
    return line


def _charge(card: cards.Card) -> Iterable[RenderableType]:
    from rich.padding import Padding
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    for label, value in card.facts:
        grid.add_row(_text(label, "dim"), _text(visible(value, CELL)))
    yield _title("The charge")
    yield Padding(grid, (0, 0, 0, 2))


def _title(text: str) -> RenderableType:
    from rich.padding import Padding

    return Padding(_text(text, "underline"), (1, 0, 0, 0))


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(visible(text), style=style)
