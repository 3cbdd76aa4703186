"""Checking a pack as a whole: its schema, names, words and dates; every problem with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from auditor.errors import Problem, nearest
from auditor.policy.conditions import Compare, ConditionError, leaves, names, parse
from auditor.policy.facts import FACTS, words_of
from auditor.records.tables import TABLES
from auditor.schema import validator
from auditor.yamlfile import Lined

NAME = "pack.yaml"
LISTS = ("requires", "unless", "review_if", "shows")


def check_pack(lined: Lined) -> list[Problem]:
    """Everything that is wrong with a pack.yaml that is YAML; the meaning only where the schema holds."""
    schema = [
        Problem(
            f"{NAME}:{lined.line(tuple(e.absolute_path))}", e.message[:200], "see schemas/pack.schema.json"
        )
        for e in validator("pack").iter_errors(lined.data)
    ]
    if schema:
        return schema
    return [
        *_conditions(lined),
        *_rules(lined),
        *(p for path, span in _spans(lined.data) for p in _span(lined, path, span)),
    ]


def _at(lined: Lined, *path: str | int) -> str:
    return f"{NAME}:{lined.line(path)}"


def _conditions(lined: Lined) -> Iterator[Problem]:
    used = {_name(item) for rule in lined.data["rules"] for name in LISTS for item in rule.get(name) or ()}
    for name, condition in lined.data["conditions"].items():
        where = _at(lined, "conditions", name, "if")
        if name not in used:
            yield Problem(
                where, f"no rule uses the condition {name!r}", "a rule that uses it, or no condition"
            )
        try:
            node = parse(condition["if"])
        except ConditionError as error:
            yield Problem(where, str(error), "a condition such as protected AND offense_class = 'drug'")
            continue
        for leaf in leaves(node):
            yield from _leaf(where, leaf.name, leaf.words if isinstance(leaf, Compare) else None)


def _leaf(where: str, name: str, words: tuple[str, ...] | None) -> Iterator[Problem]:
    spec = FACTS.get(name)
    if spec is None:
        yield Problem(where, f"unknown fact {name!r}", "a fact of the catalogue", nearest(name, FACTS))
    elif words is None and spec.kind == "code":
        yield Problem(where, f"{name!r} is a word and not true or false", f"{name} = 'word'")
    elif words is not None and spec.kind == "bool":
        yield Problem(where, f"{name!r} is true or false and not a word", name)
    else:
        for word in words or ():
            if word not in words_of(name):
                yield Problem(where, f"{word!r} is never a value of {name}", "a word of its list",
                              nearest(word, words_of(name)))  # fmt: skip


def _rules(lined: Lined) -> Iterator[Problem]:
    data = lined.data
    known, clauses = set(data["conditions"]), {c["id"] for c in data["clauses"]}
    ids = Counter(rule["id"] for rule in data["rules"])
    for i, rule in enumerate(data["rules"]):
        where = _at(lined, "rules", i, "id")
        if ids[rule["id"]] > 1:
            yield Problem(where, f"the rule id {rule['id']!r} twice", "each rule id once")
        if rule["clause"] not in clauses:
            yield Problem(_at(lined, "rules", i, "clause"), f"no clause {rule['clause']!r}", "a clause of the pack",
                          nearest(rule["clause"], clauses))  # fmt: skip
        if rule["act"] not in map(_name, rule["requires"]):
            yield Problem(_at(lined, "rules", i, "act"), f"{rule['act']!r} is not among what the rule requires",
                          "one of its requirements")  # fmt: skip
        for need in rule.get("needs") or ():
            table, _, column = need.partition(".")
            if table not in TABLES or (column and column not in TABLES[table].names):
                yield Problem(where, f"it needs {need!r}", "a record table or column", nearest(table, TABLES))
        yield from _uses(lined, i, rule, known)


def _uses(lined: Lined, i: int, rule: dict[str, Any], known: set[str]) -> Iterator[Problem]:
    named = [(name, j, _name(item)) for name in LISTS for j, item in enumerate(rule.get(name) or ())]
    twice = Counter(condition for _, _, condition in named)
    for name, j, condition in named:
        where = _at(lined, "rules", i, name, j)
        if condition not in known:
            yield Problem(where, f"unknown condition {condition!r}", "a condition of the pack",
                          nearest(condition, known))  # fmt: skip
        elif fact := _not_askable(lined.data["conditions"][condition]["if"], rule["each"]):
            yield Problem(where, f"the fact {fact!r} cannot be asked of a {rule['each']}",
                          f"facts of a {rule['each']}")  # fmt: skip
        if twice[condition] > 1:
            yield Problem(where, f"{condition!r} twice in one rule", "each condition once in a rule")


def _not_askable(text: str, each: str) -> str | None:
    """The first fact of a condition that is not one of this kind of unit."""
    try:
        asked = sorted(names(parse(text)))
    except ConditionError:
        return None
    return next((fact for fact in asked if fact in FACTS and each not in FACTS[fact].units), None)


def _name(item: str | dict[str, Any]) -> str:
    return item if isinstance(item, str) else str(item["condition"])


def _spans(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    yield ("span",), data["span"]
    for i, rule in enumerate(data["rules"]):
        if rule.get("span"):
            yield ("rules", i, "span"), rule["span"]


def _span(lined: Lined, path: tuple[str | int, ...], span: dict[str, Any]) -> Iterator[Problem]:
    days: list[tuple[str, date]] = []
    for name in ("from", "certain_from", "certain_to", "to"):
        if span.get(name):
            try:
                days.append((name, date.fromisoformat(span[name])))
            except ValueError:
                yield Problem(_at(lined, *path, name), f"{span[name]!r} is no day", "a day as 2020-01-31")
    for (one, first), (two, second) in pairwise(days):
        if first > second:
            yield Problem(
                _at(lined, *path, two),
                f"{two} lies before {one}",
                "from, certain_from, certain_to, to in order",
            )
