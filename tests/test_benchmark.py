"""The benchmark runs, and every side finds the same as the product, on a tiny export in Parquet and in CSV."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
HEAD = "rule,incident_id,charge_id,verdict\n"


def test_all_sides_agree_and_the_tables_are_written(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Before.\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nAfter.\n", "utf-8")
    command = [sys.executable, BENCHMARKS / "run.py", "--sizes", "0.002", "--csv", "0.002", "--runs", "0"]
    made = ["--rules", "26", "--pandas-up-to", "0.002", "--data", tmp_path / "data", "--write", page]
    told = subprocess.run([*command, *made], check=True, capture_output=True, text=True).stdout
    agreed = [line for line in told.splitlines() if line.endswith(" 0 differences")]
    assert len(agreed) == 2
    assert all(int(line.split()[1]) > 5 for line in agreed)
    text = page.read_text("utf-8")
    assert text.startswith("Before.\n<!--")
    assert text.endswith("-->\nAfter.\n")
    assert "old" not in text
    assert text.count("(b) comparable work") == 2
    assert text.count("(c) SF-P1 and SF-P2 by hand in pandas | ") == 2
    assert text.count("the first reading of the CSV") == 1
    assert "| judging: verdicts | " in text
    never = [line.split(" | ")[0] for line in text.splitlines() if "| never |" in line]
    assert never == ["| judging: silent reports"], "so few are judged"
    assert "| `fixtures/sf-demo`, every output | " in text
    few, many = map(int, re.findall(r"^\| (\d+) rules \|", text, re.MULTILINE))
    assert few < 26 <= many
    assert "| `auditor policy list` | " in text
    assert str(tmp_path) not in text


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)


@pytest.mark.usefixtures("benchmark")
def test_a_difference_of_any_side_ends_the_run(tmp_path):
    from sides import Turn, agree

    (tmp_path / "run").mkdir()
    found = {"rule": "SF-P1", "incident_id": "1", "charge_id": "1-C1", "verdict": "breach"}
    (tmp_path / "run" / "findings.jsonl").write_text(json.dumps(found) + "\n", "utf-8")
    for side in "abc":
        (tmp_path / f"{side}.csv").write_text(HEAD + "SF-P1,1,1-C1,breach\n", "utf-8")
    turn = Turn(tmp_path / "export", tmp_path, pandas=True)
    assert turn.differences() == (1, [])
    (tmp_path / "a.csv").write_text(HEAD + "SF-P1,1,1-C1,breach\n" * 2, "utf-8")
    assert turn.differences() == (1, [("SF-P1", "1", "1-C1")])
    (tmp_path / "c.csv").write_text(HEAD + "SF-P1,1,1-C1,possible\nSF-P2,2,2-C1,breach\n", "utf-8")
    findings, differ = turn.differences()
    assert differ == [("SF-P1", "1", "1-C1"), ("SF-P2", "2", "2-C1")]
    with pytest.raises(SystemExit):
        agree(turn.export, findings, differ)


@pytest.mark.usefixtures("benchmark")
@pytest.mark.parametrize(
    ("runs", "brief", "ran", "counted"),
    [(5, False, 6, 5), (5, True, 5, 5), (0, False, 1, 1), (0, True, 1, 1)],
)
def test_a_large_export_has_no_warm_up_and_no_run_that_tells_the_parts(
    tmp_path, monkeypatch, runs, brief, ran, counted
):
    import sides

    walls = iter(range(1, 100))
    once = lambda _: dict.fromkeys(("auditor", "a"), sides.Took(next(walls), 1, 1))  # noqa: E731
    monkeypatch.setattr(sides.Turn, "once", once)
    monkeypatch.setattr(sides.Turn, "differences", lambda _: (1, []))
    monkeypatch.setattr(sides.Turn, "stages", lambda _: {"read": 1.0})
    one = sides.measure(tmp_path, 50, "Parquet", runs, pandas=False, brief=brief)
    assert next(walls) == ran + 1
    assert [took.wall for took in one.took["a"]] == list(range(ran - counted + 1, ran + 1))
    assert bool(one.stages) is not brief


@pytest.mark.usefixtures("benchmark")
def test_slopes_are_told_of_each_form_and_pandas_where_it_ran():
    from page import of_sides, of_slopes
    from sides import Measured, Took

    def measured(millions, form, **wall):
        return Measured(millions, form, {side: [Took(w, w, 100 * w)] for side, w in wall.items()}, {})

    small, large = measured(1, "Parquet", auditor=2, c=4), measured(11, "Parquet", auditor=7)
    assert of_slopes([small, measured(1, "CSV", auditor=3)]) == ""
    rows = [line for line in of_slopes([large, small]).splitlines() if "1 to 11 million" in line]
    assert len(rows) == 1
    assert rows[0].endswith("Parquet | 0.50 | 0.50 | 50 |")
    assert "left out" in of_sides(large)
    assert "left out" not in of_sides(small)


@pytest.mark.usefixtures("benchmark")
def test_time_belongs_to_the_innermost_part(monkeypatch):
    import stages

    now = iter(range(100))
    monkeypatch.setattr(stages.time, "perf_counter", lambda: float(next(now)))
    monkeypatch.setattr(stages, "BEGUN", -1.0)
    clock = stages.Clock()
    clock.say("sifting 3 rows")
    inner = clock.around(lambda: None, "hashes")
    clock.around(inner, "judging: facts")()
    clock.turn("start")
    taken = {part: seconds for part, seconds in clock.seconds.items() if seconds}
    assert taken == {"start": 1.0, "sieve": 2.0, "judging: facts": 2.0, "hashes": 1.0}
