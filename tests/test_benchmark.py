"""The product and the hand-written DuckDB peer find the same on a small synthetic export."""

import csv
import subprocess
import sys
from pathlib import Path

from auditor.api import Options, audit

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


PEERED = ("SF-P1", "SF-P2")


def test_the_peer_agrees_on_a_small_export(tmp_path):
    make = [
        sys.executable,
        BENCHMARKS / "generate.py",
        "--incidents",
        "20000",
        "--seed",
        "2",
        "--out",
        tmp_path / "x",
    ]
    peer = [sys.executable, BENCHMARKS / "duckdb_peer.py", tmp_path / "x", "--out", tmp_path / "peer.csv"]
    for command in (make, peer):
        subprocess.run(command, check=True, capture_output=True)
    with (tmp_path / "peer.csv").open(newline="") as lines:
        theirs = {(r["rule"], r["incident_id"], r["charge_id"]): r["verdict"] for r in csv.DictReader(lines)}
    found = audit(tmp_path / "x", ["sf-2017"], options=Options(jurisdiction="US-CA-SF")).finding_list
    ours = {
        (f["rule"], f["incident_id"], f["charge_id"] or ""): f["verdict"]
        for f in found
        if f["rule"] in PEERED
    }
    assert ours == theirs
    assert {"breach", "possible"} == set(ours.values())
