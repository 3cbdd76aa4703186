"""The flat columns of findings, one row a finding, as CSV and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import polars as pl

FLAT = (
    "finding_id", "case_id", "policy", "rule", "title", "binds", "verdict", "agency", "incident_id",
    "person_id", "person_key", "charge_id", "arrest_id", "citation", "offense", "offense_class", "level",
    "stage", "act_date", "district", "officer_id", "assumptions", "derived", "unknowns", "review", "statement",
)  # fmt: skip
"""The columns of `findings.csv` and `findings.parquet`; lists are joined by `; `."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the start of a formula."""


def _flat(finding: Mapping[str, object]) -> list[str | None]:
    cells: list[str | None] = []
    for column in FLAT:
        value = finding[column]
        if isinstance(value, list):
            cells.append("; ".join(map(str, value)))
        else:
            cells.append(None if value is None else str(value))
    return cells


def neutral(cell: str) -> str:
    """A cell that no spreadsheet computes: a leading apostrophe where it could start a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def to_csv(findings: Sequence[Mapping[str, object]]) -> bytes:
    """`findings.csv`: UTF-8, every text cell neutralised against formula injection, NUL characters out."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FLAT)
    for finding in findings:
        writer.writerow(neutral((cell or "").replace("\0", "")) for cell in _flat(finding))
    return text.getvalue().encode("utf-8", errors="replace")


def to_frame(findings: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """The same columns as a frame: text, `act_date` as a date; a null stays null."""
    columns = list(zip(*map(_flat, findings), strict=True)) or [()] * len(FLAT)
    return pl.DataFrame(
        {name: pl.Series(cells, dtype=pl.String) for name, cells in zip(FLAT, columns, strict=True)}
    ).with_columns(pl.col("act_date").str.to_date("%Y-%m-%d", strict=False))


def to_parquet(findings: Sequence[Mapping[str, object]]) -> bytes:
    """`findings.parquet`."""
    out = io.BytesIO()
    to_frame(findings).write_parquet(out, compression="zstd", statistics=True)
    return out.getvalue()
