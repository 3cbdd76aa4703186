"""Reports of which a rule can only count that the record is silent, counted without judging each.

A rule may take it for a no where a record does not say whether a person was engaged in the sex trade. A report in
which nothing says so cannot be a finding then; only what the silence cleared is counted, and what a broad reading
would find. Most reports of listed crimes are of this kind, so these two numbers come from a few columns. A report
in which a row could belong to another person than its id says is left to be judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.intake.export import Export
from auditor.judging import findings, force, offenses
from auditor.judging.docket import among_numbers, dates
from auditor.judging.groups import only_broad
from auditor.judging.lawbook import Law
from auditor.judging.roles import REFERRED, REPORTERS
from auditor.judging.tally import Tally
from auditor.judging.units import reporter
from auditor.judging.verdicts import assumptions
from auditor.policy.conditions import Fact
from auditor.policy.pack import Pack, Rule
from auditor.records.ranges import NUMBER as KEY
from auditor.records.tables import empty_frame

FLAG = "sex_trade_involved"
PLAIN = frozenset({"in_force", "reported_qualifying"})
MOST_COUNTED = 200_000
"""How many silent reports are counted at a time."""


def takes_silence(rule: Rule, assumed: Collection[str]) -> bool:
    """A rule on reports that takes silence about the sex trade as a no, and else asks only what is counted here.

    Its act must rest on what only a row of the referral log makes true, so that without one it is not false.
    """
    asked = [c for c in rule.requires if not c.act]
    plain = [c for c in asked if c.facts <= PLAIN and c.when_unknown is None]
    acts = [c for c in rule.requires if c.act]
    return (
        rule.each == "report"
        and _taken(rule) is not None
        and len(plain) == len(asked) - 1
        and all(isinstance(c.node, Fact) for c in asked)
        and all(c.facts <= REFERRED.keys() and c.when_unknown is None for c in acts)
        and not rule.unless
        and not rule.facts & set(assumed)
    )


def _taken(rule: Rule) -> str | None:
    """The name of the requirement that takes silence about the sex trade as a no."""
    names = [c.name for c in rule.requires if c.facts == {FLAG} and c.when_unknown is False and not c.act]
    return names[0] if len(names) == 1 else None


@dataclass(frozen=True)
class Counted:
    """What was counted: tallies by pack and rule, of how many incidents; and the numbers of those left to be judged."""

    tallies: Mapping[tuple[str, str], Tally]
    incidents: int
    left: pl.Series


def count_silent(
    export: Export,
    numbers: pl.Series,
    live: Sequence[tuple[Pack, Law, Sequence[Rule]]],
    period: findings.Period,
    assumed: Mapping[str, bool],
) -> Counted:
    """Count silent reports (their sorted numbers) by the rules on reports that are `live`."""
    rows = _rows(export, numbers)
    left = numbers.filter(numbers.is_in(_left(rows).implode()))
    told = rows["involvements"].filter(~pl.col(KEY).is_in(left.implode())).with_row_index("id")
    earliest = rows["incidents"].group_by(KEY).agg(pl.col("reported_at", "occurred_at").min())
    days = earliest.select(KEY, **dates())
    cited = rows["offenses"].join(days, on=KEY, how="left").with_row_index("id")
    tallies: dict[tuple[str, str], Tally] = {}
    for pack, law, rules in live:
        on_reports = [rule for rule in rules if rule.each == "report"]
        if on_reports:
            units = _units(told, cited, law).join(days, on=KEY, how="left")
            tallies |= {(pack.id, rule.id): _tally(pack, rule, units, period, assumed) for rule in on_reports}
    return Counted(tallies, len(numbers) - len(left), left)


def _rows(export: Export, numbers: pl.Series) -> dict[str, pl.DataFrame]:
    """What is read of these incidents; testing hashes first is cheaper than testing text."""
    columns = {
        "incidents": ("reported_at", "occurred_at"),
        "involvements": ("person_id", "name", "birth_date", "role", "offense_id", "sex_trade"),
        "offenses": ("offense_id", "citation"),
        "charges": ("person_id",),
    }
    inside = pl.col(KEY).is_between(pl.lit(numbers.min()), pl.lit(numbers.max()))
    near = inside & pl.col(KEY).hash().is_in(numbers.hash().implode())
    plans = [
        export.tables.get(table, empty_frame(table).lazy()).filter(near).select(KEY, *own)
        for table, own in columns.items()
    ]
    read = pl.collect_all(plans, engine="streaming")
    return {
        table: rows.filter(among_numbers(KEY, numbers)) for table, rows in zip(columns, read, strict=True)
    }


def _left(rows: Mapping[str, pl.DataFrame]) -> pl.Series:
    """The incidents that are left to be judged: a reporter may be somebody whom the id alone does not tell.

    That is so where a reporter is known by name and birth date alone, stands on another row or is charged; and
    where the record says that a reporter was not in the sex trade, but another row could be theirs, too.
    """
    involved, pid = rows["involvements"], pl.col("person_id")
    may_report = pl.col("role").is_null() | pl.col("role").is_in(REPORTERS)
    reporters = involved.filter(may_report)
    by_name = reporters.filter(
        pid.is_null(), pl.col("name").is_not_null(), pl.col("birth_date").is_not_null()
    )
    known = reporters.filter(pid.is_not_null()).select(KEY, "person_id")
    rows_of = pl.concat([involved.select(KEY, "person_id"), rows["charges"].select(KEY, "person_id")])
    again = rows_of.join(known.unique(), on=[KEY, "person_id"], how="semi")
    twice = again.filter(pl.len().over(KEY, "person_id") > 1)
    said_no = reporters.filter(~pl.col("sex_trade")).select(KEY).unique()
    beside = involved.join(said_no, on=KEY, how="semi")
    births = pl.col("birth_date")
    unsure = beside.filter(
        pid.is_null().any().over(KEY) | (births.drop_nulls().n_unique() < births.count()).over(KEY)
    )
    return pl.concat([frame[KEY] for frame in (by_name, twice, unsure)]).unique()


def _units(told: pl.DataFrame, cited: pl.DataFrame, law: Law) -> pl.DataFrame:
    """The rows of people who may have reported a qualifying crime: one person each, known by id."""
    statutes = law.offenses.statutes.select("citation", "since", "until", "undated", "victimless")
    answered = offenses.with_qualifying(
        offenses.on_day(cited, statutes, "crime_date"), law.offenses, "crime_date"
    )
    qualifying = offenses.involvement_offenses(told.rename({KEY: "inc"}), answered.rename({KEY: "inc"}))
    people = told.with_columns(qualifying)
    could = (reporter() & pl.col("qualifying")).ne_missing(False)
    return people.filter(could & pl.col("person_id").is_not_null()).select(KEY, "sex_trade")


def _tally(
    pack: Pack, rule: Rule, units: pl.DataFrame, period: findings.Period, assumed: Mapping[str, bool]
) -> Tally:
    """What a rule counts of these units."""
    silent = units.clear()
    if takes_silence(rule, assumed):
        inside, _ = force.within(pl.col("report_date"), rule.span or pack.span)
        silent = units.filter(pl.col("sex_trade").is_null() & inside.ne_missing(False))
    inside_period = silent.filter(findings.within(pl.col("report_date"), period)).height
    taken = _taken(rule)
    cleared = {name: silent.height if name == taken else 0 for name in assumptions(rule, assumed)}
    return Tally(units.height, 0, cleared, only_broad(inside_period))
