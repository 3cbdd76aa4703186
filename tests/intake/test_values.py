"""Cells become values by their kind; nothing that is not read is lost in silence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export


def cells(folder: Path, table: str, column: str, **told: object) -> list[object]:
    frame = read_export(folder, **told).tables[table].sort("file", "row").collect()
    return frame[column].to_list()


def column_of(ids: object) -> pl.DataFrame:
    return pl.DataFrame({"incident_id": ids})


def test_a_whole_export(export) -> None:
    read = read_export(export())
    assert read.mapping.name == "canonical"
    assert read.rows == {"incidents": 2, "involvements": 3, "offenses": 2, "arrests": 1, "charges": 1}
    people = read.tables["involvements"].sort("row").collect()
    assert people["incident_id"].to_list() == ["001", "001", "002"]
    assert people["person_id"].to_list() == ["P1", "P2", None]
    assert people["role"].to_list() == ["victim", "suspect", None]
    assert people["raw_role"].to_list() == ["VICTIM", "S", "C"]
    assert people["name"].to_list() == ["ROE, MARY", None, None]
    assert people["birth_date"].to_list() == [date(1990, 1, 2), None, None]
    assert people["raw_birth_date"].to_list() == ["1990-01-02", "1900-01-01", None]
    assert people["age"].to_list() == [28, 40, None]
    assert people["file"].to_list() == ["involvements.csv"] * 3
    assert people["row"].to_list() == [1, 2, 3]
    assert people["race"].dtype == pl.String
    assert people["race"].null_count() == 3


def test_what_is_not_read_is_counted(export) -> None:
    columns = intake_coverage(read_export(export()))["tables"]["involvements"]["columns"]
    assert columns["role"]["unrecognised"] == [{"value": "C", "count": 1}]
    assert [columns[c]["stands_for_no_one"] for c in ("person_id", "name", "birth_date")] == [1, 2, 1]
    assert columns["role"]["nulls"] == 1
    assert columns["race"] == {
        "present": False, "nulls": 3, "null_share": 1.0, "unrecognised": [], "vague": [], "unreadable": [],
        "stands_for_no_one": 0,
        "says_unknown": 0,
    }  # fmt: skip


def test_vague_words_are_counted_apart(export) -> None:
    folder = export(involvements="incident_id,role\n001,OTHER\n001,Contact\n001,V/W\n")
    role = intake_coverage(read_export(folder))["tables"]["involvements"]["columns"]["role"]
    assert role["vague"] == [{"value": "Contact", "count": 1}, {"value": "OTHER", "count": 1}]
    assert role["unrecognised"] == [{"value": "V/W", "count": 1}]
    assert role["nulls"] == 3


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2018-03-04 05:06:07", datetime(2018, 3, 4, 5, 6, 7)),
        ("2018-03-04T05:06", datetime(2018, 3, 4, 5, 6)),
        ("2018-03-04", datetime(2018, 3, 4)),
        ("04-MAR-18", datetime(2018, 3, 4)),
        ("04-Mar-2018", datetime(2018, 3, 4)),
        ("20180304", datetime(2018, 3, 4)),
        (" 2018-03-04 ", datetime(2018, 3, 4)),
        ("2018-03-04T05:06:07.250Z", datetime(2018, 3, 4, 5, 6, 7, 250000)),
        ("1900-01-01", datetime(1900, 1, 1)),
        ("0001-01-01", None),
        ("9999-12-31", None),
        ("2018-02-30", None),
        ("03/32/2018", None),
        ("UNKNOWN", None),
        ("", None),
    ],
)
def test_times_as_text(export, cell: str, value: datetime | None) -> None:
    folder = export(incidents=f"incident_id,occurred_at\n1,2018-01-01 00:00:00\n2,{cell}\n")
    assert cells(folder, "incidents", "occurred_at")[1] == value
    counted = intake_coverage(read_export(folder))["tables"]["incidents"]["columns"]["occurred_at"]
    readable = value is not None or cell in ("", "UNKNOWN")
    assert counted["unreadable"] == ([] if readable else [{"value": cell.strip(), "count": 1}])
    assert counted["nulls"] == (value is None)


@pytest.mark.parametrize(
    "typed",
    [
        pl.Series([date(2018, 3, 4), None]),
        pl.Series([datetime(2018, 3, 4), None], dtype=pl.Datetime("ms")),
        pl.Series([datetime(2018, 3, 4), None], dtype=pl.Datetime("ns")),
        pl.Series([datetime(2018, 3, 4, tzinfo=UTC), None], dtype=pl.Datetime("us", "UTC")),
        pl.Series(["2018-03-04", None]),
        pl.Series([20180304, None]),
    ],
    ids=["date", "ms", "ns", "zone", "text", "number"],
)
def test_times_of_any_type(tmp_path: Path, typed: pl.Series) -> None:
    frame = column_of(["1", "2"]).with_columns(occurred_at=typed, reported_at=typed)
    frame.write_parquet(tmp_path / "incidents.parquet")
    assert cells(tmp_path, "incidents", "occurred_at") == [datetime(2018, 3, 4), None]


@pytest.mark.parametrize("unit", ["ms", "us"])
def test_absurd_typed_times_are_null_and_counted(tmp_path: Path, unit: str) -> None:
    typed = pl.Series(
        [datetime(1, 1, 1), datetime(9999, 12, 31), datetime(2018, 3, 4)], dtype=pl.Datetime(unit)
    )
    column_of(["1", "2", "3"]).with_columns(occurred_at=typed).write_parquet(tmp_path / "incidents.parquet")
    assert cells(tmp_path, "incidents", "occurred_at") == [None, None, datetime(2018, 3, 4)]
    counted = intake_coverage(read_export(tmp_path))["tables"]["incidents"]["columns"]["occurred_at"]
    assert sum(v["count"] for v in counted["unreadable"]) == counted["nulls"] == 2


@pytest.mark.parametrize(
    ("ids", "read"),
    [
        ([17, 18], ["17", "18"]),
        ([17.0, 18.0], ["17", "18"]),
        ([" 017 ", "A-b\t"], ["017", "A-b"]),
        (["01", "1e5"], ["01", "1e5"]),
    ],
)
def test_ids_stay_as_exported(tmp_path: Path, ids: list[object], read: list[str]) -> None:
    column_of(ids).write_parquet(tmp_path / "incidents.parquet")
    assert cells(tmp_path, "incidents", "incident_id") == read


def test_person_ids_that_stand_for_no_one(export) -> None:
    folder = export(
        involvements="incident_id,person_id\n"
        + "".join(f"1,{i}\n" for i in ["0", "000", "Unknown", "U", "01", " 0 "])
    )
    assert cells(folder, "involvements", "person_id") == [None, None, None, None, "01", None]
    counted = intake_coverage(read_export(folder))["tables"]["involvements"]["columns"]["person_id"]
    assert counted["stands_for_no_one"] == 4
    assert counted["nulls"] == 5


@pytest.mark.parametrize(
    ("cell", "value"), [("34", 34), ("34.0", 34), ("0", 0), ("-1", None), ("999", None), ("x", None)]
)
def test_ages(export, cell: str, value: int | None) -> None:
    assert cells(export(involvements=f"incident_id,age\n1,{cell}\n"), "involvements", "age") == [value]


@pytest.mark.parametrize(
    ("flags", "read"),
    [
        ([True, False, None], [True, False, None]),
        ([1, 0, None], [True, False, None]),
        (["y", "NO", "?"], [True, False, None]),
    ],
)
def test_flags(tmp_path: Path, flags: list[object], read: list[object]) -> None:
    column_of(["1", "2", "3"]).with_columns(deceased=pl.Series(flags)).write_parquet(
        tmp_path / "involvements.parquet"
    )
    assert cells(tmp_path, "involvements", "deceased") == read


@pytest.mark.parametrize("word", ["U", "unk", "UNKNOWN", "N/A", "null", "-", " - "])
def test_words_for_unknown_are_null_in_every_column(export, word: str) -> None:
    folder = export(
        incidents=f"incident_id,district,occurred_at\n1,{word},{word}\n",
        involvements=f"incident_id,person_id,role,name,age,sex,race,deceased\n1{f',{word}' * 7}\n",
    )
    for table in ("incidents", "involvements"):
        frame = read_export(folder).tables[table].collect()
        said = [c for c in frame.columns if frame[c].null_count() == 0 and not c.startswith("raw_")]
        assert said == ["incident_id", "file", "row"]


def test_typed_columns_stay_lazy_and_untouched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.intake.export.FEW", 0)
    frame = column_of([f"1{n:03}" for n in range(900)]).with_columns(
        person_id=pl.col("incident_id"), race=pl.lit("W")
    )
    frame.write_parquet(tmp_path / "involvements.parquet")
    plan = read_export(tmp_path).tables["involvements"]
    kept = plan.filter(pl.col("incident_id").is_in(["1007"])).select("incident_id", "person_id", "row")
    explained = kept.explain()
    assert "SELECTION" in explained
    assert "race" not in explained
    assert kept.collect().rows() == [("1007", "1007", 8)]


def test_errors_and_coverage_do_not_tell_a_birth_date(export) -> None:
    folder = export(involvements="incident_id,birth_date\n1,3/34/1990\n")
    counted = intake_coverage(read_export(folder))["tables"]["involvements"]["columns"]["birth_date"]
    assert counted["unreadable"] == [{"value": "9/99/9999", "count": 1}]
