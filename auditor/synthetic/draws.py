"""Random columns that are the same for the same seed on every machine and with every version of Polars.

The bits come from Python's own Mersenne Twister, one generator a column, whose stream is fixed by the
language; Polars only cuts them into values. So a column added later changes no other.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache

import polars as pl
import pyarrow as pa

SLOTS = 10_000


class Draws:
    """Random columns of `size` values each. `place` names the table they are for, seed and chunk included."""

    def __init__(self, place: str, size: int) -> None:
        self.place, self.size = place, size

    def within(self, place: str, size: int | None = None) -> Draws:
        """The draws of a part of the table, apart from those of other parts."""
        return Draws(f"{self.place}/{place}", self.size if size is None else size)

    def bits(self, name: str) -> pl.Series:
        """Uniform 32-bit numbers (Int64). `name` chooses the stream: one name, one column."""
        stream = random.Random(f"{self.place}/{name}").randbytes(4 * self.size)  # noqa: S311
        numbers = pa.Array.from_buffers(pa.uint32(), self.size, [None, pa.py_buffer(stream)])
        return pl.Series(name, numbers).cast(pl.Int64)

    def below(self, name: str, most: int) -> pl.Series:
        """Whole numbers from 0 to `most` - 1 (Int64)."""
        return self.bits(name) * most // 2**32

    def chance(self, name: str, share: float) -> pl.Series:
        """True in `share` of the rows (Boolean)."""
        return self.bits(name) < int(share * 2**32)

    def chance_by(self, name: str, kind: pl.Expr, shares: Mapping[str, float]) -> pl.Expr:
        """True with the probability of the row's kind; 0 for a kind without one."""
        share = kind.replace_strict(dict(shares), default=0.0, return_dtype=pl.Float64)
        return pl.lit(self.bits(name) / 2**32) < share

    def pick(self, name: str, weights: Mapping[str | None, float]) -> pl.Series:
        """One of the words, by its weight (String; the word None is null)."""
        return spread(tuple(weights), tuple(weights.values())).gather(self.below(name, SLOTS)).alias(name)


def unless(blank: pl.Expr | pl.Series, value: pl.Expr) -> pl.Expr:
    """The value, or null in the rows that are blank."""
    return pl.when(~blank).then(value)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, to draw from."""
    return tuple(text.split())


@cache
def spread(words: tuple[str | int | None, ...], weights: tuple[float, ...]) -> pl.Series:
    """A series of SLOTS values in which each word stands as often as its weight asks."""
    total, upto = sum(weights), 0.0
    slots: list[str | int | None] = []
    for word, weight in zip(words, weights, strict=True):
        upto += weight
        slots += [word] * (round(upto / total * SLOTS) - len(slots))
    return pl.Series(slots)


def scramble(number: pl.Expr, salt: int, most: int) -> pl.Expr:
    """A number below `most` that looks random and is fixed by `number` and `salt` (Int64)."""
    mixed = (number + salt * 7919) % 2**31 * 1_103_515_245 % 2**31
    return (mixed + mixed // 2**13) * 48_271 % (2**31 - 1) // 8 % most
