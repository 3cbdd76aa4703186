"""What the conditions and clauses of the invented findings say."""

from __future__ import annotations

from typing import Any

Plain = dict[str, Any]

SAYS: dict[str, dict[bool | None, str]] = {
    "in_force": {
        True: "The directive was in force on the day of the act.",
        False: "The directive was not in force on the day of the act.",
        None: "Whether the directive was in force on the day of the act is not sure.",
    },
    "police_act": {
        True: "The police cited or arrested the person for it.",
        False: "The police did not cite or arrest the person for it.",
        None: "The record does not say whether the police cited or arrested the person for it.",
    },
    "sex_trade_offense": {
        True: "The charge is a sex-trade offense that the directive protects from.",
        False: "The charge is no sex-trade offense that the directive protects from.",
        None: "The charge may or may not be a sex-trade offense that the directive protects from.",
    },
    "drug_offense": {
        True: "The charge is a misdemeanor drug offense.",
        False: "The charge is no misdemeanor drug offense.",
        None: "The charge may or may not be a misdemeanor drug offense.",
    },
    "reported_crime": {
        True: "The person was the victim of, or a witness to, a crime that the directive lists.",
        False: "The person was neither victim of nor witness to a crime that the directive lists.",
        None: "The person may have been the victim of, or a witness to, a crime that the directive lists.",
    },
    "sex_trade_involved": {
        True: "The person is recorded as engaged in the sex trade.",
        False: "The person is recorded as not engaged in the sex trade.",
        None: "The record does not say whether the person was engaged in the sex trade.",
    },
    "on_warrant": {
        True: "The arrest was on a warrant or a hold.",
        False: "The arrest was not on a warrant or a hold.",
        None: "The record does not say whether the arrest was on a warrant or a hold.",
    },
    "other_grounds": {
        True: "The arrest had another ground: a charge that the directive does not protect from.",
        False: "The arrest had no other ground.",
        None: "The record does not say whether the arrest had another ground.",
    },
    "suspect_of_qualifying": {
        True: "The person was also a suspect in such a crime.",
        False: "The person was not a suspect in such a crime.",
        None: "The record does not say whether the person was also a suspect in such a crime.",
    },
    "acted_before_report": {
        True: "The police acted on a day before the crime was reported.",
        False: "The police acted on the day of the report or after it.",
        None: "The record does not say whether the police acted before the report.",
    },
    "cited_only": {
        True: "The person was cited and not taken into custody.",
        False: "The person was taken into custody.",
        None: "The record does not say whether the person was taken into custody.",
    },
    "officer_trained": {
        True: "The arresting officer had finished a course on the directive.",
        False: "The arresting officer had not finished a course on the directive.",
        None: "The record does not say whether the arresting officer had been trained.",
    },
    "minor": {
        True: "The person was under 18.",
        False: "The person was not under 18.",
        None: "The record does not say whether the person was under 18.",
    },
}

RULES: dict[str, Plain] = {
    "SF-P1": {"policy": "sf-2017", "title": "Arrested or cited for a sex-trade offense", "binds": "police"},
    "SF-P2": {
        "policy": "sf-2017",
        "title": "Arrested or cited for a misdemeanor drug offense",
        "binds": "police",
    },
    "CA-1": {"policy": "ca-pc-647.3", "title": "Arrested for a listed sex-trade offense", "binds": "police"},
    "CA-2": {"policy": "ca-pc-647.3", "title": "Arrested for a misdemeanor drug offense", "binds": "police"},
}

CRITERIA: dict[str, Plain] = {
    "sf-2017": {
        "clause": "Officers shall not arrest or cite people engaged in the sex trade for sex-trade offenses when they "
        "are victims of, or witnesses to, sexual assault, trafficking, stalking, robbery, assault, kidnapping, "
        "threats, blackmail, extortion, burglary or another violent crime.",
        "authority": "San Francisco Police Department",
        "instrument": "Department bulletin of December 2017",
        "source": "quoted in the Bay Area Reporter, 17 January 2018",
        "from": "2017-12-01",
        "certain_from": "2018-01-11",
        "certain_to": "2019-12-31",
        "to": None,
    },
    "ca-pc-647.3": {
        "clause": "A person who reports being the victim of, or a witness to, a listed violent crime shall not be "
        "arrested for a listed sex-trade offense or a misdemeanor drug offense that is related to that crime or "
        "that the person was engaged in at or around that time.",
        "authority": "State of California",
        "instrument": "Penal Code section 647.3, added by Senate Bill 233 of 2019",
        "source": "text published by the Legislature",
        "from": "2020-01-01",
        "certain_from": None,
        "certain_to": None,
        "to": None,
    },
}
