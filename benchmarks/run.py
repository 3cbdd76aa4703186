"""The product beside the DuckDB peer: `python benchmarks/run.py --incidents 1000000 --runs 5`.

Both run as whole processes on the same files, in turn, after one warm-up of each. Their findings must be the
same: otherwise the run ends in 1. Times and memory are printed, and never judged.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERED = ("SF-P1", "SF-P2")
"""The rules that the peer knows; the product judges all rules of the pack in the same run."""


@dataclass(frozen=True)
class Took:
    """What one process took: seconds of wall and processor time, and its peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def run(command: list[str], allowed: tuple[int, ...]) -> Took:
    """Run one process to its end and say what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    code = process.returncode = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise SystemExit(f"{' '.join(command)} ended in {code}")
    return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def of_product(folder: Path) -> dict[tuple[str, ...], str]:
    """The verdicts of a run folder."""
    with (folder / "findings.jsonl").open(encoding="utf-8") as lines:
        findings = [f for f in map(json.loads, lines) if f["rule"] in PEERED]
    return {(f["rule"], f["incident_id"], f["charge_id"] or ""): f["verdict"] for f in findings}


def of_peer(path: Path) -> dict[tuple[str, ...], str]:
    """The verdicts of the peer."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {(r["rule"], r["incident_id"], r["charge_id"]): r["verdict"] for r in csv.DictReader(lines)}


def generated(incidents: int, seed: int) -> Path:
    """The folder of the synthetic export, made where it is not there."""
    folder = HERE / "data" / f"{incidents}-{seed}"
    if not (folder / "charges.parquet").exists():
        command = [sys.executable, str(HERE / "generate.py"), "--incidents", str(incidents)]
        subprocess.run([*command, "--seed", str(seed), "--out", str(folder)], check=True)
    return folder


def main() -> None:
    """Run both in turn, compare what they found, print what they took."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    export = generated(options.incidents, options.seed)
    with tempfile.TemporaryDirectory() as place:
        out, found = Path(place, "run"), Path(place, "peer.csv")
        product = [sys.executable, "-m", "auditor", "audit", str(export), "--policy", "sf-2017"]
        product += ["--jurisdiction", "US-CA-SF", "--out", str(out)]
        peer = [sys.executable, str(HERE / "duckdb_peer.py"), str(export), "--out", str(found)]
        turns = [(run(product, (0, 10, 11)), run(peer, (0,))) for _ in range(options.runs + 1)][1:]
        ours, theirs = of_product(out), of_peer(found)
    differ = [key for key in sorted({*ours, *theirs}) if ours.get(key) != theirs.get(key)]
    print(f"{options.incidents:,} incidents, {len(ours):,} findings, {len(differ)} differences")
    for name in ("wall", "cpu", "memory"):
        pairs = [(getattr(a, name), getattr(b, name)) for a, b in turns]
        one, two = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{name:>7}  auditor {one:9.2f}  duckdb {two:9.2f}  ratio {ratio:5.2f}")
    if differ:
        print("first differences:", *differ[:5], sep="\n  ")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
