"""What a run read and could not read, as tables: files, columns, values not taken, incidents to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditor.law.citations import WHYS
from auditor.reports import screening, words
from auditor.reports.overview import ODDITIES
from auditor.reports.tabular import Column, Plain, Table, Value, declared, headed, row

_FILES = "properties/files/items"
_FILE = declared("coverage", _FILES, "file", "tables")
_READ = [replace(column, nullable=True) for column in declared("coverage", _FILES, "read", "used")]
_ROWS = [replace(column, nullable=True) for column in declared("coverage", _FILES, "duplicates", "orphans")]
_REJECTED = Column("rejected", "integer", "Rows rejected.", True)
_WHY = Column("why", "list", "Rows rejected or set aside, by reason; of a file that was not read, why not.")
_COLUMN = declared(
    "coverage", "properties/tables/additionalProperties/properties/columns/additionalProperties",
    "present", "nulls", "null_share",
)  # fmt: skip
_TABLE = [
    Column("table", "text", "The record table."),
    Column("column", "text", "The column of it that rules may look at."),
    *declared("coverage", "properties/tables/additionalProperties", "rows"),
]
_LOST = [
    Column(name, "integer", f"Rows whose value is {why} and counts as not recorded.")
    for name, why in ODDITIES.items()
]
_LABELS = {
    "present": "In the export", "nulls": "Blank", "null_share": "Share blank",
    "unrecognised": "Not recognised", "vague": "Too vague", "unreadable": "Not readable",
}  # fmt: skip
_VALUES = [
    Column("column", "text", "The column of a record table."),
    Column("value", "text", "The value as exported; null stands for all the others.", True),
    Column("rows", "integer", "Rows that have it."),
    Column("why", "text", "Why it was not taken."),
]
_SCREENED = "properties/screened/items"
_INCIDENT = [
    replace(column, kind="date" if column.name == "report_date" else column.kind)
    for column in declared(
        "coverage",
        _SCREENED,
        "policy",
        "rules",
        "agency",
        "incident_id",
        "report_date",
        "district",
        "unclear",
    )
]
_OFFENSES = [
    Column("offenses", "list", "The citations of its reports as exported, each with what the policy makes of it."),
    Column("arrested", "text", "The kinds of arrest that its reports record."),
]  # fmt: skip


def coverage_tables(coverage: Plain) -> list[Table]:
    """The tables in the order of the coverage; that of incidents to ask for only where an export tells of no people."""
    files = [*map(_file, coverage["files"]), *map(_unread, coverage["files_not_read"])]
    every = [
        Table(
            "files",
            "One row a file of the export; one that was not read has no counts.",
            [*_FILE, *_READ, _REJECTED, *_ROWS, _WHY],
            files,
        ),
        Table(
            "columns",
            "One row a column of a record table.",
            headed([*_TABLE, *_COLUMN, *_LOST], _LABELS),
            list(_columns(coverage)),
        ),
        Table(
            "not_taken",
            "One row a value of the export that was not taken, or a citation that no statute table has.",
            _VALUES,
            list(_values(coverage)),
        ),
    ]
    if screening.is_screening(coverage):
        rows = [[*row(_INCIDENT, one), *_offenses(one)] for one in coverage["screened"]]
        says = "One row a policy and incident whose person records could show a breach."
        every.append(Table("to_ask_for", says, [*_INCIDENT, *_OFFENSES], rows))
    return every


def _file(told: Plain) -> list[Value]:
    counts = [told["rejected"], told["set_aside"], *told.get("no_record", {}).values()]
    why = tuple(f"{words.plain(reason)}: {rows:,}" for of in counts for reason, rows in of.items())
    return [*row([*_FILE, *_READ], told), sum(told["rejected"].values()), *row(_ROWS, told), why]


def _unread(told: Plain) -> list[Value]:
    return [told["file"], (), None, None, None, None, None, (told["why"],)]


def _columns(coverage: Plain) -> Iterator[list[Value]]:
    for table, told in coverage["tables"].items():
        for column, of in told["columns"].items():
            yield [table, column, told["rows"], *row(_COLUMN, of), *(_lost(of, key) for key in ODDITIES)]


def _lost(column: Plain, key: str) -> int | None:
    """The rows whose values were not taken for one reason; None where no row is counted for the public."""
    return None if column["nulls"] is None else sum(value["count"] for value in column.get(key, ()))


def _values(coverage: Plain) -> Iterator[list[Value]]:
    for table, told in coverage["tables"].items():
        for column, of in told["columns"].items():
            for key, why in ODDITIES.items():
                for value in of.get(key, ()):
                    yield [f"{table}.{column}", value["value"], value["count"], why]
    for value in coverage["citations"]["unreadable"]:
        yield ["citation", value["citation"], value["count"], WHYS.get(value["why"], value["why"])]
    for value in coverage["citations"]["outside_tables"]:
        offense = "it" if value["offense"] in words.MASKED else value["offense"]
        yield ["citation", value["citation"], value["count"], f"no statute table has {offense}"]


def _offenses(incident: Plain) -> list[Value]:
    told = tuple(map(_offense, incident["offenses"]))
    return [told, screening.arrests(incident)]


def _offense(offense: Mapping[str, str | None]) -> str:
    parts = (offense["citation"], offense["description"], screening.marks(offense))
    return ", ".join(filter(None, parts))
