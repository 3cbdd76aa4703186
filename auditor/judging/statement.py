"""One sentence that says who the person was in the incident, what was done, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.judging.subjects import Role
from auditor.policy.pack import Rule

DONE = {
    "noted": "was recorded with",
    "cited": "was cited for",
    "booked": "was booked for",
    None: "was accused (the record does not say at what stage) of",
}
BY_PROSECUTOR = {
    "filed": "was charged in court with",
    "dismissed": "was charged in court (and the charge later dismissed) with",
    "convicted": "was charged in court with and convicted of",
}
LATER = "was arrested, as far as the record of a later stage ({stage}) shows, for"
ROLE = {
    "victim": "a victim",
    "witness": "a witness",
    "reporting_party": "the reporting party",
    "suspect": "a suspect",
    "arrestee": "an arrestee",
    "other": "otherwise involved",
    None: "involved in a role that the record does not say",
}


def statement(
    row: Mapping[str, object],
    rule: Rule,
    conditions: Sequence[Mapping[str, Any]],
    roles: Sequence[Role],
    crimes: Sequence[str],
) -> str:
    """The sentence of a unit (`row`) under `rule`: its person has these roles in a report of these crimes."""
    who, of = _who(roles, row["incident_id"]), f" ({', '.join(crimes)})" if crimes else ""
    if rule.each == "report":
        day = row["report_date"]
        reported = f"reported on {day}" if day is not None else "of a day that the record does not say"
        return f"{who[0].upper()}{who[1:]}{of}, {reported}: {_act_says(rule, conditions)}"
    day = row["act_date"]
    when = f"On {day}" if day is not None else "On a day that the record does not say"
    offense = row["offense"] or (f"“{row['citation']}”" if row["citation"] else "an offense not named")
    level = f" ({row['law_level']})" if row["law_level"] else ""
    return f"{when} {who}{of} {act_done(row['stage'], rule.binds)} {offense}{level}."


def _act_says(rule: Rule, conditions: Sequence[Mapping[str, Any]]) -> str:
    """What the rule's act says: for a report, the duty that the record does not show."""
    acts = {c.name for c in rule.requires if c.act}
    told = " ".join(str(c["says"]) for c in conditions if c["name"] in acts)
    return f"{told[:1].lower()}{told[1:]}"


def act_done(stage: object, binds: str) -> str:
    """What was done, as far as the stage says, by whom a rule `binds`."""
    key = stage if stage is None else str(stage)
    if binds != "police" and key in BY_PROSECUTOR:
        return BY_PROSECUTOR[str(key)]
    return DONE.get(key) or LATER.format(stage=stage)


def _who(roles: Sequence[Role], incident: object) -> str:
    sure = [ROLE[role] for role, same in roles if same]
    perhaps = [ROLE[role] for role, same in roles if same is None and role in ("victim", "witness", None)]
    if sure:
        return f"a person recorded as {_list(sure)} in incident {incident}"
    if perhaps:
        return f"a person who may be {_list(perhaps)} in incident {incident}"
    return f"a person not recorded among those involved in incident {incident}"


def _list(words: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(words))
