"""What a mapping says, as data: which files feed which record table, and how each column is made.

A mapping is YAML, checked against `schemas/mapping.schema.json`. Nothing in it is code. File and column names
compare without letter case.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

NUMBER = "<n>"
"""What stands for the number in the name of a column that is repeated sideways."""


class Test(NamedTuple):
    """Whether a source cell is among some values. A blank cell is among none, so `negated` holds for it."""

    column: str
    among: tuple[str, ...]
    negated: bool = False


class Filled(NamedTuple):
    """Whether any of the columns that the patterns mean has something in it; `*` stands for any letters."""

    columns: tuple[str, ...]


class Suffix(NamedTuple):
    """What may end an id: `after` this text (or nothing), at most `digits` digits or `letters` letters."""

    after: str = ""
    digits: int = 0
    letters: int = 0


@dataclass(frozen=True, slots=True)
class FromColumn:
    """The cell of a source column.

    `values` gives other words for its words (None: no value), `keeps_others` says whether words outside it
    stay; `when` must hold, else the cell is null; `formats` are those of its dates; `across` names a source
    column: all rows with one value of it share the value that they agree on; `optional`: may be absent;
    `without_suffix` is cut off before anything else is done.
    """

    column: str
    values: MappingOf[str, str | None] = field(default_factory=dict)
    keeps_others: bool = True
    when: Test | None = None
    formats: tuple[str, ...] = ()
    across: str | None = None
    optional: bool = False
    without_suffix: Suffix | None = None

    @property
    def bare(self) -> bool:
        """Whether the cell is that of the source column as it stands."""
        return not (self.values or self.when or self.across or self.without_suffix)


class Constant(NamedTuple):
    """The same value in every row."""

    value: str


class FirstOf(NamedTuple):
    """The first of several cells that is not blank. Columns that are absent are passed over."""

    cells: tuple[FromColumn | Constant, ...]


class Together(NamedTuple):
    """Several cells put together, `between` them this text; blank ones are left out."""

    cells: tuple[FromColumn | Constant, ...]
    between: str = " "


class Relations(NamedTuple):
    """Whether a person is among the offenders of the incident, by a table of relations to offenders.

    True with a relation of `same`; false where the incident has offenders, none of them unidentified
    (`sequence` among `unidentified`), and the person has to each a relation that is known (not blank, not
    among `unknown`); else null.
    """

    file: tuple[str, ...]
    person: str
    offender: str
    relation: str
    codes: Join | None
    same: tuple[str, ...]
    unknown: tuple[str, ...]
    offenders: tuple[str, ...]
    incident: str
    sequence: str
    unidentified: tuple[str, ...]


class Join(NamedTuple):
    """Columns taken from another file of the export, found by equal keys.

    `by` maps our column to theirs, `take` a new name to their column. Where several of their rows have the
    key, a column is what they agree on; with `each_row`, our row is repeated for every one of them.
    """

    file: tuple[str, ...]
    by: MappingOf[str, str]
    take: MappingOf[str, str]
    each_row: bool = False
    required: bool = False


class Keep(NamedTuple):
    """Rows that fail the test are no records: set aside, and counted under `reason`."""

    test: Test | Filled
    reason: str


class Split(NamedTuple):
    """Cells of several values, separated by any text of `at`: a row is repeated for each.

    Several columns are split side by side: the second piece of one goes with the second of the other.
    """

    columns: tuple[str, ...]
    at: tuple[str, ...]


class Look(NamedTuple):
    """What a file must have: all of `columns`, one of `any_of`, one of `lists` as a list of structs."""

    columns: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


class Clause(NamedTuple):
    """One source of a record table. Without `columns`, the file's columns are named as the table's are.

    Of the files of this name it reads those that look like `having`. A row of the file becomes one for each
    struct of its list column `each`; one for each text of `sideways`, which stands for `<n>` in the names of
    columns; one for each piece of the cells that are `split`. With `distinct`, equal records are one.
    `unknown` are the mapping's further words for unknown.
    """

    table: str
    file: tuple[str, ...]
    columns: MappingOf[str, FromColumn | Constant | FirstOf | Together | Relations] | None = None
    join: tuple[Join, ...] = ()
    keep: tuple[Keep, ...] = ()
    system: str | None = None
    having: Look = Look()
    each: str | None = None
    sideways: tuple[str, ...] = ()
    split: tuple[Split, ...] = ()
    distinct: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def reshapes(self) -> bool:
        """Whether a row may give several records, or none, by its own cells."""
        return bool(self.each is not None or self.sideways or self.split)

    @property
    def plain(self) -> bool:
        """Whether each row comes from one row of one file alone."""
        cells = (self.columns or {}).values()
        shared = any(isinstance(c, Relations) or (isinstance(c, FromColumn) and c.across) for c in cells)
        return not self.join and not shared


class Span(NamedTuple):
    """From one day to another, both included; an open end is None."""

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NoOne:
    """Further words and values of an export that stand for no one."""

    names: tuple[str, ...] = ()
    person_ids: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()


class Sign(NamedTuple):
    """A file, and what it must look like, by which an export is recognised."""

    file: tuple[str, ...]
    look: Look


@dataclass(frozen=True, slots=True)
class CsvSaid:
    """What a mapping says of the form of CSV files; None: as the file shows. `quote` may be `none`."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None

    @property
    def told(self) -> tuple[str, ...]:
        """The names of what is said."""
        said = {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "quote": self.quote,
            "header": self.header,
        }
        return tuple(name for name, value in said.items() if value is not None)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping. `where` names its file for errors, `sha256` is that of its bytes."""

    name: str
    title: str
    where: str
    sha256: str
    clauses: tuple[Clause, ...]
    signs: tuple[Sign, ...] = ()
    notes: tuple[str, ...] = ()
    jurisdiction: str | None = None
    person_id_scope: str = "export"
    time_zone: str | None = None
    complete: MappingOf[str, Span | None] = field(default_factory=dict)
    covers: MappingOf[str, Span] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    no_one: NoOne = NoOne()
    csv: CsvSaid = CsvSaid()
    date_order: str | None = None
