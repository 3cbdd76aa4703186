"""What of a record's text may leave the house: words of closed lists, days, and sections that the law has.

Everything else may name somebody, whatever column it stands in. Nothing passes as it was written: a cell becomes
the word of the list that it spells, so that what is beside the word, or in it, stays behind.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from auditor.judging.groups import BANDS, OLDEST, SEXES
from auditor.law.citations import Citation, read_citation
from auditor.law.statutes import statutes
from auditor.records.codes import CODES, Vague, fold_code, squeeze
from auditor.records.tables import TABLES, Kind, Table

WITHHELD = "text withheld"
"""What stands in place of any other text."""

COMPARED = frozenset({"equal", "unequal", "blank", "masked (minor)"})
"""What findings say of private columns without their content."""

OLDEST_AGE = 120

_GROUPS = {
    "gender": frozenset({*CODES["gender"], *SEXES.values()}),
    "age_band": frozenset({*(band for _, band in BANDS), OLDEST}),
}

_DAY = re.compile(r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{1,2})([-/.])(\d{1,2})\6(\d{4}))(?![\d/.-])")
_MONTHS = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?",
    "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
_NAMED = re.compile(rf"(\d{{1,2}})([- /])({'|'.join(_MONTHS)})\2((?:\d\d)?\d\d)(?![\w/.-])", re.IGNORECASE)
_PATH = re.compile(r"[a-z]|[ivx]{1,4}|\d{1,2}")
_DEEPEST = 4
_NUMBERED = re.compile(r"[a-z]|\d{1,2}|[a-z]\d{1,2}|\d{1,2}[a-z]")


@cache
def _labels(listing: str) -> Mapping[str, str]:
    """The label of each squeezed spelling of a list of `labels.csv`."""
    table = files("auditor.records").joinpath("labels.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return {squeeze(row["spelling"]): row["label"] for row in rows if row["list"] == listing}


def label(listing: str, text: str) -> str | None:
    """The published label (of a `district`, `agency`, `race` or `ethnicity`) that a text spells, or None.

    A district may also be a letter, a number up to 99, or both.
    """
    known = _labels(listing).get(squeeze(text))
    if known is None and listing == "district" and _NUMBERED.fullmatch(text.strip().casefold()):
        return text.strip().upper()
    return known


def group(by: str, name: str) -> str | None:
    """The label of a group of people or places (of a `by_…` list of the summary) that a list has, or None."""
    if by in ("district", "race"):
        return label(by, name)
    return name if name in _GROUPS[by] else None


def day(text: str) -> str | None:
    """The day that a cell begins with, without its time, as it was written; None where no day is there.

    A day in numbers has a year of four digits; one whose month is named, `06-MAY-18`, may have one of two.
    """
    named = _NAMED.match(text.strip())
    if named is not None:
        month = next(n for n, name in enumerate(_MONTHS, 1) if re.fullmatch(name, named[3], re.IGNORECASE))
        return named[0] if _is_day(2000 + int(named[4]) % 100, month, int(named[1])) else None
    found = _DAY.match(text.strip())
    if found is None:
        return None
    year, month, last = (int(n) for n in (found[1] or found[8], found[3] or found[5], found[4] or found[7]))
    if not 1900 <= year <= 2100 or not (_is_day(year, month, last) or _is_day(year, last, month)):
        return None
    return found[0]


def _is_day(year: int, month: int, number: int) -> bool:
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=20_000)
def citation(text: str) -> str | None:
    """The normal form of a citation, where the statute tables have its section; None otherwise."""
    bare = text.removesuffix(", attempted")
    read = read_citation(bare)
    told = [one for one in read.citations if read.why is None or one.normal == bare]
    if len(told) != 1 or not _is_law(told[0]):
        return None
    return told[0].normal + ", attempted" * (bare != text and not told[0].attempt)


def _is_law(cited: Citation) -> bool:
    """The tables have the section, and its subdivisions are letters and small numbers, not text in disguise."""
    path = cited.subdivisions
    return statutes().known(cited) and len(path) <= _DEEPEST and all(_PATH.fullmatch(part) for part in path)


def age_band(text: str) -> str | None:
    """The band of an age in years; None where it is no such age."""
    if not re.fullmatch(r"\d{1,3}", text.strip()) or int(text) > OLDEST_AGE:
        return None
    return next((band for under, band in BANDS if int(text) < under), OLDEST)


def cell(table: str, column: str, text: str) -> str:
    """What may be shown of a cell that holds no id: the word that it spells, or else `WITHHELD`."""
    return (text if text in COMPARED else _word(TABLES[table], column, text)) or WITHHELD


def _word(table: Table, column: str, text: str) -> str | None:
    declared = next((c for c in table.columns if c.name == column), None)
    if declared is None or column == "birth_date":
        return None
    if declared.codes is not None:
        code = fold_code(text, declared.codes)
        return "not definite" if isinstance(code, Vague) else code
    if column in ("district", "race", "ethnicity"):
        return label(column, text)
    if column == "citation":
        return citation(text)
    reader = {Kind.TIME: day, Kind.DATE: day, Kind.AGE: age_band}.get(declared.kind)
    return reader(text) if reader else None
