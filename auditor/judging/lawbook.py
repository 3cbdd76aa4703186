"""The export's distinct citations, each read and looked up once: the answers that everything joins back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from auditor.intake.export import Export
from auditor.intake.said import said
from auditor.judging.offenses import LEVELS, Answers
from auditor.policy.answers import pack_answers, statute_answers
from auditor.policy.conditions import Node, to_expr
from auditor.policy.pack import Pack, Rule

OF_CITATION = frozenset({"protected", "offense_class", "offense_subclass", "level"})
"""Facts of a charge that its citation, its level and a day decide."""


@dataclass(frozen=True)
class Citations:
    """The distinct citations of a table: `counts` (`citation`, `rows`, sorted) and the statutes' answers."""

    counts: pl.DataFrame
    system: str | None
    statutes: pl.DataFrame

    @property
    def systems(self) -> set[str]:
        """The code systems of the citations that could be read."""
        return set(self.statutes["system"].drop_nulls())

    def answers(self, pack: Pack) -> Answers:
        """With what a pack says of them."""
        return Answers(self.statutes, pack_answers(pack, self.counts["citation"].to_list(), self.system))


class Law(NamedTuple):
    """What a pack and the statutes say of the citations of charges and of offenses."""

    charges: Answers
    offenses: Answers


def read_citations(export: Export, table: str) -> Citations:
    """Read every distinct citation of `charges` or `offenses` once."""
    system, counts = export.citation_system.get(table), said(export, table, "citation")
    return Citations(counts, system, statute_answers(counts["citation"].to_list(), system))


def citation_conditions(rule: Rule) -> list[Node]:
    """The requirements of a rule that a charge's citation, level and day decide alone."""
    return [c.node for c in rule.requires if c.facts <= OF_CITATION]


def could_meet(rules: Iterable[Rule]) -> pl.Expr:
    """Charges (with the columns of `OF_CITATION`) that could meet some rule by their citation; null: they could."""
    any_rule = [
        pl.all_horizontal(pl.lit(True), *(to_expr(n) for n in citation_conditions(rule))) for rule in rules
    ]
    return pl.any_horizontal(pl.lit(False), *any_rule)


def since(answers: Answers, first: date | None) -> Answers:
    """The answers that can hold of what an export tells: on its first day (None: any) or later, or without a day."""
    held = (pl.col("until") < pl.lit(first, pl.Date)).ne_missing(True)
    return Answers(answers.statutes.filter(held), answers.pack.filter(held))


def never_meet(answers: Answers, rule: Rule) -> frozenset[str]:
    """The citations that cannot meet `rule` on any day and at any level."""
    nodes = citation_conditions(rule)
    if not nodes:
        return frozenset()
    key = ["citation", "since", "until", "undated"]
    classes = answers.statutes.select(*key, "offense_class", "offense_subclass")
    days = answers.pack.join(classes, on=["citation", "undated"], how="left", suffix="_law").filter(
        _overlap()
    )
    at_levels = [
        days.select(
            "citation", "offense_class", "offense_subclass",
            protected=pl.col(f"protected_{level or 'unknown'}"), level=pl.lit(level, pl.String),
        )
        for level in (*LEVELS, None)
    ]  # fmt: skip
    met = pl.all_horizontal(*(to_expr(n) for n in nodes)).ne_missing(False)
    could = pl.concat(at_levels).filter(met)["citation"].unique()
    return frozenset(answers.pack["citation"]) - frozenset(could)


def _overlap() -> pl.Expr:
    """The spans of the pack's answer and of the statutes' answer share a day."""
    starts = (pl.col("since_law") <= pl.col("until")).ne_missing(False)
    return starts & (pl.col("since") <= pl.col("until_law")).ne_missing(False)


def never_qualify(answers: Answers) -> tuple[str, ...]:
    """The citations that are not a qualifying offense on any day, sorted."""
    could = answers.pack.filter(pl.col("qualifying").ne_missing(False))["citation"]
    return tuple(sorted(frozenset(answers.pack["citation"]) - frozenset(could)))


def never_protected(answers: Answers) -> tuple[str, ...]:
    """The citations that are not protected on any day and at any level, sorted."""
    told = [pl.col(f"protected_{level or 'unknown'}").ne_missing(False) for level in (*LEVELS, None)]
    could = answers.pack.filter(pl.any_horizontal(*told))["citation"]
    return tuple(sorted(frozenset(answers.pack["citation"]) - frozenset(could)))


def never_among(answers: Answers, which: pl.Expr) -> tuple[str, ...]:
    """The citations of which the statutes never answer `which` (over class and subclass) true or unknown, sorted."""
    could = answers.statutes.filter(which.ne_missing(False))["citation"]
    return tuple(sorted(frozenset(answers.statutes["citation"]) - frozenset(could)))


def citation_coverage(tables: Sequence[Citations]) -> dict[str, list[dict[str, object]]]:
    """Counts of the citations that could not be read, and of readable ones that no statute table knows."""
    rows = pl.concat(
        [
            t.counts.join(t.statutes.filter("undated"), on="citation").select(
                "citation", "read", "why", "offense", "rows", "known"
            )
            for t in tables
        ]
    )
    counted = rows.group_by("citation", "read", "why", "offense", "known").agg(count=pl.col("rows").sum())
    counted = counted.sort(["count", "citation"], descending=[True, False])
    unread, outside = counted.filter(~pl.col("read")), counted.filter("read", ~pl.col("known"))
    return {
        "unreadable": unread.select("citation", "why", "count").to_dicts(),
        "outside_tables": outside.select("citation", "offense", "count").to_dicts(),
    }
