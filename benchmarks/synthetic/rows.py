"""What every part of a table does with its rows: leave cells blank, leave rows out, write some twice."""

from __future__ import annotations

import polars as pl

from synthetic.draws import Draws

TWICE = 0.001


def unless(blank: pl.Expr | pl.Series, value: pl.Expr) -> pl.Expr:
    """The value, or null in the rows that are blank."""
    return pl.when(~blank).then(value)


def kept(rows: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """The rows whose `there` is true, without that column; a few of them twice."""
    again = rows.filter(pl.col("there") & draws.chance("twice", TWICE))
    return pl.concat([rows.filter("there"), again]).drop("there")
