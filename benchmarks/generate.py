"""Writes the synthetic export of a benchmark: `python benchmarks/generate.py --incidents 1000000 --out DIR`.

It is `auditor synth` under the environment that runs the benchmark.
"""

from __future__ import annotations

import sys

from auditor.__main__ import run

if __name__ == "__main__":
    sys.exit(run(["synth", *sys.argv[1:]]))
