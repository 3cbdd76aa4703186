"""The product beside what a user would write instead: `python benchmarks/run.py --sizes 1 10 --runs 5`.

All sides run as whole processes on the same files, in turn, after one warm-up of each. Their findings must be the same:
otherwise the run ends in 1. Times and memory are printed, and never judged. `--write FILE` puts the tables between
the marks of a document.
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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERED = ("SF-P1", "SF-P2")
"""The rules that the peers know; the product judges all rules of its packs in the same run."""

SIDES = {
    "auditor": "`auditor audit`, all built-in rules bound to the export, every output",
    "a": "(a) SF-P1 and SF-P2 by hand in DuckDB",
    "b": "(b) comparable work for the two in DuckDB",
    "limit": "limit: Polars decodes the columns, no more",
}
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Took:
    """What one process took: seconds of wall and processor time, and its peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def run(command: list[str], allowed: tuple[int, ...] = (0,), **env: str) -> Took:
    """Run one process to its end and say what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **env})
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    code = process.returncode = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise SystemExit(f"{' '.join(command)} ended in {code}")
    return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def generated(place: Path, millions: float, form: str) -> Path:
    """The folder of a synthetic export, made where it is not there."""
    folder = place / f"{millions:g}-{form}"
    if not folder.exists():
        made = [sys.executable, "-m", "auditor", "synth", "--incidents", str(int(millions * 1_000_000))]
        subprocess.run([*made, "--format", form, "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder


@dataclass(frozen=True)
class Turn:
    """The commands of all sides on one export, with a place for what they write."""

    export: Path
    place: Path

    def commands(self) -> dict[str, list[str]]:
        """By side, in the order in which they run."""
        product = [sys.executable, "-m", "auditor", "audit", str(self.export), "--jurisdiction", "US-CA-SF"]
        peer = [sys.executable, str(HERE / "duckdb_peer.py"), str(self.export), "--out"]
        return {
            "auditor": [*product, "--out", str(self.place / "run")],
            "a": [*peer, str(self.place / "a.csv")],
            "b": [*peer, str(self.place / "b.csv"), "--work", str(self.place / "b")],
            "limit": [sys.executable, str(HERE / "decode.py"), str(self.export)],
        }

    def once(self) -> dict[str, Took]:
        """Run every side once."""
        cache = {"AUDITOR_CACHE_DIR": str(self.place / "cache")}
        return {side: run(command, (0, 10, 11), **cache) for side, command in self.commands().items()}

    def differences(self) -> tuple[int, list[tuple[str, ...]]]:
        """How many findings the product has of the peered rules, and those on which some side differs."""
        ours, differ = of_product(self.place / "run"), set()
        for side in ("a", "b"):
            theirs = of_peer(self.place / f"{side}.csv")
            differ |= {key for key in {*ours, *theirs} if ours.get(key) != theirs.get(key)}
        return len(ours), sorted(differ)


def of_product(folder: Path) -> dict[tuple[str, ...], str]:
    """The verdicts of a run folder."""
    with (folder / "findings.jsonl").open(encoding="utf-8") as lines:
        findings = [f for f in map(json.loads, lines) if f["rule"] in PEERED]
    return {(f["rule"], f["incident_id"], f["charge_id"] or ""): f["verdict"] for f in findings}


def of_peer(path: Path) -> dict[tuple[str, ...], str]:
    """The verdicts of a peer."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {(r["rule"], r["incident_id"], r["charge_id"]): r["verdict"] for r in csv.DictReader(lines)}


def measure(export: Path, runs: int) -> Iterator[tuple[str, Took]]:
    """What every side took on an export, turn after turn; the first reading of CSV is a side of its own."""
    with tempfile.TemporaryDirectory() as place:
        turn = Turn(export, Path(place))
        warm = turn.once()
        if next(export.glob("*.csv"), None) and not next(export.glob("*.parquet"), None):
            yield "first", warm["auditor"]
        for _ in range(runs):
            yield from turn.once().items()
        findings, differ = turn.differences()
    print(
        f"{export.name}: {findings:,} findings of {' and '.join(PEERED)}, {len(differ)} differences",
        flush=True,
    )
    if differ:
        print("first differences:", *differ[:5], sep="\n  ")
        raise SystemExit(1)


def table(title: str, took: list[tuple[str, Took]]) -> str:
    """The medians of each side, with the product's ratio to it, as a table in Markdown."""
    of: dict[str, list[Took]] = {}
    for side, one in took:
        of.setdefault(side, []).append(one)
    middle = {s: [statistics.median(getattr(t, m) for t in all_) for m in ("wall", "cpu", "memory")]
              for s, all_ in of.items()}  # fmt: skip
    lines = [f"**{title}**, medians of {len(of['auditor'])}", "",
             "| side | wall time (s) | processor time (s) | peak memory (MB) | product / side, wall |",
             "| --- | --: | --: | --: | --: |"]  # fmt: skip
    says = SIDES | {"first": "`auditor audit`, the first reading of the CSV"}
    for side, (wall, cpu, memory) in middle.items():
        ratio = statistics.median(a.wall / b.wall for a, b in zip(of["auditor"], of[side], strict=False))
        lines.append(f"| {says[side]} | {wall:.1f} | {cpu:.1f} | {memory:,.0f} | {ratio:.2f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument(
        "--sizes", type=float, nargs="*", default=[1.0], help="millions of incidents in Parquet"
    )
    parser.add_argument("--csv", type=float, nargs="*", default=[], help="millions of incidents in CSV")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    asked = [(size, "parquet") for size in options.sizes] + [(size, "csv") for size in options.csv]
    tables = []
    for size, form in asked:
        export = generated(options.data, size, form)
        title = f"{size:g} million incidents, {'Parquet' if form == 'parquet' else 'CSV'}"
        tables.append(table(title, list(measure(export, options.runs))))
        print(tables[-1], flush=True)
    if options.write:
        head, _, rest = options.write.read_text("utf-8").partition(BEGIN)
        tail = rest.partition(END)[2]
        options.write.write_text(f"{head}{BEGIN}\n\n" + "\n".join(tables) + f"\n{END}{tail}", "utf-8")


if __name__ == "__main__":
    main()
