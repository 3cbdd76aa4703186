"""A run's plain data, invented: ten findings under two directives, with its summary, coverage and packs."""

from __future__ import annotations

import copy
import hashlib
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
    "SF-P2": {"policy": "sf-2017", "title": "Arrested or cited for a misdemeanor drug offense", "binds": "police"},
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

REQUIRES = {
    "SF-P1": ("in_force", "police_act", "sex_trade_offense", "reported_crime"),
    "SF-P2": ("in_force", "police_act", "drug_offense", "reported_crime", "sex_trade_involved"),
    "CA-1": ("in_force", "police_act", "sex_trade_offense", "reported_crime"),
    "CA-2": ("in_force", "police_act", "drug_offense", "reported_crime"),
}


def row(table: str, number: int, /, file: str | None = None, **cells: str | None) -> Plain:
    """A row of evidence."""
    return {"table": table, "file": file or f"{table}.csv", "row": number, "cells": cells}


def condition(
    listing: str,
    name: str,
    value: bool | None,
    rows: tuple[Plain, ...] = (),
    *,
    reasons: tuple[str, ...] = (),
    searched: tuple[tuple[str, int], ...] = (),
    assumed: bool | None = None,
    total: int | None = None,
) -> Plain:
    """A condition as a finding holds it."""
    return {
        "list": listing,
        "name": name,
        "says": SAYS[name][value],
        "value": value,
        "assumed": assumed,
        "reasons": list(reasons),
        "evidence": list(rows),
        "evidence_total": len(rows) if total is None else total,
        "searched": [{"table": t, "rows": n} for t, n in searched],
    }


def finding(number: int, rule: str, /, changed: dict[str, Plain] | None = None, **columns: Any) -> Plain:
    """A clear breach of `rule`, but for the conditions and columns that are changed."""
    pack, day, citation = RULES[rule]["policy"], columns.get("act_date"), str(columns["citation"])
    incident = str(columns["incident_id"])
    made: dict[str, Plain] = {
        "in_force": condition("requires", "in_force", True, (row("charges", number, date=day, stage="booked"),)),
        "police_act": condition(
            "requires", "police_act", True,
            (row("arrests", number, kind="custody"), row("charges", number, stage="BOOKED")),
        ),
        "sex_trade_offense": condition("requires", "sex_trade_offense", True, (row("charges", number, citation=citation, level="M"),)),
        "drug_offense": condition("requires", "drug_offense", True, (row("charges", number, citation=citation, level="M"),)),
        "reported_crime": condition(
            "requires", "reported_crime", True,
            (
                row("involvements", 2 * number, role="VICTIM", offense_id="1", person_id=columns.get("person_id"), name="equal", birth_date="equal"),
                row("offenses", number, offense_id="1", citation="211 PC", description="ROBBERY"),
            ),
        ),
        "sex_trade_involved": condition(
            "requires", "sex_trade_involved", True,
            (row("involvements", 2 * number, sex_trade="Y", person_id=columns.get("person_id")),),
        ),
    }  # fmt: skip
    others = [
        condition("unless", "on_warrant", False, searched=(("arrests", 1),)),
        condition("review_if", "other_grounds", False, searched=(("charges", 1),)),
        condition("review_if", "suspect_of_qualifying", False, searched=(("charges", 1), ("involvements", 2))),
        condition("review_if", "acted_before_report", False, searched=(("charges", 1), ("incidents", 1))),
        *([condition("review_if", "cited_only", False, searched=(("arrests", 1), ("charges", 1)))] if rule[0] == "C" else []),
        condition("shows", "officer_trained", None, searched=(("training", 0),)),
        condition("shows", "minor", False, searched=(("charges", 1),)),
    ]
    conditions = [(changed or {}).get(c["name"], c) for c in [*(made[n] for n in REQUIRES[rule]), *others]]
    person = columns.pop("key", columns.get("person_id"))
    return {
        "finding_id": _digest(rule, incident, str(number)),
        "case_id": _digest(incident, str(person)),
        "policy": pack,
        "rule": rule,
        "title": RULES[rule]["title"],
        "binds": "police",
        "verdict": "breach",
        "agency": "SFPD",
        "person_id": None,
        "person_key": "id",
        "charge_id": f"C{number}",
        "arrest_id": f"A{number}",
        "offense_class": "sex_trade" if rule in ("SF-P1", "CA-1") else "drug",
        "level": "misdemeanor",
        "stage": "booked",
        "act_date": None,
        "district": None,
        "officer_id": None,
        "assumptions": [],
        "derived": [],
        "unknowns": [],
        "review": [],
        "criteria": CRITERIA[pack],
        "conditions": conditions,
        **columns,
    }


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def findings() -> list[Plain]:
    """Four apparent and six possible breaches in nine cases, in no order of urgency."""
    return [
        finding(
            12, "SF-P1", incident_id="180012345", person_id="P100", citation="647(b) PC", offense="PC 647(b)",
            act_date="2018-03-04", district="Mission", officer_id="1234",
            statement="On 2018-03-04 a person recorded as a victim in incident 180012345 was booked for PC 647(b) (misdemeanor).",
        ),
        finding(
            13, "SF-P2", incident_id="180012345", person_id="P100", citation="11377(a) HS/M", offense="HS 11377(a)",
            act_date="2018-03-04", district="Mission", officer_id="1234", verdict="possible", review=["other_grounds"],
            changed={"other_grounds": condition("review_if", "other_grounds", True, (row("charges", 14, charge_id="C14", citation="148(a)(1) PC", level="M", stage="BOOKED"),))},
            statement="On 2018-03-04 a person recorded as a victim in incident 180012345 was booked for HS 11377(a) (misdemeanor).",
        ),
        finding(
            21, "SF-P1", incident_id="180204417", person_id="P219", citation="653.22 PC", offense="PC 653.22",
            act_date="2018-05-19", district="Tenderloin", officer_id="2077", stage="cited",
            changed={"officer_trained": condition("shows", "officer_trained", True, (row("training", 3, officer_id="2077", course="AB-1 BULLETIN 17", completed_on="2018-02-20"),))},
            statement="On 2018-05-19 a person recorded as a witness in incident 180204417 was cited for PC 653.22 (misdemeanor).",
        ),
        finding(
            30, "SF-P2", incident_id="180733120", person_id="P340", citation="HS11350(a)-M", offense="HS 11350(a)",
            act_date="2018-09-30", district="Southern", verdict="possible", unknowns=["sex_trade_involved"],
            changed={"sex_trade_involved": condition("requires", "sex_trade_involved", None, (row("involvements", 60, sex_trade=None, person_id="P340"),))},
            statement="On 2018-09-30 a person recorded as a victim in incident 180733120 was booked for HS 11350(a) (misdemeanor).",
        ),
        finding(
            34, "SF-P1", incident_id="181100871", person_id=None, key="name", person_key="name_birth_date", citation="647(b)(2) PC",
            offense="PC 647(b)(2)", act_date="2018-12-24", district="Mission", officer_id="1234", verdict="possible",
            unknowns=["sex_trade_offense (buyer)", "on_warrant"], derived=["stage", "act_date"], arrest_id="A34",
            changed={
                "sex_trade_offense": condition("requires", "sex_trade_offense", None, (row("charges", 34, citation="647(b)(2) PC", level=None),), reasons=("buyer",)),
                "on_warrant": condition("unless", "on_warrant", None, (row("arrests", 34, basis=None),)),
            },
            statement="On 2018-12-24 a person recorded as a witness in incident 181100871 was booked for PC 647(b)(2) (misdemeanor).",
        ),
        finding(
            8, "SF-P1", incident_id="170998801", person_id="P077", citation="647(a) PC", offense="PC 647(a)",
            act_date="2017-12-14", district="Northern", verdict="possible", unknowns=["in_force (start_day_unknown)"],
            changed={"in_force": condition("requires", "in_force", None, (row("charges", 8, date="12/14/2017", stage="BOOKED"),), reasons=("start_day_unknown",))},
            statement="On 2017-12-14 a person recorded as a victim in incident 170998801 was booked for PC 647(a) (misdemeanor).",
        ),
        finding(
            41, "CA-1", incident_id="200045512", person_id="P512", citation="PC 647(b)(1)", offense="PC 647(b)(1)",
            act_date="2020-06-01", district="Mission", officer_id="3190",
            statement="On 2020-06-01 a person recorded as a victim in incident 200045512 was booked for PC 647(b)(1) (misdemeanor).",
        ),
        finding(
            45, "CA-2", incident_id="210310009", person_id="P600", citation="11364 HS", offense="HS 11364",
            act_date="2021-08-15", district="Bayview",
            changed={"minor": condition("shows", "minor", True, (row("charges", 45, birth_date="masked (minor)", age="masked (minor)"),))},
            statement="On 2021-08-15 a person recorded as a victim and the reporting party in incident 210310009 was booked for HS 11364 (misdemeanor).",
        ),
        finding(
            47, "CA-2", incident_id="220118230", person_id="P655", citation="11377 HS", offense="HS 11377", stage="cited", act_date="2022-03-02",
            district="Richmond", verdict="possible", review=["other_grounds", "cited_only"], assumptions=["other_grounds"],
            changed={
                "other_grounds": condition("review_if", "other_grounds", None, (row("charges", 48, charge_id="C48", citation="SEE NARR", level=None, stage="CITED"),), assumed=True),
                "cited_only": condition("review_if", "cited_only", True, (row("arrests", 47, kind="CITE"), row("charges", 47, stage="CITED"))),
            },
            statement="On 2022-03-02 a person recorded as a victim in incident 220118230 was cited for HS 11377 (misdemeanor).",
        ),
        finding(
            52, "CA-1", incident_id="230777654", person_id=None, key="none", person_key="none", citation="647(b) PC", offense="PC 647(b)", level=None,
            act_date="2023-01-09", verdict="possible", charge_id=None, unknowns=["police_act", "reported_crime (category)", "on_warrant"], stage="filed",
            changed={
                "police_act": condition("requires", "police_act", None, (row("charges", 52, stage="FILED"), row("arrests", 50, kind="custody"))),
                "reported_crime": condition("requires", "reported_crime", None, tuple(row("involvements", 100 + i, role="VICTIM", offense_id=None, person_id=None, name="blank", birth_date="blank") for i in range(3)), reasons=("category",), total=23),
                "on_warrant": condition("unless", "on_warrant", None, searched=(("arrests", 0),)),
            },
            statement="On 2023-01-09 a person who may be a victim in incident 230777654 was charged in court for PC 647(b).",
        ),
    ]  # fmt: skip


def _rule(rule: str, title: str, *counts: int, missing: tuple[str, ...] = ()) -> Plain:
    breach, possible, excepted, applied, kept = counts or (0, 0, 0, 0, 0)
    return {
        "rule": rule, "title": title, "auditable": not missing, "missing": list(missing), "breach": breach,
        "possible": possible, "excepted": excepted, "applied": applied, "kept": kept,
    }  # fmt: skip


def summary() -> Plain:
    """The summary of these findings."""
    return {
        "schema": "summary/1",
        "export": {
            "mapping": "canonical", "jurisdiction": "US-CA-SF", "notes": [], "incidents": 46,
            "rows": {"arrests": 47, "charges": 58, "incidents": 46, "involvements": 104, "offenses": 51, "training": 6},
            "first_report": "2017-10-28", "last_report": "2024-02-11",
        },
        "what_if": [],
        "policies": [
            {
                "policy": "sf-2017", "title": packs()[0]["title"], "bound": True, "auditable": True, "missing": [],
                "in_force": packs()[0]["dates"], "dates": "within reach",
                "rules": [
                    _rule("SF-P1", "Arrested or cited for a sex-trade offense", 2, 2, 3, 7, 4),
                    _rule("SF-P2", "Arrested or cited for a misdemeanor drug offense", 0, 2, 1, 3, 1),
                    _rule("SF-P3", "Drug evidence not seized and booked", missing=("evidence",)),
                    _rule("SF-P4", "Not referred to community resources and victim services", missing=("referrals",)),
                    _rule("SF-D1", "Prosecuted for a sex-trade offense", missing=("a charge at a prosecutor's stage (filed, declined, dismissed, convicted)",)),
                ],
                "by_month": [], "by_district": [], "by_officer": [],
            },
            {
                "policy": "ca-pc-647.3", "title": packs()[1]["title"], "bound": True, "auditable": True, "missing": [],
                "in_force": packs()[1]["dates"], "dates": "within reach",
                "rules": [
                    _rule("CA-1", "Arrested for a listed sex-trade offense", 1, 1, 0, 2, 0),
                    _rule("CA-2", "Arrested for a misdemeanor drug offense", 1, 1, 2, 4, 1),
                    _rule("CA-3", "Condoms taken as evidence in a sex-trade arrest", missing=("evidence",)),
                ],
                "by_month": [], "by_district": [], "by_officer": [],
            },
        ],
        "totals": {"breach": 4, "possible": 6, "cases": 9},
        "would_settle_most": {"what": "evidence", "rules": ["sf-2017 SF-P3", "ca-pc-647.3 CA-3"]},
    }  # fmt: skip


def _column(nulls: float = 0.0, *, present: bool = True, **counts: Any) -> Plain:
    empty: Plain = {"unrecognised": [], "unreadable": [], "stands_for_no_one": 0}
    return {"present": present, "nulls": 0, "null_share": nulls, **empty, **counts}


def coverage() -> Plain:
    """The coverage of these findings."""
    def file(name: str, read: int, rejected: Plain | None = None, **more: Any) -> Plain:
        lost = sum((rejected or {}).values())
        return {
            "file": f"{name}.csv", "tables": [name], "read": read, "used": read - lost, "rejected": rejected or {},
            "set_aside": {}, "duplicates": 0, "orphans": 0, **more,
        }  # fmt: skip

    return {
        "schema": "coverage/1",
        "files": [
            file("arrests", 47), file("charges", 60, {"no_incident_id": 1, "too_many_fields": 1}), file("incidents", 46),
            file("involvements", 105, {"no_incident_id": 1}, duplicates=2), file("offenses", 51, orphans=1), file("training", 6),
        ],
        "files_not_read": [{"file": "notes.docx", "why": "no table of the mapping “canonical” reads it"}],
        "tables": {
            "arrests": {"rows": 47, "columns": {"basis": _column(0.1277, unrecognised=[{"value": "PC 849", "count": 3}]), "kind": _column(), "unit": _column(1.0, present=False)}},
            "charges": {"rows": 58, "columns": {"date": _column(0.0345, unreadable=[{"value": "0001-01-01", "count": 1}]), "stage": _column(0.2069)}},
            "involvements": {"rows": 104, "columns": {"role": _column(0.0385, unrecognised=[{"value": "RP/VIC", "count": 2}, {"value": "???", "count": 1}]), "name": _column(0.1154, stands_for_no_one=7), "sex_trade": _column(0.7404)}},
        },
        "citations": {
            "unreadable": [{"citation": "SEE NARR", "why": "no_section", "count": 2}],
            "outside_tables": [{"citation": "1030 SFPC", "offense": "SFPC 1030", "count": 1}],
        },
        "policies": [
            {"policy": "sf-2017", "bound": True, "auditable": True, "missing": [], "rules": [
                {"rule": "SF-P1", "auditable": True, "missing": [], "units": 40, "excepted": 3, "cleared_by_assumption": {"other_grounds": 0}},
                {"rule": "SF-P4", "auditable": True, "missing": [], "units": 12, "excepted": 0, "cleared_by_assumption": {"sex_trade_involved": 5}},
                {"rule": "SF-P3", "auditable": False, "missing": ["evidence"]},
            ]},
        ],
        "people": {"person_id_scope": "export", "screening": False, "judged_incidents": 31, "contradictory_ids": 1, "charges_in_incidents_without_involvements": 2},
        "failed": [],
    }  # fmt: skip


def packs() -> list[Plain]:
    """The two packs in words."""
    return [
        {
            "id": "sf-2017", "title": "San Francisco directives on sex workers who report violent crime", "version": "1",
            "authority": "San Francisco Police Department and District Attorney",
            "instrument": "Department bulletin of December 2017 (its number and day were not found) and a memo of the District Attorney to staff",
            "dates": {k: CRITERIA["sf-2017"][k] for k in ("from", "certain_from", "certain_to", "to")},
            "jurisdictions": ["US-CA-SF"],
            "authorities": ["police: San Francisco Police Department", "prosecutor: San Francisco District Attorney"],
            "clauses": [
                {"id": "arrest", "text": CRITERIA["sf-2017"]["clause"], "source": "Bay Area Reporter, 17 January 2018, quoting the bulletin", "confidence": "high"},
                {"id": "drugs", "text": "Officers shall not arrest people in the sex trade for misdemeanor drug offenses when they report\nbeing a victim of, or a witness to, such a crime.", "source": "the same", "confidence": "high"},
            ],
            "caveats": ["The bulletin itself was not found. What is known of it comes from a newspaper's quotation and from summaries.", "Such bulletins lapse in about two years unless they are issued again; no renewal was found."],
            "untested": [
                {"what": "That the violent crime was investigated", "why": "It is the purpose of the directive, and records of follow-up are not part of an export."},
                {"what": "Statements used in court", "why": "Exhibit lists and discovery are not in police records."},
            ],
        },
        {
            "id": "ca-pc-647.3", "title": "California Penal Code 647.3", "version": "1", "authority": "State of California", "instrument": None,
            "dates": {k: CRITERIA["ca-pc-647.3"][k] for k in ("from", "certain_from", "certain_to", "to")},
            "jurisdictions": ["US-CA"], "authorities": ["police: every law enforcement agency in California"],
            "clauses": [{"id": "arrest", "text": CRITERIA["ca-pc-647.3"]["clause"], "source": "Penal Code 647.3(a)", "confidence": "high"}],
            "caveats": ["The section bars arrest. A citation is for review."],
            "untested": [{"what": "Evidence Code 1162", "why": "Whether evidence was used against the person is decided in court."}],
        },
    ]  # fmt: skip


def run() -> tuple[list[Plain], Plain, Plain, list[Plain]]:
    """Everything that `render` takes."""
    return findings(), summary(), coverage(), packs()


def screening_run() -> tuple[list[Plain], Plain, Plain, list[Plain]]:
    """The same as a what-if on an export that identifies nobody: three possible breaches."""
    found = [f for f in copy.deepcopy(findings()) if f["policy"] == "sf-2017" and f["verdict"] == "possible"][:3]
    for one in found:
        one |= {"assumptions": ["bound", *one["assumptions"]], "agency": None, "district": None, "person_id": None, "person_key": "none"}
    told = summary()
    told["export"] |= {
        "mapping": "nibrs", "jurisdiction": "US-MN", "incidents": 9914,
        "notes": ["NIBRS screens incidents and cannot identify a person: it has no witnesses, no statutes, no levels of\noffenses, and no link from a victim to a person arrested."],
    }  # fmt: skip
    told["what_if"] = ["sf-2017"]
    told["policies"] = told["policies"][:1]
    told["policies"][0]["bound"] = False
    told["totals"] = {"breach": 0, "possible": 3, "cases": 3}
    return found, told, coverage(), packs()[:1]
