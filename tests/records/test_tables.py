"""The tables are those of the contract, and every kind has its type."""

from __future__ import annotations

import polars as pl
import pytest

from auditor.records.codes import CODES
from auditor.records.tables import PERSON_COLUMNS, TABLES, Kind, empty_frame

REQUIRED = {
    **dict.fromkeys(TABLES, ("incident_id",)),
    "training": ("officer_id", "course"),
    "links": ("incident_id", "source_incident_id"),
}


@pytest.mark.parametrize("name", TABLES)
def test_required_columns_are_those_of_the_contract(name: str) -> None:
    assert TABLES[name].required == REQUIRED[name]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_but_training_can_name_an_agency(name: str) -> None:
    assert ("agency" in TABLES[name].names) == (name != "training")


def test_people_are_described_alike_where_they_appear() -> None:
    for name in ("involvements", "charges"):
        assert TABLES[name].names[-len(PERSON_COLUMNS) :] == PERSON_COLUMNS


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_codes_and_booleans_have_a_list_and_nothing_else_has(table) -> None:
    for column in table.columns:
        assert (column.codes in CODES) == (column.kind in (Kind.CODE, Kind.BOOL))


def test_an_empty_frame_has_the_columns_in_order() -> None:
    frame = empty_frame("evidence")
    assert frame.columns == [
        "incident_id", "agency", "person_id", "kind", "action", "date", "file", "row",
        "raw_kind", "raw_action", "raw_date",
    ]  # fmt: skip
    assert frame.schema["date"] == pl.Datetime("us")
    assert frame.schema["row"] == pl.Int64()


def test_an_unknown_column_is_told_by_table_and_name() -> None:
    with pytest.raises(KeyError, match=r"links\.nothing"):
        TABLES["links"].column("nothing")
