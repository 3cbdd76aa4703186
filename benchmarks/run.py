"""The product beside what a user would write instead: `python benchmarks/run.py --sizes 1 10 --runs 5`.

All sides run as whole processes on the same files, in turn, after one warm-up of each. Their findings must be the same:
otherwise the run ends in 1. Times and memory are printed, and never judged. `--write FILE` puts the tables between
the marks of a document.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
from pathlib import Path

from extras import demo, many_rules, starts
from page import machine, of_demo, of_rules, of_sides, of_slopes, of_stages, of_starts
from sides import HERE, Measured, measure

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def generated(place: Path, millions: float, form: str) -> Path:
    """The folder of a synthetic export, made where it is not there."""
    folder = place / f"{millions:g}-{form.lower()}"
    if not folder.exists():
        made = [sys.executable, "-m", "auditor", "synth", "--incidents", str(round(millions * 1_000_000))]
        subprocess.run(
            [*made, "--format", form.lower(), "--out", str(folder)], check=True, stdout=subprocess.DEVNULL
        )
    return folder


def write(page: Path, tables: list[str]) -> None:
    """Put the tables between the marks of a page."""
    head, _, rest = page.read_text("utf-8").partition(BEGIN)
    page.write_text(f"{head}{BEGIN}\n\n" + "\n".join(tables) + f"\n{END}{rest.partition(END)[2]}", "utf-8")


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    sizes = parser.add_argument_group("millions of incidents")
    sizes.add_argument("--sizes", type=float, nargs="*", default=[1.0], help="in Parquet")
    sizes.add_argument("--csv", type=float, nargs="*", default=[], help="in CSV")
    sizes.add_argument(
        "--pandas-up-to", type=float, default=10.0, help="pandas is left out of larger exports"
    )
    parser.add_argument("--rules", type=int, default=100, help="how many rules many are")
    parser.add_argument("--runs", type=int, default=5, help="after a warm-up; 0: it alone")
    parser.add_argument(
        "--once-from", type=float, default=math.inf, help="larger exports run once, without warm-up"
    )
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    asked = [(size, "Parquet") for size in options.sizes] + [(size, "CSV") for size in options.csv]
    asked.sort(key=lambda one: one[0])
    tables, measured = [machine()], list[Measured]()

    def tell(text: str) -> None:
        tables.append(text)
        print(text, flush=True)
        if options.write:
            write(options.write, tables)

    print(tables[0])
    for size, form in asked:
        export = generated(options.data, size, form)
        runs = 0 if size >= options.once_from else options.runs
        one = measure(export, size, form, runs, pandas=size <= options.pandas_up_to)
        measured.append(one)
        tell(of_sides(one))
    tell(of_stages(measured))
    if slopes := of_slopes(measured):
        tell(slopes)
    smallest = min(measured, key=lambda m: m.millions)
    export = generated(options.data, smallest.millions, smallest.form)
    tell(of_rules(many_rules(export, smallest.title, options.rules, max(options.runs, 1))))
    tell(of_demo(demo(max(options.runs, 1))))
    tell(of_starts(starts(2 * max(options.runs, 1))))


if __name__ == "__main__":
    main()
