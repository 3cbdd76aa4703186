"""Facts that a run takes where the record is silent: what they decide, what they clear, and that they are told."""

import pytest

from auditor.api import Options, audit
from tests.slow.cases import clear_breach
from tests.slow.exports import write_csv


def run(tmp_path, tables, **assumed):
    write_csv(tables, tmp_path / "export")
    return audit(tmp_path / "export", ["sf-2017"], options=Options(jurisdiction="US-CA-SF", assume=assumed))


def verdicts(made):
    return [f["verdict"] for f in made.finding_list if f["rule"] == "SF-P1"]


def cleared(made, rule="SF-P1"):
    (policy,) = made.coverage["policies"]
    return next(r["cleared_by_assumption"] for r in policy["rules"] if r["rule"] == rule)


def without_basis():
    tables = clear_breach("SF-P1")
    tables["arrests"][0]["basis"] = ""
    return tables


@pytest.mark.parametrize(
    ("assumed", "found", "warrants"),
    [({}, ["possible"], None), ({"on_warrant": False}, ["breach"], 0), ({"on_warrant": True}, [], 1)],
)
def test_an_assumed_fact_decides_where_the_record_is_silent(tmp_path, assumed, found, warrants):
    made = run(tmp_path, without_basis(), **assumed)
    assert verdicts(made) == found
    assert cleared(made).get("on_warrant") == warrants


def test_an_assumption_that_a_finding_rests_on_is_told_with_it(tmp_path):
    (finding,) = (
        f for f in run(tmp_path, without_basis(), on_warrant=False).finding_list if f["rule"] == "SF-P1"
    )
    assert finding["unknowns"] == []
    assert any("on_warrant" in taken for taken in finding["assumptions"])


def test_what_the_record_says_is_not_assumed_away(tmp_path):
    made = run(tmp_path, clear_breach("SF-P1"), on_warrant=True)
    assert verdicts(made) == ["breach"]
    assert cleared(made)["on_warrant"] == 0


def test_what_two_assumptions_clear_together_is_cleared_by_neither(tmp_path):
    tables = clear_breach("SF-P1") | {"arrests": []}
    for charge in tables["charges"]:
        charge |= {"stage": "", "arrest_id": ""}
    assert verdicts(run(tmp_path / "a", tables)) == ["possible"]
    both = run(tmp_path / "b", tables, on_warrant=True, police_act=False)
    assert verdicts(both) == []
    assert {name: n for name, n in cleared(both).items() if n} == {}


def test_an_assumption_that_no_rule_asks_for_changes_nothing(tmp_path):
    plain, more = (
        run(tmp_path / n, without_basis(), **a) for n, a in (("a", {}), ("b", {"cited_only": True}))
    )
    assert [f | {"assumptions": []} for f in plain.finding_list] == [
        f | {"assumptions": []} for f in more.finding_list
    ]
