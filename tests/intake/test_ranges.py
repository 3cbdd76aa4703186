"""A range of incident numbers at a time: every row lies in one range, and what is counted stays the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.api import Options, audit, convert
from auditor.engines import polars
from auditor.intake import converting, sources, suspects
from auditor.intake.export import read_export
from auditor.records import ranges
from auditor.synthetic.export import generate

NUMBERS = st.lists(st.none() | st.text(max_size=2), max_size=20)


@given(NUMBERS, st.lists(st.text(max_size=2), max_size=4, unique=True).map(sorted))
def test_every_row_lies_in_one_range(numbers: list[str | None], cut: list[str]) -> None:
    rows = pl.LazyFrame({"incident_id": numbers}, schema={"incident_id": pl.String}).with_row_index("row")
    found = [rows.filter(inside).collect()["row"].to_list() for inside in ranges.ranges(cut)]
    assert len(found) == len(cut) + 1
    assert sorted(row for part in found for row in part) == list(range(len(numbers)))


def reports(path: Path, numbers: Iterable[int], written: str = "{:03}") -> None:
    """A file of reports with these numbers, in groups of ten rows."""
    path.parent.mkdir(exist_ok=True)
    cells = {"incident_id": [written.format(n) for n in numbers], "agency": "PD", "occurred_at": "2019-03-01"}
    pl.DataFrame(cells).write_parquet(path, row_group_size=10)


def test_it_is_known_at_which_numbers_groups_of_rows_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "FEW", 0)
    groups = [(f"{n:03}", f"{n + 9:03}", 10) for n in range(0, 60, 10)]
    whole, parts, mixed, padded = (tmp_path / name for name in ("whole", "parts", "mixed", "padded"))
    reports(whole / "incidents.parquet", range(60))
    reports(parts / "incidents-1.parquet", range(30, 60))
    reports(parts / "incidents-2.parquet", range(30))
    reports(mixed / "incidents.parquet", [*range(0, 60, 2), *range(1, 60, 2)])
    reports(padded / "incidents.parquet", range(60), "{:5}")
    found = [read_export(place).groups.get("incidents") for place in (whole, parts, mixed, padded)]
    assert [told and list(told) for told in found] == [groups, groups, None, None]
    monkeypatch.setattr(converting, "ROW_GROUP", 10)
    convert(whole, tmp_path / "converted")
    assert list(read_export(tmp_path / "converted").groups["incidents"]) == groups


@pytest.mark.parametrize("at_once", [500, 20_000])
def test_coverage_is_the_same_in_ranges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    generate(2_000, 5, tmp_path / "export")
    options = Options(jurisdiction="US-CA-SF")
    whole = audit(tmp_path / "export", ["sf-2017"], options=options)
    for most in ("PART", "SCATTERED"):
        monkeypatch.setattr(suspects, most, at_once)
    monkeypatch.setattr(ranges, "SAMPLED", 1)
    parts = audit(tmp_path / "export", ["sf-2017"], options=options)
    assert json.dumps(parts.coverage) == json.dumps(whole.coverage)
    assert any(file["duplicates"] for file in whole.coverage["files"])
    assert any(file["orphans"] for file in whole.coverage["files"])
    assert whole.coverage["incidents"]["several_reports"]


@pytest.mark.parametrize("converted", [False, True])
def test_a_run_is_the_same_in_ranges_of_row_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, converted: bool
) -> None:
    export, options = tmp_path / "export", Options(jurisdiction="US-CA-SF")
    generate(2_000, 5, export)
    monkeypatch.setattr(converting, "ROW_GROUP", 100)
    for path in export.glob("*.parquet"):
        pl.read_parquet(path).write_parquet(path, row_group_size=100)
    if converted:
        export = convert(export, tmp_path / "converted").folder
    whole = audit(export, ["sf-2017"], options=options)
    for place in ("sources", "export"):
        monkeypatch.setattr(f"auditor.intake.{place}.FEW", 0)
    for owner, most in ((suspects, "PART"), (suspects, "SCATTERED"), (polars, "PART")):
        monkeypatch.setattr(owner, most, 1_000)
    found, between = list[list[str]](), ranges._between
    monkeypatch.setattr(ranges, "_between", lambda *told: found.append(between(*told)) or found[-1])
    parts = audit(export, ["sf-2017"], options=options)
    assert len(found) == 2
    assert all(len(cut) > 4 for cut in found)
    assert json.dumps(parts.coverage) == json.dumps(whole.coverage)
    assert parts.finding_list == whole.finding_list
