"""What must not matter does not: row order, file split, format, irrelevant rows, thread count, the host."""

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.api import Options, audit
from tests.slow.exports import exports, write_csv, write_parquet

DEMO = Path(__file__).parents[1] / "fixtures" / "sf-demo"
POLICIES = ["sf-2017", "ca-pc-647.3"]
FEW = settings(max_examples=max(10, settings().max_examples // 5))


def findings(folder, **more):
    """The findings without what names files and rows."""
    options = Options(jurisdiction="US-CA-SF", max_rejected=1)
    found = list(audit(folder, POLICIES, options=options, **more).finding_list)
    for finding in found:
        for condition in finding["conditions"]:
            for row in condition["evidence"]:
                row["file"] = row["row"] = None
            condition["evidence"].sort(key=json.dumps)
    return found


def written(tables, write=write_parquet, **more):
    with tempfile.TemporaryDirectory() as folder:
        write(tables, Path(folder))
        return findings(folder, **more)


@given(exports(), st.randoms(use_true_random=False))
@FEW
def test_row_order_does_not_matter(tables, chance):
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in tables.items()}
    if any(tables.values()):
        assert written(tables) == written(shuffled)


@given(exports())
@FEW
def test_csv_or_parquet_does_not_matter(tables):
    if any(tables.values()):
        assert written(tables) == written(tables, write_csv)


@given(exports(), st.integers(1, 3))
@FEW
def test_split_in_parts_of_both_formats_does_not_matter(tables, at):
    if not any(tables.values()):
        return
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder, "one"), Path(folder, "two")
        for part, write, cut in ((one, write_csv, slice(at)), (two, write_parquet, slice(at, None))):
            part.mkdir()
            write({name: rows[cut] for name, rows in tables.items()}, part)
        assert findings([str(one), str(two)]) == written(tables)


@given(exports())
@FEW
def test_irrelevant_rows_do_not_matter(tables):
    """Unless they change what the export is as a whole: whether it knows anybody, whether it has citations."""
    before = written(tables) if any(tables.values()) else []
    if not before:
        return
    people = [row for rows in tables.values() for row in rows if row.get("person_id") or row.get("name")]
    who = {"person_id": "Z9", "name": "Zoe Zed"} if people else {}
    number = {"incident_id": "other-1"}
    more = {
        "incidents": number | {"reported_at": "2018-05-05"},
        "involvements": number | {"role": "victim"} | who,
        "offenses": number | {"offense_id": "O9", "citation": "594(a) PC"},
        "charges": number | {"charge_id": "C9", "citation": "594(a) PC"} | who,
    }
    wide = {name: [*rows, dict.fromkeys(rows[0]) | more.get(name, number)] if name in more else rows
            for name, rows in tables.items()}  # fmt: skip
    assert written(wide) == before


@given(exports())
@FEW
def test_a_file_read_twice_adds_nothing(tables):
    doubled = {name: [*rows, *rows] for name, rows in tables.items()}
    if any(tables.values()):
        assert written(tables) == written(doubled)


def test_the_two_copies_of_the_demo_give_the_same_findings():
    assert findings(DEMO) == findings(DEMO.with_name("sf-demo.parquet"))


@pytest.mark.parametrize(
    "name", ["findings.jsonl", "coverage.json", "summary.json", "report.html", "findings.parquet"]
)
def test_thread_count_time_zone_and_hash_seed_change_no_byte(tmp_path, name):
    made = []
    for threads, zone in (("1", "UTC"), ("2", "Pacific/Apia"), ("4", "America/Los_Angeles")):
        out = tmp_path / threads
        settings_ = {"POLARS_MAX_THREADS": threads, "TZ": zone, "PYTHONHASHSEED": threads}
        command = [sys.executable, "-m", "auditor", "audit", DEMO, "--jurisdiction", "US-CA-SF", "--out", out]
        done = subprocess.run(command, env={**os.environ, **settings_}, capture_output=True, check=False)
        assert done.returncode == 10
        made.append((out / name).read_bytes())
    assert made[0] == made[1] == made[2]


def test_the_demo_shuffled_and_split_gives_the_same_findings(tmp_path):
    random.seed(7)
    for path in DEMO.glob("*.csv"):
        rows = pl.read_csv(path, infer_schema=False).sample(fraction=1.0, shuffle=True, seed=7)
        cut = random.randint(0, rows.height)
        (tmp_path / path.stem).mkdir()
        rows[:cut].write_csv(tmp_path / path.stem / "part-1.csv")
        rows[cut:].write_parquet(tmp_path / path.stem / "part-2.parquet")
    assert findings(tmp_path) == findings(DEMO)
