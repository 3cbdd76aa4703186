"""Names of people as sets of words, the form in which they compare."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def name_words(name: str) -> frozenset[str]:
    """The words of a name after NFKD without marks, case folding and punctuation turned into spaces."""
    marked = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in marked if not unicodedata.combining(c)).casefold()
    return frozenset("".join(c if c.isalnum() else " " for c in bare).split())


def is_no_one(name: str, words: Iterable[str]) -> bool:
    """Whether a name has one of the words that stand for no one (given in folded form)."""
    return not name_words(name).isdisjoint(words)


def shape(text: str) -> str:
    """A text by its shape alone, so that it names nobody: 9 for a digit, A for a letter, all else as it is."""
    return "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in text)
