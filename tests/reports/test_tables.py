"""The flat columns of findings as CSV: read back they are what they were, and nothing computes."""

import csv
import io
from unittest.mock import patch

from hypothesis import example, given
from hypothesis import strategies as st

from auditor.reports import tables
from auditor.reports.tables import FLAT, flat, to_csv
from tests.reports.hostile import STARTS

CELLS = st.none() | st.text(st.characters(exclude_categories=())) | st.lists(st.text(max_size=3), max_size=3)


def told(cell):
    """A cell as a careful reader would write it by hand."""
    if isinstance(cell, list):
        cell = "; ".join(cell)
    text = (cell or "").encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(STARTS) else text


@given(st.lists(st.lists(CELLS, min_size=len(FLAT), max_size=len(FLAT)), max_size=2))
@example(
    [
        ["", "=1", " +2", "\0@x", "\ud800-", "a,b", 'say "no"', "a\rb", "a\nb", "\r", []]
        + [None] * (len(FLAT) - 11)
    ]
)
def test_a_csv_reads_back_as_the_findings_were(rows):
    frame = flat(dict(zip(FLAT, cells, strict=True)) for cells in rows)
    text = b"".join(to_csv(frame)).decode("utf-8")
    with patch.object(tables, "AT_ONCE", 1):
        assert b"".join(to_csv(frame)).decode("utf-8") == text
    header, *read = csv.reader(io.StringIO(text, newline=""))
    assert header == list(FLAT)
    assert read == [[told(cell) for cell in cells] for cells in rows]
