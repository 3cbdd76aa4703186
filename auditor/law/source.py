"""Where the law's data files are read from, so that nothing else knows the folder."""

from __future__ import annotations

import csv
from importlib.resources import files


def table_rows(name: str) -> list[dict[str, str]]:
    """The rows of `tables/<name>.csv` in file order: every cell a string, empty where the file is."""
    text = files("auditor.law").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
