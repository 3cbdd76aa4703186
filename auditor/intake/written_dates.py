"""Dates written as three numbers, such as 03/04/2018: which is the day, and which the month?

A cell that can be read in one order only tells the order of its column. Where the column tells one order, and
no more than a hundredth of the telling cells the other, its ambiguous cells are read so; else they are null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

MONTH_FIRST, DAY_FIRST = "month_first", "day_first"
SAME, EITHER = "same", "either"
KINDS = (MONTH_FIRST, DAY_FIRST, SAME, EITHER)
MARK = "\x1d"
"""Stands before the kind of a cell, where kinds are counted among cells."""

DECISIVE = 100
"""An order is decided by so many telling cells for each that tells the other."""

CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S%.f")
FORMS = tuple(f"%m{mark}%d{mark}{year}{clock}" for year in ("%Y", "%y") for mark in "/-." for clock in CLOCKS)
"""Every way of writing three numbers, with the month first. `%y` below 70 is of this century."""


@dataclass(frozen=True)
class Order:
    """The order of a column's numbers and what told it.

    `order` is `month_first`, `day_first` or None (undecided); `told`: by the mapping; the rest are rows:
    cells that can be read in that order only, in both alike (03/03/2018), and in either, to another day.
    """

    order: str | None
    told: bool = False
    month_first: int = 0
    day_first: int = 0
    same: int = 0
    either: int = 0

    @property
    def ambiguous(self) -> int:
        """Rows whose cell is not read, since nothing decides its order."""
        return 0 if self.order else self.either

    def plain(self) -> dict[str, Any]:
        """The order as coverage tells it."""
        return {
            "order": self.order or "undecided",
            "by": "mapping" if self.told else "cells",
            "month_first": self.month_first,
            "day_first": self.day_first,
            "same_either_way": self.same,
            "could_be_either": self.either,
            "ambiguous": self.ambiguous,
        }


def decide(counted: Mapping[str, int], told: str | None) -> Order:
    """The order of a column, by the rows of each kind, unless a mapping tells it."""
    month, day = counted.get(MONTH_FIRST, 0), counted.get(DAY_FIRST, 0)
    order = told
    if order is None and month > DECISIVE * day:
        order = MONTH_FIRST
    elif order is None and day > DECISIVE * month:
        order = DAY_FIRST
    return Order(order, told is not None, month, day, counted.get(SAME, 0), counted.get(EITHER, 0))


def swapped(form: str) -> str:
    """A form with the day before the month."""
    return form.replace("%m", "%.", 1).replace("%d", "%m", 1).replace("%.", "%d", 1)


def kind_of(month_first: pl.Expr, day_first: pl.Expr) -> pl.Expr:
    """MARK and the kind of a cell, from its two readings; null where neither is one."""
    return (
        pl.when(month_first.is_null() & day_first.is_null())
        .then(None)
        .when(day_first.is_null())
        .then(pl.lit(MARK + MONTH_FIRST))
        .when(month_first.is_null())
        .then(pl.lit(MARK + DAY_FIRST))
        .when(month_first == day_first)
        .then(pl.lit(MARK + SAME))
        .otherwise(pl.lit(MARK + EITHER))
    )


def in_order(month_first: pl.Expr, day_first: pl.Expr, order: Order | None) -> pl.Expr:
    """The reading in the order of the column; a cell that can be read in one way only is read so."""
    if order is not None and order.order == MONTH_FIRST:
        return pl.coalesce(month_first, day_first) if order.day_first else month_first
    if order is not None and order.order == DAY_FIRST:
        return pl.coalesce(day_first, month_first) if order.month_first else day_first
    clear = month_first.is_null() | day_first.is_null() | (month_first == day_first)
    return pl.when(clear).then(pl.coalesce(month_first, day_first))
