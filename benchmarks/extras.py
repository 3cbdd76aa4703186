"""Two figures beside the sides: what many rules cost, and what the program takes to start."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sides import FOUND, HERE, Took, audited, middle, run, script

STARTS = {
    '`python -c "import click"`': ["-c", "import click"],
    "`auditor --help`": ["-m", "auditor", "--help"],
    "`auditor policy list`": ["-m", "auditor", "policy", "list"],
}


def demo(runs: int) -> Took:
    """The audit of the demo export, after one that is not counted."""
    export = HERE.parent / "fixtures" / "sf-demo"
    with tempfile.TemporaryDirectory() as place:
        cache = {"AUDITOR_CACHE_DIR": f"{place}/cache"}
        command = audited(export, Path(place) / "run")
        return middle([run(command, FOUND, **cache) for _ in range(runs + 1)][1:])


@dataclass(frozen=True)
class Many:
    """The audit of one export by the built-in rules and by many: how many, and what it took."""

    title: str
    rules: tuple[int, int]
    few: Took
    many: Took
    ratio: float


def many_rules(export: Path, title: str, rules: int, runs: int) -> Many:
    """Audit by the built-in rules and by so many in turn; the export is warm from what ran before."""
    with tempfile.TemporaryDirectory() as place:
        cache = {"AUDITOR_CACHE_DIR": str(Path(place) / "cache")}
        out = {number: Path(place) / str(number) for number in (0, rules)}
        commands = [script("rules.py", export, "--out", out[number], "--rules", number) for number in out]
        turns = [[run(command, **cache) for command in commands] for _ in range(runs)]
        few, many = (judged(folder) for folder in out.values())
    ratio = statistics.median(last.wall / first.wall for first, last in turns)
    return Many(title, (few, many), middle(t[0] for t in turns), middle(t[1] for t in turns), ratio)


def judged(folder: Path) -> int:
    """How many rules a run folder tells of."""
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    return sum(len(pack["rules"]) for pack in summary["policies"])


@dataclass(frozen=True)
class Start:
    """What one command takes that has nothing to do: modules imported, and the process."""

    modules: int
    took: Took
    ratio: float


def starts(runs: int) -> dict[str, Start]:
    """The commands in turn, the bare import of click first; ratios are of processor time, turn by turn."""
    commands = {name: [sys.executable, *rest] for name, rest in STARTS.items()}
    for command in commands.values():
        run(command)
    turns = [{name: run(command) for name, command in commands.items()} for _ in range(runs)]
    bare = next(iter(commands))
    return {
        name: Start(
            modules(command),
            middle(turn[name] for turn in turns),
            statistics.median(turn[name].cpu / turn[bare].cpu for turn in turns),
        )
        for name, command in commands.items()
    }


def modules(command: list[str]) -> int:
    """How many modules a Python command imports, as Python itself tells; the header is no module."""
    timed = [command[0], "-X", "importtime", *command[1:]]
    told = subprocess.run(timed, check=True, capture_output=True, text=True).stderr
    return sum(line.startswith("import time:") for line in told.splitlines()) - 1
