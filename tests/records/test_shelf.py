"""Rows that are held compressed come back as they were."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from auditor.records.shelf import shelve


@pytest.mark.parametrize("numbers", [[], ["007", "07", None, "a number longer than twelve bytes", "É", ""]])
def test_shelved_rows_come_back_as_they_were_and_more_than_once(numbers):
    rows = pl.DataFrame({"incident_id": pl.Series(numbers, dtype=pl.String)})
    shelved = shelve(rows)
    assert_frame_equal(shelved.collect(), rows)
    assert_frame_equal(shelved.collect(engine="streaming"), rows)
    assert shelved.select(pl.len()).collect().item() == len(numbers)
