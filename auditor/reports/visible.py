"""Text of a record made safe to show: nothing in it is invisible, moves other text or fills the page."""

from __future__ import annotations

import re

LONGEST = 2000
"""The most characters of any one text that is shown."""

CELL = 240
"""The most characters of a record cell that are shown."""

_SIGNS = {"\n": "↵", "\t": "⇥"}
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED = re.compile(f"({_MARK}{{3}}){_MARK}+")


def visible(text: str, longest: int = LONGEST) -> str:
    """`text` with every unprintable character as a sign, cut after `longest` characters with its length told.

    Unprintable are controls, marks of direction (U+202E), spaces other than the plain one, zero-width and
    unassigned characters and lone surrogates: `⟨U+202E⟩`. Of marks piled on a letter three are
    left, and the others counted.
    """
    head = text[:longest]
    if not head.isprintable():
        head = "".join(c if c.isprintable() else _sign(c) for c in head)
    if not head.isascii():
        head = _PILED.sub(lambda m: f"{m[1]}⟨and {len(m[0]) - 3} marks⟩", head)
    return head if len(text) <= longest else f"{head}… [{len(text):,} characters in all]"


def prose(text: str) -> str:
    """Text that a pack or mapping wrapped over lines, as one line, every other character made visible."""
    return visible(" ".join(text.split()))


def _sign(character: str) -> str:
    return _SIGNS.get(character, f"⟨U+{ord(character):04X}⟩")
