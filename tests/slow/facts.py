"""The facts that are one look at a row, and the table of all: a fact is made for a unit under a pack.

A unit is a charge, or a person of a report (`units`). Facts that are an OR over rows stand in `terms`.
"""

from collections.abc import Callable

from tests.slow.cells import Row
from tests.slow.kleene import k_or
from tests.slow.offenses import charge_level, charge_statute, protected, same_offense
from tests.slow.packs import PACKS, Rule
from tests.slow.terms import TERMS, charges_surely_theirs, fellow_charges
from tests.slow.world import LATER, World

Fact = Callable[[World, str, Row], object]


def within_span(pack: str, day: object) -> tuple[bool | None, bool]:
    """Whether the pack's span holds a day, and whether it is false because the day is before it."""
    span = PACKS[pack]
    if day is None:
        return None, False
    if day < span.start:  # type: ignore[operator]
        return False, True
    if span.end is not None and day > span.end:  # type: ignore[operator]
        return False, False
    lapsed = span.certain_end is not None and day > span.certain_end  # type: ignore[operator]
    early = day < span.certain_start  # type: ignore[operator]
    return (None if early or lapsed else True), False


def in_force(world: World, pack: str, rule: Rule, unit: Row) -> bool | None:
    """Whether the directive was in force on the day that the rule asks."""
    if rule.each == "report":
        return within_span(pack, world.report_date(unit["key"]))[0]
    at_prosecutor = rule.binds == "prosecutor" or (rule.binds == "both" and unit["stage"] in LATER)
    if not at_prosecutor:
        return within_span(pack, world.police_date(unit))[0]
    if unit["date"] is not None:
        return within_span(pack, unit["date"].date())[0]
    value, before = within_span(pack, world.police_date(unit))
    return None if before else value


def police_act(world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the police arrested or cited for the charge."""
    stage = charge["stage"]
    if stage not in LATER:
        return None if stage is None else stage in ("cited", "booked")
    if charge["handle"] is None:
        return False
    for other in charges_surely_theirs(world, charge):
        same = other is not charge and same_offense(charge, other) is True
        if same and other["stage"] in ("cited", "booked"):
            return False
    # D12: its arrest has no other charge.
    return True if len(fellow_charges(world, charge)) == 1 else None


def prosecution_act(_world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the prosecutor charged it in court."""
    stage = charge["stage"]
    return None if stage is None else stage in ("filed", "dismissed", "convicted")


def acted_before_report(world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the police acted before the day of the report."""
    acted, reported = world.police_date(charge), world.reports.get(charge["key"], {}).get("reported_at")
    return None if acted is None or reported is None else acted < reported


def on_warrant(_world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the arrest rests on a warrant or a hold."""
    basis = charge["arrest"].get("basis")
    return None if basis is None else basis in ("warrant", "hold")


def cited_only(_world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the person was cited and not taken into custody."""
    if charge["stage"] is None:
        return None
    return bool(charge["stage"] == "cited" and charge["arrest"].get("kind") != "custody")


def minor(world: World, _pack: str, unit: Row) -> bool | None:
    """Under 18 on the day of the crime by birth date, else by age."""
    born, day = unit["birth_date"], world.crime_date(unit["key"])
    if born is not None and day is not None:
        had_birthday = (day.month, day.day) >= (born.month, born.day)
        return bool(day.year - born.year - (0 if had_birthday else 1) < 18)
    return None if unit["age"] is None else bool(unit["age"] < 18)


def offense_class(world: World, _pack: str, charge: Row) -> str | None:
    """The statute's class of a charge."""
    return charge_statute(world, charge).get("offense_class")


def offense_subclass(world: World, _pack: str, charge: Row) -> str | None:
    """The statute's subclass of a charge."""
    return charge_statute(world, charge).get("offense_subclass")


def level(world: World, _pack: str, charge: Row) -> str | None:
    """The level of a charge."""
    return charge_level(world, charge)


def evidence_log_complete(world: World, _pack: str, _unit: Row) -> bool:
    """Whether the run was told so."""
    return "evidence" in world.told.complete


def referral_log_complete(world: World, _pack: str, _unit: Row) -> bool:
    """Whether the run was told so."""
    return "referrals" in world.told.complete


def always(_world: World, _pack: str, _unit: Row) -> bool:
    """True."""
    return True


def an_or(name: str) -> Fact:
    """The fact that is the OR over its terms."""
    return lambda world, pack, unit: k_or(value for value, _ in TERMS[name](world, pack, unit))


FACTS: dict[str, Fact] = {name: an_or(name) for name in TERMS} | {
    fact.__name__: fact
    for fact in (
        police_act,
        prosecution_act,
        protected,
        offense_class,
        offense_subclass,
        level,
        acted_before_report,
        on_warrant,
        cited_only,
        minor,
        evidence_log_complete,
        referral_log_complete,
        always,
    )
}


def fact(world: World, pack: str, name: str, unit: Row) -> object:
    """A fact of a unit, made once."""
    place = (name, pack, unit["table"], unit["n"])
    if place not in world.memo:
        world.memo[place] = FACTS[name](world, pack, unit)
    return world.memo[place]
