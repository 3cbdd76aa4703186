"""What a report says of an export without people: which incidents to ask for, and what of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from auditor.reports import words

Plain = Mapping[str, Any]

UNCLEAR = {
    "protected": "whether the policy protects from an offense",
    "qualifying": "whether a crime is on its list",
    "in_force": "whether it was in force",
}
_MARKS = {
    ("protected", True): "protected",
    ("protected", None): "perhaps protected",
    ("qualifying", True): "crime on the list",
    ("qualifying", None): "perhaps on the list",
}


class Screen(NamedTuple):
    """The incidents to ask for under one policy: how many its codes settle, and which tables are missing."""

    policy: str
    title: str
    incidents: Sequence[Plain]
    settled: int
    lacking: Sequence[str]


def screens(summary: Plain, coverage: Plain) -> list[Screen]:
    """The screened incidents by policy, the clearest first; empty where there are none."""
    listed = coverage.get("screened") or []
    found = []
    for policy in summary["policies"]:
        own = [one for one in listed if one["policy"] == policy["policy"]]
        own.sort(key=lambda one: len(one["unclear"]))
        rules = {rule for one in own for rule in one["rules"]}
        lacks = [need for rule in policy["rules"] if rule["rule"] in rules for need in rule["missing"]]
        settled = sum(not one["unclear"] for one in own)
        if own:
            lacking = list(dict.fromkeys(lacks))
            found.append(Screen(policy["policy"], policy["title"], own, settled, lacking))
    return found


def is_screening(coverage: Plain) -> bool:
    """Whether the export tells of no people, so that incidents were screened."""
    return coverage.get("screened") is not None


def marks(offense: Plain) -> str:
    """What the policy makes of an offense, in words; empty where it is neither."""
    return ", ".join(words for (key, value), words in _MARKS.items() if offense[key] is value)


def unclear(incident: Plain) -> str:
    """What the codes of an incident leave open, in words."""
    return words.listed([UNCLEAR[what] for what in incident["unclear"]])


def arrests(incident: Plain) -> str:
    """What kinds of arrest the reports of an incident record."""
    return words.listed([kind or "arrest or citation" for kind in incident["arrests"]])
