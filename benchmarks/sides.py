"""The sides of the benchmark as whole processes on one export: what each took, and whether they found the same."""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERED = ("SF-P1", "SF-P2")
"""The rules that the peers know; the product judges all rules of its packs in the same run."""

SIDES = {
    "auditor": "`auditor audit`, all built-in rules bound to the export, every output",
    "first": "`auditor audit`, the first reading of the CSV, once",
    "a": "(a) SF-P1 and SF-P2 by hand in DuckDB",
    "b": "(b) comparable work for the two in DuckDB",
    "c": "(c) SF-P1 and SF-P2 by hand in pandas",
    "limit": "limit: Polars decodes the columns, no more",
}
FOUND = (0, 10, 11)
"""How an audit may end: nothing found, breaches, possible breaches."""


@dataclass(frozen=True)
class Took:
    """What one process took: seconds of wall and processor time, and its peak memory in MB."""

    wall: float
    cpu: float
    memory: float


def run(command: list[str], allowed: tuple[int, ...] = (0,), **env: str) -> Took:
    """Run one process to its end and say what it took."""
    start = time.perf_counter()
    kept = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "",
        **env,
    }  # modules compiled, as where a program is installed
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=kept)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    code = process.returncode = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise SystemExit(f"{' '.join(command)} ended in {code}")
    return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def middle(runs: Iterable[Took]) -> Took:
    """The median of each figure."""
    all_ = list(runs)
    return Took(
        *(statistics.median(getattr(one, name) for one in all_) for name in ("wall", "cpu", "memory"))
    )


def script(name: str, *arguments: object) -> list[str]:
    """The command of a script of the benchmark."""
    return [sys.executable, str(HERE / name), *map(str, arguments)]


def audited(export: Path, out: Path) -> list[str]:
    """The command that audits an export by all rules bound to it."""
    product = [sys.executable, "-m", "auditor", "audit", str(export)]
    return [*product, "--jurisdiction", "US-CA-SF", "--out", str(out)]


@dataclass(frozen=True)
class Turn:
    """The commands of all sides on one export, with a place for what they write; pandas may be left out."""

    export: Path
    place: Path
    pandas: bool

    def commands(self) -> dict[str, list[str]]:
        """By side, in the order in which they run."""
        commands = {
            "auditor": audited(self.export, self.place / "run"),
            "a": script("duckdb_peer.py", self.export, "--out", self.place / "a.csv"),
            "b": script(
                "duckdb_peer.py", self.export, "--out", self.place / "b.csv", "--work", self.place / "b"
            ),
            "c": script("pandas_peer.py", self.export, "--out", self.place / "c.csv"),
            "limit": script("decode.py", self.export),
        }
        return {side: command for side, command in commands.items() if side != "c" or self.pandas}

    def once(self) -> dict[str, Took]:
        """Run every side once, and tell what each took."""
        took = {side: run(command, FOUND, **self.cache()) for side, command in self.commands().items()}
        told = ", ".join(f"{side} {one.wall:.1f} s" for side, one in took.items())
        print(f"{self.export.name}: {told}", file=sys.stderr, flush=True)
        return took

    def cache(self) -> dict[str, str]:
        """The environment that keeps what is staged of CSV in this place."""
        return {"AUDITOR_CACHE_DIR": str(self.place / "cache")}

    def stages(self) -> dict[str, float]:
        """Seconds of each part of one audit; the process before its first and after its last line are its start."""
        told = self.place / "stages.json"
        took = run(
            script("stages.py", self.export, "--out", self.place / "timed", "--told", told), **self.cache()
        )
        seconds: dict[str, float] = json.loads(told.read_text("utf-8"))
        return seconds | {"start": seconds["start"] + took.wall - sum(seconds.values())}

    def differences(self) -> tuple[int, list[tuple[str, ...]]]:
        """How many findings the product has of the peered rules, and those on which some side differs."""
        ours, differ = of_product(self.place / "run"), set()
        for path in self.place.glob("[a-c].csv"):
            theirs = of_peer(path)
            differ |= {finding[:-1] for finding in (ours - theirs) + (theirs - ours)}
        return ours.total(), sorted(differ)


def of_product(folder: Path) -> Counter[tuple[str, ...]]:
    """The findings of a run folder: rule, incident, charge and verdict; one that stands twice counts twice."""
    # Line by line: a process begins with the peak of its parent, and the sides are started by this one.
    with (folder / "findings.jsonl").open(encoding="utf-8") as lines:
        return Counter(
            (f["rule"], f["incident_id"], f["charge_id"] or "", f["verdict"])
            for f in map(json.loads, lines)
            if f["rule"] in PEERED
        )


def of_peer(path: Path) -> Counter[tuple[str, ...]]:
    """The same of a peer."""
    with path.open(encoding="utf-8", newline="") as lines:
        return Counter(
            (r["rule"], r["incident_id"], r["charge_id"], r["verdict"]) for r in csv.DictReader(lines)
        )


@dataclass(frozen=True)
class Measured:
    """All sides on one export: every run of each, and the parts of one audit more."""

    millions: float
    form: str
    took: dict[str, list[Took]]
    stages: dict[str, float]

    @property
    def title(self) -> str:
        """The export in words."""
        return f"{self.millions:g} million, {self.form}"


def measure(
    export: Path, millions: float, form: str, runs: int, *, pandas: bool, brief: bool = False
) -> Measured:
    """Measure all sides in turn, after one warm-up of each, which counts where it is the only turn.

    `brief`: the first turn counts as any other, and no run tells the parts. Ends the whole run where the sides do not
    find the same.
    """
    with tempfile.TemporaryDirectory() as place:
        turn = Turn(export, Path(place), pandas)
        first = turn.once()
        agree(export, *turn.differences())
        turns = [first] if brief or not runs else []
        while len(turns) < max(runs, 1):
            turns.append(turn.once())
        stages = {} if brief else turn.stages()
    ran = {side: [one[side] for one in turns] for side in SIDES if side in first}
    return Measured(millions, form, ran | ({"first": [first["auditor"]]} if form == "CSV" else {}), stages)


def agree(export: Path, findings: int, differ: list[tuple[str, ...]]) -> None:
    """Say how many findings there are, and end the run where some side differs."""
    rules = " and ".join(PEERED)
    print(f"{export.name}: {findings:,} findings of {rules}, {len(differ)} differences", flush=True)
    if differ:
        print("first differences:", *differ[:5], sep="\n  ")
        raise SystemExit(1)
