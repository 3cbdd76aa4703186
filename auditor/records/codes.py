"""Code lists and the words that stand for unknown or for no one.

Exports spell codes a hundred ways. `spellings.csv` lists the ways that are known, per list and code; a
spelling without a code is known to say nothing definite (a role of OTHER). Spellings compare without case,
spaces and punctuation.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

CODES: Mapping[str, tuple[str, ...]] = {
    "role": ("victim", "witness", "reporting_party", "suspect", "arrestee", "other"),
    "arrest_kind": ("custody", "citation", "summons"),
    "basis": ("on_view", "warrant", "hold"),
    "level": ("felony", "misdemeanor", "infraction"),
    "stage": ("noted", "cited", "booked", "referred", "filed", "declined", "dismissed", "convicted"),
    "evidence_kind": ("drug", "paraphernalia", "condom", "weapon", "other"),
    "evidence_action": ("seized", "booked", "photographed", "released"),
    "referred_to": ("community_resources", "victim_services", "prosecutor"),
    "link_kind": ("rests_on", "related", "supplement", "duplicate"),
    "sex": ("M", "F", "X"),
    "gender": ("woman", "man", "transgender_woman", "transgender_man", "nonbinary", "other"),
    "bool": ("true", "false"),
}

NUMBERED = frozenset({"role"})
"""Lists whose words may carry a number in the export (`V1`, `WITNESS 2`)."""

UNKNOWN_WORDS = ("u", "unk", "unk.", "unknown", "n/a", "na", "<na>", "nan", "null", "(null)", "-", "--", "?")
"""Words for "unknown" in any column, in any case."""

NO_ONE_WORDS = ("doe", "unknown", "confidential", "redacted", "victim", "juvenile")
"""A name with one of these words is no one's."""

NO_ONE_IDS = ("unknown", "none")
"""Person ids that are no one's, beside those of zeros alone."""

NO_ONE_BIRTHS = (date(1900, 1, 1), date(1901, 1, 1))
"""Birth dates that systems write where none is known."""


class Vague(NamedTuple):
    """A word that is known to say nothing definite, or nothing at all."""

    unknown: bool


VAGUE, UNKNOWN = Vague(unknown=False), Vague(unknown=True)


def squeeze(text: str) -> str:
    """A spelling without case, spaces and punctuation."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@cache
def spellings(codes: str) -> Mapping[str, str | Vague]:
    """What each squeezed spelling of a code list means: a code, or VAGUE."""
    known: dict[str, str | Vague] = {squeeze(code): code for code in CODES[codes]}
    table = files("auditor.records").joinpath("spellings.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(table.splitlines()):
        if row["list"] == codes:
            known[squeeze(row["spelling"])] = row["code"] or VAGUE
    return known


def is_unknown(text: str, more: Iterable[str] = ()) -> bool:
    """Whether the text is blank or a word for "unknown"; `more` are a mapping's own words."""
    word = text.strip().casefold()
    return not word or word in UNKNOWN_WORDS or word in {m.strip().casefold() for m in more}


def fold_code(text: str, codes: str) -> str | Vague | None:
    """The code that a cell spells; VAGUE or UNKNOWN where it says nothing; None where it is not recognised.

    The code itself, letter for letter, is always the code: `other` is a role, OTHER is vague. A word of the
    list wins over a word for unknown. Two words in one cell (`V/W`) are not recognised.
    """
    if text.strip() in CODES[codes]:
        return text.strip()
    key, known = squeeze(text.strip().removesuffix(".0")), spellings(codes)
    if key in known:
        return known[key]
    if is_unknown(text):
        return UNKNOWN
    if codes in NUMBERED and key.rstrip("0123456789"):
        return known.get(key.rstrip("0123456789"))
    return None
