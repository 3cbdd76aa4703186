"""The tables for analysts: what they hold is what the run holds, typed, explained, and nothing computes."""

import csv
import io
from datetime import date

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from auditor.reports.dataset import (
    CSV,
    TYPES,
    csv_folder,
    parquet_folder,
    run_tables,
    to_csv,
    to_parquet,
)
from auditor.reports.dictionary import dictionary, readable
from auditor.reports.tables import FLAT
from auditor.reports.tabular import Column, Table
from tests.reports import runs
from tests.reports.hostile import HOSTILE, STARTS

csv.field_size_limit(10_000_000)


@pytest.fixture(params=runs.NAMES)
def run(request):
    return runs.named(request.param)


@pytest.fixture(params=runs.EVERY)
def any_run(request):
    return runs.named(request.param)


def parquet(files, name):
    return pq.read_table(io.BytesIO(files[f"{name}.parquet"]))


def rows(files, name):
    return list(csv.reader(io.StringIO(files[f"{name}.csv"].decode("utf-8"), newline="")))


def sound(text):
    """Text as UTF-8 can hold it."""
    return text and text.encode("utf-8", "replace").decode("utf-8")


def test_findings_in_parquet_are_those_of_the_run(run):
    told = parquet(parquet_folder(run), "findings").to_pylist()
    for row, finding in zip(told, run.findings, strict=True):
        day = row.pop("act_date")
        assert day == (finding["act_date"] and date.fromisoformat(finding["act_date"]))
        assert row == {
            name: [sound(v) for v in finding[name]]
            if isinstance(finding[name], list)
            else sound(finding[name])
            for name in FLAT
            if name != "act_date"
        }


def test_conditions_and_cells_are_all_there(run):
    files = parquet_folder(run)
    conditions = parquet(files, "conditions").to_pylist()
    every = [(f["finding_id"], c) for f in run.findings for c in f["conditions"]]
    assert [(c["finding_id"], c["name"], c["value"], c["assumed"]) for c in conditions] == [
        (finding, c["name"], c["value"], c["assumed"]) for finding, c in every
    ]
    cells = parquet(files, "cells").to_pylist()
    assert [(c["finding_id"], sound(c["file"]), c["row"], c["column"], c["content"]) for c in cells] == [
        (finding, sound(row["file"]), row["row"], column, sound(content))
        for finding, c in every
        for row in c["evidence"]
        for column, content in row["cells"].items()
    ]


def test_counts_are_those_of_the_summary(run):
    files = parquet_folder(run)
    rules = {(r["policy"], r["rule"]): r for r in parquet(files, "rules").to_pylist()}
    told = parquet(files, "counts").to_pylist()
    for policy in run.summary["policies"]:
        for rule in policy["rules"]:
            row = rules[policy["policy"], rule["rule"]]
            assert row["no_rate"] == rule["no_rate"]
            for count in ("breach", "possible", "excepted", "applied", "kept"):
                assert row[count] == (rule[count] if rule["auditable"] else None)
            assert (row["share_kept"] is None) == (rule["rate"] is None)
        for by, key in (("month", "month"), ("district", "district"), ("officer", "officer_id")):
            own = [r for r in told if r["by"] == by and r["policy"] == policy["policy"]]
            keys = ("rule", "breach", "possible", "applied", "kept")
            counted = [(r["group"], *(r[k] for k in keys)) for r in own]
            assert counted == [(sound(r[key]), *(r[k] for k in keys)) for r in policy[f"by_{by}"]]


def test_a_share_stands_with_its_interval():
    for row in parquet(parquet_folder(runs.named("golden")), "counts").to_pylist():
        if row["share_kept"] is not None:
            assert row["share_kept"] == pytest.approx(row["kept"] / row["applied"], abs=1e-6)
            assert 0 <= row["share_low"] <= row["share_kept"] <= row["share_high"] <= 1


def test_small_groups_of_people_are_left_out_here_too():
    told = parquet(parquet_folder(runs.named("golden")), "people").to_pylist()
    assert any(row["left_out"] for row in told)
    for row in told:
        assert (row["applied"] is None) == row["left_out"]
        assert row["applied"] is None or row["applied"] >= 11


def test_both_folders_hold_the_same_tables(any_run):
    commas, typed = csv_folder(any_run), parquet_folder(any_run)
    names = {name.removesuffix(".parquet") for name in typed if name.endswith(".parquet")}
    assert {name.removesuffix(".csv") for name in commas if name.endswith(".csv")} == {*names, "dictionary"}
    for name in names:
        table = parquet(typed, name)
        head, *body = rows(commas, name)
        assert head == table.column_names
        assert len(body) == table.num_rows


def test_the_dictionary_tells_every_column_as_it_is(any_run):
    files = parquet_folder(any_run)
    head, *told = rows(files, "dictionary")
    entries = {(row[0], row[1]): dict(zip(head, row, strict=True)) for row in told}
    for name in {row[0] for row in told}:
        table = parquet(files, name)
        assert [column for of, column in entries if of == name] == table.column_names
        for column in table.column_names:
            entry, cells = entries[name, column], table.column(column)
            assert cells.type == TYPES[entry["kind"]]
            assert entry["says"].endswith(".")
            assert entry["nullable"] == "true" or cells.null_count == 0, (name, column)
            codes = set(entry["values"].split("; ")) if entry["values"] else None
            seen = pc.list_flatten(cells) if entry["kind"] == "list" else cells
            assert codes is None or set(seen.to_pylist()) - {None} <= codes, (name, column)
    page = files["dictionary.md"].decode("utf-8")
    assert all(f"| {column} | {entry['kind']} |" in page for (_, column), entry in entries.items())


def test_nothing_in_csv_starts_a_formula(any_run):
    for name, content in csv_folder(any_run).items():
        if name.endswith(".csv"):
            assert b"\0" not in content
            for row in csv.reader(io.StringIO(content.decode("utf-8"), newline="")):
                texts = [cell for cell in row if not number(cell)]
                assert not [cell for cell in texts if cell.lstrip(" ").startswith(STARTS)], name


def number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_numbers_stay_numbers_and_null_is_no_empty_text():
    columns = [
        Column("text", "text", "Text.", True),
        Column("list", "list", "Texts."),
        Column("number", "number", "A number.", True),
        Column("whole", "integer", "A whole number.", True),
        Column("day", "date", "A day.", True),
        Column("yes", "boolean", "Yes or no.", True),
    ]
    table = Table("t", "One.", columns, [
        (None, (), None, None, None, None),
        ("", ("=a", "b"), -1.5, -2, date(2018, 3, 4), False),
        (" =1+1", ("a", "=b"), 0.0, 0, None, True),
    ])  # fmt: skip
    assert to_csv(table).decode() == (
        'text,list,number,whole,day,yes\n,"",,,,\n"",\'=a; b,-1.5,-2,2018-03-04,false\n\' =1+1,a; =b,0.0,0,,true\n'
    )
    read = pq.read_table(io.BytesIO(to_parquet(table))).to_pylist()
    assert [list(row.values()) for row in read] == [
        [list(v) if isinstance(v, tuple) else v for v in row] for row in table.rows
    ]


@pytest.mark.parametrize("folder", [csv_folder, parquet_folder])
def test_the_same_run_gives_the_same_bytes(folder, any_run):
    assert folder(any_run) == folder(any_run)


def test_parquet_tells_nothing_beside_its_columns(any_run):
    for name, content in parquet_folder(any_run).items():
        if name.endswith(".parquet"):
            told = pq.read_metadata(io.BytesIO(content))
            assert told.metadata is None
            assert told.created_by.startswith("parquet-cpp-arrow version ")


def test_the_public_gets_no_table_of_findings_and_no_count_that_is_withheld():
    files = parquet_folder(runs.named("public"))
    assert not {f"{name}.parquet" for name in ("findings", "conditions", "cells")} & set(files)
    every = [cell for row in parquet(files, "counts").to_pylist() for cell in row.values()]
    counts = [cell for cell in every if isinstance(cell, int)]
    assert None in every
    assert counts
    assert not [count for count in counts if 0 < count < 11]
    assert {row["unrecognised"] for row in parquet(files, "columns").to_pylist()} == {None}


def test_hostile_text_reaches_parquet_whole():
    told = parquet(parquet_folder(runs.named("hostile")), "findings").column("citation").to_pylist()
    assert told == [sound(text) for text in HOSTILE.values()]


def test_the_page_of_the_dictionary_is_plain():
    tables = run_tables(runs.named("hostile"))
    page = readable([*tables, dictionary(tables)], CSV, {}).decode("utf-8")
    assert "<" not in page
    assert page.replace("\n", "").isprintable()
