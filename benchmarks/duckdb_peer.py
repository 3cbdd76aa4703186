"""What a careful analyst would write by hand: SF-P1 and SF-P2 as one DuckDB script over the same Parquet files.

`python benchmarks/duckdb_peer.py EXPORT --out findings.csv` writes rule, incident, charge and verdict of every
finding. It shares the law tables and the pack's offense list with the product, as data files, and no code.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
SCRIPTS = sorted((HERE / "peer").glob("*.sql"))
PACKAGE = HERE.parent / "auditor"
STATUTES = PACKAGE / "law" / "tables" / "statutes" / "california.csv"
OFFENSE_LIST = PACKAGE / "policy" / "packs" / "sf-2017" / "offenses.csv"
TABLES = ("incidents", "involvements", "offenses", "arrests", "charges")
THREADS = 2


def files(export: Path, table: str) -> list[str]:
    """The Parquet files of a table: one file, or a folder of parts."""
    found = [export / f"{table}.parquet", *sorted((export / table).glob("*.parquet"))]
    return [str(path) for path in found if path.exists()]


def find(export: Path, out: Path) -> int:
    """Write the findings to a CSV file and say how many there are."""
    with duckdb.connect(config={"threads": THREADS}) as base:
        for table in TABLES:
            base.read_parquet(files(export, table)).create_view(table)
        base.execute("SET VARIABLE statutes = ?", [str(STATUTES)])
        base.execute("SET VARIABLE offense_list = ?", [str(OFFENSE_LIST)])
        for script in SCRIPTS:
            base.execute(script.read_text(encoding="utf-8"))
        base.sql("FROM findings").write_csv(str(out))
        return len(base.sql("FROM findings"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    print(f"{find(options.export, options.out):,} findings")


if __name__ == "__main__":
    main()
