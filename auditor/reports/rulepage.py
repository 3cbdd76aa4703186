"""A rule, and the facts that rules can ask, as pages for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from auditor.policy.facts import FACTS, words_of
from auditor.reports.words import BINDS

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

    from auditor.policy.cases import Case
    from auditor.policy.pack import Condition, Pack, Rule

VERDICTS = {"breach": "Apparent breach", "possible": "Possible breach, for review", "none": "Nothing"}


def rule_page(pack: Pack, rule: Rule, cases: Sequence[Case]) -> Group:
    """Whose directive, when, the clause, each condition in plain words, what makes it only possible, examples."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    parts: list[object] = [Text(f"{rule.id}  {rule.title}", style="bold"), Text()]
    for title, lines in (
        ("Whose directive", _whose(pack, rule)),
        (
            "What it orders",
            [f"{rule.clause.text} [{rule.clause.source}; confidence {rule.clause.confidence}]"],
        ),
        (f"Judged for each {rule.each}: a finding needs all of these", _told(rule.requires)),
        ("No finding where", _when(rule.unless, True)),
        ("An apparent breach only where all of that is known; only possible where", _possible(rule)),
        ("Taken where the record is silent", _taken(rule)),
        ("Shown beside it", [c.name for c in rule.shows]),
        ("Not auditable without", _needs(rule)),
        ("Examples", [f"{VERDICTS[c.verdict]}: {c.name}" for c in cases]),
    ):
        if lines:
            parts += [
                Text(title, style="bold"),
                *(Padding(Text(line), (0, 0, 0, 2)) for line in lines),
                Text(),
            ]
    return Group(*parts)  # type: ignore[arg-type]


def _whose(pack: Pack, rule: Rule) -> list[str]:
    criteria = pack.criteria(rule)
    days = ", ".join(
        f"{name.replace('_', ' ')} {day}" for name, day in (rule.span or pack.span).words().items() if day
    )
    return [
        f"{criteria['authority']} ({pack.title})",
        str(pack.instrument),
        f"in force {days}; binds {BINDS[rule.binds]}",
    ]


def _told(conditions: Sequence[Condition]) -> list[str]:
    lines = []
    for c in conditions:
        act = " (the act; without it the rule was kept)" if c.act else ""
        lines += [
            f"{c.name}{act}",
            f"  holds: {c.says[True]}",
            f"  fails: {c.says[False]}",
            f"  open:  {c.says[None]}",
        ]
    return lines


def _when(conditions: Sequence[Condition], value: bool) -> list[str]:
    return [f"{c.name}: {c.says[value]}" for c in conditions]


def _possible(rule: Rule) -> list[str]:
    open_ = [f"{c.name}: {c.says[None]}" for c in rule.unless if c.when_unknown is None]
    return [*open_, *_when(rule.review_if, True)]


def _taken(rule: Rule) -> list[str]:
    answers = {True: "as holding", False: "as not holding"}
    return [f"{c.name} {answers[c.when_unknown]}" for c in rule.conditions if c.when_unknown is not None]


def _needs(rule: Rule) -> list[str]:
    tables = ["incidents", "involvements", "offenses"] + ["charges"] * (rule.each == "charge")
    return [", ".join(dict.fromkeys([*tables, *rule.needs]))]


def facts_page() -> Table:
    """Every fact: its name, of what it is asked, its values, what it says, what makes it unknown."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 1, 0), header_style="bold")
    for title in ("fact", "of a", "values", "what it says", "unknown where"):
        table.add_column(title, overflow="fold", no_wrap=title == "fact")
    for spec in FACTS.values():
        values = ", ".join(sorted(words_of(spec.name))) if spec.kind == "code" else "true, false"
        if spec.name == "offense_subclass":
            values = f"{len(words_of(spec.name))} words (--json lists them)"
        table.add_row(spec.name, " or ".join(spec.units), values, spec.says, spec.unknown)
    return table
