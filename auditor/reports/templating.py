"""Where the page and the memo have their templates from, and the filters that both may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.law.citations import WHYS
from auditor.reports import overview, screening, words

if TYPE_CHECKING:
    from jinja2 import Environment

FILTERS: Mapping[str, Callable[..., Any]] = {
    "arrests": screening.arrests,
    "counted": words.counted,
    "in_force": words.in_force,
    "lacking": overview.lacking,
    "marks": screening.marks,
    "number": words.number,
    "pace": lambda pace: "–" if pace.a_month is None else f"{pace.a_month:.1f} a month",
    "rate": words.rate,
    "sentence": lambda text: text[:1].upper() + text[1:],
    "why_unread": lambda why: WHYS.get(why, why),
}


def environment(finalize: Callable[[object], object], *, html: bool) -> Environment:
    """The package's templates. `finalize` is what every `{{ … }}` passes through; `html` escapes besides."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from auditor.reports.compiled import Compiled

    made = Environment(
        loader=PackageLoader("auditor.reports", "templates"),
        autoescape=html,  # noqa: S701 - text that is not HTML is escaped by `finalize`
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=html,
        finalize=finalize,
        bytecode_cache=Compiled(Path(__file__).with_name("templates"), "html" if html else "text"),
    )
    made.filters |= FILTERS
    return made
