"""Gaps that were planted are told; a regular export has none."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.inspecting.inspection import inspect


def gaps(folder):
    return inspect([folder])["gaps"]


@pytest.mark.parametrize("seed", range(5))
def test_a_regular_export_has_no_gap(reports, seed: int) -> None:
    told = gaps(reports(seed=seed))
    assert (told["silent_days"], told["silent_months"], told["districts"], told["drops"]) == ([], [], [], [])
    (series,) = told["incident_numbers"]
    assert series["scheme"] == "YY-N"
    assert series["year"] == "18"
    assert series["missing"] == 0


@pytest.mark.parametrize("seed", range(5))
def test_numbers_missing_at_random_are_counted_and_are_no_stretch(reports, seed: int) -> None:
    (series,) = gaps(reports(seed=seed, lost=0.3))["incident_numbers"]
    assert 0.25 < series["missing_share"] < 0.35
    assert series["dense"]
    assert series["stretches"] == []


def test_silent_days_and_months(reports) -> None:
    told = gaps(
        reports(lambda day, *_: date(2018, 3, 30) <= day <= date(2018, 5, 2) or day == date(2018, 9, 4))
    )
    assert [(g["from"], g["to"], g["days"]) for g in told["silent_days"]] == [
        ("2018-03-30", "2018-05-02", 34),
        ("2018-09-04", "2018-09-04", 1),
    ]
    assert told["silent_months"] == ["2018-04"]
    assert len(told["incident_numbers"][0]["stretches"]) == 2


def test_a_district_that_stops_and_one_that_pauses(reports) -> None:
    told = gaps(
        reports(
            lambda day, _, district: (
                (district == "Park" and day > date(2018, 10, 1))
                or (district == "Central" and date(2018, 4, 1) <= day <= date(2018, 4, 20))
            )
        )
    )
    said = [(g["district"], g["from"], g["to_the_end"]) for g in told["districts"]]
    assert said == [("Central", "2018-04-01", False), ("Park", "2018-10-02", True)]
    assert told["silent_days"] == []


def test_a_sudden_drop(reports) -> None:
    told = gaps(reports(lambda day, number, _: date(2018, 6, 4) <= day <= date(2018, 6, 24) and number % 5))
    assert told["silent_days"] == []
    (drop,) = told["drops"]
    assert "2018-05-28" <= drop["from"] <= "2018-06-11"
    assert drop["weekly"] < 60
    assert drop["usual_weekly"] > 110


def test_a_missing_stretch_of_numbers(reports) -> None:
    told = gaps(reports(lambda _, number, __: 3000 <= number < 3040))
    (series,) = told["incident_numbers"]
    assert series["stretches"] == [{"after": "18-002999", "before": "18-003040", "missing": 40}]


@pytest.mark.parametrize(
    ("form", "scheme", "year"),
    [
        ("18{:07d}", "YYN", "18"),
        ("2018{:05d}", "YYYYN", "2018"),
        ("2018-{}", "YYYY-N", "2018"),
        ("{:06d}-2018", "N-YYYY", "2018"),
        ("P18-{:05d}", "PYY-N", "18"),
        ("{:09d}", "N", None),
    ],
)
def test_schemes_of_numbers(tmp_path, form: str, scheme: str, year: str | None) -> None:
    numbers = [n for n in range(1, 1000) if not 400 <= n < 450]
    rows = "".join(f"{form.format(n)},2018-03-04\n" for n in numbers)
    (tmp_path / "incidents.csv").write_text("incident_id,reported_at\n" + rows)
    (series,) = gaps(tmp_path)["incident_numbers"]
    assert (series["scheme"], series["year"]) == (scheme, year)
    assert [s["missing"] for s in series["stretches"]] == [50]


def test_numbers_that_seldom_follow_one_another_tell_no_stretch(tmp_path) -> None:
    rows = "".join(f"18{n * n:08d},2018-03-04\n" for n in range(1, 300))
    (tmp_path / "incidents.csv").write_text("incident_id,reported_at\n" + rows)
    (series,) = gaps(tmp_path)["incident_numbers"]
    assert not series["dense"]
    assert series["stretches"] == []


def test_few_reports_have_no_pattern(tmp_path) -> None:
    (tmp_path / "incidents.csv").write_text("incident_id,reported_at\n1,2018-03-04\n")
    told = gaps(tmp_path)
    assert told["days"] is None
    assert "1 reports" in told["why_not"]
