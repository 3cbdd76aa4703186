"""Records of a flat file that repeat from row to row, each made one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from auditor.intake import mapping as m
from auditor.intake.cells import Schema, trimmed
from auditor.intake.reading_text import SCIENTIFIC
from auditor.intake.sources import FILE, ROW
from auditor.records.codes import UNKNOWN_WORDS
from auditor.records.tables import TABLES

OWN_ID: Mapping[str, str] = {
    "incidents": "incident_id",
    "involvements": "person_id",
    "offenses": "offense_id",
    "arrests": "arrest_id",
    "charges": "charge_id",
}
"""The id by which repeats of a record are surely one."""

APART, TIMES = "@apart", "@times"


def distinct(clause: m.Clause, plan: pl.LazyFrame, schema: Schema) -> tuple[pl.LazyFrame, int]:
    """The records of a clause, those equal in every column made one, at the first row of each file.

    Also the number of rows that fell away though their record has no id of its own: equal counts cannot be
    told from repeats. Records that lack a required cell stay apart, since each is rejected on its own.
    """
    words = [*UNKNOWN_WORDS, *(word.strip().lower() for word in clause.unknown)]
    required = [name for name in TABLES[clause.table].required if name in schema]
    lacking = pl.any_horizontal(_says_nothing(trimmed(name, schema), words) for name in required)
    frame = (
        plan.with_columns(pl.when(lacking).then(ROW).alias(APART))
        .group_by(*schema, FILE, APART)
        .agg(pl.col(ROW).min(), pl.len().alias(TIMES))
        .sort(FILE, ROW)
        .collect()
    )
    again = frame.filter(_without_id(clause.table, schema))[TIMES] - 1
    return frame.lazy().select(*schema, FILE, ROW), int(again.sum())


def _says_nothing(text: pl.Expr, words: list[str]) -> pl.Expr:
    unknown = text.str.to_lowercase().is_in(words)
    return text.is_null() | unknown | text.str.contains(SCIENTIFIC)


def _without_id(table: str, schema: Schema) -> pl.Expr:
    own = OWN_ID.get(table, "")
    return trimmed(own, schema).is_null() if own in schema else pl.lit(True)
