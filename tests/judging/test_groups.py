"""Counts by group and by reading, on the demo and on hand-made cases."""

import json
from datetime import date
from pathlib import Path

import pytest

from auditor.api import Options, audit
from tests.slow.cases import clear_breach
from tests.slow.exports import write_csv

GOLDEN = Path(__file__).parents[2] / "fixtures" / "sf-demo.run"
SUMMARY = json.loads((GOLDEN / "summary.json").read_bytes())
COUNTS = ("breach", "possible", "applied", "kept")
BY = {"month": "month", "district": "district", "officer": "officer_id", "race": "race",
      "gender": "gender", "age_band": "age_band"}  # fmt: skip


@pytest.mark.parametrize("by", BY)
def test_the_groups_of_a_rule_add_up_to_the_rule(by):
    for policy in SUMMARY["policies"]:
        for rule in policy["rules"]:
            rows = [r for r in policy[f"by_{by}"] if r["rule"] == rule["rule"]]
            assert {c: sum(r[c] for r in rows) for c in COUNTS} == {c: rule[c] for c in COUNTS}
            keys = [r[BY[by]] for r in rows]
            assert keys == sorted(set(keys), key=lambda k: (k is not None, k or ""))


def test_the_readings_hold_one_another():
    some = 0
    for rule in (r for p in SUMMARY["policies"] for r in p["rules"]):
        strict, tool, broad = (rule["readings"][k] for k in ("strict", "tool", "broad"))
        assert strict["found"] <= tool["found"] == rule["breach"] <= broad["found"]
        assert strict["base"] <= tool["base"] == rule["applied"] <= broad["base"]
        assert all(r["found"] <= r["base"] for r in (strict, tool, broad))
        assert broad["found"] >= rule["breach"] + rule["possible"] - rule["excepted"]
        some += broad["found"] > tool["found"]
    assert some > 5


def summary(tmp_path, tables, **options):
    write_csv(tables, tmp_path / "export")
    told = Options(jurisdiction="US-CA-SF", **options)
    return audit(tmp_path / "export", ["sf-2017"], options=told).summary["policies"][0]


def counted(policy, by, rule="SF-P1"):
    return [(r[BY[by]], r["breach"], r["applied"]) for r in policy[f"by_{by}"] if r["rule"] == rule]


def test_a_person_counts_under_what_the_record_says(tmp_path):
    tables = clear_breach("SF-P1")
    tables["charges"][0] |= {"race": "White", "gender": "trans woman"}
    policy = summary(tmp_path, tables)
    day = tables["incidents"][0]["occurred_at"]
    assert counted(policy, "race") == [("White", 1, 1)]
    assert counted(policy, "gender") == [("transgender_woman", 1, 1)]
    assert counted(policy, "month") == [(day[:7], 1, 1)]
    assert counted(policy, "officer") == [("7", 1, 1)]
    assert counted(policy, "district") == [("North", 1, 1)]


@pytest.mark.parametrize(
    ("cells", "band"),
    [
        ({"birth_date": "2000-03-05", "age": None}, "under 18"),  # 17 on the day before the birthday
        ({"birth_date": "2000-03-04", "age": None}, "18 to 24"),
        ({"birth_date": None, "age": "24"}, "18 to 24"),
        ({"birth_date": None, "age": "25"}, "25 to 34"),
        ({"birth_date": None, "age": "54"}, "45 to 54"),
        ({"birth_date": None, "age": "55"}, "55 and over"),
        ({"birth_date": None, "age": None}, None),
    ],
)
def test_age_bands(tmp_path, cells, band):
    tables = clear_breach("SF-P1")
    tables["incidents"][0]["occurred_at"] = "2018-03-04"
    for table in ("charges", "involvements"):
        tables[table][0].update(cells)
    assert [key for key, *_ in counted(summary(tmp_path, tables), "age_band")] == [band]


def test_an_unknown_counts_in_the_broad_reading_alone(tmp_path):
    tables = clear_breach("SF-P1")
    assert summary(tmp_path, tables)["rules"][0]["readings"]["strict"] == {"found": 1, "base": 1}
    tables["arrests"][0]["basis"] = None
    readings = summary(tmp_path / "silent", tables)["rules"][0]["readings"]
    assert readings == {
        "strict": {"found": 0, "base": 0}, "tool": {"found": 0, "base": 1}, "broad": {"found": 1, "base": 1},
    }  # fmt: skip


def test_counts_are_of_the_period(tmp_path):
    tables = clear_breach("SF-P1")
    later = date(2030, 1, 1)
    rule = summary(tmp_path, tables, start=later)["rules"][0]
    assert [rule[c] for c in COUNTS] == [0, 0, 0, 0]
    assert rule["readings"]["broad"] == {"found": 0, "base": 0}
