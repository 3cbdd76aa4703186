"""The benchmark runs, and every side finds the same as the product, on a small export in Parquet and in CSV."""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def test_all_sides_agree_and_the_tables_are_written(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Before.\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nAfter.\n", "utf-8")
    command = [sys.executable, BENCHMARKS / "run.py", "--sizes", "0.02", "--csv", "0.02", "--runs", "1"]
    made = ["--data", tmp_path / "data", "--write", page]
    told = subprocess.run([*command, *made], check=True, capture_output=True, text=True).stdout
    agreed = [line for line in told.splitlines() if line.endswith(" 0 differences")]
    assert len(agreed) == 2
    assert all(int(line.split()[1]) > 5 for line in agreed)
    text = page.read_text("utf-8")
    assert text.startswith("Before.\n<!--")
    assert text.endswith("-->\nAfter.\n")
    assert "old" not in text
    assert text.count("(b) comparable work") == 2
    assert text.count("the first reading of the CSV") == 1
