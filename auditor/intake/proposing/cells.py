"""Which record columns the cells of a source column may stand for."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import polars as pl

from auditor.intake.proposing.profiles import Profile
from auditor.intake.reading_ages import OLDEST
from auditor.intake.reading_dates import FORMATS
from auditor.law.citations import read_citation
from auditor.records.codes import fold_code

DAYS = ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%m.%d.%Y", "%Y/%m/%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y")
CLOCKS = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "")
WRITTEN = tuple(day + clock for day in DAYS for clock in CLOCKS)
"""Forms of dates that a mapping has to tell."""

LISTS = ("NIBRS", "SFPD")
UCR = "UCR"
SEPARATORS = (";", "|", "/", ",")
_CODED = re.compile(r"[A-Z]{2,4}\b|\b[A-Z]{2,4}$")


@dataclass(frozen=True)
class Dates:
    """The forms that read the cells of a column, none where they need no telling; the share that is read."""

    forms: tuple[str, ...]
    share: float
    either: bool = False


def share(profile: Profile, test: Callable[[str], bool]) -> float:
    """The share of the rows that say something whose cell passes the test."""
    return sum(n for text, n in profile.common if test(text)) / profile.tried if profile.tried else 0.0


@lru_cache(1024)
def dates(profile: Profile) -> Dates:
    """How the cells are read as dates: by as few forms as read them all."""
    texts = [text for text, _ in profile.common]
    times = dict(profile.common)
    plain = _read_by(texts, FORMATS)
    told = {form: _read_by(texts, (form,)) for form in WRITTEN}
    read, forms = set(plain), list[str]()
    for _ in range(3):
        gain = {form: sum(times[t] for t in of - read) for form, of in told.items()}
        best = max(WRITTEN, key=lambda form: gain[form])
        if gain[best] <= profile.tried * 0.01:
            break
        forms.append(best)
        read |= told[best]
    if forms and plain:
        forms += [form for form in FORMATS if _read_by(texts, (form,))]
    found = sum(times[t] for t in read) / profile.tried if profile.tried else 0.0
    return Dates(tuple(forms), found, bool(forms) and _either(forms[0], read, told))


def _either(form: str, read: set[str], told: Mapping[str, set[str]]) -> bool:
    """Whether another order of day and month reads the same cells."""
    swapped = form.replace("%m", "\0").replace("%d", "%m").replace("\0", "%d")
    return "%m" in form and swapped != form and told.get(swapped, set()) >= read


def _read_by(texts: list[str], forms: tuple[str, ...]) -> set[str]:
    column = pl.Series(texts, dtype=pl.String)
    first, last = pl.datetime(1900, 1, 1), pl.datetime(2100, 12, 31)
    read = set[str]()
    for form in forms:
        bare = form.removesuffix("%#z")
        moment = column.to_frame("t").select(
            v=pl.col("t").str.to_datetime(bare, strict=False, time_unit="us").is_between(first, last)
        )["v"]
        read |= set(column.filter(moment.fill_null(value=False)).to_list())
    return read


def is_code(codes: str) -> Callable[[str], bool]:
    """Whether a cell spells a code of the list."""
    return lambda text: isinstance(fold_code(text, codes), str)


def is_age(text: str) -> bool:
    """Whether a cell is whole years."""
    digits = text.removesuffix(".0")
    return digits.isascii() and digits.isdigit() and int(digits[:4]) <= OLDEST


@lru_cache(1024)
def citation_system(profile: Profile, state: str | None) -> tuple[str | None, float]:
    """The code system that reads most of the cells (None: their text tells), and the share that it reads.

    Sections are read as those of California, so they count for nothing where the export is of another state.
    """
    shares = {system: share(profile, _listed(system)) for system in LISTS}
    shares[UCR] = share(profile, lambda text: text in ucr_codes())
    best = max(shares, key=lambda system: shares[system])
    cited = 0.0 if state not in (None, "CA") else share(profile, _cited)
    return (best, shares[best]) if shares[best] > cited else (None, cited)


def _listed(system: str) -> Callable[[str], bool]:
    return lambda text: read_citation(text, system).citation is not None


def _cited(text: str) -> bool:
    reading = read_citation(text)
    return bool(reading.citations) and any(c.isalpha() or c == "(" for c in text)


@cache
def ucr_codes() -> Mapping[str, str | None]:
    """The FBI's summary (UCR) codes, each with the NIBRS code of the same offense; None where several are."""
    text = files("auditor.intake.proposing").joinpath("ucr.csv").read_text(encoding="utf-8")
    return {row["ucr"]: row["nibrs"] or None for row in csv.DictReader(text.splitlines())}


def separator(profile: Profile, test: Callable[[str], bool]) -> str | None:
    """The text between several values in one cell, where pieces pass the test and whole cells do not."""
    for mark in SEPARATORS:
        cells = [text for text, _ in profile.common if mark in text and not test(text)]
        pieces = [piece.strip() for text in cells for piece in text.split(mark) if piece.strip()]
        if pieces and len(pieces) > len(cells) and sum(map(test, pieces)) >= 0.8 * len(pieces):
            return mark
    return None


def is_one_citation(text: str) -> bool:
    """Whether a text is read as one citation, with the letters of its code."""
    return read_citation(text).citation is not None and bool(_CODED.search(text.upper()))


def suffix(profile: Profile) -> dict[str, str | int] | None:
    """The ending under which several numbers are one incident; None where they have none."""
    whole = set(profile.counted)
    forms: tuple[tuple[str, dict[str, str | int]], ...] = (
        (r"(?P<base>.*[^ ]) *-[0-9]{1,2}", {"after": "-", "digits": 2}),
        (r"(?P<base>.*[0-9]) *[A-Za-z]", {"letters": 1}),
    )
    for pattern, said in forms:
        bases = [found["base"] for text in sorted(whole) if (found := re.fullmatch(pattern, text))]
        shared = [base for base, times in Counter(bases).items() if times > 1 or base in whole]
        if shared and min(map(len, shared)) >= 5 and len(shared) * 30 >= len(bases):
            return said
    return None
