"""The statement of a finding told again, from parts that may be shown; nothing of the old sentence is copied unread."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.judging.statement import ROLE, act_done
from auditor.reports.audiences.closed import WITHHELD, citation

Plain = Mapping[str, Any]

_ROLES = "|".join(re.escape(role) for role in ROLE.values())
_WHO = re.compile(
    r"(?:On (?:\d{4}-\d\d-\d\d|a day that the record does not say) )?"
    rf"([Aa] person (?:(?:recorded as|who may be) (?:{_ROLES})(?: and (?:{_ROLES}))*"
    r"|not recorded among those involved)) in incident "
)
_REPORTED = re.compile(r", (reported on \d{4}-\d\d-\d\d|of a day that the record does not say): ")


def retell(finding: Plain, incident: str) -> str:
    """The finding's statement with its incident under another name, and crimes in their normal form or not at all."""
    old = str(finding["statement"])
    who, of = f"{_who(old)} in incident {incident}", _crimes(finding, old)
    if not old.startswith("On "):
        return f"{who[0].upper()}{who[1:]}{of}, {_reported(old, finding['conditions'])}"
    when = f"On {finding['act_date'] or 'a day that the record does not say'}"
    level = f" ({finding['level']})" if finding["level"] else ""
    return f"{when} {who}{of} {act_done(finding['stage'], finding['binds'])} {_offense(finding)}{level}."


def _who(statement: str) -> str:
    found = _WHO.match(statement)
    return f"a{found[1][1:]}" if found else "a person"


def _offense(finding: Plain) -> str:
    if not finding["citation"] and not finding["offense"]:
        return "an offense not named"
    return (finding["offense"] and citation(finding["offense"])) or "an offense whose text is withheld"


def _crimes(finding: Plain, statement: str) -> str:
    """The crimes of the statement, as the evidence of the finding cites them; empty where it names none."""
    cited = {
        row["cells"].get("citation")
        for condition in finding["conditions"]
        for row in condition["evidence"]
        if row["table"] == "offenses"
    }
    told = {citation(text) or WITHHELD for text in cited if text is not None and text in statement}
    return f" ({', '.join(sorted(told))})" if told else ""


def _reported(statement: str, conditions: Sequence[Plain]) -> str:
    """When it was reported, and which duty the record does not show."""
    found = [*_REPORTED.finditer(statement)]
    if not found:
        return f"{WITHHELD}."
    last = found[-1]
    rest = statement[last.end() :].casefold()
    duties = " ".join(str(c["says"]) for c in conditions if str(c["says"]).casefold() in rest)
    return f"{last[1]}: {duties[:1].lower()}{duties[1:]}"
