"""The facts of a charge, one function each, named as the contract names them."""

from collections.abc import Callable
from datetime import date

from tests.slow.cells import Row
from tests.slow.kleene import k_and, k_not, k_or
from tests.slow.offenses import (
    charge_qualifying,
    charge_statute,
    involved_in_qualifying,
    of_class,
    protected,
    same_offense,
)
from tests.slow.packs import PACKS, UNCLEAR, WORKER
from tests.slow.people import same_person
from tests.slow.world import LATER, Key, World

Fact = Callable[[World, str, Row], bool | None]


def charges_surely_theirs(world: World, charge: Row) -> list[Row]:
    """The charges surely of the person in the incident, the charge itself among them (D6)."""
    return [c for c in world.rows("charges", charge["key"]) if same_person(world, charge, c) is True]


def fellow_charges(world: World, charge: Row) -> list[Row]:
    """The charges of the same arrest, itself among them; none without an arrest."""
    here = world.rows("charges", charge["key"])
    return [c for c in here if charge["handle"] is not None and c["handle"] == charge["handle"]]


def in_force(world: World, pack: str, charge: Row) -> bool | None:
    """Whether the pack's span holds the day of the act."""
    span, day = PACKS[pack], world.police_date(charge)
    if day is None:
        return None
    if day < span.start or (span.end is not None and day > span.end):
        return False
    lapsed = span.certain_end is not None and day > span.certain_end
    return None if day < span.certain_start or lapsed else True


def arrest_only_charge(world: World, charge: Row) -> bool:
    """Whether its arrest has no other charge (D12)."""
    return len(fellow_charges(world, charge)) == 1


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
    return True if arrest_only_charge(world, charge) else None


def victim_or_witness(involvement: Row) -> bool | None:
    """A null role and a reporting party are unknown."""
    if involvement["role"] in (None, "reporting_party"):
        return None
    return involvement["role"] in ("victim", "witness")


def reported_in(world: World, pack: str, charge: Row, key: Key) -> bool | None:
    """Whether the person charged reported a qualifying crime in the incident of `key`."""
    return k_or(
        k_and(
            same_person(world, charge, i),
            victim_or_witness(i),
            involved_in_qualifying(world, pack, i),
        )
        for i in world.rows("involvements", key)
    )


def reported_qualifying(world: World, pack: str, charge: Row) -> bool | None:
    """The same of the charge's own incident."""
    return reported_in(world, pack, charge, charge["key"])


def near(pack: str, a: date | None, b: date | None) -> bool | None:
    """Whether two days lie within the pack's nexus."""
    return None if a is None or b is None else abs((a - b).days) <= PACKS[pack].nexus_days


def reported_nearby(world: World, pack: str, charge: Row) -> bool | None:
    """Unknown where another report of the agency may be of the same contact; never true."""
    for key in {i["key"] for i in world.tables["involvements"]}:
        other = key != charge["key"] and key[0] == charge["key"][0]
        if not other:
            continue
        appears = any(same_person(world, charge, i) is True for i in world.rows("involvements", key))
        days = near(pack, world.report_date(key), world.police_date(charge))
        if appears and days is not False and reported_in(world, pack, charge, key) is not False:
            return None
    return False


def reported_crime(world: World, pack: str, charge: Row) -> bool | None:
    """`reported_qualifying OR reported_nearby`."""
    return k_or([reported_qualifying(world, pack, charge), reported_nearby(world, pack, charge)])


def acted_before_report(world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the police acted before the day of the report."""
    acted, reported = world.police_date(charge), world.reports.get(charge["key"], {}).get("reported_at")
    return None if acted is None or reported is None else acted < reported


def charge_of_sex_trade(world: World, charge: Row) -> bool | None:
    """What a charge tells of being involved in the sex trade."""
    answers = charge_statute(world, charge)
    known_class, subclass = answers.get("offense_class"), answers.get("offense_subclass")
    if known_class is not None and known_class != "sex_trade":
        return False
    if known_class is None or subclass is None or subclass in UNCLEAR:
        return None
    return subclass in WORKER


def sex_trade_involved(world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the record shows the person as involved in the sex trade."""
    involvements = world.rows("involvements", charge["key"])
    same = [same_person(world, charge, i) for i in involvements]
    terms = [k_and(who, i["sex_trade"]) for who, i in zip(same, involvements, strict=True)]
    terms += [charge_of_sex_trade(world, c) for c in charges_surely_theirs(world, charge)]
    if True not in same:
        terms.append(None)
    return k_or(terms)


def on_warrant(_world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the arrest rests on a warrant or a hold."""
    basis = charge["arrest"].get("basis")
    return None if basis is None else basis in ("warrant", "hold")


def other_grounds(world: World, pack: str, charge: Row) -> bool | None:
    """Whether another charge of the arrest is not a protected one."""
    others = fellow_charges(world, charge)
    if charge["handle"] is None and charge["person_id"] is not None:
        here = world.rows("charges", charge["key"])
        others = [c for c in here if c["person_id"] == charge["person_id"]]
    return k_or(
        k_and(None if c["stage"] is None else c["stage"] != "noted", k_not(protected(world, pack, c)))
        for c in others
        if c is not charge
    )


def suspect_of_qualifying(world: World, pack: str, charge: Row) -> bool | None:
    """Whether the person is a suspect of a qualifying crime in the incident."""
    terms = []
    for i in world.rows("involvements", charge["key"]):
        suspect = None if i["role"] is None else i["role"] in ("suspect", "arrestee")
        qualifying = involved_in_qualifying(world, pack, i)
        terms.append(k_and(same_person(world, charge, i), suspect, qualifying))
    terms += [charge_qualifying(world, pack, c) for c in charges_surely_theirs(world, charge)]
    return k_or(terms)


def cited_only(_world: World, _pack: str, charge: Row) -> bool | None:
    """Whether the person was cited and not taken into custody."""
    if charge["stage"] is None:
        return None
    return bool(charge["stage"] == "cited" and charge["arrest"].get("kind") != "custody")


def sex_trade_offense(world: World, pack: str, charge: Row) -> bool | None:
    """`protected AND offense_class = 'sex_trade'`."""
    return k_and(protected(world, pack, charge), of_class(world, charge, "sex_trade"))


def drug_offense(world: World, pack: str, charge: Row) -> bool | None:
    """`protected AND offense_class = 'drug'`."""
    return k_and(protected(world, pack, charge), of_class(world, charge, "drug"))


def officer_trained(_world: World, _pack: str, _charge: Row) -> bool | None:
    """Unknown: neither pack lists a course."""
    return None


def minor(world: World, _pack: str, charge: Row) -> bool | None:
    """Under 18 on the day of the crime by birth date, else by age (D16)."""
    born, day = charge["birth_date"], world.crime_date(charge["key"])
    if born is not None and day is not None:
        had_birthday = (day.month, day.day) >= (born.month, born.day)
        return bool(day.year - born.year - (0 if had_birthday else 1) < 18)
    return None if charge["age"] is None else bool(charge["age"] < 18)


FACTS: dict[str, Fact] = {
    fact.__name__: fact
    for fact in (
        in_force,
        police_act,
        sex_trade_offense,
        drug_offense,
        reported_crime,
        sex_trade_involved,
        on_warrant,
        other_grounds,
        suspect_of_qualifying,
        acted_before_report,
        cited_only,
        officer_trained,
        minor,
    )
}
