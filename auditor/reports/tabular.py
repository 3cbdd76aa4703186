"""Tables as plain data: what each column is and holds, and the rows. Every format of tables writes these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from auditor.schema import schema

Plain = Mapping[str, Any]

Value = str | int | float | bool | date | tuple[str, ...] | None
"""A cell: None is what the record does not say, or what does not apply."""

_KINDS = {"string": "text", "array": "list", "object": "list"}
_DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True)
class Column:
    """A column: its name, its kind (`text`, `list`, `integer`, `number`, `boolean`, `date`), what it says.

    `values` are those of a code; empty where it may hold anything of its kind. `label` heads it where the name
    would not do.
    """

    name: str
    kind: str
    says: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    label: str = ""

    @property
    def heading(self) -> str:
        """What a person reads above the column."""
        text = self.label or self.name.replace("_", " ")
        return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Table:
    """A table: its name, what a row of it is, its columns, and its rows in order."""

    name: str
    says: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


def declared(kind: str, path: str, *names: str) -> list[Column]:
    """These columns as a schema declares them; `path` leads to the object that has them, its steps apart by `/`."""
    place: Any = schema(kind)
    for step in filter(None, path.split("/")):
        place = place[step]
    return [_column(name, place["properties"][name]) for name in names]


def _column(name: str, told: Plain) -> Column:
    types = [told["type"]] if isinstance(told.get("type"), str) else list(told.get("type", ["string"]))
    (kind,) = {t for t in types if t != "null"}
    values = told.get("enum", told.get("items", {}).get("enum", ()))
    return Column(
        name=name,
        kind="date" if told.get("pattern") == _DATE else _KINDS.get(kind, kind),
        says=told["description"],
        nullable="null" in types or None in values,
        values=tuple(value for value in values if value is not None),
    )


def headed(columns: Iterable[Column], labels: Mapping[str, str]) -> list[Column]:
    """The columns, those that have a label here under it."""
    return [replace(column, label=labels.get(column.name, column.label)) for column in columns]


def row(columns: Iterable[Column], told: Plain) -> list[Value]:
    """The cells of these columns, from plain data that has them by name."""
    return [cell(column, told[column.name]) for column in columns]


def cell(column: Column, value: Any) -> Value:
    """A value of JSON as a cell of its column: days as dates, lists as texts."""
    if value is None:
        return None
    if column.kind == "date":
        return date.fromisoformat(value)
    return tuple(map(str, value)) if column.kind == "list" else value
