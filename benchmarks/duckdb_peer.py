"""What a careful analyst would write by hand: SF-P1 and SF-P2 as one DuckDB script over the same files.

`python benchmarks/duckdb_peer.py EXPORT --out findings.csv` writes rule, incident, charge and verdict of every
finding. It shares the law tables and the pack's offense list with the product, as data files, and no code.
With `--work DIR` it does more of what the product does for these two rules, and writes into that folder: the source
rows of every finding with their file and row number, how often each code and each unreadable value stands, and
the share of nulls in every column.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
FINDING = sorted((HERE / "peer").glob("[0-9]*.sql"))
COUNTING = HERE / "peer" / "count.sql"
PACKAGE = HERE.parent / "auditor"
STATUTES = PACKAGE / "law" / "tables" / "statutes" / "california.csv"
OFFENSE_LIST = PACKAGE / "policy" / "packs" / "sf-2017" / "offenses.csv"
TABLES = ("incidents", "involvements", "offenses", "arrests", "charges")
CODES = {
    "incidents": ("report_type", "district", "beat", "agency"),
    "involvements": ("role", "sex_trade", "sex", "race"),
    "offenses": ("citation", "attempted"),
    "arrests": ("kind", "basis"),
    "charges": ("citation", "level", "stage", "sex", "race"),
}
"""Columns of few words, each of which is counted."""

TYPES = {"occurred_at": "TIMESTAMP", "reported_at": "TIMESTAMP", "arrested_at": "TIMESTAMP", "date": "DATE",
         "birth_date": "DATE", "age": "BIGINT", "sex_trade": "BOOLEAN", "also_offender": "BOOLEAN",
         "deceased": "BOOLEAN", "attempted": "BOOLEAN"}  # fmt: skip
"""What a column of CSV holds, where it is no text; the analyst knows the export."""

THREADS = 2


def files(export: Path, table: str) -> list[Path]:
    """The files of a table: one file, or a folder of parts."""
    found = [export / f"{table}.{form}" for form in ("parquet", "csv")]
    return [path for path in (*found, *sorted((export / table).glob("*.*"))) if path.exists()]


def read(base: duckdb.DuckDBPyConnection, export: Path, table: str, *, often: bool) -> None:
    """Make a view of a table, with the file and the row of each of its records.

    CSV that is read `often` is copied into the database first: each look at a view of it would parse it anew.
    """
    names = [str(path) for path in files(export, table)]
    if names[0].endswith(".parquet"):
        rows = base.read_parquet(names, filename=True, file_row_number=True)
        rows.create_view(f"{table}_placed")
        rows.project("* EXCLUDE (filename, file_row_number)").create_view(table)
        return
    with open(names[0], encoding="utf-8", newline="") as lines:
        types = {name: TYPES.get(name, "VARCHAR") for name in next(csv.reader(lines))}
    # Without detection: every query over the view would look at the files again.
    rows = base.read_csv(names, header=True, auto_detect=False, delimiter=",", quotechar='"', escapechar='"',
                         columns=types, filename=True)  # fmt: skip
    placed = rows.project("*, row_number() OVER (PARTITION BY filename) - 1 AS file_row_number")
    if often:
        placed.create(f"{table}_placed")
        base.table(f"{table}_placed").project("* EXCLUDE (filename, file_row_number)").create_view(table)
        return
    placed.create_view(f"{table}_placed")
    rows.project("* EXCLUDE (filename)").create_view(table)


def find(base: duckdb.DuckDBPyConnection, out: Path) -> int:
    """Write the findings to a CSV file and say how many there are."""
    base.execute("SET VARIABLE statutes = ?", [str(STATUTES)])
    base.execute("SET VARIABLE offense_list = ?", [str(OFFENSE_LIST)])
    for script in FINDING:
        base.execute(script.read_text(encoding="utf-8"))
    base.sql("FROM findings").write_csv(str(out))
    return len(base.sql("FROM findings"))


def work(base: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the source rows of the findings, the counts of codes and unreadable values, and the shares of nulls."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        rows = base.sql(
            f"SELECT * REPLACE (file_row_number + 1 AS file_row_number) FROM {table}_placed "
            "SEMI JOIN findings USING (incident_id) ORDER BY incident_id, filename, file_row_number"
        )
        rows.write_parquet(str(folder / f"{table}.parquet"))
        columns = base.sql(f"FROM {table}").columns
        shares = ", ".join(f"1 - count({name}) / count(*) AS {name}" for name in columns)
        base.sql(f"SELECT {shares} FROM {table}").write_csv(str(folder / f"{table}-nulls.csv"))
        for code in CODES[table]:
            if code in columns:
                counted = base.sql(f"SELECT {code}, count(*) AS rows FROM {table} GROUP BY ALL ORDER BY ALL")
                counted.write_csv(str(folder / f"{table}-{code}.csv"))
    base.sql(COUNTING.read_text(encoding="utf-8")).write_csv(str(folder / "unreadable.csv"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    with duckdb.connect(config={"threads": THREADS}) as base:
        for table in TABLES:
            read(base, options.export, table, often=options.work is not None)
        print(f"{find(base, options.out):,} findings")
        if options.work:
            work(base, options.work)


if __name__ == "__main__":
    main()
