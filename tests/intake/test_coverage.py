"""Every row of every file is used or rejected, and what repeats or stands alone is counted."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.intake import export as export_module
from auditor.intake import suspects
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export, told_apart
from auditor.records import ranges


def files(folder: Path) -> dict[str, dict[str, object]]:
    return {f["file"]: f for f in intake_coverage(read_export(folder))["files"]}


def test_the_parts_of_coverage(export) -> None:
    coverage = intake_coverage(read_export(export(**{"notes.doc": "x"})))
    assert list(coverage) == ["files", "files_not_read", "tables"]
    form = coverage["files"][0].pop("form")
    assert (form["encoding"], form["delimiter"], form["columns"]) == ("utf-8", ",", 6)
    assert coverage["files"][0] == {
        "file": "arrests.csv", "tables": ["arrests"], "read": 1, "used": 1, "rejected": {}, "set_aside": {},
        "duplicates": 0, "orphans": 0,
    }  # fmt: skip
    assert [f["file"] for f in coverage["files"]] == sorted(f["file"] for f in coverage["files"])
    assert coverage["files_not_read"] == [{"file": "notes.doc", "why": "neither CSV nor Parquet by its name"}]
    assert list(coverage["tables"]) == ["incidents", "involvements", "offenses", "arrests", "charges"]
    assert coverage["tables"]["charges"]["rows"] == 1


def test_duplicates_are_equal_in_every_column_once_read(export) -> None:
    folder = export(
        involvements_1="incident_id,role,person_id,age\n1,V,P1,30\n1,VICTIM,P1,30.0\n1,V,P1,31\n1,W,P1,30\n1,V,,30\n",
        involvements_2="incident_id,role,person_id,age\n1,victim, P1,30\n1,C,,30\n1,V,,30\n1,V,,30\n",
    )
    counted = files(folder)
    assert counted["involvements_1.csv"]["duplicates"] == 1
    assert counted["involvements_2.csv"]["duplicates"] == 3
    assert counted["involvements_1.csv"]["used"] == 5


@pytest.fixture(params=[1, 3, 10**6])
def most(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many rows at a time."""
    for most in ("PART", "SCATTERED"):
        monkeypatch.setattr(suspects, most, request.param)
    monkeypatch.setattr(ranges, "SAMPLED", 1)


@pytest.mark.usefixtures("most")
def test_duplicates_in_slices(export) -> None:
    rows = "".join(f"{n % 7},O{n % 14},{200 + n % 14} PC\n" for n in range(40))
    counted = files(export(offenses="incident_id,offense_id,citation\n" + rows))
    assert counted["offenses.csv"]["duplicates"] == 26


def test_rows_that_share_an_id_but_differ_are_no_duplicates(export) -> None:
    folder = export(charges="incident_id,charge_id,level\n001,C1,M\n001,C1,F\n001,C1,M\n")
    assert files(folder)["charges.csv"]["duplicates"] == 1


@pytest.mark.usefixtures("most")
def test_orphans(export) -> None:
    folder = export(
        incidents="incident_id,agency\n1,A\n2,B\n3,\n",
        charges="incident_id,agency\n1,\n2,B\n2,A\n3,A\n9,\n",
        evidence="incident_id\n1\n9\n9\n",
        training="officer_id,course\n9,POST\n",
        whole=False,
    )
    assert {name: f["orphans"] for name, f in files(folder).items()} == {
        "incidents.csv": 0, "charges.csv": 3, "evidence.csv": 2, "training.csv": 0,
    }  # fmt: skip


def test_without_incidents_every_row_is_an_orphan(export) -> None:
    folder = export(charges="incident_id,agency\n1,A\n2,\n", whole=False)
    assert files(folder)["charges.csv"]["orphans"] == 2


def test_rows_of_an_ambiguous_agency_are_rejected(export) -> None:
    folder = export(
        incidents="incident_id,agency\n1,A\n1,B\n2,A\n2,A\n3,A\n3,\n",
        charges="incident_id,agency,citation\n1,,211 PC\n1,A,\n2,,211 PC\n3,,\n4,,\n",
        whole=False,
    )
    read = read_export(folder)
    assert sorted(read.ambiguous["incident_id"]) == ["1"]  # a blank agency names none
    counted = files(folder)["charges.csv"]
    assert counted["rejected"] == {"ambiguous_agency": 1}
    assert (counted["read"], counted["used"], counted["orphans"]) == (5, 4, 1)
    table = intake_coverage(read)["tables"]["charges"]
    assert table["rows"] == 4
    assert table["columns"]["citation"]["nulls"] == 3


@given(
    st.lists(st.tuples(st.sampled_from("1234"), st.none() | st.sampled_from("ABC")), max_size=20),
    st.integers(1, 20),
)
def test_numbers_that_agencies_share_are_told_a_part_at_a_time(
    rows: list[tuple[str, str | None]], most: int
) -> None:
    agencies: dict[str, set[str | None]] = {}
    for number, agency in rows:
        agencies.setdefault(number, set()).add(agency)
    owners = pl.LazyFrame(rows, schema={"incident_id": pl.String, "agency": pl.String}, orient="row")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PART", "SCATTERED"):
            patch.setattr(export_module, name, most)
        patch.setattr(ranges, "SAMPLED", 1)
        told = told_apart(owners, {})
    assert sorted(told.iter_rows()) == sorted(
        (number, len(of - {None}) > 1) for number, of in agencies.items() if len(of) > 1
    )


@pytest.mark.parametrize("agency", ["", ",agency\n1,A\n2,A", ",agency\n1,\n2,"])
def test_one_agency_is_never_ambiguous(export, agency: str) -> None:
    folder = export(incidents=f"incident_id{agency or chr(10) + '1' + chr(10) + '2'}\n")
    assert read_export(folder).ambiguous.is_empty()


def test_long_lists_of_values_end_in_a_sum(export) -> None:
    rows = "".join(f"1,{chr(97 + n % 26)}{'z' * (n // 26 + 70)}\n" for n in range(26 * 8)) + "1,zz\n1,zz\n"
    column = intake_coverage(read_export(export(involvements="incident_id,role\n" + rows)))
    values = column["tables"]["involvements"]["columns"]["role"]["unrecognised"]
    assert sum(v["count"] for v in values) == 26 * 8 + 2
    assert max(len(v["value"]) for v in values) == 60


def test_shares_of_nulls(export) -> None:
    columns = intake_coverage(read_export(export()))["tables"]["involvements"]["columns"]
    assert columns["age"]["null_share"] == 0.3333
    assert columns["incident_id"]["null_share"] == 0.0


def test_coverage_does_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    frame = pl.DataFrame({"incident_id": ["1", "2", "1"], "role": ["V", "zz", "V"], "age": ["7", "x", "7"]})
    for name, rows in (("a", frame), ("b", frame.reverse())):
        (tmp_path / name).mkdir()
        rows.write_csv(tmp_path / name / "involvements.csv")
    a, b = (intake_coverage(read_export(tmp_path / name)) for name in "ab")
    assert a == b
