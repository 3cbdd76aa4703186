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
from auditor.judging.docket import dates
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

AT, HASH = "inc", "@hash"
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
    left = _left(rows)
    told = rows["involvements"].filter(_may_report(), "known", ~pl.col(AT).is_in(left.implode()))
    earliest = rows["incidents"].group_by(AT).agg(pl.col("reported_at", "occurred_at").min())
    days = earliest.select(AT, **dates())
    cited = rows["offenses"].join(days, on=AT, how="left").with_row_index("id")
    tallies: dict[tuple[str, str], Tally] = {}
    for pack, law, rules in live:
        on_reports = [rule for rule in rules if rule.each == "report"]
        if on_reports:
            units = _units(told, cited, law).join(days, on=AT, how="left")
            tallies |= {(pack.id, rule.id): _tally(pack, rule, units, period, assumed) for rule in on_reports}
    return Counted(tallies, len(numbers) - len(left), numbers.gather(left.sort()))


def _rows(export: Export, numbers: pl.Series) -> dict[str, pl.DataFrame]:
    """What is read of these incidents, each told by its place (`inc`) among the numbers; of charges `who` alone.

    Rows are found by the hashes of their numbers, which are cheaper to test than text. Involvements and charges
    have `who`, a hash that is equal for rows of one person id in one incident, null without an id.
    """
    number, person = pl.col(KEY), pl.col("person_id")
    hashes = numbers.hash()
    inside = number.is_between(pl.lit(numbers[0]), pl.lit(numbers[-1]))
    near = inside & number.hash().is_in(hashes.implode())
    who = pl.when(person.is_not_null()).then(person.hash() + number.hash()).alias("who")
    columns = {
        "incidents": ("reported_at", "occurred_at"),
        "involvements": (
            who,
            person.is_not_null().alias("known"),
            pl.col("name").is_not_null().alias("named"),
            *("birth_date", "role", "offense_id", "sex_trade"),
        ),
        "offenses": ("offense_id", "citation"),
    }
    told = {table: (number, number.hash().alias(HASH), *own) for table, own in columns.items()}
    plans = [
        export.tables.get(table, empty_frame(table).lazy()).filter(near).select(own)
        for table, own in {**told, "charges": (who,)}.items()
    ]
    *read, charges = pl.collect_all(plans, engine="streaming")
    places = pl.DataFrame({HASH: hashes}).with_row_index(AT)
    found = {table: _placed(rows, places, numbers) for table, rows in zip(told, read, strict=True)}
    return found | {"charges": charges}


def _placed(rows: pl.DataFrame, places: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """Rows with their place among the numbers for their number; equal hashes alone do not make one number."""
    met = rows.join(places, on=HASH).drop(HASH)
    return met.filter(met[KEY] == numbers.gather(met[AT])).drop(KEY)


def _may_report() -> pl.Expr:
    return pl.col("role").is_null() | pl.col("role").is_in(REPORTERS)


def _left(rows: Mapping[str, pl.DataFrame]) -> pl.Series:
    """The places of incidents that are left to be judged: a reporter may be somebody whom the id alone does not tell.

    That is so where a reporter is known by name and birth date alone, stands on another row or is charged; and
    where the record says that a reporter was not in the sex trade, but another row could be theirs, too.
    """
    involved, births = rows["involvements"], pl.col("birth_date")
    reporters = involved.filter(_may_report())
    by_name = reporters.filter(~pl.col("known"), "named", births.is_not_null())
    everyone = pl.concat([involved["who"], rows["charges"]["who"]]).drop_nulls()
    again = everyone.filter(everyone.is_duplicated())
    twice = reporters.filter(pl.col("who").is_in(again.implode()))
    said_no = reporters.filter(~pl.col("sex_trade"))
    beside = involved.filter(pl.col(AT).is_in(said_no[AT].implode()))
    unsure = beside.filter(
        (~pl.col("known")).any().over(AT) | (births.drop_nulls().n_unique() < births.count()).over(AT)
    )
    return pl.concat([frame[AT] for frame in (by_name, twice, unsure)]).unique()


def _units(told: pl.DataFrame, cited: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Those who may have reported a qualifying crime, of rows of such people: one person each, known by id."""
    statutes = law.offenses.statutes.select("citation", "since", "until", "undated", "victimless")
    answered = offenses.with_qualifying(
        offenses.on_day(cited, statutes, "crime_date"), law.offenses, "crime_date"
    )
    people = told.with_columns(qualifying=offenses.involvement_offenses(told, answered))
    return people.filter((reporter() & pl.col("qualifying")).ne_missing(False)).select(AT, "sex_trade")


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
