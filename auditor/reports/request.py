"""A request for records as Markdown, or as a PDF set by Typst: the same letter, the same bytes every time.

What comes from an export reaches Markdown escaped and Typst as data, so that nothing in it is read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.reports.lettering import letter, load_law
from auditor.reports.markup import lined, plain
from auditor.reports.typesetting import typeset
from auditor.runs.reading import Run

SUFFIXES = {"markdown": ".md", "pdf": ".pdf"}


def write_request(run: Run, law: str, to: str | None, form: str) -> bytes:
    """The letter for a run under a law, in a form of `SUFFIXES`."""
    writers: Mapping[str, Callable[[dict[str, Any]], bytes]] = {"markdown": to_markdown, "pdf": to_pdf}
    return writers[form](letter(run, load_law(law), to))


def to_markdown(told: dict[str, Any]) -> bytes:
    """The letter as Markdown."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(  # noqa: S701 - Markdown, escaped by `finalize`
        loader=PackageLoader("auditor.reports", "templates"), finalize=_escaped, undefined=StrictUndefined
    )
    text: str = environment.get_template("letter.md").render(told)
    return lined(text).encode("utf-8", errors="replace")


def to_pdf(told: dict[str, Any]) -> bytes:
    """The letter as PDF."""
    return typeset("letter.typ", told)


def _escaped(value: object) -> object:
    return plain(value) if isinstance(value, str) else value
