"""Typing the dates of a CSV file when it is staged changes how fast they are read, and nothing that is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from auditor.intake import csvreading, csvstore
from auditor.intake.coverage import intake_coverage
from auditor.intake.csvstore import as_written
from auditor.intake.export import Export, read_export
from auditor.intake.reading import as_text

Write = Callable[..., Path]

ISO = st.datetimes().map(lambda moment: moment.isoformat(" ", "seconds"))
NEARLY = st.tuples(ISO, st.integers(0, 18), st.sampled_from("0T Z+-/é:9")).map(
    lambda of: of[0][: of[1]] + of[2] + of[0][of[1] + 1 :]
)
ODD = [
    "2018-03-04T17:00:00",
    "2018-03-04 17:00+01",
    "2018-03-04 17:00:60",
    "2018-03-04 24:00:00",
    "2018-02-30 10:00:00",
    "2018-03-04 17:00",
    "0000-01-01 00:00:00",
]
HEADER = "incident_id,reported_at,occurred_at,district\n"


@pytest.mark.parametrize("dtype", [pa.date32(), pa.timestamp("us")])
@given(cells=st.lists(ISO | NEARLY | st.none() | st.sampled_from(ODD), max_size=4), days=st.booleans())
@example(cells=["2018-03-04T17:00:00"], days=False)
@example(cells=["2018-03-04 17:00"], days=False)
def test_a_column_is_typed_only_if_each_cell_is_the_text_of_its_value(
    dtype: pa.DataType, cells: list[str | None], days: bool
) -> None:
    written = [cell and cell[:10] for cell in cells] if days else cells
    typed = as_written(pa.array(written, pa.string()), dtype)
    if typed is None:
        assert any(cell is not None for cell in written)
        return
    values = pl.Series("at", typed)
    assert values.to_frame().select(as_text(pl.col("at"), values.dtype)).to_series().to_list() == written


def test_cells_written_as_iso_are_typed() -> None:
    assert as_written(pa.array(["2018-03-04", None, "1790-12-31"]), pa.date32()) is not None
    assert as_written(pa.array(["2018-03-04 17:00:00"]), pa.timestamp("us")) is not None
    assert as_written(pa.array(["2018-03-04", "2018-03-04 17:00:00"]), pa.date32()) is None


def of_every_kind(export: Write) -> Path:
    """Typed columns beside those that nearly are: absurd, late, in two orders, in one file of two, or no one's."""
    return export(
        whole=False,
        incidents_1=HEADER + "001,2018-03-04 10:00:00,2018-03-04,Park\n002,2150-01-01 10:00:00,,Park\n",
        incidents_2=HEADER + "003,2018-04-04 10:00:00,03/04/2018,Park\n004,,25/04/2018,Mission\n",
        involvements="incident_id,person_id,role,birth_date\n001,P1,V,1990-01-02\n001,P2,S,1900-01-01\n",
        arrests="incident_id,arrest_id,arrested_at\n002,A1,2018-03-05\n002,A2,2018-03-05 10:00:00\n",
        referrals="incident_id,referred_at\n001,2018-03-04\n001,\n002,1790-01-01\n",
    )


def read(folder: Path, **more: Any) -> tuple[Export, dict[str, pl.DataFrame], dict[str, Any]]:
    export = read_export(folder, **more)
    tables = {name: plan.collect().sort("file", "row") for name, plan in export.tables.items()}
    return export, tables, intake_coverage(export)


def same_as_text(folder: Path, monkeypatch: pytest.MonkeyPatch, other: Path, **more: Any) -> Export:
    """Read the folder with typed columns and with text alone, and see the same."""
    export, tables, coverage = read(folder, **more)
    monkeypatch.setattr(csvstore, "_LENGTHS", {})
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(other))
    text, as_text_alone, counted = read(folder, **more)
    assert export.nulls == text.nulls
    assert coverage == counted
    assert tables.keys() == as_text_alone.keys()
    for name, table in tables.items():
        assert_frame_equal(table, as_text_alone[name])
    assert not any(part.moments for part in text.ledger.parts)
    return export


def test_typed_columns_are_read_as_text_is(
    export: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = same_as_text(of_every_kind(export), monkeypatch, tmp_path / "text")
    typed = {part.label: dict(part.moments) for part in got.ledger.parts}
    moment, day = pl.Datetime("us"), pl.Date()
    assert typed["incidents_1.csv"] == {"reported_at": moment, "occurred_at": day}
    assert typed["incidents_2.csv"] == {"reported_at": moment}
    assert typed["involvements.csv"] == {"birth_date": day}
    assert typed["referrals.csv"] == {"referred_at": day}
    assert typed["arrests.csv"] == {}
    (incidents,) = got.ledger.surveyed["incidents"][:1]
    assert incidents.group.dtypes["reported_at"] == moment
    assert incidents.group.dtypes["occurred_at"] == pl.String()


def test_a_mapping_that_tells_the_form_of_dates_is_heard(
    export: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = tmp_path / "own.yaml"
    mapping.write_text(MAPPING)
    folder = export(whole=False, **{"seen.csv": "number,at,until\n001,2018-03-04,2018-03-05\n"})
    got = same_as_text(folder, monkeypatch, tmp_path / "text", mapping=mapping)
    row = got.tables["incidents"].collect().row(0, named=True)
    assert (row["reported_at"].month, row["raw_reported_at"]) == (4, "2018-03-04")


MAPPING = """\
name: own
tables:
  incidents:
    file: seen
    columns:
      incident_id: number
      reported_at: {column: at, formats: ["%Y-%d-%m"]}
      district: until
"""


def test_a_late_cell_that_is_no_date_leaves_its_column_text(
    export: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvreading, "BLOCK", 2000)
    rows = [f"{n:05},2018-03-04 10:00:00,2018-03-04,Park" for n in range(400)]
    rows[100] = rows[100].replace("2018-03-04,", "4 March,")
    rows[200] += ",too,long"
    rows[300] = rows[300].replace("10:00:00", "10:00")
    folder = export(incidents=HEADER + "\n".join(rows) + "\n")
    passes = []
    opened = csvreading.Store
    monkeypatch.setattr(csvreading, "Store", lambda *of: passes.append(of[1]) or opened(*of))
    got = same_as_text(folder, monkeypatch, tmp_path / "text")
    of_incidents = [sorted(text) for text in passes if text]
    assert of_incidents == [["c1", "c2"]]
    assert got.rows["incidents"] == 399
    assert next(p.rejected for p in got.ledger.parts if p.label == "incidents.csv") == {"long_row": 1}
    assert got.tables["incidents"].select("row").collect()["row"].sort().to_list() == [
        n for n in range(1, 401) if n != 201
    ]


def test_what_was_spoilt_is_not_staged(tmp_path: Path) -> None:
    store = csvstore.Store(tmp_path / "some.parquet")
    for day in ("2018-03-04", "today", "2018-03-05"):
        store.write(pa.RecordBatch.from_pydict({"row": [1], "c0": [day], "c1": [day]}))
    store.close()
    assert store.spoilt
    assert store.text == {"c0", "c1"}
    assert pl.read_parquet(tmp_path / "some.parquet").height == 1
