"""A run's plain data, invented: ten findings under two directives, with its summary, coverage and packs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from auditor.judging.packed import Findings
from auditor.runs.reading import Run
from tests.reports.says import CRITERIA, RULES, SAYS

Plain = dict[str, Any]

DATA = Path(__file__).parent / "data"

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
    *rows: Plain,
    reasons: list[str] | None = None,
    searched: dict[str, int] | None = None,
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
        "reasons": reasons or [],
        "evidence": list(rows),
        "evidence_total": total or len(rows),
        "searched": [{"table": table, "rows": n} for table, n in (searched or {}).items()],
    }


def clear_breach(number: int, rule: str, **columns: Any) -> Plain:
    """A clear breach of `rule` by row `number` of the charges; `columns` replace those of the finding."""
    citation, person, incident = columns["citation"], columns.get("person_id"), columns["incident_id"]
    charge = row("charges", number, citation=citation, level="M")
    victim = row(
        "involvements",
        2 * number,
        role="VICTIM",
        offense_id="1",
        person_id=person,
        name="equal",
        birth_date="equal",
    )
    rows = {
        "in_force": (row("charges", number, date=columns["act_date"], stage="BOOKED"),),
        "police_act": (row("arrests", number, kind="custody"), row("charges", number, stage="BOOKED")),
        "sex_trade_offense": (charge,),
        "drug_offense": (charge,),
        "reported_crime": (
            victim,
            row("offenses", number, offense_id="1", citation="211 PC", description="ROBBERY"),
        ),
        "sex_trade_involved": (row("involvements", 2 * number, sex_trade="Y", person_id=person),),
    }
    kept = "cited_only" if rule.startswith("CA") else ""
    return {
        "finding_id": digest(rule, incident, str(number)),
        "case_id": digest(incident, str(person), columns.get("person_key", "id")),
        "policy": RULES[rule]["policy"],
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
        "district": None,
        "officer_id": None,
        "conditions": [
            *(condition("requires", name, True, *rows[name]) for name in REQUIRES[rule]),
            condition("unless", "on_warrant", False, searched={"arrests": 1}),
            condition("review_if", "other_grounds", False, searched={"charges": 1}),
            condition(
                "review_if", "suspect_of_qualifying", False, searched={"charges": 1, "involvements": 2}
            ),
            condition("review_if", "acted_before_report", False, searched={"charges": 1, "incidents": 1}),
            *(
                condition("review_if", name, False, searched={"arrests": 1, "charges": 1})
                for name in (kept,)
                if name
            ),
            condition("shows", "officer_trained", None, searched={"training": 0}),
            condition("shows", "minor", False, searched={"charges": 1}),
        ],
        "assumptions": [],
        "derived": [],
        "unknowns": [],
        "review": [],
        "criteria": CRITERIA[RULES[rule]["policy"]],
        "statement": f"On {columns['act_date']} a person recorded as a victim in incident {incident} was "
        f"{columns.get('stage', 'booked')} for {columns['offense']} (misdemeanor).",
        **columns,
    }


def changed(finding: Plain, *conditions: Plain, **columns: Any) -> Plain:
    """The finding with these conditions in place of its own, as a possible breach."""
    new = {c["name"]: c for c in conditions}
    own = [new.get(c["name"], c) for c in finding["conditions"]]
    return {**finding, "verdict": "possible", "conditions": own, **columns}


def digest(*parts: str) -> str:
    """An id as those of findings and cases."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def findings() -> list[Plain]:
    """Four apparent and six possible breaches in nine cases, in no order of urgency."""
    first: Plain = {
        "incident_id": "180012345",
        "person_id": "P100",
        "district": "Mission",
        "officer_id": "1234",
    }
    return [
        clear_breach(12, "SF-P1", citation="647(b) PC", offense="PC 647(b)", act_date="2018-03-04", **first),
        changed(
            clear_breach(13, "SF-P2", citation="11377(a) HS/M", offense="HS 11377(a)", act_date="2018-03-04", **first),
            condition(
                "review_if", "other_grounds", True, row("charges", 14, charge_id="C14", citation="148(a)(1) PC")
            ),
            review=["other_grounds"],
        ),
        changed(
            clear_breach(
                21, "SF-P1", incident_id="180204417", person_id="P219", citation="653.22 PC", offense="PC 653.22",
                act_date="2018-05-19", district="Tenderloin", officer_id="2077", stage="cited",
            ),
            condition(
                "shows", "officer_trained", True,
                row("training", 3, officer_id="2077", course="BULLETIN 17", completed_on="2018-02-20"),
            ),
            verdict="breach",
        ),
        changed(
            clear_breach(
                30, "SF-P2", incident_id="180733120", person_id="P340", citation="HS11350(a)-M",
                offense="HS 11350(a)", act_date="2018-09-30", district="Southern",
            ),
            condition(
                "requires", "sex_trade_involved", None, row("involvements", 60, sex_trade=None, person_id="P340")
            ),
            unknowns=["sex_trade_involved"],
        ),
        changed(
            clear_breach(
                34, "SF-P1", incident_id="181100871", person_key="name_birth_date", citation="647(b)(2) PC",
                offense="PC 647(b)(2)", act_date="2018-12-24", district="Mission", officer_id="1234",
            ),
            condition(
                "requires", "police_act", True, row("arrests", 34, kind="custody"), row("charges", 34, stage=None)
            ),
            condition(
                "requires", "sex_trade_offense", None, row("charges", 34, citation="647(b)(2) PC", level=None),
                reasons=["buyer"],
            ),
            condition("unless", "on_warrant", None, row("arrests", 34, basis=None)),
            unknowns=["sex_trade_offense (buyer)", "on_warrant"], derived=["stage", "act_date"],
        ),
        changed(
            clear_breach(
                8, "SF-P1", incident_id="170998801", person_id="P077", citation="647(a) PC", offense="PC 647(a)",
                act_date="2017-12-14", district="Northern",
            ),
            condition(
                "requires", "in_force", None, row("charges", 8, date="12/14/2017"), reasons=["start_day_unknown"]
            ),
            unknowns=["in_force (start_day_unknown)"],
        ),
        clear_breach(
            41, "CA-1", incident_id="200045512", person_id="P512", citation="PC 647(b)(1)", offense="PC 647(b)(1)",
            act_date="2020-06-01", district="Mission", officer_id="3190",
        ),
        changed(
            clear_breach(
                45, "CA-2", incident_id="210310009", person_id="P600", citation="11364 HS", offense="HS 11364",
                act_date="2021-08-15", district="Bayview",
            ),
            condition(
                "shows", "minor", True, row("charges", 45, birth_date="masked (minor)", age="masked (minor)")
            ),
            verdict="breach",
        ),
        changed(
            clear_breach(
                47, "CA-2", incident_id="220118230", person_id="P655", citation="11377 HS", offense="HS 11377",
                stage="cited", act_date="2022-03-02", district="Richmond",
            ),
            condition(
                "review_if", "other_grounds", None, row("charges", 48, charge_id="C48", citation="SEE NARR"),
                assumed=True,
            ),
            condition("review_if", "cited_only", True, row("arrests", 47, kind="CITE")),
            review=["other_grounds", "cited_only"], assumptions=["other_grounds"],
        ),
        changed(
            clear_breach(
                52, "CA-1", incident_id="230777654", person_key="none", citation="647(b) PC", offense="PC 647(b)",
                act_date="2023-01-09", level=None, charge_id=None, stage="filed",
            ),
            condition("requires", "police_act", None, row("charges", 52, stage="FILED")),
            condition(
                "requires", "reported_crime", None,
                *(row("involvements", 100 + i, role="VICTIM", person_id=None, name="blank") for i in range(20)),
                reasons=["category"], total=43,
            ),
            condition("unless", "on_warrant", None, searched={"arrests": 0}),
            unknowns=["police_act", "reported_crime (category)", "on_warrant"],
        ),
    ]  # fmt: skip


def _data(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def run() -> tuple[list[Plain], Plain, Plain, list[Plain]]:
    """What `render` takes: findings, summary, coverage, packs."""
    return findings(), _data("summary"), _data("coverage"), _data("packs")


MANIFEST: Plain = {
    "schema": "manifest/1",
    "tool": {"name": "auditor", "version": "0"},
    "packs": [{"id": "sf-2017", "version": "1.0", "sha256": "0" * 64}],
    "mapping": {"name": "canonical", "sha256": "1" * 64},
    "inputs": [{"file": "charges.csv", "size": 8480, "sha256": "2" * 64}],
    "options": {
        "jurisdiction": "US-CA-SF", "from": None, "to": None, "complete": [], "covers": {}, "assume": {},
        "dates": {}, "show_names": False, "show_minors": False, "max_rejected": 0.01,
    },
}  # fmt: skip


def as_run(findings: list[Plain], summary: Plain, coverage: Plain, packs: list[Plain]) -> Run:
    """The same as reports take it."""
    return Run(Findings.of(findings), {**summary, "packs": packs}, coverage, MANIFEST)


def screening_run() -> tuple[list[Plain], Plain, Plain, list[Plain]]:
    """The same as a what-if on an export that identifies nobody: three possible breaches."""
    _, summary, coverage, packs = run()
    found = [f for f in findings() if f["policy"] == "sf-2017" and f["verdict"] == "possible"][:3]
    nobody = {"agency": None, "district": None, "person_id": None, "person_key": "none"}
    found = [{**f, **nobody, "assumptions": ["bound", *f["assumptions"]]} for f in found]
    note = "This export screens incidents and cannot identify a person: it has no witnesses and\nno statutes."
    summary["export"] |= {"mapping": "nibrs", "jurisdiction": "US-MN", "notes": [note]}
    summary["policies"] = [{**summary["policies"][0], "bound": False}]
    for rule in summary["policies"][0]["rules"]:
        rule["breach"] = 0
    summary |= {"what_if": ["sf-2017"], "totals": {"breach": 0, "possible": 3, "cases": 3}}
    return found, summary, coverage, packs[:1]


def listing_run() -> tuple[list[Plain], Plain, Plain, list[Plain]]:
    """A run on an export without people: no finding, and two incidents to ask for, one of them unclear."""
    _, summary, coverage, packs = run()
    summary |= {"totals": {"breach": 0, "possible": 0, "cases": 0}}
    for rule in (rule for policy in summary["policies"] for rule in policy["rules"]):
        rule |= {"auditable": False, "missing": ["involvements", "charges"], "no_rate": "not_auditable"}
        rule |= dict.fromkeys(("breach", "possible"), 0) | {"rate": None}
    coverage["screened"] = [
        screened("S-1", ("13075", True, False), ("03073", False, True)),
        screened("S-2", ("16650", None, False), ("03014", False, True), unclear=["protected"]),
    ]
    return [], summary, coverage, packs


def screened(number: str, *offenses: tuple[str, bool | None, bool | None], unclear: Any = ()) -> Plain:
    """An incident to ask for, its offenses as (code, protected, qualifying)."""
    told = [
        {
            "citation": code,
            "offense": f"SFPD {code}",
            "description": f"about {code}",
            "protected": protected,
            "qualifying": qualifying,
        }
        for code, protected, qualifying in offenses
    ]
    return {
        "policy": "sf-2017",
        "rules": ["SF-P1"],
        "agency": None,
        "incident_id": number,
        "report_date": None,
        "district": None,
        "arrests": [None, "citation"],
        "offenses": told,
        "unclear": list(unclear),
    }
