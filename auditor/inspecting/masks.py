"""Which cells of a column may be shown to whoever inspects an export.

Anything that may name a person or lead to one is not: a column is shown only where its header and all its
values allow it, and even then only values that occur often, since a rare one may be a name typed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.intake.private import is_private

VALUES, SHAPES, LENGTHS, NOTHING = "values", "shapes", "lengths", "nothing"

OFTEN = 3
"""A code is shown if it occurs so often."""

LONGEST = 60
DECADES = 25
"""Dates that span more years are taken for births."""

_TELLING = re.compile(
    r"@"
    r"|(?:\+?1[ .-]?)?\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-]?[0-9]{4}"
    r"|[0-9]{3}-[0-9]{2}-[0-9]{4}"
    r"|\b[0-9]+ +(?:block +)?(?:of +)?\w.* (?:st|street|ave|avenue|av|blvd|rd|road|dr|drive|ln|lane|way|ct|pl|hwy)\b"
    r"|^[^\W\d_'-]{2,}, ?[^\W\d_]{2,}(?: [^\W\d_]+\.?)?$",
    re.IGNORECASE,
)
"""Mail addresses, phone and social security numbers, street addresses, and `ROE, MARY`."""


def tells(values: Iterable[str]) -> bool:
    """Whether a value looks like a name, an address, a number to call or a personal number."""
    return any(_TELLING.search(value) for value in values)


def may_show(header: str, kind: str, values: Iterable[str], years: tuple[int, int] | None) -> str:
    """How much of a column may be shown: its values, their shapes, their lengths, or nothing."""
    named = not re.fullmatch(r"column_[0-9]+", header)
    if is_private(header):
        return NOTHING
    if kind == "text":
        return LENGTHS
    if kind in ("date", "date_time") and years is not None and years[1] - years[0] > DECADES:
        return SHAPES
    if kind == "citation":
        return VALUES
    if kind in ("id", "decimal", "number") or tells(values):
        return SHAPES
    if kind == "code" and not named and any(" " in value for value in values):
        return SHAPES
    return VALUES
