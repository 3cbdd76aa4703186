"""Where the law's data files are read from, so that nothing else knows the folder."""

from __future__ import annotations

import csv
from importlib.resources import files


def statute_tables() -> list[str]:
    """The names of the statute tables, sorted: every CSV file in `tables/statutes`."""
    folder = files("auditor.law").joinpath("tables", "statutes")
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".csv"))
    return [f"statutes/{name.removesuffix('.csv')}" for name in found]


def table_rows(name: str) -> list[dict[str, str]]:
    """The rows of `tables/<name>.csv` in file order: every cell a string, empty where the file is."""
    text = files("auditor.law").joinpath("tables", *f"{name}.csv".split("/")).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
