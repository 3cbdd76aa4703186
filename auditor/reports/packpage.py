"""A policy pack as a page for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Group

    from auditor.policy.pack import Condition, Pack, Rule

LISTS = (
    ("requires", "A finding needs all of these"),
    ("unless", "None where"),
    ("review_if", "Only possible where"),
    ("shows", "Shown beside it"),
)


def pack_page(pack: Pack) -> Group:
    """The page: authority, dates, clauses, rules with their conditions, parameters, caveats, what is untested."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    def block(title: str, lines: list[str]) -> list[object]:
        return [Text(title, style="bold"), *(Padding(Text(line), (0, 0, 0, 2)) for line in lines), Text()]

    parameters = [
        f"{k}: {', '.join(v) if isinstance(v, list) else v}" for k, v in pack.parameters.items() if v != []
    ]
    parts = [
        Text(f"{pack.id}  {pack.title}  (version {pack.version})", style="bold"),
        Text(),
        *block("Whose directive", _authority(pack)),
        *block("In force", _dates(pack)),
        *block(
            "What it orders",
            [f"{c.id}: {c.text} [{c.source}; confidence {c.confidence}]" for c in pack.clauses],
        ),
        *(part for rule in pack.rules for part in block(f"{rule.id}  {rule.title}", _rule(rule))),
        *block("Parameters", parameters),
        *block("Caveats", [f"- {c}" for c in pack.caveats]),
        *block("What records cannot show", [f"- {u.what} {u.why}" for u in pack.untested]),
    ]
    return Group(*parts)  # type: ignore[arg-type]


def _authority(pack: Pack) -> list[str]:
    bound = [f"binds {who}: {name}" for who, name in sorted(pack.bound.authorities.items())]
    return [pack.authority, pack.instrument, *bound, f"in {', '.join(pack.bound.jurisdictions)}"]


def _dates(pack: Pack) -> list[str]:
    words = {
        "from": "from", "certain_from": "surely from", "certain_to": "surely to", "to": "to"
    }  # fmt: skip
    return [f"{words[name]} {day}" for name, day in pack.span.words().items() if day]


def _rule(rule: Rule) -> list[str]:
    lines = [f"binds the {rule.binds}; judged for each {rule.each}; clause {rule.clause.id}"]
    for name, title in LISTS:
        conditions: tuple[Condition, ...] = getattr(rule, name)
        lines += [f"{title}:"] if conditions else []
        lines += [f"  {c.name}{_mark(c)}: {c.says[True]}" for c in conditions]
    return lines


def _mark(condition: Condition) -> str:
    if condition.act:
        return " (the act)"
    if condition.when_unknown is not None:
        return f" (taken as {str(condition.when_unknown).lower()} where the record is silent)"
    return ""
