"""One sentence that says who the person was in the incident, what was done, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Role = tuple[str | None, bool | None]
"""A role of the person in the incident, and whether it is surely (True) or perhaps (None) theirs."""

DONE = {
    "noted": "was recorded with",
    "cited": "was cited for",
    "booked": "was booked for",
    None: "was accused (the record does not say at what stage) of",
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


def statement(row: Mapping[str, object], roles: Sequence[Role], crimes: Sequence[str]) -> str:
    """The sentence of a charge (`row`) whose person has these roles; `crimes` as the incident records them."""
    day = row["act_date"]
    when = f"On {day}" if day is not None else "On a day that the record does not say"
    offense = row["offense"] or (f"“{row['citation']}”" if row["citation"] else "an offense not named")
    level = f" ({row['law_level']})" if row["law_level"] else ""
    return f"{when} {_who(roles, row['incident_id'], crimes)} {_done(row['stage'])} {offense}{level}."


def _done(stage: object) -> str:
    told = DONE.get(stage if stage is None else str(stage))
    return told or LATER.format(stage=stage)


def _who(roles: Sequence[Role], incident: object, crimes: Sequence[str]) -> str:
    sure = [ROLE[role] for role, same in roles if same]
    perhaps = [ROLE[role] for role, same in roles if same is None and role in ("victim", "witness", None)]
    of = f" ({', '.join(crimes)})" if crimes else ""
    if sure:
        return f"a person recorded as {_list(sure)} in incident {incident}{of}"
    if perhaps:
        return f"a person who may be {_list(perhaps)} in incident {incident}{of}"
    return f"a person not recorded among those involved in incident {incident}"


def _list(words: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(words))
