"""Columns of many texts: the look at their bytes misses no cell that must be read more closely."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.intake.bounds import Bounds
from auditor.intake.reading import Cells, Words
from auditor.intake.reading_text import SCIENTIFIC, SPACES, TextReader
from auditor.records.tables import TABLES

OFFENSE_ID = TABLES["offenses"].column("offense_id")


def odd(cell: str, bounds: Bounds | None = None) -> bool:
    """Whether the first look at many cells, of which one is this and others are blank or plain, finds one odd."""
    plain = [None, "17000042-1", "B7"] if bounds is None else [None, cell]
    reader = TextReader(Cells(OFFENSE_ID, pl.String(), Words(), bounds=bounds))
    frame = pl.DataFrame({"offense_id": [*plain, cell]}, schema={"offense_id": pl.String})
    return frame.lazy().select(reader.first()["odd"].alias("odd")).collect(engine="streaming").item()


@given(st.text("17.,eE+-A~! \t\x85\xa0\u2028\u3000é犬", max_size=6))
@example("")
@example("1.7E+9")
@example("犬")
def test_no_cell_is_missed_and_no_plain_one_doubted(cell: str) -> None:
    must = not cell or cell != cell.strip(SPACES) or re.search(SCIENTIFIC, cell) is not None
    may = must or not cell.isascii() or re.search("^[0-9][.,eE]", cell) is not None
    assert must <= odd(cell) <= may
    assert must <= odd(cell, Bounds.of_group(cell, cell, 1)) <= may


@given(st.lists(st.text("129.,eE+A", max_size=4), min_size=3, max_size=3).map(sorted))
@example(["18", "1E+5", "1F"])
@example(["19", "1E+5", "20"])
def test_a_row_group_admits_what_lies_between_its_ends(cells: list[str]) -> None:
    low, cell, high = cells
    if re.search("^[0-9][.,eE]", cell):
        assert Bounds.of_group(low, high, 1).admit_scientific


def test_a_row_group_whose_second_characters_are_digits_admits_no_exponent() -> None:
    assert not Bounds.of_group("1700", "1899", 1).admit_scientific
    assert not Bounds.of_group("17", "17", 1).admit_scientific


@pytest.mark.parametrize("space", SPACES)
def test_every_space_at_an_end_is_seen(space: str) -> None:
    assert odd(f"A1{space}")
    assert odd(f"{space}A1")
