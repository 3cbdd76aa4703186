"""The slow reading: from the tables of an export to the verdict of every charge and report under every rule."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.slow import law
from tests.slow.cells import Row, Tables, day_of
from tests.slow.facts import fact, in_force
from tests.slow.offenses import charge_level, offense_of
from tests.slow.packs import PACKS, Ask, Rule, as_bool, facts_of, value_of
from tests.slow.units import units_of
from tests.slow.world import LATER, Told, World, build

NEEDED = ("incidents", "involvements", "offenses")
AT_PROSECUTOR = ("filed", "declined", "dismissed", "convicted")


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one unit. `conditions` hold the values as recorded, shows included.

    `facts` are the values of the facts behind them. `cleared`: the assumptions of which each alone made it none.
    """

    unit: Row
    verdict: str
    excepted: bool
    conditions: dict[str, bool | None]
    facts: dict[str, object]
    taken: dict[str, bool | None]
    unknowns: tuple[str, ...]
    review: tuple[str, ...]
    assumptions: tuple[str, ...]
    cleared: tuple[str, ...]
    derived: tuple[str, ...]
    act_date: str | None
    level: str | None
    stage: str | None
    offense: str | None
    person_id: str | None
    applied: bool
    kept: bool


@dataclass
class Result:
    """Verdicts by (policy, rule, number of the unit), rules that cannot be audited, and counts.

    The number of a charge is the index of its row. `counts` has (policy, rule, what), what being breach,
    possible, none, excepted, applied or kept, or (policy, rule, "cleared name"); zeros are there for rules that
    could be audited on some unit.
    """

    world: World
    verdicts: dict[tuple[str, str, int], Verdict] = field(default_factory=dict)
    not_auditable: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def decide(rule: Rule, taken: Mapping[str, bool | None]) -> tuple[str, bool]:
    """The verdict table: the verdict, and whether an exception made it none."""
    requires = [taken[name] for name in rule.requires]
    unless = [taken[name] for name in rule.unless]
    if False in requires:
        # reading: the table's first line comes first; a charge that fails a requirement is not excepted.
        return "none", False
    if True in unless:
        return "none", True
    if None in requires or None in unless:
        return "possible", False
    return ("possible" if any(taken[name] is True for name in rule.review_if) else "breach"), False


def had_applied(rule: Rule, taken: Mapping[str, bool | None]) -> bool:
    """Whether the directive applied: every condition of the rule but the act itself is true.

    rules.md: "a charge or report unit for which every condition of a rule but the act itself … is true;
    kept = applied and the act is false".
    """
    # reading: the conditions meant are those required. One under `unless` stands in the way only where it is
    # true: were it to be false, no charge without an arrest (whose basis is unknown) could ever have kept the
    # directive. Those under `review_if` do not count. An assumed value counts as the value.
    others = [taken[name] for name in rule.requires if name != rule.act]
    return all(value is True for value in others) and not any(taken[name] is True for name in rule.unless)


def act_date(world: World, rule: Rule, unit: Row) -> Any:
    """The day of the act that the rule binds; none of a report."""
    if rule.each == "report":
        return None
    at_prosecutor = rule.binds == "prosecutor" or (rule.binds == "both" and unit["stage"] in LATER)
    return day_of(unit["date"]) if at_prosecutor else world.police_date(unit)


def derived(world: World, rule: Rule, unit: Row) -> tuple[str, ...]:
    """What of the finding was derived (D10)."""
    # reading: a date counts as derived by where it comes from, though the charge's own cell may hold the same
    # day; where there is no date at all, none was derived. The prosecutor's date is always the charge's own.
    if rule.each == "report":
        return ()
    names = ["stage"] if unit["stage_given"] is None and unit["stage"] is not None else []
    of_police = rule.binds == "police" or (rule.binds == "both" and unit["stage"] not in LATER)
    from_own_cell = unit["stage"] not in LATER and day_of(unit["date"]) is not None
    if of_police and world.police_date(unit) is not None and not from_own_cell:
        names.append("act_date")
    return tuple(names)


def taking(known: Mapping[str, object], assume: Mapping[str, bool]) -> Ask:
    """The facts, where they are unknown as assumed."""
    return lambda name: assume.get(name) if known[name] is None else known[name]


def taken_by(
    rule: Rule, known: Mapping[str, object], assume: Mapping[str, bool], skip: str | None = None
) -> dict[str, bool | None]:
    """The values that decide, with the run's assumptions before the rule's own, and without the one to skip."""
    own = {name: value for name, value in rule.when_unknown.items() if name != skip}
    ask = taking(known, {name: value for name, value in assume.items() if name != skip})
    values = {name: value_of(name, ask) for name in (*rule.conditions, *rule.shows)}
    return {name: own.get(name) if value is None else value for name, value in values.items()}


def assumptions_of(
    rule: Rule, known: Mapping[str, object], recorded: Mapping[str, bool | None],
    taken: Mapping[str, bool | None], assume: Mapping[str, bool],
) -> list[str]:  # fmt: skip
    """Every assumption that was used: conditions and facts that are unknown in the record and were taken."""
    conditions = {name for name, value in recorded.items() if value is None and taken[name] is not None}
    return sorted(conditions | {name for name in assume if name in known and known[name] is None})


def judge(world: World, pack: str, rule: Rule, unit: Row) -> Verdict:
    """One rule on one unit."""
    told = world.told
    names = (*rule.conditions, *rule.shows)
    known = {
        name: in_force(world, pack, rule, unit) if name == "in_force" else fact(world, pack, name, unit)
        for condition in names
        for name in facts_of(condition)
    }
    recorded = {name: value_of(name, lambda f: known[f]) for name in names}
    taken = taken_by(rule, known, told.assume)
    verdict, excepted = decide(rule, taken)
    # reading: "the unknown conditions of a `possible`" are those of all three lists, without those that were
    # assumed; `shows` are facts and no conditions; a breach lists no unknowns.
    unknown = [name for name in rule.conditions if taken[name] is None] if verdict == "possible" else []
    used = assumptions_of(rule, known, recorded, taken, told.assume)
    could = {*rule.when_unknown, *told.assume} & {*known, *rule.when_unknown}
    without = {name: decide(rule, taken_by(rule, known, told.assume, name))[0] for name in could}
    applied = had_applied(rule, taken)
    of_charge = rule.each == "charge"
    offense, acted = offense_of(unit) if of_charge else None, act_date(world, rule, unit)
    return Verdict(
        unit=unit,
        verdict=verdict,
        excepted=excepted,
        conditions=recorded,
        facts=known,
        taken=taken,
        unknowns=tuple(unknown),
        review=tuple(name for name in rule.review_if if taken[name] is True),
        assumptions=tuple([] if pack in told.bound else ["bound"]) + tuple(used),
        cleared=tuple(name for name in sorted(without) if verdict == "none" and without[name] != "none"),
        derived=derived(world, rule, unit),
        act_date=None if acted is None else acted.isoformat(),
        level=charge_level(world, unit) if of_charge else None,
        stage=unit["stage"] if of_charge else None,
        offense=None if offense is None else str(offense),
        person_id=unit["person_id"],
        applied=applied,
        kept=applied and as_bool(taken[rule.act]) is False,
    )


def what_is_missing(world: World, pack: str, rule: Rule) -> list[str]:
    """What a rule needs and the export lacks: tables, a prosecutor's stage, or `code_systems` of the pack."""
    # reading: a table all of whose rows were rejected has no row.
    needed = (*NEEDED, *(("charges",) if rule.each == "charge" else ()), *rule.needs)
    missing = [table for table in needed if not world.tables[table]]
    charges = world.tables["charges"]
    if rule.binds == "prosecutor" and not any(c["stage_given"] in AT_PROSECUTOR for c in charges):
        missing.append("prosecutor")
    if not any(law.covers(pack, offense_of(row)) for row in world.tables["offenses"] + charges):
        missing.append("code_systems")
    return missing


def read(tables: Tables, policies: list[str], **told: Any) -> Result:
    """Every verdict of the rules of `policies` on an export.

    `tables`: rows by table, each a dict from column to text or None, as a CSV would hold them; an absent
    table is an absent key. `told`: the fields of `world.Told`.
    """
    world = build(tables, Told(**told))
    result = Result(world)
    for policy in policies:
        for name, rule in PACKS[policy].rules.items():
            missing = what_is_missing(world, policy, rule)
            if missing:
                result.not_auditable[policy, name] = missing
                continue
            for unit in units_of(world, policy, rule.each):
                verdict = judge(world, policy, rule, unit)
                result.verdicts[policy, name, unit["n"]] = verdict
                count(result.counts, (policy, name), verdict)
    return result


def count(counts: Counter[tuple[str, str, str]], place: tuple[str, str], verdict: Verdict) -> None:
    """Add one verdict to the counts."""
    policy, rule = place
    for what in ("breach", "possible", "none"):
        counts[policy, rule, what] += verdict.verdict == what
    for what in ("excepted", "applied", "kept"):
        counts[policy, rule, what] += getattr(verdict, what)
    for name in verdict.cleared:
        counts[policy, rule, f"cleared {name}"] += 1
