"""One sentence that says who the person was in the incident, what was done, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

DONE = {
    "noted": "recorded with the offense, without an arrest,",
    "cited": "cited",
    "booked": "booked",
    "referred": "referred to the prosecutor",
    "filed": "charged in court",
    "declined": "presented to the prosecutor, who declined,",
    "dismissed": "charged in court, later dismissed,",
    "convicted": "convicted",
    None: "accused (the record does not say at what stage)",
}
ROLE = {
    "victim": "a victim",
    "witness": "a witness",
    "reporting_party": "the reporting party",
    "suspect": "a suspect",
    "arrestee": "an arrestee",
    "other": "otherwise involved",
    None: "involved in a role that the record does not say",
}


def statement(row: Mapping[str, object], roles: Sequence[tuple[str | None, bool | None]]) -> str:
    """The sentence of a charge (`row`) whose person has these roles, each surely (True) or perhaps (None)."""
    day = row["act_date"]
    when = f"On {day}" if day is not None else "On a day that the record does not say"
    offense = row["offense"] or (f"“{row['citation']}”" if row["citation"] else "an offense not named")
    level = f" ({row['law_level']})" if row["law_level"] else ""
    return (
        f"{when} a person {_who(roles)} incident {row['incident_id']} "
        f"was {DONE[row['stage']]} for {offense}{level}."  # type: ignore[index]
    )


def _who(roles: Sequence[tuple[str | None, bool | None]]) -> str:
    sure = [ROLE[r] for r, same in roles if same]
    perhaps = [ROLE[r] for r, same in roles if same is None and r in ("victim", "witness", None)]
    if sure:
        return f"recorded as {_list(sure)} in"
    if perhaps:
        return f"who may be {_list(perhaps)} in"
    return "not recorded among those involved in"


def _list(words: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(words))
