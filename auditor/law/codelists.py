"""Offense codes of agencies, such as those of NIBRS, as citations: closed lists, so reading is looking up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import cache

from auditor.law.statutes import code_lists, statutes

_CODE = re.compile(r"(?:(?P<system>[A-Z]{2,8})[ :-]{0,2})?(?P<code>[0-9]{1,5}[A-Z]?)")


def listed_code(text: str, system: str | None) -> tuple[str, str] | None:
    """The system and the code that a text is, letter case and outer spaces apart; None where it is none.

    `system` is the one that the column is known to hold. Zeros that a spreadsheet took off the front of a code
    of digits are then put back. Where nothing says so, digits could be anything: they need the name of their
    system before them, as in `SFPD 03014`; a code with a letter does not.
    """
    found = _CODE.fullmatch(text.strip().upper()) if text.isascii() else None
    if found is None:
        return None
    code, named = found["code"], found["system"] or system
    if system not in (None, named):
        return None
    if named is None:
        return None if code.isdigit() else _only(code)
    known = _codes().get(named, frozenset())
    if system and code.isdigit():
        code = code.zfill(max(map(len, known), default=0))
    return (named, code) if code in known else None


def _only(code: str) -> tuple[str, str] | None:
    """The code with its system, where one list alone has it."""
    having = [system for system, codes in _codes().items() if code in codes]
    return (having[0], code) if len(having) == 1 else None


@cache
def _codes() -> Mapping[str, Set[str]]:
    rows = statutes().rows
    return {system: {row.section for row in rows if row.system == system} for system in sorted(code_lists())}
