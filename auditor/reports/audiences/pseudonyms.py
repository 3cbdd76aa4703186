"""Pseudonyms: ids, row numbers and file names of a run, re-keyed so that only the key's owner can go back."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from auditor.reports.audiences import closed
from auditor.runs.keys import Key

Plain = Mapping[str, Any]

KINDS: Mapping[str, str] = {
    "incident_id": "incident",
    "source_incident_id": "incident",
    "person_id": "person",
    "officer_id": "officer",
    "charge_id": "charge",
    "arrest_id": "arrest",
    "offense_id": "offense",
}
"""What the id in a column is of; ids of two kinds never share a pseudonym, even where they are equal."""

LENGTH = 16
"""Hexadecimal digits of a pseudonym, behind an x that keeps spreadsheets from reading a number in them. With a
million ids, two fall together once in 37 million runs."""


class Pseudonyms:
    """The pseudonyms of one run under one key. A null stays null; the same id has the same one everywhere."""

    def __init__(self, key: Key, rows: Iterable[tuple[str, int]], labels: Iterable[str]) -> None:
        """`rows` are all (file, row) that the run shows, `labels` all its file names."""
        self.key = key
        self.of: Callable[[str, str | None], str | None] = functools.cache(self._of)
        keyed = sorted(set(rows), key=lambda row: key.digest("row", f"{row[1]} {row[0]}"))
        self._rows = {row: number for number, row in enumerate(keyed, 1)}
        self._files = {name: f"file {number}" for number, name in enumerate(sorted(set(labels)), 1)}

    def _of(self, kind: str, value: str | None) -> str | None:
        return None if value is None else f"x{self.key.digest(kind, value)[:LENGTH]}"

    def hexadecimal(self, kind: str, value: str) -> str:
        """The pseudonym of an id that is a digest itself, of its own length."""
        return self.key.digest(kind, value)[: len(value)]

    def row(self, file: str, number: int) -> int:
        """The number of a row among those shown, in an order that the key decides."""
        return self._rows[file, number]

    def file(self, name: str) -> str:
        """The number of a file in place of its name, which may hold anything."""
        return self._files[name]

    def place(self, kind: str, name: str | None) -> str | None:
        """A `district` or `agency` by its published name; one that no list has, by a pseudonym."""
        return None if name is None else closed.label(kind, name) or self.of(kind, name)
