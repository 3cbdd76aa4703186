"""A range of incident numbers at a time: every row lies in one range, and what is counted stays the same."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.api import Options, audit
from auditor.intake import suspects
from auditor.records import ranges
from auditor.synthetic.export import generate

NUMBERS = st.lists(st.none() | st.text(max_size=2), max_size=20)


@given(NUMBERS, st.lists(st.text(max_size=2), max_size=4, unique=True).map(sorted))
def test_every_row_lies_in_one_range(numbers: list[str | None], cut: list[str]) -> None:
    rows = pl.LazyFrame({"incident_id": numbers}, schema={"incident_id": pl.String}).with_row_index("row")
    found = [rows.filter(inside).collect()["row"].to_list() for inside in ranges.ranges(cut)]
    assert len(found) == len(cut) + 1
    assert sorted(row for part in found for row in part) == list(range(len(numbers)))


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
