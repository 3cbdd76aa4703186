"""What an export without people can still tell: the incidents whose person records could show a breach.

An incident is screened in for a rule on arrests of people who report crime where it has an arrest or citation,
an offense that the rule protects from and another that qualifies a report, each surely or perhaps, and its
report lies in the rule's dates. Who did, suffered or saw what is for the person records to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_

import polars as pl

from auditor.intake.export import Export
from auditor.judging import offenses as law
from auditor.judging.docket import Docket, make_docket
from auditor.judging.force import within
from auditor.judging.lawbook import Law, citation_conditions, never_protected, never_qualify
from auditor.judging.persons import Scope
from auditor.policy.conditions import to_expr
from auditor.policy.pack import Pack, Rule, Span

Listed = dict[str, object]
KEY = "incident_id"


@dataclass(frozen=True)
class Scene:
    """The offenses of incidents with an arrest, one row for each citation, under one pack's list.

    Rows have `inc`, `citation`, `description` (the one that is given, else null), `protected`, `qualifying`,
    the statutes' answers, and the `report_date` of their incident.
    """

    docket: Docket
    offenses: pl.DataFrame


def screened(
    export: Export,
    people: int,
    packs: Iterable[tuple[Pack, Law]],
    period: tuple[date | None, date | None],
) -> list[Listed] | None:
    """The incidents to ask for, by policy, then incident; None where the export tells of `people`.

    `packs` are those whose lists cover a code system of the export, with their answers; `period` chooses by the
    day of the report, and one without a day stays in.
    """
    if people:
        return None
    return [one for pack, answers in packs for one in _of_pack(export, pack, answers, period)]


def _of_pack(
    export: Export, pack: Pack, answers: Law, period: tuple[date | None, date | None]
) -> list[Listed]:
    rules = [rule for rule in pack.rules if _screens(rule)]
    if not rules or not {"arrests", "offenses"} <= export.tables.keys():
        return []
    scene = _scene(export, answers)
    found = pl.concat([_met(scene, rule, rule.span or pack.span) for rule in rules])
    return list(_told(scene, pack, _in_period(found, period)))


def _screens(rule: Rule) -> bool:
    """A rule on what police may not do to whoever reported a crime, for an offense that it protects from."""
    asked = frozenset[str]().union(*(c.facts for c in rule.requires))
    return rule.binds != "prosecutor" and {"protected", "reported_qualifying"} <= asked


def _scene(export: Export, answers: Law) -> Scene:
    arrested = export.tables["arrests"].select(KEY).unique()
    could = [
        export.tables["offenses"].filter(~pl.col("citation").is_in(list(never)).fill_null(False)).select(KEY)
        for never in (never_protected(answers.offenses), never_qualify(answers.offenses))
    ]
    kept = reduce(lambda plan, other: plan.join(other, on=KEY, how="semi"), could, arrested)
    docket = make_docket(export, kept.collect()[KEY].sort(), Scope(export.person_id_scope))
    days = docket.incidents.select("inc", "crime_date", "report_date")
    rows = docket.table("offenses").join(days, on="inc").group_by("inc", "citation").agg(
        pl.col("id", "crime_date", "report_date").first(), _the_one("description")
    )  # fmt: skip
    read = law.with_statutes(rows, answers.offenses.statutes, "crime_date")
    read = law.with_protected(read, answers.offenses, "crime_date")
    return Scene(docket, law.with_qualifying(read, answers.offenses, "crime_date"))


def _the_one(column: str) -> pl.Expr:
    said = pl.col(column).drop_nulls().unique()
    return pl.when(said.len() == 1).then(said.first()).alias(column)


def _met(scene: Scene, rule: Rule, span: Span) -> pl.DataFrame:
    """(`inc`, `rule`, `report_date`, and of each question whether it is surely answered) of the incidents."""
    protects = reduce(and_, (to_expr(node) for node in citation_conditions(rule)), pl.lit(True))
    in_force, _ = within(pl.col("report_date"), span)
    asked = scene.offenses.with_columns(level=pl.col("law_level")).with_columns(
        protects=protects, in_force=in_force
    )
    first, second = (pl.col(c).ne_missing(False) for c in ("protects", "qualifying"))
    met = asked.group_by("inc").agg(
        pl.col("report_date", "in_force").first(),
        protected=pl.col("protects").any(),
        qualifying=pl.col("qualifying").any(),
        one=first.sum(), other=second.sum(), either=(first | second).sum(),
    )  # fmt: skip
    apart = (pl.col("one") > 0) & (pl.col("other") > 0) & (pl.col("either") > 1)
    return met.filter(apart & pl.col("in_force").ne_missing(False)).select(
        "inc", "report_date", "in_force", "protected", "qualifying", rule=pl.lit(rule.id)
    )


def _in_period(found: pl.DataFrame, period: tuple[date | None, date | None]) -> pl.DataFrame:
    day, (start, end) = pl.col("report_date"), period
    inside = pl.lit(True)
    if start is not None:
        inside = inside & (day >= start)
    if end is not None:
        inside = inside & (day <= end)
    return found.filter(inside.ne_missing(False))


# ── Told ───────────────────────────────────────────────────────────────────────────────────────────────────


def _told(scene: Scene, pack: Pack, found: pl.DataFrame) -> Iterable[Listed]:
    kinds = scene.docket.table("arrests").group_by("inc").agg(kinds=pl.col("kind").unique().sort())
    incidents = scene.docket.incidents.select("inc", "agency", KEY, "district")
    by_incident = found.join(incidents, on="inc").join(kinds, on="inc")
    for (_,), rows in by_incident.sort(KEY, "agency", "rule", nulls_last=True).group_by(
        "inc", maintain_order=True
    ):
        first = rows.row(0, named=True)
        day = first["report_date"]
        yield {
            "policy": pack.id,
            "rules": rows["rule"].to_list(),
            "agency": first["agency"],
            "incident_id": first[KEY],
            "report_date": day and day.isoformat(),
            "district": first["district"],
            "arrests": first["kinds"],
            "offenses": _offenses(scene, first["inc"]),
            "unclear": _unclear(rows),
        }


def _offenses(scene: Scene, inc: int) -> Sequence[Mapping[str, object]]:
    """Every citation of the incident, with what the pack makes of it (null: unclear)."""
    rows = scene.offenses.filter(pl.col("inc") == inc).sort("citation", nulls_last=True)
    return rows.select("citation", "offense", "description", "protected", "qualifying").to_dicts()


def _unclear(rows: pl.DataFrame) -> Sequence[str]:
    """The questions that no rule of the incident has surely answered; empty where some rule has them all."""
    asked = ("protected", "qualifying", "in_force")
    if rows.select(pl.all_horizontal(pl.col(c).eq_missing(True) for c in asked).any()).item():
        return []
    return [c for c in asked if not rows.select(pl.col(c).eq_missing(True).any()).item()]
