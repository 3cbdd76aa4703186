"""Repeated rows, orphans, incidents of several reports, charges without people: as a plain reading counts them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.intake import suspects as module
from auditor.intake.hashes import coded_number
from auditor.intake.repeats import TOLD, repeated
from auditor.intake.suspects import Suspects
from auditor.records import ranges

Row = dict[str, Any]

NUMBERS = st.sampled_from(["1", "01", "2", "10", "+1", "-1", "A2", "1.0", "٣", "99999999999999999999", ""])
AGENCIES = st.none() | st.sampled_from(["SFPD", "BART"])
WORDS = st.none() | st.sampled_from(["a", "b"])
FILES = st.sampled_from(["one.csv", "two.csv"])

CELLS: Mapping[str, dict[str, st.SearchStrategy[Any]]] = {
    "incidents": {"agency": AGENCIES, "report_type": WORDS, "district": WORDS},
    "involvements": {"agency": AGENCIES, "person_id": WORDS, "name": WORDS},
    "offenses": {"agency": AGENCIES, "citation": WORDS},
    "charges": {"agency": AGENCIES, "charge_id": WORDS, "person_id": WORDS, "citation": WORDS},
}


def rows_of(table: str) -> st.SearchStrategy[list[Row]]:
    """Rows of a table, in any order or in that of their numbers."""
    row = st.fixed_dictionaries({"incident_id": NUMBERS, "file": FILES, **CELLS[table]})
    rows = st.lists(row, max_size=12)
    return rows | rows.map(lambda told: sorted(told, key=lambda one: str(one["incident_id"])))


def seen_of(tables: Mapping[str, Sequence[Row]]) -> Suspects:
    """The suspects of tables that have a row, with every column that they are given."""
    filled = {name: rows for name, rows in tables.items() if rows}
    schema = {name: dict.fromkeys(["incident_id", "file", *CELLS[name]], pl.String) for name in filled}
    nulls = {
        name: {column: sum(row[column] is None for row in rows) for column in ["incident_id", *CELLS[name]]}
        for name, rows in filled.items()
    }
    plans = {name: pl.LazyFrame(rows, schema=schema[name]) for name, rows in filled.items()}
    files = {name: sorted({row["file"] for row in rows}) for name, rows in filled.items()}
    return Suspects(plans, {n: len(rows) for n, rows in filled.items()}, nulls, files)


def after_first(rows: Sequence[Row], columns: Sequence[str]) -> Counter[str]:
    """By file: rows after the first of their like, which is in the earliest file."""
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in rows:
        alike[tuple(row[column] for column in columns)].append(row["file"])
    return Counter(file for files in alike.values() for file in sorted(files)[1:])


def without_report(rows: Sequence[Row], reports: Sequence[Row]) -> Counter[str]:
    """By file: rows of which no report has the number, nor the agency where the row names one."""
    numbers = {report["incident_id"] for report in reports}
    both = {(report["incident_id"], report["agency"]) for report in reports}
    return Counter(
        row["file"]
        for row in rows
        if row["incident_id"] not in numbers
        or (row["agency"] is not None and (row["incident_id"], row["agency"]) not in both)
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries({name: rows_of(name) for name in CELLS}),
    st.sampled_from([3, 1000]),
    st.sampled_from([1, 2, 8]),
)
def test_what_ids_tell_is_what_a_plain_reading_tells(
    monkeypatch: pytest.MonkeyPatch, tables: dict[str, list[Row]], part: int, near: int
) -> None:
    monkeypatch.setattr(module, "NEAR", near)
    for name in ("PART", "SCATTERED"):
        monkeypatch.setattr(module, name, part)
    monkeypatch.setattr(ranges, "SAMPLED", 1)
    suspects = seen_of(tables)
    reports = tables["incidents"]
    orphaned = [without_report(rows, reports) for name, rows in tables.items() if name != "incidents"]
    assert Counter(suspects.seen.orphaned) == sum(orphaned, Counter())
    met = {row["incident_id"] for row in tables["involvements"]}
    assert suspects.seen.without_people == sum(row["incident_id"] not in met for row in tables["charges"])
    for name in suspects.tables.keys() - {"incidents"}:
        rows = suspects.among(name, suspects.tables[name])
        told = repeated(rows, suspects.filled(name), suspects.files[name])
        assert told == after_first(tables[name], ["incident_id", *CELLS[name]])
    if reports:
        assert_reports(suspects, reports)


def assert_reports(suspects: Suspects, rows: Sequence[Row]) -> None:
    """What is counted of the rows of incidents is what their groups tell."""
    found, incidents = suspects.reports, defaultdict(list)
    for row in rows:
        incidents[row["incident_id"], row["agency"]].append(row)
    assert found.repeated == after_first(rows, ["incident_id", *CELLS["incidents"]])
    assert len(rows) - found.rows + found.incidents == len(incidents)
    assert found.several == sum(len(of) > 1 for of in incidents.values())
    for column in set(TOLD) & CELLS["incidents"].keys():
        said = [{row[column] for row in of} - {None} for of in incidents.values()]
        assert found.disagreeing[column] == sum(len(words) > 1 for words in said)


@pytest.mark.parametrize("numbers", [[1] * 4, [1, 2, 2, 1], [2, 1, 2, 2, 2, 1]])
@pytest.mark.parametrize("near", [1, 8])
def test_rows_alike_are_met_wherever_they_stand(
    monkeypatch: pytest.MonkeyPatch, numbers: list[int], near: int
) -> None:
    """Beside each other, apart, and with other rows of their incident between them."""
    monkeypatch.setattr(module, "NEAR", near)
    keys = [10 * number for number in numbers]
    keys[1:3] = 7, 8
    told = {module.KEY: pl.UInt32(), module.ALONE: pl.UInt64()}
    ids = pl.DataFrame({module.KEY: keys, module.ALONE: numbers}, schema=told)
    twice = {key for key, times in Counter(keys).items() if times > 1}
    assert set(module._standing_twice(ids)) == twice


@given(st.lists(st.integers(0, 10**20).map(str) | st.text(max_size=3) | NUMBERS, unique=True))
def test_numbers_that_differ_have_codes_that_differ(numbers: list[str]) -> None:
    rows = pl.DataFrame({"incident_id": numbers}, schema={"incident_id": pl.String})
    codes = rows.select(code=coded_number())["code"]
    assert codes.n_unique() == len(numbers)
    assert codes.null_count() == 0


def test_numbers_in_digits_are_in_their_order() -> None:
    rows = pl.DataFrame({"incident_id": ["9", "10", "123", "009"]})
    assert rows.select(code=coded_number())["code"].to_list()[:3] == [9, 10, 123]
    assert rows.select(code=coded_number())["code"][3] >= 2**63
