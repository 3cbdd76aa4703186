"""Which record columns the name of a source column may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from auditor.records.tables import TABLES
from auditor.yamlfile import read_yaml

PERSON = "involvements"
ALIKE = 0.86
"""Two names that are less alike than this are not alike."""


@dataclass(frozen=True)
class Header:
    """The name of a source column: its words, those of the person before them, the role that these give."""

    words: tuple[str, ...]
    person: str | None = None
    role: str | None = None

    @property
    def text(self) -> str:
        """The words, without those of the person."""
        return " ".join(self.words)

    @property
    def is_other(self) -> bool:
        """Whether it is a column of staff or of things."""
        return not set(known()["others"]).isdisjoint(self.words)


@cache
def known() -> Mapping[str, Any]:
    """The words of the data file."""
    text = files("auditor.intake.proposing").joinpath("headers.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = read_yaml(text, "headers.yaml").data
    return data


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, without case and punctuation, short forms written out."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("#", " # ")
    single = re.findall(r"[a-z]+|[0-9]+|#", apart.lower())
    return tuple(" ".join(known()["words"].get(word, word) for word in single).split())


@cache
def header_of(name: str) -> Header:
    """The name of a column, read."""
    words = words_of(name)
    for said, role in known()["people"].items():
        before = tuple(said.split())
        if words[: len(before)] == before and len(words) > len(before):
            return Header(words[len(before) :], said, role)
    return Header(words)


def table_of(stem: str) -> str | None:
    """The record table that the name of a file tells, by its last word that tells one."""
    told = [table for word in words_of(stem) for table, of in known()["tables"].items() if word in of]
    return told[-1] if told else None


@lru_cache(20_000)
def likeness(header: Header, table: str, column: str, *, own: bool) -> tuple[float, str]:
    """How like the name is to those known for a record column, from 0 to 1, and the one that it is most like.

    `own` says that the name of the file tells the table.
    """
    whole = " ".join(filter(None, (header.person, header.text)))
    best = max(
        ((_alike(text, spelling), spelling) for spelling in spellings(table, column, own=own)
         for text in _texts(header, whole, table, column)),
        default=(0.0, ""),
    )  # fmt: skip
    return best if best[0] >= ALIKE else (0.0, "")


def _texts(header: Header, whole: str, table: str, column: str) -> Iterable[str]:
    """The texts that a name is compared by: a person's columns also without the words of the person."""
    yield whole
    if header.person and table == PERSON and column != "role":
        yield header.text


@cache
def spellings(table: str, column: str, *, own: bool) -> tuple[str, ...]:
    """The names known for a record column; its own is the first."""
    columns = known()["columns"]
    shared = columns.get(column, []) if isinstance(columns.get(column), list) else []
    told = columns.get(table, {}).get(column, [])
    more = known()["own"].get(table, {}).get(column, []) if own else []
    name = [column] if own or table in ("incidents", PERSON) or shared else [f"{table[:-1]} {column}"]
    return tuple(dict.fromkeys(" ".join(words_of(text)) for text in (*name, *told, *shared, *more)))


def _alike(text: str, spelling: str) -> float:
    """From 0 to 1: equal, nearly equal, or with words to spare."""
    if text == spelling:
        return 1.0
    nearly = fuzz.token_sort_ratio(text, spelling) / 100 - 0.03
    words, told = set(text.split()), set(spelling.split())
    if (words ^ told) & set(known()["changing"]):
        return 0.0
    return max(nearly, 0.94 - 0.02 * len(words - told)) if " " in spelling and told < words else nearly


def record_columns(table: str) -> Iterable[str]:
    """The columns of a table that a source column may be proposed for."""
    persons = frozenset(("name", "birth_date", "age", "sex", "gender", "race", "ethnicity"))
    hidden = persons if table == "charges" else frozenset(("offense_id", "also_offender"))
    return [name for name in TABLES[table].names if name not in hidden]
