"""The identity of a finding and of a case: keyless, deterministic, and the same for the same record for ever.

An id is the first 128 bits of SHA-256 over the JSON array of its parts, which is injective: null, "" and
"null" differ, and no two lists of parts are written alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

Part = str | int | None
_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def digest(kind: str, parts: Iterable[Part]) -> str:
    """32 hexadecimal digits over an injective encoding of `parts`, apart for each `kind` of thing."""
    return hashlib.sha256(_json([kind, *parts]).encode("ascii")).hexdigest()[:32]


def person_key(person_id: str | None, name_key: str | None, born: str | None) -> tuple[Part, ...]:
    """The `person_id`, else folded name and birth date (both known), else none."""
    if person_id is not None:
        return ("id", person_id)
    if name_key is not None and born is not None:
        return ("name_birth_date", name_key, born)
    return ("none",)


def charge_key(
    charge_id: str | None, citation: str | None, date: str | None, ordinal: int
) -> tuple[Part, ...]:
    """The `charge_id` (with an ordinal only for the second and later rows that share it), else what tells it."""
    if charge_id is not None:
        return ("id", charge_id, ordinal) if ordinal else ("id", charge_id)
    return ("row", citation and " ".join(citation.casefold().split()), date, ordinal)


def finding_id(
    policy: str, rule: str, incident: Sequence[Part], person: Sequence[Part], charge: Sequence[Part]
) -> str:
    """The id of a finding; `incident` is (agency, incident_id)."""
    return digest("finding", [policy, rule, *incident, *_framed(person), *_framed(charge)])


def case_id(incident: Sequence[Part], person: Sequence[Part]) -> str:
    """The id of a case: one person in one incident."""
    return digest("case", [*incident, *_framed(person)])


def _framed(parts: Sequence[Part]) -> list[Part]:
    """Parts behind their number, so that two lists in a row cannot run into one another."""
    return [len(parts), *parts]
