"""Plain words for the codes and names that findings, summary and coverage hold, and phrases made of numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

VERDICTS = {"breach": "Apparent breach", "possible": "Possible breach, for review"}

LISTS = {
    "requires": "What must hold, all of it",
    "unless": "Exceptions, none of which may hold",
    "review_if": "What asks a reader to look again",
    "shows": "For information",
}

ANSWERS = {True: "Yes", False: "No", None: "The record does not say"}

BINDS = {"police": "the police", "prosecutor": "the prosecutor", "both": "police and prosecutor"}

STAGES = {
    "noted": "noted, without an arrest",
    "cited": "cited",
    "booked": "booked",
    "referred": "referred to the prosecutor",
    "filed": "filed in court",
    "declined": "declined by the prosecutor",
    "dismissed": "dismissed in court",
    "convicted": "convicted",
}

CLASSES = {
    "violent": "violent crime",
    "property": "property crime",
    "sex_trade": "sex trade",
    "drug": "drugs",
    "other": "another class",
}

DERIVED = {
    "stage": "The charge's own stage is blank: it is taken from its arrest.",
    "act_date": "The charge has no date of its own for the act: the day is that of the arrest, or else of the report.",
}

QUESTIONS = {
    "acted_on": "did police or prosecutor act on this offense?",
    "always": "what does a reader say?",
    "acted_before_report": "did the police act before the crime was reported?",
    "charged_by_police": "had the police cited or booked the person for the same offense?",
    "cited_only": "was the person only cited, not taken into custody?",
    "condom_evidence": "were condoms taken as evidence?",
    "derived_from_report": "does the case rest on what the person reported?",
    "drug_noted": "was a drug offense noted against the person?",
    "drug_offense": "is it a drug offense that the directive protects from?",
    "evidence_log_partial": "does the evidence log hold every item?",
    "not_booked": "was the drug evidence booked?",
    "not_charged_by_police": "had the police cited or booked the person for the same offense?",
    "not_referred": "was the person referred to community resources and to victim services?",
    "not_referred_prosecutor": "was the case referred to the prosecutor?",
    "protected_offense": "is it an offense that the directive protects from?",
    "referral_log_partial": "does the referral log hold every referral?",
    "evidence_booked": "was the drug evidence booked?",
    "evidence_log_complete": "does the evidence log hold every item?",
    "in_force": "was the directive in force that day?",
    "minor": "was the person under 18?",
    "officer_trained": "had the officer been trained?",
    "on_warrant": "was there a warrant or a hold?",
    "other_grounds": "were there other grounds for the arrest?",
    "police_act": "did the police cite or arrest the person?",
    "prosecution_act": "did the prosecutor charge the person?",
    "protected": "is it an offense that the directive protects from?",
    "referral_log_complete": "does the referral log hold every referral?",
    "referred_prosecutor": "was the case referred to the prosecutor?",
    "referred_services": "was the person referred to community resources?",
    "referred_victim_services": "was the person referred to victim services?",
    "reported_crime": "was the person the victim of, or a witness to, a crime that the directive lists?",
    "reported_nearby": "was the person a victim or witness in another report of those days?",
    "reported_qualifying": "was the person the victim of, or a witness to, a crime that the directive lists?",
    "sex_trade_involved": "was the person engaged in the sex trade?",
    "sex_trade_offense": "is it a sex-trade offense that the directive protects from?",
    "suspect_of_qualifying": "was the person also a suspect in a crime that the directive lists?",
}
"""What is open where a condition of this name is unknown."""

REASONS = {
    "seller_or_buyer": "the section does not tell the seller from the buyer",
    "filed_later": "the record has no day of the filing, and the arrest lies before the directive",
    "log_does_not_cover": "the log does not cover the day of the report",
    "no_date": "the record has no day",
    "buyer": "the section may speak of the buyer",
    "category": "the category takes in more than the crimes that the directive lists",
    "coarse_citation": "the citation does not tell which of several provisions it means",
    "level": "whether it was a misdemeanor is open",
    "level_conflict": "it is recorded as a felony, and the section has no felony form",
    "level_unknown": "whether it was a misdemeanor is not recorded",
    "may_have_lapsed": "the directive may have lapsed by then",
    "nexus_to_sex_trade": "the section reaches beyond the sex trade",
    "not_in_force": "the directive's list has the section, but not for that day",
    "not_listed": "the directive's list does not name the section",
    "start_day_unknown": "the day on which the directive began is not known",
    "system_not_covered": "the directive's list does not cover citations of this kind",
    "unread": "the citation could not be read",
}

TABLES = {
    "incidents": "reports of incidents",
    "involvements": "people and their roles in incidents",
    "offenses": "offenses recorded in incidents",
    "arrests": "arrests and citations",
    "charges": "charges",
    "evidence": "items taken as evidence",
    "referrals": "referrals",
    "training": "courses finished by officers",
    "links": "ties between incidents",
}

BESIDE = ("age", "also_offender", "deceased")
"""Columns that help to tell people apart, and whose blanks alone leave nothing open."""

PEOPLE = {
    "person_id_scope": "A person's id means the same person within one",
    "screening": "The export holds neither person ids nor names, so that it can only screen incidents",
    "judged_incidents": "Incidents judged closely",
    "contradictory_ids": "Person ids set aside since their rows in one incident contradict one another",
    "charges_in_incidents_without_involvements": "Charges in incidents that record no people",
    "reporters_not_told_apart": "Victims, witnesses and others who may have reported, whom nothing tells apart",
}

NO_RATE = {
    "not_auditable": "",
    "only_acts_recorded": "not computable: only acts are recorded",
    "never_applied": "never applied",
    None: "withheld",
}
"""Why a rule has no rate."""

NO_TRAINING = {
    "no_course_listed": "The policy lists no course, so nothing can be said of training.",
    "no_training_log": "The export has no training log.",
    "no_officer_of_arrests": "The export does not say which officer made an arrest.",
}

LOGS = {"evidence": "The evidence log", "referrals": "The referral log"}

COMPARED_COLUMNS = ("name", "birth_date", "location", "narrative")
COMPARED = {
    "equal": "same as the person charged",
    "unequal": "different from the person charged",
    "blank": "blank",
}
"""What stands in place of a person's columns, unless a run shows names."""

MASKED = {
    "masked (minor)": "masked, since the person is under 18",
    "text withheld": "text withheld",
}

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def plain(code: str) -> str:
    """A code that has no words of its own, without its underscores."""
    return code.replace("_", " ")


def reason(code: str) -> str:
    """Why something is unknown; several codes are joined by `; `."""
    return "; ".join(REASONS.get(one, plain(one)) for one in code.split("; "))


def number(count: int | None) -> str:
    """A count: `1,200`; one that is withheld from the public says so."""
    return "withheld" if count is None else f"{count:,}"


def counted(number: int | None, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 case`, `1,200 cases`; one that is withheld says so."""
    if number is None:
        return f"a withheld number of {many or one + 's'}"
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def facts_missing(number: int) -> str:
    """`One fact missing`, `12 facts missing`."""
    told = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    return f"{told} {'fact' if number == 1 else 'facts'} missing"


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def in_force(dates: Mapping[str, str | None]) -> str:
    """The dates `from`, `certain_from`, `certain_to` and `to` (null: not known, or open) as a phrase."""
    start, sure_start = dates.get("from"), dates.get("certain_from")
    end, sure_end = dates.get("to"), dates.get("certain_to")
    words = (
        f"from {start}" if sure_start in (None, start) else f"surely from {sure_start}, perhaps from {start}"
    )
    if sure_end is not None and sure_end != end:
        return f"{words}; surely to {sure_end}, perhaps {f'to {end}' if end else 'longer'}"
    return f"{words} to {end}" if end else f"{words}, with no end"


def rate(rule: Mapping[str, Any]) -> str:
    """The share in which a rule was kept, as `87.5 %`, or why there is none."""
    share = rule["rate"]
    return NO_RATE[rule["no_rate"]] if share is None else f"{share * 100:.1f} %"


def days_covered(log: Mapping[str, Any]) -> str:
    """Which days a log covers, and whether it is said to hold every item."""
    said = "said to hold every item" if log["complete"] else "not said to hold every item"
    if not log["known"]:
        return f"nothing tells which days it covers; {said}"
    start, end = log["from"], log["to"]
    span = f"covers {start or 'the first day'} to {end or 'the last'}" if start or end else "covers every day"
    return f"{span}; {said}"


def need(what: str) -> str:
    """What an export lacks: a table, a column (`charges.stage`), or already a phrase."""
    if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", what):
        return what
    table, _, column = what.partition(".")
    if column:
        return f"the column “{column}” of {table}"
    return f"{table} ({TABLES[table]})" if TABLES.get(table, table) != table else table


def findings(numbers: Sequence[int]) -> str:
    """Findings of a case by number: `finding 1`, `findings 1 and 2`."""
    return f"finding{'s' * (len(numbers) > 1)} {listed([str(number) for number in numbers])}"
