"""What is said to those for whom a report is: internal use, oversight, the public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.reports.method import COUNTED, READINGS, TERMS

READERS = {
    "internal": "Confidential, for internal use",
    "oversight": "Confidential, for oversight",
    "public": "Counts for the public",
}
"""For whom a report is, by its audience."""

KEEP_SAFE = (
    "It ties people to crimes that they reported. Do not use it against them, do not contact them from it, and keep "
    "it where the records themselves are kept."
)
"""What is said to whoever holds a report with findings."""

PSEUDONYMS = (
    "The same person, officer, incident, charge or arrest has the same one all through this report, and in every "
    "report under the key {key}. Only who holds that key can go back to the record. Times of day, places within a "
    "district, names and free text are left out; a district or agency that is on no published list is a pseudonym as "
    "well."
)
"""What is said of ids in a report for oversight."""

_SUPPRESSED = (
    "No count from 1 to {below} is in this report, and none can be worked out from those that are: groups are put "
    "together until they are large enough. The smallest count that stands here, or follows from what does, is "
    "{smallest}. Counted are charges and reports, and one person can stand behind several. Two rules can count the "
    "same charge: a reader who knows besides that one of them counts all that the other does can subtract the two."
)

ONE_DIRECTIVE = (
    "No figure is printed: it counts some of the arrests of another directive, and could be subtracted."
)
"""What is said to the public of a directive without figures."""

MADE_FOR = {
    "key_id": "Pseudonyms by the key",
    "threshold": "No count from 1 to below",
    "smallest": "Smallest count shown, above none",
}
"""What a run was made ready with for a reader."""

_PUBLIC_TERMS = {
    "The record does not say": "A blank cell, a value that could not be read, or a row that is not there. It is never "
    "taken for “no”.",
    "Withheld": "A count from 1 up to the threshold, or one from which such a count could be worked out.",
    "Others together": "Groups that are too small to stand alone, as one.",
    "Rules with a rate": "Rules of which the record shows how often they applied, taken together.",
}
_OVERSIGHT_TERMS = {
    "Rows and cells": "Files and rows are numbered for this report alone. A cell shows the word of a list, the day, "
    "the age band or the section of law that was read in it; any other text is withheld.",
    "Names and other private columns": "Of names, birth dates, places and narratives stands only whether they are the "
    "same as those of the person charged.",
}


def suppressed(made_for: Mapping[str, Any]) -> str:
    """What is said of small numbers in a report for the public."""
    return _SUPPRESSED.format(
        below=made_for["threshold"] - 1,
        smallest="none at all" if made_for["smallest"] is None else f"{made_for['smallest']:,}",
    )


def terms(audience: str) -> Mapping[str, str]:
    """The words of a report for an audience, and what they mean in it."""
    if audience == "public":
        return {name: TERMS[name] for name in tuple(TERMS)[:4]} | _PUBLIC_TERMS
    return {**TERMS, **_OVERSIGHT_TERMS} if audience == "oversight" else TERMS


def counted(audience: str) -> Mapping[str, str]:
    """What is counted of a rule besides breaches, as far as the report of an audience has it."""
    return {term: says for term, says in COUNTED.items() if term != "Excepted" or audience != "public"}


def readings(audience: str) -> Mapping[str, str]:
    """The readings of the same records that the report of an audience sets side by side; none for the public."""
    return {} if audience == "public" else READINGS
