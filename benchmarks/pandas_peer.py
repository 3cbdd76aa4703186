"""What many a user would write by hand: SF-P1 and SF-P2 in pandas over the same files.

`python benchmarks/pandas_peer.py EXPORT --out findings.csv` writes rule, incident, charge and verdict of every finding,
as `duckdb_peer.py` does, in the same three steps (`peer/citations.py`, `docket.py`, `findings.py`). It shares the law
tables and the pack's offense list with the product, as data files, and no code. It holds the columns that it needs in
memory, which grows with the export.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from peer.citations import read_law
from peer.findings import find
from peer.terms import FLAG

PACKAGE = Path(__file__).parents[1] / "auditor"
STATUTES = PACKAGE / "law" / "tables" / "statutes" / "california.csv"
OFFENSE_LIST = PACKAGE / "policy" / "packs" / "sf-2017" / "offenses.csv"

TEXT, TIME, NUMBER = "string", "datetime64[us]", "Int64"
PERSON = {"incident_id": TEXT, "person_id": TEXT, "name": TEXT, "birth_date": TIME, "age": NUMBER}
NEEDED = {
    "incidents": {"incident_id": TEXT, "agency": TEXT, "reported_at": TIME, "occurred_at": TIME},
    "involvements": {**PERSON, "role": TEXT, "offense_id": TEXT, "sex_trade": FLAG},
    "offenses": {"incident_id": TEXT, "offense_id": TEXT, "citation": TEXT},
    "arrests": {"incident_id": TEXT, "agency": TEXT, "arrest_id": TEXT, "person_id": TEXT, "arrested_at": TIME,
                "kind": TEXT, "basis": TEXT, "officer_id": TEXT, "unit": TEXT},
    "charges": {**PERSON, "charge_id": TEXT, "arrest_id": TEXT, "citation": TEXT, "level": TEXT, "stage": TEXT,
                "date": TIME},
}  # fmt: skip
"""What the columns hold, of Parquet and of CSV; the analyst knows the export."""


def read(export: Path, table: str) -> pd.DataFrame:
    """The needed columns of a table: of one file, or of a folder of parts."""
    types = NEEDED[table]
    text = {name: form for name, form in types.items() if form == TEXT}
    files = (*export.glob(f"{table}.*"), *sorted((export / table).glob("*.*")))
    parts = [
        pd.read_parquet(path, columns=list(types), dtype_backend="pyarrow")
        if path.suffix == ".parquet"
        else pd.read_csv(path, usecols=list(types), dtype=text, engine="pyarrow", dtype_backend="pyarrow",
                         keep_default_na=False, na_values=[""])
        for path in files
    ]  # fmt: skip
    # Days by way of times: straight from one to the other they would pass through Python objects.
    times = {name: "timestamp[us][pyarrow]" for name, form in types.items() if form == TIME}
    return pd.concat([part.astype(times).astype(types) for part in parts], ignore_index=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tables = {table: read(options.export, table) for table in NEEDED}
    found = find(tables, read_law(STATUTES, OFFENSE_LIST))
    found.to_csv(options.out, index=False)
    print(f"{len(found):,} findings")


if __name__ == "__main__":
    main()
