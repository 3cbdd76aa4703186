"""A request for records as Markdown, or as a PDF set by Typst: the same letter, the same bytes every time.

What comes from an export reaches Markdown escaped and Typst as data, so that nothing in it is read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from auditor.errors import UsageError
from auditor.reports.lettering import letter, load_law
from auditor.reports.markup import lined, plain
from auditor.reports.visible import visible
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
    """The letter as PDF, with Typst's own fonts and no date of making."""
    try:
        import typst
    except ImportError:
        raise UsageError.at(
            "--format", "pdf, which needs Typst", "auditor[report]",
            "Install it with pip install 'auditor[report]', or ask for --format markdown.",
        ) from None  # fmt: skip
    source = files("auditor.reports").joinpath("templates", "letter.typ").read_bytes()
    made = typst.compile(
        source,
        format="pdf",
        sys_inputs={"letter": json.dumps(_shown(told), ensure_ascii=True)},
        ignore_system_fonts=True,
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was to be made")
    return made


def _escaped(value: object) -> object:
    return plain(value) if isinstance(value, str) else value


def _shown(value: Any) -> Any:
    """The letter with every text made visible: no control characters, none that turn the direction."""
    if isinstance(value, dict):
        return {key: _shown(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_shown(one) for one in value]
    return visible(value) if isinstance(value, str) else value
