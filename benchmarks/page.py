"""What was measured, as Markdown."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import groupby, pairwise

from extras import Many, Start
from sides import HERE, SIDES, Measured, Took, middle


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table: text in the first column, figures in the others."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def machine() -> str:
    """What was measured, by its commit, and on what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(
        f"{name} {version(name.lower())}" for name in ("Polars", "DuckDB", "pandas", "pyarrow")
    )
    asked = ["git", "describe", "--always", "--dirty"]
    code = subprocess.run(asked, cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()
    return (
        f"Measured on `{code or 'code without history'}`, {len(os.sched_getaffinity(0))} cores ({platform.machine()}) "
        f"with {memory:.0f} GB of memory, {platform.system()}, Python {platform.python_version()}, {packages}.\n"
    )


def of_sides(one: Measured) -> str:
    """The medians of each side, with the product's ratio to it."""
    ours = one.took["auditor"]
    rows = []
    for side, says in SIDES.items():
        if side in one.took:
            runs = one.took[side]
            took = middle(runs)
            ratio = statistics.median(a.wall / b.wall for a, b in zip(ours, runs, strict=False))
            rows.append((says, f"{took.wall:.1f}", f"{took.cpu:.1f}", f"{took.memory:,.0f}", f"{ratio:.2f}"))
        elif side == "c":
            rows.append((f"{says}: left out, it holds all rows in memory", "", "", "", ""))
    heads = ("side", "wall time (s)", "processor time (s)", "peak memory (MB)", "product / side, wall")
    runs = f"medians of {len(ours)}" if len(ours) > 1 else "one run"
    return f"**{one.title}**, {runs}\n\n{table(heads, rows)}"


def of_stages(measured: Sequence[Measured]) -> str:
    """The parts of the audit in seconds and share of its wall time (`never`: not reached), one column an export.

    Nothing without an export of which the parts are known.
    """
    measured = [one for one in measured if one.stages]
    if not measured:
        return ""
    whole = [sum(m.stages.values()) for m in measured]
    rows = []
    for part in measured[0].stages:
        took = zip((m.stages[part] for m in measured), whole, strict=True)
        rows.append((part, *(f"{own:.2f} ({own / all_:.0%})" if own else "never" for own, all_ in took)))
    rows.append(("all", *(f"{all_:.2f}" for all_ in whole)))
    says = "**Where the time of an audit goes**: seconds and share of one run that judges one batch at a time"
    return f"{says}\n\n{table(('part', *(m.title for m in measured)), rows)}"


def of_slopes(measured: Sequence[Measured]) -> str:
    """What a million incidents more cost each side, from one size of a form to the next; nothing with one size."""
    rows = []
    for _, sizes in groupby(sorted(measured, key=lambda m: (m.form, m.millions)), key=lambda m: m.form):
        for small, large in pairwise(sizes):
            rows += slope(small, large)
    heads = ("side, from and to", "wall time (s)", "processor time (s)", "peak memory (MB)")
    return f"**What each added million costs**\n\n{table(heads, rows)}" if rows else ""


def slope(small: Measured, large: Measured) -> Iterator[Sequence[str]]:
    """What a million more cost each side that ran on both of two exports of one form."""
    span = f"{small.millions:g} to {large.millions:g} million, {small.form}"
    for side, says in SIDES.items():
        if side in small.took and side in large.took:
            a, b, more = middle(small.took[side]), middle(large.took[side]), large.millions - small.millions
            wall, cpu, memory = ((getattr(b, n) - getattr(a, n)) / more for n in ("wall", "cpu", "memory"))
            yield f"{says}: {span}", f"{wall:.2f}", f"{cpu:.2f}", f"{memory:,.0f}"


def of_rules(many: Many) -> str:
    """The built-in rules beside many."""
    rows = [
        (f"{number} rules", f"{took.wall:.1f}", f"{took.cpu:.1f}", f"{took.memory:,.0f}", f"{ratio:.2f}")
        for number, took, ratio in zip(many.rules, (many.few, many.many), (1.0, many.ratio), strict=True)
    ]
    heads = (many.title, "wall time (s)", "processor time (s)", "peak memory (MB)", "wall, to the first")
    return (
        f"**Many rules**: the built-in ones, and with copies of them under other ids\n\n{table(heads, rows)}"
    )


def of_demo(took: Took) -> str:
    """The demo export."""
    row = ("`fixtures/sf-demo`, every output", f"{took.wall:.2f}", f"{took.cpu:.2f}", f"{took.memory:,.0f}")
    heads = ("audit", "wall time (s)", "processor time (s)", "peak memory (MB)")
    return f"**A small export**\n\n{table(heads, [row])}"


def of_starts(starts: Mapping[str, Start]) -> str:
    """Commands that have nothing to do."""
    rows = [
        (name, str(one.modules), f"{one.took.cpu * 1000:.0f}", f"{one.ratio:.2f}")
        for name, one in starts.items()
    ]
    heads = ("command", "modules imported", "processor time (ms)", "processor time, to the first")
    return f"**Starting**\n\n{table(heads, rows)}"
