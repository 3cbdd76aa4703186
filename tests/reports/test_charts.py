"""Charts of labels that no department would write."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from auditor.reports import charts
from auditor.reports.shares import Share


@pytest.mark.parametrize("before", range(4))
def test_a_label_of_characters_beyond_the_basic_plane_is_drawn(before: int) -> None:
    """Wherever the label is cut to the width at hand, in any font."""
    view: Any = SimpleNamespace(number=1)
    rows = [("i" * before + "\U0001f46e" * 34, Share(1, 2)), ("Central", Share(2, 2))]
    drawn = charts._dots(view, "districts", "By district", rows, "kept", "of the times")
    assert drawn is not None
    assert "Central" in drawn.narrow
    assert "□" in drawn.narrow
