"""An audit with many rules: `python benchmarks/rules.py EXPORT --out RUN --rules 100`.

The built-in packs bound to the export, and copies of them under other ids until there are so many rules.
"""

from __future__ import annotations

import argparse
import dataclasses
from itertools import count
from pathlib import Path

from auditor.api import Options, audit, choose_packs
from auditor.policy.pack import Pack

JURISDICTION = "US-CA-SF"


def packs_with(rules: int) -> list[Pack]:
    """The built-in packs, and copies of all of them until there are at least so many rules."""
    own = choose_packs((), JURISDICTION)
    packs = list(own)
    for number in count(2):
        if sum(len(pack.rules) for pack in packs) >= rules:
            return packs
        packs += [dataclasses.replace(pack, id=f"{pack.id}-{number}") for pack in own]
    raise AssertionError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rules", type=int, default=0, help="[default: the built-in ones]")
    asked = parser.parse_args()
    audit(asked.export, packs_with(asked.rules), options=Options(jurisdiction=JURISDICTION)).write(asked.out)


if __name__ == "__main__":
    main()
