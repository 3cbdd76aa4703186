"""The facts that are an OR over rows, as their terms: (value, the row that it was read from, None without one)."""

from collections.abc import Callable
from datetime import date

from tests.slow.cells import Row, day_of
from tests.slow.kleene import k_and, k_not, k_or
from tests.slow.logs import covered, is_theirs
from tests.slow.offenses import (
    charge_drug,
    charge_qualifying,
    charge_statute,
    involved_in_drug,
    involved_in_qualifying,
    protected,
    same_offense,
)
from tests.slow.packs import PACKS, UNCLEAR, WORKER
from tests.slow.people import same_person
from tests.slow.world import LATER, Key, World

Term = tuple[bool | None, Row | None]
Terms = Callable[[World, str, Row], list[Term]]


def charges_surely_theirs(world: World, unit: Row, key: Key | None = None) -> list[Row]:
    """The charges surely of the person in the incident (or another), a charge itself among them (D6)."""
    return [c for c in world.rows("charges", key or unit["key"]) if same_person(world, unit, c) is True]


def fellow_charges(world: World, charge: Row) -> list[Row]:
    """The charges of the same arrest, itself among them; none without an arrest."""
    here = world.rows("charges", charge["key"])
    return [c for c in here if charge["handle"] is not None and c["handle"] == charge["handle"]]


def victim_or_witness(involvement: Row) -> bool | None:
    """A null role and a reporting party are unknown."""
    if involvement["role"] in (None, "reporting_party"):
        return None
    return involvement["role"] in ("victim", "witness")


def suspect(involvement: Row) -> bool | None:
    """A null role is unknown."""
    return None if involvement["role"] is None else involvement["role"] in ("suspect", "arrestee")


def reported_in(world: World, pack: str, unit: Row, key: Key) -> list[Term]:
    """Whether the person reported a qualifying crime in the incident of `key`."""
    return [
        (
            k_and(same_person(world, unit, i), victim_or_witness(i), involved_in_qualifying(world, pack, i)),
            i,
        )
        for i in world.rows("involvements", key)
    ]


def reported_qualifying(world: World, pack: str, unit: Row) -> list[Term]:
    """The same of the unit's own incident."""
    return reported_in(world, pack, unit, unit["key"])


def true_in(terms: list[Term]) -> bool | None:
    """The OR."""
    return k_or(value for value, _ in terms)


def other_places(world: World, charge: Row) -> list[Key]:
    """The other incidents of the same agency among whose involvements the person surely appears."""
    place = ("other places", charge["n"])
    if place not in world.memo:
        world.memo[place] = [
            key
            for key in world.places.get(charge["key"][0], [])
            if key != charge["key"]
            and any(same_person(world, charge, i) is True for i in world.rows("involvements", key))
        ]
    return world.memo[place]  # type: ignore[return-value]


def near(pack: str, a: date | None, b: date | None) -> bool | None:
    """Whether two days lie within the pack's nexus."""
    return None if a is None or b is None else abs((a - b).days) <= PACKS[pack].nexus_days


def reported_nearby(world: World, pack: str, charge: Row) -> list[Term]:
    """Unknown where another report of the agency may be of the same contact; never true."""
    terms: list[Term] = []
    for key in other_places(world, charge):
        told = reported_in(world, pack, charge, key)
        days = near(pack, world.report_date(key), world.police_date(charge))
        if days is not False and true_in(told) is not False:
            terms += [(None, row) for value, row in told if value is not False]
    return terms


def charge_of_sex_trade(world: World, charge: Row) -> bool | None:
    """What a charge tells of being involved in the sex trade."""
    answers = charge_statute(world, charge)
    known_class, subclass = answers.get("offense_class"), answers.get("offense_subclass")
    if known_class is not None and known_class != "sex_trade":
        return False
    if known_class is None or subclass is None or subclass in UNCLEAR:
        return None
    return subclass in WORKER


def involved_in(world: World, unit: Row, key: Key) -> list[Term]:
    """Whether the record of an incident shows the person as involved in the sex trade."""
    same = [(same_person(world, unit, i), i) for i in world.rows("involvements", key)]
    terms: list[Term] = [(k_and(who, i["sex_trade"]), i) for who, i in same]
    terms += [(charge_of_sex_trade(world, c), c) for c in charges_surely_theirs(world, unit, key)]
    if not any(who is True for who, _ in same):
        terms.append((None, None))
    return terms


def sex_trade_involved(world: World, _pack: str, unit: Row) -> list[Term]:
    """The same of the unit's own incident."""
    return involved_in(world, unit, unit["key"])


def other_grounds(world: World, pack: str, charge: Row) -> list[Term]:
    """Whether another charge of the arrest is not a protected one."""
    others = fellow_charges(world, charge)
    if charge["handle"] is None and charge["person_id"] is not None:
        here = world.rows("charges", charge["key"])
        others = [c for c in here if c["person_id"] == charge["person_id"]]
    return [
        (k_and(None if c["stage"] is None else c["stage"] != "noted", k_not(protected(world, pack, c))), c)
        for c in others
        if c is not charge
    ]


def suspect_of_qualifying(world: World, pack: str, charge: Row) -> list[Term]:
    """Whether the person is a suspect of a qualifying crime in the incident."""
    terms: list[Term] = [
        (k_and(same_person(world, charge, i), suspect(i), involved_in_qualifying(world, pack, i)), i)
        for i in world.rows("involvements", charge["key"])
    ]
    return terms + [(charge_qualifying(world, pack, c), c) for c in charges_surely_theirs(world, charge)]


def charged_by_police(world: World, _pack: str, charge: Row) -> list[Term]:
    """Whether police had cited or booked for the same offense."""
    terms: list[Term] = [
        (
            k_and(None if c["stage"] is None else c["stage"] in ("cited", "booked"), same_offense(charge, c)),
            c,
        )
        for c in charges_surely_theirs(world, charge)
        if c is not charge
    ]
    if charge["stage"] in LATER and charge["handle"] is not None:
        terms.append((True if len(fellow_charges(world, charge)) == 1 else None, charge))
    return terms


def is_held(world: World, key: Key) -> bool:
    """Whether the export holds an incident."""
    # reading: it holds one that has a report or people; other rows alone tell nothing of who reported what.
    return key in world.reports or bool(world.rows("involvements", key))


def link_term(world: World, pack: str, charge: Row, link: Row) -> bool | None:
    """What one link of the charge's incident tells."""
    source: Key = (link["agency"], link["source_incident_id"])
    if not is_held(world, source):
        return None
    reported, acted = world.report_date(source), world.police_date(charge)
    if reported is not None and acted is not None and reported > acted:
        return False
    return k_and(
        true_in(reported_in(world, pack, charge, source)),
        true_in(involved_in(world, charge, source)),
        True if link["kind"] == "rests_on" else None,
    )


def is_lead(world: World, pack: str, charge: Row, key: Key) -> bool:
    """Whether a report of the person in the days before the act may be what the charge rests on."""
    reported, acted = world.report_date(key), world.police_date(charge)
    if reported is None or acted is None or not 0 <= (acted - reported).days <= PACKS[pack].lead_window_days:
        return False
    told = true_in(reported_in(world, pack, charge, key))
    return told is True and true_in(involved_in(world, charge, key)) is not False


def derived_from_report(world: World, pack: str, charge: Row) -> list[Term]:
    """Whether the charge rests on a report of the person."""
    links = [
        link
        for link in world.rows("links", charge["key"])
        if link["kind"] in ("rests_on", "related", None) and link["source_incident_id"] != charge["key"][1]
    ]
    terms: list[Term] = [(link_term(world, pack, charge, link), link) for link in links]
    if true_in(terms) is False and protected(world, pack, charge) is True:
        leads = [key for key in other_places(world, charge) if is_lead(world, pack, charge, key)]
        terms += [(None, None) for _ in leads]
    return terms


def condom_evidence(world: World, _pack: str, charge: Row) -> list[Term]:
    """Whether condoms were taken."""
    return [
        (
            k_and(
                is_theirs(charge, item),
                None if item["kind"] is None else item["kind"] == "condom",
                None if item["action"] is None else item["action"] in ("seized", "booked"),
            ),
            item,
        )
        for item in world.rows("evidence", charge["key"])
    ]


def drug_noted(world: World, _pack: str, unit: Row) -> list[Term]:
    """Whether drugs are noted against the person."""
    terms: list[Term] = [
        (k_and(same_person(world, unit, c), charge_drug(world, c)), c)
        for c in world.rows("charges", unit["key"])
    ]
    return terms + [
        (k_and(same_person(world, unit, i), suspect(i), involved_in_drug(world, i)), i)
        for i in world.rows("involvements", unit["key"])
    ]


def booked(item: Row) -> bool | None:
    """Seized or photographed was taken, and perhaps booked."""
    return None if item["action"] in (None, "seized", "photographed") else item["action"] == "booked"


def evidence_booked(world: World, _pack: str, unit: Row) -> list[Term]:
    """Whether drugs or paraphernalia were booked."""
    terms: list[Term] = [
        (
            k_and(
                is_theirs(unit, item),
                None if item["kind"] is None else item["kind"] in ("drug", "paraphernalia"),
                booked(item),
            ),
            item,
        )
        for item in world.rows("evidence", unit["key"])
    ]
    return terms if covered(world, "evidence", unit["key"]) else [*terms, (None, None)]


def referred(to: str) -> Terms:
    """Whether the person was referred there."""

    def terms_of(world: World, _pack: str, unit: Row) -> list[Term]:
        terms: list[Term] = [
            (k_and(is_theirs(unit, r), None if r["referred_to"] is None else r["referred_to"] == to), r)
            for r in world.rows("referrals", unit["key"])
        ]
        return terms if covered(world, "referrals", unit["key"]) else [*terms, (None, None)]

    return terms_of


def referred_prosecutor(world: World, pack: str, unit: Row) -> list[Term]:
    """Whether the drug case was referred: by the log, or by a charge of theirs at a later stage."""
    by_charge: list[Term] = [
        (
            k_and(
                same_person(world, unit, c),
                charge_drug(world, c),
                None if c["stage"] is None else c["stage"] in LATER,
            ),
            c,
        )
        for c in world.rows("charges", unit["key"])
    ]
    return referred("prosecutor")(world, pack, unit) + by_charge


def officer_trained(world: World, _pack: str, charge: Row) -> list[Term]:
    """Whether the arresting officer had finished a listed course."""
    officer, acted = charge["arrest"].get("officer_id"), world.police_date(charge)
    log, courses = world.tables["training"], world.told.courses
    if officer is None or acted is None or not log or not courses:
        return [(None, None)]
    theirs = [row for row in log if row["officer_id"] == officer and row["course"] in courses]
    days = [(day_of(row["completed_on"]), row) for row in theirs]
    return [(None if day is None else day <= acted, row) for day, row in days]


TERMS: dict[str, Terms] = {
    "reported_qualifying": reported_qualifying,
    "reported_nearby": reported_nearby,
    "sex_trade_involved": sex_trade_involved,
    "other_grounds": other_grounds,
    "suspect_of_qualifying": suspect_of_qualifying,
    "charged_by_police": charged_by_police,
    "derived_from_report": derived_from_report,
    "condom_evidence": condom_evidence,
    "drug_noted": drug_noted,
    "evidence_booked": evidence_booked,
    "referred_services": referred("community_resources"),
    "referred_victim_services": referred("victim_services"),
    "referred_prosecutor": referred_prosecutor,
    "officer_trained": officer_trained,
}
