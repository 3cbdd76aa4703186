"""The slow reading: from the tables of an export to the verdict of every charge under every rule."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.slow import law
from tests.slow.cells import Row, Tables, day_of
from tests.slow.facts import FACTS
from tests.slow.offenses import charge_level, offense_of
from tests.slow.packs import PACKS, Rule
from tests.slow.world import LATER, World, build

NEEDED = ("incidents", "involvements", "offenses", "charges")


@dataclass(frozen=True)
class Verdict:
    """What one rule says of one charge. `conditions` hold the values as recorded, shows included."""

    verdict: str
    excepted: bool
    conditions: dict[str, bool | None]
    taken: dict[str, bool | None]
    unknowns: tuple[str, ...]
    review: tuple[str, ...]
    assumptions: tuple[str, ...]
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
    """Verdicts by (policy, rule, index of the charge's row), rules that cannot be audited, and counts.

    `counts` has (policy, rule, what), what being breach, possible, none, excepted, applied or kept; zeros are
    there for rules that could be audited on some charge.
    """

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
    others = [taken[name] for name in rule.requires if name != "police_act"]
    return all(value is True for value in others) and not any(taken[name] is True for name in rule.unless)


def derived(world: World, charge: Row) -> tuple[str, ...]:
    """What of the finding was derived (D10)."""
    # reading: a date counts as derived by where it comes from, though the charge's own cell may hold the same
    # day; where there is no date at all, none was derived.
    names = ["stage"] if charge["stage_given"] is None and charge["stage"] is not None else []
    from_own_cell = charge["stage"] not in LATER and day_of(charge["date"]) is not None
    if world.police_date(charge) is not None and not from_own_cell:
        names.append("act_date")
    return tuple(names)


def judge(
    world: World, pack: str, rule: Rule, charge: Row, assume: Mapping[str, bool], *, bound: bool
) -> Verdict:
    """One rule on one charge."""
    names = (*rule.requires, *rule.unless, *rule.review_if, *rule.shows)
    recorded = {name: FACTS[name](world, pack, charge) for name in names}
    taken = {name: assume.get(name) if value is None else value for name, value in recorded.items()}
    assumed = [name for name in names if recorded[name] is None and name in assume]
    verdict, excepted = decide(rule, taken)
    # reading: "the unknown conditions of a possible" are those of all three lists, without those that were
    # assumed; `shows` are facts and no conditions; a breach lists no unknowns.
    conditions = (*rule.requires, *rule.unless, *rule.review_if)
    unknown = [name for name in conditions if taken[name] is None] if verdict == "possible" else []
    applied = had_applied(rule, taken)
    offense, acted = offense_of(charge), world.police_date(charge)
    return Verdict(
        verdict=verdict,
        excepted=excepted,
        conditions=recorded,
        taken=taken,
        unknowns=tuple(unknown),
        review=tuple(name for name in rule.review_if if taken[name] is True),
        assumptions=tuple([] if bound else ["bound"]) + tuple(assumed),
        derived=derived(world, charge),
        act_date=None if acted is None else acted.isoformat(),
        level=charge_level(world, charge),
        stage=charge["stage"],
        offense=None if offense is None else str(offense),
        person_id=charge["person_id"],
        applied=applied,
        kept=applied and taken["police_act"] is False,
    )


def what_is_missing(world: World, pack: str) -> list[str]:
    """What a charge rule needs and the export lacks: tables, or `code_systems` that the pack covers."""
    # reading: a table all of whose rows were rejected has no row.
    missing = [table for table in NEEDED if not world.tables[table]]
    cited = world.tables["offenses"] + world.tables["charges"]
    if not any(law.covers(pack, offense_of(row)) for row in cited):
        missing.append("code_systems")
    return missing


def read(
    tables: Tables,
    policies: list[str],
    *,
    assume: Mapping[str, bool] | None = None,
    bound: tuple[str, ...] = (),
) -> Result:
    """Every verdict of the charge rules of `policies` on an export.

    `tables`: rows by table, each a dict from column to text or None, as a CSV would hold them; an absent
    table is an absent key. `assume`: condition to the value taken where it is unknown, over the pack's own.
    `bound`: the packs that bind the export; in a finding of another one `bound` is an assumption.
    """
    world = build(tables)
    result = Result()
    for policy in policies:
        pack, missing = PACKS[policy], what_is_missing(world, policy)
        values = {**dict(pack.when_unknown), **(assume or {})}
        for name, rule in pack.rules.items():
            if missing:
                result.not_auditable[policy, name] = missing
                continue
            for charge in world.tables["charges"]:
                verdict = judge(world, policy, rule, charge, values, bound=policy in bound)
                result.verdicts[policy, name, charge["n"]] = verdict
                count(result.counts, (policy, name), verdict)
    return result


def count(counts: Counter[tuple[str, str, str]], place: tuple[str, str], verdict: Verdict) -> None:
    """Add one verdict to the counts."""
    policy, rule = place
    for what in ("breach", "possible", "none"):
        counts[policy, rule, what] += verdict.verdict == what
    for what in ("excepted", "applied", "kept"):
        counts[policy, rule, what] += getattr(verdict, what)
