"""Dates as people and programs write them: read in one way, or not read and counted."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export
from auditor.intake.written_dates import decide


def read(folder: Path, mapping: Path | None = None) -> tuple[list[Any], dict[str, Any]]:
    export = read_export(folder, mapping=mapping)
    frame = export.tables["charges"].select("row", "date").collect().sort("row")
    column = intake_coverage(export)["tables"]["charges"]["columns"]["date"]
    assert column["nulls"] == frame["date"].null_count()
    return frame["date"].to_list(), column


def charges(cells: list[str]) -> str:
    return "incident_id,date\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells, 1))


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2018/03/04 01:05:00 PM", datetime(2018, 3, 4, 13, 5)),
        ("2018/03/04", datetime(2018, 3, 4)),
        ("2018-03-04 12:05 AM", datetime(2018, 3, 4, 0, 5)),
        ("Mar 4, 2018", datetime(2018, 3, 4)),
        ("March 4, 2018", datetime(2018, 3, 4)),
        ("4 March 2018", datetime(2018, 3, 4)),
        ("Mar  4 2018  1:05PM", datetime(2018, 3, 4, 13, 5)),
        ("04-MAR-18", datetime(2018, 3, 4)),
        ("04-MAR-18 01.05.00.000000 PM", datetime(2018, 3, 4, 13, 5)),
        ("03/13/2018", datetime(2018, 3, 13)),
        ("13/03/2018", datetime(2018, 3, 13)),
        ("3/13/18", datetime(2018, 3, 13)),
        ("3-13-99", datetime(1999, 3, 13)),
        ("13.3.2018 23:15", datetime(2018, 3, 13, 23, 15)),
        ("03/13/2018 12:00:00 AM", datetime(2018, 3, 13)),
        ("03/13/2018 1:05 pm", datetime(2018, 3, 13, 13, 5)),
        ("03/03/2018", datetime(2018, 3, 3)),
        ("03/04/2018", None),
        ("02/30/2018", None),
        ("03/13/2018 13:05 PM", None),
    ],
)
def test_one_cell_alone(export, cell: str, moment: datetime | None) -> None:
    assert read(export(charges=charges([cell])))[0] == [moment]


def test_the_column_decides_an_ambiguous_order(export) -> None:
    days, column = read(export(charges=charges(["03/04/2018", "03/13/2018", "12/12/2018", ""])))
    assert days == [datetime(2018, 3, 4), datetime(2018, 3, 13), datetime(2018, 12, 12), None]
    assert column["date_order"] == [
        {
            "files": ["charges.csv"],
            "order": "month_first",
            "by": "cells",
            "month_first": 1,
            "day_first": 0,
            "same_either_way": 1,
            "could_be_either": 1,
            "ambiguous": 0,
        }
    ]
    days, column = read(export(charges=charges(["03/04/2018", "13/03/2018"])))
    assert days == [datetime(2018, 4, 3), datetime(2018, 3, 13)]
    assert column["date_order"][0]["order"] == "day_first"


def test_a_column_that_tells_both_orders_leaves_its_ambiguous_cells_unread(export) -> None:
    days, column = read(export(charges=charges(["03/04/2018", "13/03/2018", "03/13/2018", "2018-05-01"])))
    assert days == [None, datetime(2018, 3, 13), datetime(2018, 3, 13), datetime(2018, 5, 1)]
    assert column["date_order"][0]["order"] == "undecided"
    assert column["date_order"][0]["ambiguous"] == 1
    assert column["unreadable"] == []


def test_a_stray_cell_among_hundreds_does_not_undo_the_order(export) -> None:
    cells = ["03/13/2018"] * 150 + ["13/03/2018", "03/04/2018"]
    days, column = read(export(charges=charges(cells)))
    assert days[-2:] == [datetime(2018, 3, 13), datetime(2018, 3, 4)]
    assert column["date_order"][0]["day_first"] == 1


def test_the_evidence_may_come_late_and_in_another_file(export) -> None:
    """The sample that chooses the forms sees neither the numbers nor the file that tells their order."""
    first = charges(["2018-03-04"] * 3000 + ["03/04/2018 1:05 PM"])
    folder = export(
        whole=False, incidents="incident_id\n1\n", charges_1=first, charges_2=charges(["03/31/2018"])
    )
    export_ = read_export(folder)
    days = export_.tables["charges"].select("file", "row", "date").collect().sort("file", "row")["date"]
    assert days[3000] == datetime(2018, 3, 4, 13, 5)
    assert days.null_count() == 0


def test_a_mapping_tells_the_order(export, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("name: ours\ndate_order: day_first\ntables: {charges: {file: charges}}\n")
    days, column = read(export(charges=charges(["03/04/2018"])), mapping)
    assert days == [datetime(2018, 4, 3)]
    assert column["date_order"][0]["by"] == "mapping"


def test_births_need_four_digits_of_the_year(export) -> None:
    text = "incident_id,birth_date\n1,03/13/88\n2,03/13/1988\n3,01/01/1900\n4,03/04/1988\n"
    export_ = read_export(export(charges=text))
    births = export_.tables["charges"].collect().sort("row")["birth_date"].to_list()
    assert births == [None, date(1988, 3, 13), None, date(1988, 3, 4)]
    column = intake_coverage(export_)["tables"]["charges"]["columns"]["birth_date"]
    assert column["stands_for_no_one"] == 1
    assert column["unreadable"] == [{"value": "99/99/99", "count": 1}]


DAYS = st.dates(date(1971, 1, 1), date(2068, 12, 31))


@given(
    st.lists(DAYS, min_size=1, max_size=30), st.sampled_from(["%m/%d/%Y", "%d/%m/%Y", "%m-%d-%y", "%d.%m.%y"])
)
def test_what_is_read_is_what_was_written_or_is_counted(
    tmp_path_factory, days: list[date], form: str
) -> None:
    folder = tmp_path_factory.mktemp("dates")
    (folder / "charges.csv").write_text(charges([day.strftime(form) for day in days]))
    found, column = read(folder)
    (order,) = column["date_order"]
    for day, got in zip(days, found, strict=True):
        assert got is None or got.date() == day
    assert found.count(None) == order["ambiguous"]
    if any(day.day > 12 for day in days):
        assert None not in found


def test_an_order_needs_a_hundred_for_each_that_tells_the_other() -> None:
    assert decide({"month_first": 100, "day_first": 1}, None).order is None
    assert decide({"month_first": 101, "day_first": 1}, None).order == "month_first"
    assert decide({"either": 5}, None).ambiguous == 5
    assert decide({"either": 5}, "day_first").ambiguous == 0
