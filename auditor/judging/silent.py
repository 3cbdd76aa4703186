"""Reports of which a rule can only count that the record is silent, counted without judging each.

A rule may take it for a no where a record does not say whether a person was engaged in the sex trade. A report in
which nothing says so cannot be a finding then; only what the silence cleared is counted, and what a broad reading
would find. Most reports of listed crimes are of this kind, so these two numbers come from a few columns. A report
in which a row could belong to another person than it seems to is left to be judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.intake.export import Export
from auditor.judging import findings, force, offenses, persons
from auditor.judging.docket import dates
from auditor.judging.groups import only_broad
from auditor.judging.lawbook import Law
from auditor.judging.roles import REFERRED, REPORTERS
from auditor.judging.tally import Tally
from auditor.judging.units import reporter
from auditor.judging.verdicts import assumptions
from auditor.policy.conditions import Fact
from auditor.policy.pack import Pack, Rule
from auditor.records.names import folded_names
from auditor.records.ranges import NUMBER as KEY
from auditor.records.tables import empty_frame

AT, HASH = "inc", "@hash"
COMPARED = ("pid", "name_key", "words", "birth_date", "age")
"""What tells of two rows of an export with ids or names whether they could be of one person."""
FLAG = "sex_trade_involved"
PLAIN = frozenset({"in_force", "reported_qualifying"})


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
    told, left = _people(rows)
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
        "involvements": (who, "name", "birth_date", "age", "role", "offense_id", "sex_trade"),
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


def _told_apart() -> pl.Expr:
    """Whether a row may be of somebody who reported, and who is known by an id, or else by name and birth date."""
    may_report = pl.col("role").is_null() | pl.col("role").is_in(REPORTERS)
    named = pl.col("name").is_not_null() & pl.col("birth_date").is_not_null()
    return may_report & (pl.col("who").is_not_null() | named)


def _people(rows: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.Series]:
    """Rows of people who may have reported, one each; and the places of incidents that are left to be judged.

    Left are those where the id of a reporter stands on another row or on a charge; where two rows beside a reporter
    who is known by name, or was not in the sex trade, have one birth date; and where a name has no word. `sex_trade`
    is null also of a person who the record says was not in the sex trade, where a row that says nothing of it could
    be theirs, too.
    """
    everyone = pl.concat([rows[table]["who"] for table in ("involvements", "charges")]).drop_nulls()
    again = pl.col("who").is_in(everyone.filter(everyone.is_duplicated()).implode())
    involved = rows["involvements"].with_columns(pid=pl.when(~again).then("who")).with_row_index("id")
    reporters = involved.filter(_told_apart())
    said_no, by_name = reporters.filter(~pl.col("sex_trade")), reporters.filter(pl.col("who").is_null())
    perhaps = _perhaps_theirs(said_no, involved)
    near = involved.filter(pl.col(AT).is_in(pl.concat([by_name[AT], said_no[AT]]).implode()))
    born = near.filter(pl.col("birth_date").is_not_null())
    left = [
        reporters.filter(_stands_again()),
        born.filter(pl.len().over(AT, "birth_date") > 1),
        by_name.filter(folded_names(by_name["name"]) == ""),
        perhaps.filter("stands_again"),
    ]
    places = pl.concat([frame[AT] for frame in left]).unique()
    silent = pl.when(~pl.col("id").is_in(perhaps["id"].implode())).then("sex_trade").alias("sex_trade")
    return reporters.filter(~pl.col(AT).is_in(places.implode())).with_columns(silent), places


def _stands_again() -> pl.Expr:
    """The row has an id that stands on another row."""
    return pl.col("who").is_not_null() & pl.col("pid").is_null()


def _perhaps_theirs(said_no: pl.DataFrame, involved: pl.DataFrame) -> pl.DataFrame:
    """Rows of people not in the sex trade (`id`) beside each that says nothing of it and could be of the same person.

    `stands_again` tells whether the other row has an id that stands on a third: it may be taken as none.
    """
    nothing = involved.filter(pl.col("sex_trade").is_null() & pl.col(AT).is_in(said_no[AT].implode()))
    theirs, others = (
        persons.with_words(rows)
        .select(AT, "id", *COMPARED, stands_again=_stands_again())
        .select(pl.all().name.prefix(prefix))
        for rows, prefix in ((said_no.filter(pl.col(AT).is_in(nothing[AT].implode())), "u_"), (nothing, "r_"))
    )
    could = persons.same_person("u_", "r_", persons.Scope()).ne_missing(False)
    pairs = theirs.join(others, left_on=f"u_{AT}", right_on=f"r_{AT}").filter(could)
    return pairs.select(pl.col(f"u_{AT}").alias(AT), id="u_id", stands_again="r_stands_again")


def _units(told: pl.DataFrame, cited: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Those who may have reported a qualifying crime, of rows of such people: one person each."""
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
