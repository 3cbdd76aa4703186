"""A run from one day to another: which findings it tells."""

from datetime import date

import pytest

from auditor.api import Options, audit
from tests.slow.cases import clear_breach
from tests.slow.exports import full, write_csv


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """A breach of each rule; the charges and reports are of 2018-03-04."""
    folder = tmp_path_factory.mktemp("exports")
    for rule in ("SF-P1", "SF-P4"):
        write_csv(full(clear_breach(rule)), folder / rule)
    undated = clear_breach("SF-P4")
    undated["incidents"][0] |= {"occurred_at": None, "reported_at": None}
    write_csv(full(undated), folder / "undated")
    return folder


@pytest.mark.parametrize(
    ("export", "start", "end", "found"),
    [
        ("SF-P1", date(2018, 3, 4), date(2018, 3, 4), True),
        ("SF-P1", date(2018, 3, 5), None, False),
        ("SF-P1", None, date(2018, 3, 3), False),
        # A report has no act: its own day chooses.
        ("SF-P4", date(2018, 3, 4), date(2018, 3, 4), True),
        ("SF-P4", date(2018, 3, 5), None, False),
        ("SF-P4", None, date(2018, 3, 3), False),
        # Without a day it stays in.
        ("undated", date(2018, 3, 5), None, True),
    ],
)
def test_the_days_of_a_run_choose_its_findings(exports, export, start, end, found):
    options = Options("US-CA-SF", start=start, end=end, complete=("referrals",))
    rule = "SF-P4" if export == "undated" else export
    told = audit(exports / export, ["sf-2017"], options=options).finding_list
    assert any(f["rule"] == rule for f in told) is found
