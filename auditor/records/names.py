"""Names of people as sets of words, the form in which they compare."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import polars as pl


def name_words(name: str) -> frozenset[str]:
    """The words of a name after NFKD without marks, case folding and punctuation turned into spaces."""
    return frozenset("".join(map(_folded, name)).split())


def folded_names(names: pl.Series) -> pl.Series:
    """Names as their words (`name_words`) in no order, perhaps twice, with one space between; null for a null name.

    Folding is by the character, so that only the few distinct characters beyond ASCII are folded in Python.
    """
    plain = names.str.to_lowercase().str.replace_all("[^a-z0-9]+", " ").str.strip_chars(" ")
    odd = names.str.len_bytes() != names.str.len_chars()
    if not odd.any():
        return plain
    marked = names.filter(odd)
    folds = {c: _folded(c) for c in marked.str.split("").explode().drop_nulls().unique() if c}
    folded = marked.str.replace_many(folds).str.replace_all(" +", " ").str.strip_chars(" ")
    return plain.scatter(odd.arg_true(), folded)


def _folded(character: str) -> str:
    """A character as it stands in the words of a name: a space if it parts them, perhaps nothing, perhaps several."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in bare.casefold())


def no_ones(names: pl.Series, words: Iterable[str]) -> pl.Series:
    """Whether each name has one of the words that stand for no one (given in folded form); null for a null name."""
    apart = " " + folded_names(names) + " "
    return apart.str.contains_any([f" {word} " for word in words])


def shape(text: str) -> str:
    """A text by its shape alone, so that it names nobody: 9 for a digit, A for a letter, all else as it is."""
    return "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in text)
