"""Ids of a row as numbers of 64 bits, which are equal where the ids are: hashes, or the number that an id is."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from auditor.records.ranges import NUMBER


def hashed(columns: Iterable[str], seed: int = 0) -> pl.Expr:
    """A hash of 64 bits of these columns, nulls among them."""
    first, *others = (pl.col(column).hash(seed=number) for number, column in enumerate(columns, seed))
    for other in others:
        first = first ^ other
    return first


def key(columns: Iterable[str]) -> pl.Expr:
    """A hash of 32 bits: a few rows that do not repeat are taken for rows that do, and looked at in vain."""
    return hashed(columns).cast(pl.UInt32, wrap_numerical=True)


def coded_number() -> pl.Expr:
    """An incident number as the number that it is, if it is written as one, else as a hash.

    Numbers keep their order, and sets of them are dense, which makes them far faster to look up than hashes are.
    """
    number = pl.col(NUMBER)
    digits = pl.when((number >= "1") & (number < ":")).then(number.cast(pl.Int64, strict=False))
    return pl.coalesce(digits.cast(pl.UInt64), hashed([NUMBER]) | pl.lit(2**63, pl.UInt64))


def coded_incident() -> pl.Expr:
    """A row's incident: its number, and its agency where the row names one."""
    named = hashed([NUMBER, "agency"])
    return pl.when(pl.col("agency").is_null()).then(coded_number()).otherwise(named)
