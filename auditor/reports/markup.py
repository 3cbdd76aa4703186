"""Text in Markdown that stays text: no markup, link, image or HTML comes of it, in CommonMark or GitHub's dialect."""

from __future__ import annotations

import re

from auditor.reports.visible import CELL, LONGEST, visible

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$^=!])")
_LIST = re.compile(r"^(\d+(?=[.)](?:\s|$))|(?=[-+]))")
_LINKED = re.compile(r"[^\s|`]*(?:://|www\.|@)[^\s|`]*", re.IGNORECASE)
_SIGNS = {"`": "⟨U+0060⟩", "|": "⟨U+007C⟩"}


def plain(text: str, longest: int = LONGEST) -> str:
    """A text on one line for a sentence or a cell of a table, every sign of Markdown escaped, made visible and cut.

    What a reader might make a link of (an address of the web or of mail) stands as code, in which nothing links.
    """
    whole, done, at = visible(" ".join(text.split()), longest), "", 0
    for found in _LINKED.finditer(whole):
        done += _escaped(whole[at : found.start()]) + code(found[0])
        at = found.end()
    return _LIST.sub(r"\1\\", done + _escaped(whole[at:]))


def code(text: str) -> str:
    """A value of the record as code, made visible and cut; backticks and bars, which could end it, are signs."""
    shown = "".join(_SIGNS.get(c, c) for c in visible(text, CELL))
    return f"`{shown}`" if shown.strip() else ""


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def lined(text: str) -> str:
    """Markdown without runs of blank lines, ending in one line end."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
