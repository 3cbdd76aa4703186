"""NIBRS offense codes as citations: a closed list, so reading is looking up."""

from __future__ import annotations

import re
from functools import cache

from auditor.law.statutes import statutes

SYSTEM = "NIBRS"

_NAMED = re.compile(r"(?:NIBRS[ :-]{0,2})?([0-9]{2}[0-9A-Z])")


@cache
def _codes() -> frozenset[str]:
    return frozenset(row.section for row in statutes().rows if row.system == SYSTEM)


def nibrs_code(text: str, named: bool) -> str | None:
    """The offense code that a text is, letter case and outer spaces apart; None where it is none of the list.

    Where nothing says that the column holds such codes (`named` is false), a code of digits alone needs the
    word NIBRS before it: it could be anything.
    """
    found = _NAMED.fullmatch(text.strip().upper()) if text.isascii() else None
    if found is None or found[1] not in _codes():
        return None
    return found[1] if named or not found[1].isdigit() or found[0] != found[1] else None
