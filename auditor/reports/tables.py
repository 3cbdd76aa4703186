"""The flat columns of findings, one row a finding, as CSV and Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

FLAT = (
    "finding_id", "case_id", "policy", "rule", "title", "binds", "verdict", "agency", "incident_id",
    "person_id", "person_key", "charge_id", "arrest_id", "citation", "offense", "offense_class", "level",
    "stage", "act_date", "district", "officer_id", "assumptions", "derived", "unknowns", "review", "statement",
)  # fmt: skip
"""The columns of `findings.csv` and `findings.parquet`; lists are joined by `; `."""

AT_ONCE = 10_000
"""Of how many findings `findings.csv` is made at a time."""

FORMULA = r"\A( *[=+\-@\t\r\n＝＋－＠])"
"""What a spreadsheet may take for the start of a formula."""


def neutral(cells: pl.Expr) -> pl.Expr:
    """Text that no spreadsheet computes: an apostrophe before what could start a formula, NUL characters out."""
    return cells.str.replace_all("\0", "", literal=True).str.replace(FORMULA, "'${1}")


def flat(findings: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """The flat columns as text, a row a finding in their order; a null stays null, and halves of characters are `?`."""
    cells: dict[str, list[str | None]] = {column: [] for column in FLAT}
    for finding in findings:
        for column, texts in cells.items():
            texts.append(_text(finding[column]))
    return pl.DataFrame({column: pl.Series(texts, dtype=pl.String) for column, texts in cells.items()})


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return None if value is None else whole(str(value))


def whole(text: str) -> str:
    """Text that UTF-8 can hold: halves of characters become question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def to_csv(cells: pl.DataFrame) -> Iterator[bytes]:
    """`findings.csv` of flat columns in pieces: UTF-8, every cell neutralised; null is empty, as is an empty text."""
    yield cells.clear().write_csv().encode("utf-8")
    for some in cells.iter_slices(AT_ONCE):
        safe = some.select(neutral(pl.all())).with_columns(pl.all().replace("", None))
        yield safe.write_csv(include_header=False).encode("utf-8")


def to_frame(cells: pl.DataFrame) -> pl.DataFrame:
    """Flat columns with `act_date` as a date."""
    return cells.with_columns(pl.col("act_date").str.to_date("%Y-%m-%d", strict=False))


def to_parquet(cells: pl.DataFrame) -> bytes:
    """`findings.parquet` of flat columns."""
    out = io.BytesIO()
    to_frame(cells).write_parquet(out, compression="zstd", statistics=True)
    return out.getvalue()
