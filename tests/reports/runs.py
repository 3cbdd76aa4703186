"""The runs that every format of a report is tried on, by name."""

from __future__ import annotations

import functools
from pathlib import Path

from auditor.reports.audiences.public import for_public
from auditor.reports.shares import SMALL
from auditor.runs.reading import Run, load_run
from tests.reports import sample
from tests.reports.hostile import SPREADSHEET, hostile_run

GOLDEN = Path(__file__).parents[2] / "fixtures" / "sf-demo.run"

MADE = {
    "sample": sample.run,
    "screening": sample.screening_run,
    "listing": sample.listing_run,
    "hostile": hostile_run,
    "formulas": lambda: hostile_run(SPREADSHEET),
}
NAMES = (*MADE, "golden")
EVERY = (*NAMES, "public")
"""With one that has no findings and withholds counts."""


@functools.cache
def named(name: str) -> Run:
    """The run of this name: invented, hostile, that of the demo export, or that made ready for the public."""
    if name == "public":
        return for_public(named("golden"), SMALL)
    return load_run(GOLDEN) if name == "golden" else sample.as_run(*MADE[name]())
