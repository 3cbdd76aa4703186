"""A PDF set by Typst from a template of the package and plain data: tagged, the same bytes on every machine.

Data reaches Typst as JSON, never as source, so nothing in it is markup. Only Typst's own fonts are used and no
day is written. A character that these fonts lack stands as its number, since Typst refuses or fails on it.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import Any, Final

from auditor.errors import UsageError
from auditor.reports.visible import visible

Told = dict[str, Any]

PAPER = "paper.typ"
"""What the templates share (colours, running head and foot, tables); it stands before each of them."""

STANDARD: Final = "ua-1"
"""PDF/UA-1: tagged, with a title, a language and a text for every character, or Typst refuses it."""

_UNDRAWN = re.compile("[^ -~¡-¬®-˿Ͱ-ͷ΄-ΊΌΎ-ΡΣ-҂Ҋ-ӿḀ-ỿ‐-‧‰-⁀⁄-⁒⁔-⁞₠-₿℀-℞←-⌨①-⓿─-☆⟦-⟫]")
"""What Typst's fonts may not draw. They draw Latin, Greek and Cyrillic letters and signs, from left to right, but a
mark on a letter only where the two are one character."""

_UNBROKEN = re.compile(r"\S{33,}")
_PIECE = re.compile(r"(\S{8})(?=\S)")


def typeset(template: str, told: Told) -> bytes:
    """The PDF of a template of `templates/`, which finds `told` as JSON in `sys.inputs.told`."""
    return typeset_all(template, [told])[0]


def typeset_all(template: str, told: Sequence[Told]) -> list[bytes]:
    """A PDF for each, in their order. Several are set at a time, each by itself, so that memory stays small."""
    try:
        import typst
    except ImportError:
        raise UsageError.at(
            "--format", "pdf, which needs Typst", "auditor[report]",
            "Install it with pip install 'auditor[report]', or ask for another format.",
        ) from None  # fmt: skip
    source = _template(PAPER) + _template(template)

    def one(of: Told) -> bytes:
        made = typst.compile(
            source,
            format="pdf",
            sys_inputs={"told": json.dumps(drawn(of), ensure_ascii=True)},
            ignore_system_fonts=True,
            timestamp=0,
            pdf_standards=STANDARD,
        )
        if not isinstance(made, bytes):
            raise TypeError("one PDF was to be made")
        return made

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        return list(workers.map(one, told))


def _template(name: str) -> bytes:
    return files("auditor.reports").joinpath("templates", name).read_bytes()


def drawn(value: Any) -> Any:
    """Plain data with every text as it can be drawn: visible, cut where too long, with places to break a line."""
    if isinstance(value, dict):
        return {key: drawn(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [drawn(one) for one in value]
    return _drawn(value) if isinstance(value, str) else value


def _drawn(text: str) -> str:
    shown = _UNDRAWN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", unicodedata.normalize("NFC", visible(text)))
    return _UNBROKEN.sub(lambda m: _PIECE.sub("\\1\u200b", m[0]), shown)
