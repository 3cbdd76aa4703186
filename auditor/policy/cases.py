"""The cases of a pack: little exports, and every finding that the pack must make on each.

They stand in `cases.yaml` beside the rules. A case is the given tables with some changes; a mutant is a case
with one change more, which flips one condition and with it the verdict.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import Problem, nearest
from auditor.policy.library import read_text
from auditor.policy.pack import Pack, Rule
from auditor.records.tables import TABLES
from auditor.schema import validator
from auditor.yamlfile import Lined, read_yaml

NAME = "cases.yaml"
Tables = dict[str, list[dict[str, str | None]]]


@dataclass(frozen=True)
class Case:
    """One little export and what `rule` says on it; `also` are all other findings (None: they do not matter).

    `condition` is the one that a mutant flips, None for a case of its own; `case` is the number that a case and
    its mutants share.
    """

    name: str
    line: int
    rule: str
    verdict: str
    tables: Tables
    complete: tuple[str, ...]
    also: tuple[Mapping[str, str], ...] | None = ()
    condition: str | None = None
    case: int = 0


def load_cases(name: str | Path, pack: Pack) -> tuple[list[Case], list[Problem]]:
    """The cases and mutants of a pack by its id or folder, and all that is wrong with them."""
    text = read_text(name, NAME)
    if text is None:
        return [], [Problem(NAME, "missing", "cases for every rule", "Write them beside pack.yaml.")]
    lined = read_yaml(text, NAME)
    problems = lined.problems or list(_schema(lined))
    if problems:
        return [], problems
    cases = list(_cases(lined, problems))
    return cases, [*problems, *_names(cases, pack), *_reach(cases, pack)]


def _schema(lined: Lined) -> Iterator[Problem]:
    for e in validator("cases").iter_errors(lined.data):
        where = f"{NAME}:{lined.line(tuple(e.absolute_path))}"
        yield Problem(where, e.message[:200], "see schemas/cases.schema.json")


def _cases(lined: Lined, problems: list[Problem]) -> Iterator[Case]:
    given = _texts(lined.data["given"])
    for i, told in enumerate(lined.data["cases"]):
        line = lined.line(("cases", i))
        own = _changed(given, told, line, problems)
        complete = tuple(told.get("complete", ()))
        yield Case(
            told["name"],
            line,
            told["rule"],
            told["verdict"],
            own,
            complete,
            tuple(told.get("also", ())),
            case=i,
        )
        for j, mutant in enumerate(told.get("mutants", ())):
            at = lined.line(("cases", i, "mutants", j))
            tables = _changed(own, mutant, at, problems)
            logs = tuple(mutant.get("complete", complete))
            yield Case(
                told["name"], at, told["rule"], mutant["verdict"], tables, logs, None, mutant["condition"], i
            )


def _texts(tables: Mapping[str, Any]) -> Tables:
    def text(cell: object) -> str | None:
        return {True: "true", False: "false"}[cell] if isinstance(cell, bool) else cell  # type: ignore[return-value]

    return {table: [{c: text(v) for c, v in row.items()} for row in rows] for table, rows in tables.items()}


def _changed(given: Tables, told: Mapping[str, Any], line: int, problems: list[Problem]) -> Tables:
    """The tables with a case's changes: cells set first, then rows dropped, then rows added."""
    tables = copy.deepcopy(given)
    where = f"{NAME}:{line}"
    for place, cell in told.get("set", {}).items():
        table, index, column = place.split(".")
        if int(index) >= len(tables.get(table, ())):
            problems.append(Problem(where, f"no row {place!r} to set", f"a row of {table}"))
        else:
            tables[table][int(index)][column] = _texts({table: [{column: cell}]})[table][0][column]
    for place in sorted(told.get("drop", ()), reverse=True):
        table, _, index = place.partition(".")
        rows = tables.get(table, [])
        if not rows or (index and int(index) >= len(rows)):
            problems.append(Problem(where, f"no {place!r} to drop", "a table, or table.index"))
        else:
            tables[table] = rows[: int(index)] + rows[int(index) + 1 :] if index else []
    for table, rows in _texts(told.get("add", {})).items():
        tables.setdefault(table, []).extend(rows)
    return tables


def _names(cases: list[Case], pack: Pack) -> Iterator[Problem]:
    rules = {rule.id: rule for rule in pack.rules}
    for case in cases:
        where = f"{NAME}:{case.line}"
        for rule in (case.rule, *(f["rule"] for f in case.also or ())):
            if rule not in rules:
                yield Problem(where, f"unknown rule {rule!r}", "a rule of the pack", nearest(rule, rules))
        known = [c.name for c in rules[case.rule].conditions] if case.rule in rules else []
        if case.condition is not None and known and case.condition not in known:
            yield Problem(where, f"{case.rule} has no condition {case.condition!r}", "one of its conditions",
                          nearest(case.condition, known))  # fmt: skip
        for table, rows in case.tables.items():
            for column in sorted({c for row in rows for c in row} - set(TABLES[table].names)):
                yield Problem(where, f"{table} has no column {column!r}", "a column of the record table",
                              nearest(column, TABLES[table].names))  # fmt: skip


def _reach(cases: list[Case], pack: Pack) -> Iterator[Problem]:
    """What no case reaches: a verdict of a rule; and conditions that no mutant of a breach flips."""
    for rule in pack.rules:
        own = [c for c in cases if c.rule == rule.id]
        verdicts = {c.verdict for c in own if c.condition is None}
        for verdict in reachable(rule):
            if verdict not in verdicts:
                yield Problem(NAME, f"no case in which {rule.id} is {verdict}", f"a case with rule: {rule.id}, "
                              f"verdict: {verdict}")  # fmt: skip
        yield from _flips(own, rule)


def _flips(own: list[Case], rule: Rule) -> Iterator[Problem]:
    """Each breach has a mutant for each condition; of a rule that is always for review, its first possible."""
    gravest = reachable(rule)[0]
    asked = (*rule.requires, *rule.unless, *(rule.review_if if gravest == "breach" else ()))
    bases = [c for c in own if c.condition is None and c.verdict == gravest]
    for base in bases if gravest == "breach" else bases[:1]:
        flipped = {c.condition for c in own if c.case == base.case}
        for condition in asked:
            if condition.name not in flipped:
                yield Problem(f"{NAME}:{base.line}", f"no mutant of a {gravest} of {rule.id} flips {condition.name!r}",
                              f"a mutant with condition: {condition.name}")  # fmt: skip


def reachable(rule: Rule) -> tuple[str, ...]:
    """The verdicts that a rule can give: what is always for review is never a breach."""
    from auditor.policy.conditions import Fact

    always = any(c.node == Fact("always") for c in rule.review_if)
    return ("possible", "none") if always else ("breach", "possible", "none")
