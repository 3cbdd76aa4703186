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
from collections.abc import Iterator
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


def beside(export: Path, title: str, rules: int, runs: int) -> Iterator[str]:
    """What is measured once, and not for each size: many rules on an export, the demo, the starts."""
    yield of_rules(many_rules(export, title, rules, runs))
    yield of_demo(demo(runs))
    yield of_starts(starts(2 * runs))


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
        "--brief-from", type=float, default=math.inf,
        help="exports of so many millions have no warm-up, and no run that tells the parts",
    )  # fmt: skip
    parser.add_argument("--data", type=Path, default=HERE / "data")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    asked = [(size, "Parquet") for size in options.sizes] + [(size, "CSV") for size in options.csv]
    asked.sort(key=lambda one: one[0])
    measured, others, about = list[Measured](), list[str](), machine()

    def tell(text: str) -> None:
        """Print what was measured last; a document has all that was measured so far, should the rest not come."""
        print(text, flush=True)
        if options.write:
            sides, summed = map(of_sides, measured), (of_stages(measured), of_slopes(measured))
            write(options.write, [about, *sides, *filter(None, summed), *others])

    print(about)
    for size, form in asked:
        export = generated(options.data, size, form)
        pandas, brief = size <= options.pandas_up_to, size >= options.brief_from
        measured.append(measure(export, size, form, options.runs, pandas=pandas, brief=brief))
        tell(of_sides(measured[-1]))
        if len(measured) == 1:
            for text in beside(export, measured[0].title, options.rules, max(options.runs, 1)):
                others.append(text)
                tell(text)
    print(of_stages(measured), of_slopes(measured), sep="\n", flush=True)


if __name__ == "__main__":
    main()
