"""What was counted as a column was read is what the table holds."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from auditor.intake.export import read_export
from auditor.intake.said import said
from auditor.intake.survey import SAMPLE

CITATIONS = st.lists(
    st.sampled_from(["647(b) PC", " 647(b) PC", "647(b) PC ", "", " ", "unknown", "N/A", "11350 HS", None]),
    min_size=1,
)


def standing(plan: pl.LazyFrame, column: str) -> list[tuple[str, int]]:
    """How often each value stands, read from the table itself."""
    counted = plan.collect()[column].drop_nulls().to_list()
    return sorted((value, counted.count(value)) for value in set(counted))


def written(
    folder: Path, citations: list[str | None], stages: list[str | None], ids: list[str | None]
) -> Path:
    """An export of charges and one incident."""
    pl.DataFrame({"incident_id": ["1"]}).write_parquet(folder / "incidents.parquet")
    pl.DataFrame({"incident_id": ids, "citation": citations, "stage": stages}).write_parquet(
        folder / "charges.parquet"
    )
    return folder


@given(citations=CITATIONS, out=st.booleans(), many=st.booleans())
def test_said_is_what_stands(tmp_path_factory, citations: list[str | None], out: bool, many: bool) -> None:
    """Also where a row is out for want of a number, and where a column has too many words to count them all."""
    if many:
        citations = [*citations, *(f"{n} PC" for n in range(SAMPLE))]
    stages = ["booked" if n % 3 else "Filed " if n % 2 else "?" for n in range(len(citations))]
    ids = [None if out and n == 0 else "1" for n in range(len(citations))]
    export = read_export(written(tmp_path_factory.mktemp("said"), citations, stages, ids))
    if "charges" in export.tables:
        for column in ("citation", "stage"):
            assert said(export, "charges", column).rows() == standing(export.tables["charges"], column)


def test_nothing_is_read_again_where_every_cell_was_counted(tmp_path: Path) -> None:
    """The counts of survey are told though the rows are gone."""
    export = read_export(
        written(tmp_path, ["647(b) PC", " 647(b) PC"] * 6000, ["filed"] * 12000, ["1"] * 12000)
    )
    (tmp_path / "charges.parquet").unlink()
    assert said(export, "charges", "citation").rows() == [("647(b) PC", 12000)]
    assert said(export, "charges", "stage").rows() == [("filed", 12000)]
    assert said(export, "arrests", "officer_id").is_empty()
