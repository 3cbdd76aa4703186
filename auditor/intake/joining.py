"""Records that need more than one file: look-ups, rows repeated for each row of another file, relations.

Joined records are text throughout. Each keeps the file and row of the record that it starts from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.intake import mapping as m
from auditor.intake.cells import Schema, keep, trimmed
from auditor.intake.sources import FILE, ROW, Part


@dataclass(frozen=True)
class Joined:
    """The rows of a clause's files with what other files add, all text, and the rows set aside."""

    plan: pl.LazyFrame
    schema: Schema
    aside: tuple[pl.LazyFrame, ...]


def join(clause: m.Clause, own: Sequence[Part], parts: Sequence[Part]) -> Joined:
    """Join the files of a clause with the others that it names.

    A row is set aside by the first test that it fails, as soon as the column that is tested is there. A file
    or key that is not there adds nothing. The answer to a relation is in the column `answer_of` names.
    """
    columns = sorted({name for part in own for name in part.schema})
    plan = _text(own, columns, FILE, ROW)
    schema = dict.fromkeys(columns, pl.String())
    aside: list[pl.LazyFrame] = []
    waiting = list(clause.keep)
    for step in (None, *clause.join):
        if step is not None:
            plan, taken = _add(plan, schema, step, parts)
            schema |= dict.fromkeys(taken, pl.String())
        ready = [kept for kept in waiting if isinstance(kept.test, m.Test) and kept.test.column in schema]
        waiting = [kept for kept in waiting if kept not in ready]
        plan, dropped = keep(ready, plan, schema)
        aside += dropped
    plan, dropped = keep([kept for kept in waiting if isinstance(kept.test, m.Filled)], plan, schema)
    aside += dropped
    for name, cell in (clause.columns or {}).items():
        if isinstance(cell, m.Relations) and {cell.person, cell.incident} <= schema.keys():
            plan = _with_answer(plan, answer_of(name), cell, parts)
            schema[answer_of(name)] = pl.String()
    return Joined(plan, schema, tuple(aside))


def answer_of(column: str) -> str:
    """The column that holds the answer of the relations that make a record column."""
    return f"@{column}"


def named(parts: Sequence[Part], patterns: Iterable[str]) -> list[Part]:
    """The files that the patterns mean."""
    return [part for part in parts if part.file.is_named(patterns)]


def _text(parts: Sequence[Part], columns: Iterable[str], *more: str) -> pl.LazyFrame:
    """The files one after another, these columns as trimmed text, null where absent."""
    nothing = pl.lit(None, pl.String)
    return pl.concat(
        part.plan.select(
            *((trimmed(c, part.schema) if c in part.schema else nothing).alias(c) for c in columns), *more
        )
        for part in parts
    )


def _add(
    plan: pl.LazyFrame, schema: Schema, step: m.Join, parts: Sequence[Part]
) -> tuple[pl.LazyFrame, list[str]]:
    """The rows with the columns that a step takes, and the names of these."""
    other = named(parts, step.file)
    theirs = {name for part in other for name in part.schema}
    taken = {new: old for new, old in step.take.items() if old in theirs}
    if not taken or not set(step.by) <= schema.keys() or not set(step.by.values()) <= theirs:
        return plan, []
    keys = [f"@key{i}" for i in range(len(step.by))]
    rows = _text(other, sorted(theirs & {*step.by.values(), *taken.values()})).select(
        *(pl.col(old).alias(key) for key, old in zip(keys, step.by.values(), strict=True)),
        *(pl.col(old).alias(new) for new, old in taken.items()),
    )
    if not step.each_row:
        rows = rows.group_by(keys).agg(_agreed(new) for new in taken)
    return plan.drop(taken, strict=False).join(rows, left_on=list(step.by), right_on=keys, how="left"), list(
        taken
    )


def _agreed(column: str) -> pl.Expr:
    said = pl.col(column).drop_nulls()
    return pl.when(said.n_unique() == 1).then(said.first()).alias(column)


def _with_answer(plan: pl.LazyFrame, answer: str, cell: m.Relations, parts: Sequence[Part]) -> pl.LazyFrame:
    """The rows with "true", "false" or null: whether their person is among the incident's offenders."""
    relations = _relations(cell, parts)
    offenders = _text(named(parts, cell.offenders), [cell.incident, cell.offender, cell.sequence])
    one = offenders.group_by(cell.incident).agg(
        offenders=pl.col(cell.offender).n_unique(),
        unidentified=pl.any_horizontal(
            pl.col(cell.offender, cell.sequence).is_null(),
            pl.col(cell.sequence).is_in(list(cell.unidentified)),
        ).any(),
    )
    is_known = pl.col("@relation").is_not_null() & ~pl.col("@relation").is_in(list(cell.unknown))
    known = (
        relations.filter(is_known)
        .join(offenders.select(cell.incident, cell.offender).unique(), on=cell.offender)
        .group_by(cell.person, cell.incident)
        .agg(known=pl.col(cell.offender).n_unique())
    )
    same = relations.filter(pl.col("@relation").is_in(list(cell.same))).select(cell.person).unique()
    asked = (
        plan.join(one, on=cell.incident, how="left")
        .join(known, on=[cell.person, cell.incident], how="left")
        .join(same.with_columns(same=pl.lit(True)), on=cell.person, how="left")
    )
    stranger = ~pl.col("unidentified") & (pl.col("known") == pl.col("offenders"))
    value = pl.when("same").then(pl.lit("true")).when(stranger).then(pl.lit("false"))
    return asked.with_columns(value.alias(answer)).drop("offenders", "unidentified", "known", "same")


def _relations(cell: m.Relations, parts: Sequence[Part]) -> pl.LazyFrame:
    """(person, offender, @relation), a row for each recorded relation."""
    own = named(parts, cell.file)
    columns = sorted({name for part in own for name in part.schema})
    plan, schema = _text(own, columns), dict.fromkeys(columns, pl.String())
    if cell.codes:
        plan, taken = _add(plan, schema, cell.codes, parts)
        schema |= dict.fromkeys(taken, pl.String())
    word = pl.col(cell.relation) if cell.relation in schema else pl.lit(None, pl.String)
    return plan.select(cell.person, cell.offender, word.alias("@relation"))
