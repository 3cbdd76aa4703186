"""Every fact of the catalogue that the charge rules ask for, as a value per unit and the terms behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from auditor.judging import acts, involved, reported
from auditor.judging.ground import Ground
from auditor.judging.terms import any_of, terms
from auditor.policy.pack import Rule, Span

TEXT = {"offense_class": "offense_class", "offense_subclass": "offense_subclass", "level": "law_level"}
"""Facts that are a word of the charge, and the column of the charge that holds it."""

BOOLEAN: Mapping[str, Callable[[Ground], pl.DataFrame]] = {
    "protected": lambda g: acts.of_charge(g, pl.col("protected"), reason=pl.col("protected_reason")),
    "reported_qualifying": reported.reported_qualifying,
    "reported_nearby": reported.reported_nearby,
    "acted_before_report": reported.acted_before_report,
    "sex_trade_involved": involved.sex_trade_involved,
    "police_act": acts.police_act,
    "on_warrant": acts.on_warrant,
    "other_grounds": acts.other_grounds,
    "cited_only": acts.cited_only,
    "suspect_of_qualifying": acts.suspect_of_qualifying,
    "officer_trained": involved.officer_trained,
    "minor": involved.minor,
}


@dataclass(frozen=True)
class Facts:
    """`values`: one row a unit, in the order of the ground's units, a column a fact. `terms`: the rows behind."""

    values: pl.DataFrame
    terms: Mapping[str, pl.DataFrame]


def make_facts(ground: Ground, names: Iterable[str]) -> Facts:
    """The facts with these names; each is computed once, however many rules ask for it."""
    values = ground.units.select("unit")
    behind: dict[str, pl.DataFrame] = {}
    for name in sorted(names):
        if name in TEXT:
            values = values.with_columns(ground.units[TEXT[name]].alias(name))
            behind[name] = acts.of_charge(ground, pl.lit(None, pl.Boolean))
        elif name in BOOLEAN:
            behind[name] = BOOLEAN[name](ground)
            values = values.with_columns(any_of(values["unit"], behind[name]).alias(name))
    return Facts(values, behind)


def act_date(rule: Rule) -> pl.Expr:
    """The day of the act that the rule binds, a column of the charges."""
    if rule.binds == "police":
        return pl.col("police_date")
    if rule.binds == "prosecutor":
        return pl.col("prosecution_date")
    early = pl.col("stage").is_null() | pl.col("early")
    return pl.when(early).then(pl.col("police_date")).otherwise(pl.col("prosecution_date"))


def in_force(ground: Ground, rule: Rule, span: Span) -> pl.DataFrame:
    """Terms of `in_force`: certain, possible (with the reason) or outside the span; unknown without a date."""
    day = act_date(rule)
    outside = day < span.from_
    if span.to is not None:
        outside = outside | (day > span.to)
    early, late = day < (span.certain_from or span.from_), pl.lit(False)
    if (last := span.certain_to or span.to) is not None:
        late = day > last
    unknown = pl.lit(None, pl.Boolean)
    value = (
        pl.when(day.is_null())
        .then(unknown)
        .when(outside)
        .then(pl.lit(False))
        .when(early | late)
        .then(unknown)
        .otherwise(pl.lit(True))
    )
    reason = (
        pl.when(day.is_null())
        .then(pl.lit("no_date"))
        .when(early)
        .then(pl.lit("start_day_unknown"))
        .when(late)
        .then(pl.lit("may_have_lapsed"))
    )
    return _dated_rows(ground, value, reason)


def _dated_rows(ground: Ground, value: pl.Expr, reason: pl.Expr) -> pl.DataFrame:
    """The charge, and the arrest or the report where the date was read there."""
    frames = [acts.of_charge(ground, value, reason=reason)]
    silent = ground.units.filter(pl.col("police_date").ne_missing(pl.col("own_date")))
    rows = silent.filter(pl.col("arrested_at").is_not_null()).join(
        ground.base.arrests.rename({"id": "row_id"}), on=["inc", "arrest"]
    )
    reports = silent.filter(pl.col("arrested_at").is_null()).join(
        ground.docket.table("incidents").select("inc", row_id="id"), on="inc"
    )
    frames.append(terms(rows, value, "arrests", "row_id", reason=reason))
    frames.append(terms(reports, value, "incidents", "row_id", reason=reason))
    return pl.concat(frames)
