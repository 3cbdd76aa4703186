"""The California Department of Justice's five-digit offense codes: a closed list, so reading is looking up.

The numbers collide with sections of law (11350 could be either), so only a column that is said to hold them is
read this way.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from auditor.law.source import table_rows
from auditor.law.spellings import Code
from auditor.law.statutes import split_section

SYSTEM = "CA-DOJ"

_NUMBER = re.compile(r"[0-9]{4,5}")  # four where a spreadsheet has lost the leading zero


class Coded(NamedTuple):
    """What an offense code stands for: a provision, and the level that the code is for, if any."""

    code: Code
    section: str
    subdivisions: tuple[str, ...]
    level: str | None


@cache
def _codes() -> dict[str, Coded]:
    return {
        row["doj"]: Coded(
            Code(row["system"], row["code"]), *split_section(row["section"]), row["level"] or None
        )
        for row in table_rows("doj_codes")
    }


def doj_code(text: str) -> Coded | None:
    """The provision of an offense code, outer spaces apart; None where it is none of the list."""
    number = text.strip()
    return _codes().get(number.zfill(5)) if text.isascii() and _NUMBER.fullmatch(number) else None
