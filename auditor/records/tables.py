"""The record tables: every column of the contract declared once, with its kind.

Whatever an export looks like, intake reads it into these tables. Everything that follows (facts, evidence,
coverage, mappings) takes the names, kinds and code lists of columns from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import polars as pl


class Kind(Enum):
    """What a column holds, which decides how its cells are read."""

    ID = "id"  # kept exactly as exported, only trimmed
    CODE = "code"  # a word of a code list
    BOOL = "bool"
    DATE = "date"  # a day
    TIME = "time"  # a moment; a day alone is its midnight
    AGE = "age"  # years
    NAME = "name"  # of a person
    TEXT = "text"

    @property
    def dtype(self) -> pl.DataType:
        """The type of a column of this kind once it is read."""
        return _DTYPES.get(self, pl.String())

    @property
    def keeps_raw(self) -> bool:
        """Whether reading may change the cell, so that evidence needs the cell as it was exported."""
        return self in _DTYPES or self is Kind.CODE


_DTYPES: Mapping[Kind, pl.DataType] = {
    Kind.BOOL: pl.Boolean(),
    Kind.DATE: pl.Date(),
    Kind.TIME: pl.Datetime("us"),
    Kind.AGE: pl.Int64(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a record table. `codes` names its code list where its kind is CODE or BOOL."""

    name: str
    kind: Kind
    required: bool = False
    codes: str | None = None

    @property
    def raw(self) -> str | None:
        """The name of the column that holds the cell as exported, where reading may change it."""
        return f"raw_{self.name}" if self.kind.keeps_raw else None


@dataclass(frozen=True)
class Table:
    """A record table: its name and its columns, in the order of the contract."""

    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of this name. Raises KeyError where the table has none."""
        return next((c for c in self.columns if c.name == name), None) or _no_column(self.name, name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(c.name for c in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that every row must fill."""
        return tuple(c.name for c in self.columns if c.required)

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Names and types of a table that intake has read: record columns, `file`, `row`, raw cells."""
        columns: dict[str, pl.DataType] = {c.name: c.kind.dtype for c in self.columns}
        columns |= {"file": pl.String(), "row": pl.Int64()}
        return columns | {c.raw: pl.String() for c in self.columns if c.raw}


def _no_column(table: str, name: str) -> Column:
    raise KeyError(f"{table}.{name}")


def _id(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.ID, required=required)


def _code(name: str, codes: str) -> Column:
    return Column(name, Kind.CODE, codes=codes)


def _bool(name: str) -> Column:
    return Column(name, Kind.BOOL, codes="bool")


def _time(name: str) -> Column:
    return Column(name, Kind.TIME)


def _text(name: str, *, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, required=required)


_PERSON = (
    Column("name", Kind.NAME),
    Column("birth_date", Kind.DATE),
    Column("age", Kind.AGE),
    _code("sex", "sex"),
    _code("gender", "gender"),
    _text("race"),
    _text("ethnicity"),
)
PERSON_COLUMNS = tuple(c.name for c in _PERSON)

_INCIDENT = (_id("incident_id", required=True), _id("agency"))

_DECLARED = (
    Table(
        "incidents",
        (
            *_INCIDENT,
            _time("occurred_at"),
            _time("reported_at"),
            _text("report_type"),
            _text("district"),
            _text("beat"),
            _text("location"),
            _text("narrative"),
        ),
    ),
    Table(
        "involvements",
        (
            *_INCIDENT,
            _id("person_id"),
            _code("role", "role"),
            _id("offense_id"),
            _bool("sex_trade"),
            _bool("also_offender"),
            _bool("deceased"),
            *_PERSON,
        ),
    ),
    Table(
        "offenses",
        (*_INCIDENT, _id("offense_id"), _text("citation"), _text("description"), _bool("attempted")),
    ),
    Table(
        "arrests",
        (
            *_INCIDENT,
            _id("arrest_id"),
            _id("person_id"),
            _time("arrested_at"),
            _code("kind", "arrest_kind"),
            _code("basis", "basis"),
            _id("officer_id"),
            _text("unit"),
        ),
    ),
    Table(
        "charges",
        (
            *_INCIDENT,
            _id("charge_id"),
            _id("person_id"),
            _id("arrest_id"),
            _text("citation"),
            _code("level", "level"),
            _text("description"),
            _code("stage", "stage"),
            _time("date"),
            *_PERSON,
        ),
    ),
    Table(
        "evidence",
        (
            *_INCIDENT,
            _id("person_id"),
            _code("kind", "evidence_kind"),
            _code("action", "evidence_action"),
            _time("date"),
        ),
    ),
    Table(
        "referrals",
        (*_INCIDENT, _id("person_id"), _code("referred_to", "referred_to"), _time("date")),
    ),
    Table(
        "training",
        (
            _id("officer_id", required=True),
            _text("course", required=True),
            Column("completed_on", Kind.DATE),
        ),
    ),
    Table(
        "links",
        (*_INCIDENT, _id("source_incident_id", required=True), _code("kind", "link_kind")),
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _DECLARED}


def empty_frame(name: str) -> pl.DataFrame:
    """A table without a row, as intake gives it: record columns, `file`, `row` and the raw cells."""
    return pl.DataFrame(schema=TABLES[name].schema)
