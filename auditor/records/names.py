"""Names of people as sets of words, the form in which they compare."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import polars as pl


def name_words(name: str) -> frozenset[str]:
    """The words of a name after NFKD without marks, case folding and punctuation turned into spaces."""
    marked = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in marked if not unicodedata.combining(c)).casefold()
    return frozenset("".join(c if c.isalnum() else " " for c in bare).split())


def folded_names(names: pl.Series) -> pl.Series:
    """Names as their words (`name_words`) in no order, perhaps twice, with one space between; null for a null name.

    A name in ASCII is folded without Python.
    """
    odd = names.filter(names.str.len_bytes() != names.str.len_chars()).unique().to_list()
    words = [" ".join(sorted(name_words(name))) for name in odd]
    plain = names.str.to_lowercase().str.replace_all("[^a-z0-9]+", " ").str.strip_chars(" ")
    if not odd:
        return plain
    told = pl.DataFrame({"name": names, "plain": plain}).with_columns(
        odd=pl.col("name").replace_strict(odd, words, default=None, return_dtype=pl.String)
    )
    return told.select(pl.coalesce("odd", "plain")).to_series()


def is_no_one(name: str, words: Iterable[str]) -> bool:
    """Whether a name has one of the words that stand for no one (given in folded form)."""
    return not name_words(name).isdisjoint(words)


def shape(text: str) -> str:
    """A text by its shape alone, so that it names nobody: 9 for a digit, A for a letter, all else as it is."""
    return "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in text)
