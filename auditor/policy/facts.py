"""The catalogue of facts that a condition may ask, each with its meaning and what makes it unknown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from auditor.law.statutes import statutes
from auditor.records.codes import CODES


class FactSpec(NamedTuple):
    """A fact: `kind` is `bool` (true, false or unknown) or `code` (a word); `tables` are those it reads.

    `units` says of what it can be asked: a charge, a report, or both.
    """

    name: str
    kind: str
    tables: tuple[str, ...]
    says: str
    unknown: str
    units: tuple[str, ...] = ("charge",)


BOTH = ("charge", "report")
REPORT = ("report",)
PERSON_TABLES = ("involvements", "charges")

_DECLARED = (
    FactSpec("in_force", "bool", ("charges", "arrests", "incidents"),
             "The directive was in force on the day of the act; for a report, on the day of the report.",
             "no date; a day on which it may not have begun, or may have lapsed; or a filing without a day", BOTH),
    FactSpec("police_act", "bool", ("charges", "arrests"),
             "Police cited or booked the person for this offense.",
             "no stage; or only a later stage of one of several charges of an arrest"),
    FactSpec("protected", "bool", ("charges",),
             "The offense is one that the directive protects from, at the charge's level.",
             "the citation cannot be read, its level is not known, or the list itself is unclear"),
    FactSpec("offense_class", "code", ("charges",),
             "The class of the offense: sex_trade, drug, violent or other.", "the statute tables do not say"),
    FactSpec("offense_subclass", "code", ("charges",),
             "The subclass of the offense in the statute tables.", "the statute tables do not say"),
    FactSpec("level", "code", ("charges",),
             "Felony, misdemeanor or infraction: as recorded, as written in the citation, or by statute.",
             "nothing says it, record and citation differ, or the statute leaves it open"),
    FactSpec("reported_qualifying", "bool", ("involvements", "offenses"),
             "The person is recorded in the incident as victim of, or witness to, a crime on the list.",
             "role, person or offense are not certain", BOTH),
    FactSpec("reported_nearby", "bool", ("involvements", "incidents"),
             "The person may have reported such a crime under another number, close in time. Never true.",
             "there is such a report"),
    FactSpec("acted_before_report", "bool", ("charges", "incidents"),
             "Police acted on a day before the incident was reported.", "a date is missing"),
    FactSpec("sex_trade_involved", "bool", ("involvements", "charges"),
             "The record shows the person as engaged in the sex trade.",
             "nothing that is surely the person's says it, or the offense leaves it open", BOTH),
    FactSpec("on_warrant", "bool", ("arrests",),
             "The arrest was made on a warrant or a hold.", "no arrest, or one without a basis"),
    FactSpec("other_grounds", "bool", ("charges",),
             "Another charge of the arrest is not protected, so the arrest may stand on it.",
             "it is not clear whether another charge is protected, or how far it went"),
    FactSpec("cited_only", "bool", ("charges", "arrests"),
             "The person was cited and not taken into custody.", "no stage"),
    FactSpec("suspect_of_qualifying", "bool", ("involvements", "charges"),
             "The person is also suspected of, or charged with, a crime on the list.",
             "role, person or offense are not certain"),
    FactSpec("officer_trained", "bool", ("training",),
             "The arresting officer had finished a course on the directive.",
             "no officer, no training log, no course that the policy lists, or no date"),
    FactSpec("minor", "bool", PERSON_TABLES,
             "The person was under 18 on the day of the crime.", "neither birth date nor age is known", BOTH),
    FactSpec("prosecution_act", "bool", ("charges",),
             "The prosecutor charged the person with this offense: it was filed, dismissed or ended in a conviction.",
             "no stage"),
    FactSpec("charged_by_police", "bool", ("charges",),
             "Police had cited or booked the person for the same offense in the incident.",
             "a stage is missing, a citation is unread, or only a later stage of one of several charges is shown"),
    FactSpec("derived_from_report", "bool", ("links", *PERSON_TABLES, "incidents"),
             "The charge rests on a report in which the person was victim or witness and in the sex trade.",
             "the tie, or who the person was in that report, is not certain; or a report lies days before, untied"),
    FactSpec("condom_evidence", "bool", ("evidence",),
             "Condoms of the person, or of the incident, were seized or booked as evidence.",
             "kind, action or person are not certain"),
    FactSpec("drug_noted", "bool", ("charges", "involvements", "offenses"),
             "A misdemeanor drug offense with something to seize is recorded against the person.",
             "person, role, offense or level are not certain", REPORT),
    FactSpec("evidence_booked", "bool", ("evidence",),
             "Drugs or paraphernalia of the person, or of the incident, were booked as evidence.",
             "the log does not cover the report; or an item was taken and the record does not say booked", REPORT),
    FactSpec("referred_services", "bool", ("referrals",),
             "The person was referred to community resources.", "the log does not cover the report", REPORT),
    FactSpec("referred_victim_services", "bool", ("referrals",),
             "The person was referred to victim services.", "the log does not cover the report", REPORT),
    FactSpec("referred_prosecutor", "bool", ("referrals", "charges"),
             "The person's drug case was referred to the prosecutor, by the log or by a charge at a later stage.",
             "the log does not cover the report, or a charge is not certain", REPORT),
    FactSpec("evidence_log_complete", "bool", (),
             "The mapping, the config or the run says that the evidence log holds every item.", "never", BOTH),
    FactSpec("referral_log_complete", "bool", (),
             "The mapping, the config or the run says that the referral log holds every referral.", "never", BOTH),
    FactSpec("always", "bool", (),
             "True of every unit: what the directive leaves to a reader's judgment.", "never", BOTH),
)  # fmt: skip

FACTS: Mapping[str, FactSpec] = {spec.name: spec for spec in _DECLARED}


@cache
def words_of(fact: str) -> frozenset[str]:
    """The words that a fact of kind `code` can be."""
    if fact == "level":
        return frozenset(CODES["level"])
    return frozenset(getattr(row, fact) for row in statutes().rows)
