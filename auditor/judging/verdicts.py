"""From facts to verdicts: the table of the contract, for one rule over all its units.

Column names of the frame that `judge` returns: `unit`, `act_date`, `in_force` and the other facts, for every
condition `c0`, `c1`, … (its value as the record has it), and

| column | what |
| --- | --- |
| `verdict` | `breach`, `possible` or `none` |
| `excepted` | no requirement false, and an exception true |
| `applied`, `kept` | every requirement but the act true and no exception true; and the act false |
| `cleared_<name>` | the verdict is `none` only because this assumption was taken |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from auditor.judging.facts import Facts
from auditor.judging.force import act_date, in_force
from auditor.judging.ground import Ground
from auditor.judging.terms import any_of
from auditor.policy.conditions import to_expr
from auditor.policy.pack import Condition, Pack, Rule


class Judged(NamedTuple):
    """One rule's verdicts, with the terms of the facts that it asked for."""

    pack: Pack
    rule: Rule
    verdicts: pl.DataFrame
    terms: Mapping[str, pl.DataFrame]
    assumed: Mapping[str, bool]


def judge(ground: Ground, facts: Facts, pack: Pack, rule: Rule, assumed: Mapping[str, bool]) -> Judged:
    """Judge every unit of `ground` by `rule`, taking `assumed` facts where the record is silent."""
    started = in_force(ground, rule, rule.span or pack.span)
    frame = ground.units.select("unit", act_date=act_date(rule)).join(facts.values, on="unit", how="left")
    frame = frame.with_columns(any_of(frame["unit"], started).alias("in_force"))
    frame = frame.with_columns(to_expr(c.node).alias(f"c{i}") for i, c in enumerate(rule.conditions))
    taken = frame.with_columns(
        pl.col(fact).fill_null(value) for fact, value in assumed.items() if fact in frame.columns
    )
    frame = _with_verdicts(frame, taken, rule, assumed)
    return Judged(pack, rule, frame, {**facts.terms, "in_force": started}, assumed)


def verdict(requires: list[pl.Expr], unless: list[pl.Expr], review: list[pl.Expr]) -> pl.Expr:
    """The verdict table; unknown exceptions and requirements leave a `possible`, an unknown review nothing."""
    needed = pl.all_horizontal(pl.lit(True), *requires)
    excepted = pl.any_horizontal(pl.lit(False), *unless)
    return (
        pl.when(~needed)
        .then(pl.lit("none"))
        .when(excepted)
        .then(pl.lit("none"))
        .when(needed.is_null() | excepted.is_null())
        .then(pl.lit("possible"))
        .when(pl.any_horizontal(pl.lit(False), *review))
        .then(pl.lit("possible"))
        .otherwise(pl.lit("breach"))
    )


def _with_verdicts(
    frame: pl.DataFrame, taken: pl.DataFrame, rule: Rule, assumed: Mapping[str, bool]
) -> pl.DataFrame:
    every = rule.conditions
    values = taken.select(_taken(c).alias(f"c{i}") for i, c in enumerate(every))
    first, second = len(rule.requires), len(rule.requires) + len(rule.unless)
    third = second + len(rule.review_if)
    c = [pl.col(f"c{i}") for i in range(len(every))]
    requires, unless, review = c[:first], c[first:second], c[second:third]
    others = [e for e, r in zip(requires, rule.requires, strict=True) if not r.act]
    act = pl.all_horizontal(pl.lit(True), *(e for e, r in zip(requires, rule.requires, strict=True) if r.act))
    needed = pl.all_horizontal(pl.lit(True), *requires)
    excepted = pl.any_horizontal(pl.lit(False), *unless)
    applied = pl.all_horizontal(pl.lit(True), *others).eq_missing(True) & excepted.ne_missing(True)
    results = values.select(
        verdict=verdict(requires, unless, review),
        excepted=(needed.ne_missing(False) & excepted.eq_missing(True)),
        applied=applied,
        kept=applied & act.eq_missing(False),
    )
    frame = pl.concat([frame, results], how="horizontal")
    return _with_cleared(frame, taken, rule, assumed)


def _taken(condition: Condition) -> pl.Expr:
    """A condition's value for the verdict: where the record is silent, what `when_unknown` takes."""
    value = to_expr(condition.node)
    return value if condition.when_unknown is None else value.fill_null(condition.when_unknown)


def _with_cleared(
    frame: pl.DataFrame, taken: pl.DataFrame, rule: Rule, assumed: Mapping[str, bool]
) -> pl.DataFrame:
    """Mark the units that one assumption alone cleared: without it they would be a finding."""

    def lists(skip: str) -> list[list[pl.Expr]]:
        groups = (rule.requires, rule.unless, rule.review_if)
        return [[to_expr(c.node) if c.name == skip else _taken(c) for c in g] for g in groups]

    marks = {}
    for name in assumptions(rule, assumed):
        without = taken
        if name in assumed and name in frame.columns:
            without = taken.with_columns(frame[name])
        again = without.select(verdict(*lists(name))).to_series()
        marks[f"cleared_{name}"] = (frame["verdict"] == "none") & (again != "none")
    return frame.with_columns(**marks) if marks else frame


def assumptions(rule: Rule, assumed: Mapping[str, bool]) -> list[str]:
    """The assumptions that this rule could take: its `when_unknown` conditions and the assumed facts it asks."""
    own = {c.name for c in rule.conditions if c.when_unknown is not None}
    return sorted(own | (rule.facts & set(assumed)))
