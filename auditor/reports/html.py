"""`report.html`: the report for a person, one self-contained page that needs nothing from outside."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from auditor.reports import method, overview, readers, screening, words
from auditor.reports.cases import make_cases, open_questions
from auditor.reports.shares import SMALL, total
from auditor.reports.templating import environment
from auditor.reports.views import View, views
from auditor.reports.visible import CELL, prose, visible
from auditor.runs.reading import Run

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.environment import TemplateStream
    from markupsafe import Markup

Plain = Mapping[str, Any]

READABLE = 8
"""Up to so many findings the page shows their reasoning unfolded."""

MOST_OFFICERS = 500
"""The most officers that a table lists."""

MOST_TOLD = 5_000
"""The most findings that a run folder's own page tells; a browser opens one of tens of thousands slowly."""

MOST_DRAWN = 20_000
"""So many parts of cards are remembered."""

PIECES = 500
"""So many bits of the page are put together before they are written."""


def page(run: Run) -> Iterator[bytes]:
    """`report.html` of a run folder in pieces: without charts, whose every number stands in a table.

    Of more than `MOST_TOLD` findings it tells cases, whole and one at least, until so many are told, and how many
    cases it leaves out.
    """
    for piece in _pieces(run, views(run), MOST_TOLD):
        yield piece.encode("utf-8", errors="replace")


def report(run: Run) -> bytes:
    """The page of `auditor report`, with charts and all cases; a `UsageError` where what draws is not installed."""
    from auditor.reports.charts import with_charts

    return render(run, [with_charts(view) for view in views(run)]).encode("utf-8", errors="replace")


def render(run: Run, told: Sequence[View]) -> str:
    """The page of a run whose policies are `told`.

    The same run gives the same text. Every value is escaped, what is invisible in it made visible, and long
    values cut with their length told. The page needs nothing from outside and can be read without scripts.
    """
    return "".join(_pieces(run, told))


def _pieces(run: Run, told: Sequence[View], most: int | None = None) -> TemplateStream:
    from markupsafe import Markup

    style, script = (_own(name) for name in ("report.css", "report.js"))
    summary, coverage, cases = run.summary, run.coverage, make_cases(run.findings)
    before = accumulate((len(case.at) for case in cases[:-1]), initial=0)
    first = len(cases) if most is None else min(len(cases), sum(told < most for told in before))
    every = total(view.every for view in told if view.counted)
    stream = (
        _environment()
        .get_template("public.html" if run.audience == "public" else "report.html")
        .stream(
            style=style,
            script=script,
            policy=_content_policy(style, script),
            audience=run.audience,
            made_for=run.made_for,
            summary=summary,
            coverage=coverage,
            manifest=run.manifest,
            packs=run.packs,
            policies={policy["policy"]: policy for policy in summary["policies"]},
            views=told,
            figures=[view for view in told if view.counted],
            every=every,
            headline=overview.headline(summary, every),
            rules=overview.rules(summary),
            notices=overview.notices(summary, coverage),
            asked=overview.asked(run.manifest),
            cases=cases[:first],
            left_out=len(cases) - first,
            unfolded=len(run.findings) <= READABLE,
            questions=open_questions(*(view.asked for view in told)),
            unaudited=overview.unaudited(summary),
            cleared=overview.cleared(coverage),
            oddities=overview.oddities(coverage),
            people=overview.people(coverage),
            screening=screening.is_screening(coverage),
            screens=screening.screens(summary, coverage),
            METHOD=Markup(method.METHOD),  # noqa: S704 - a text of our own
            TERMS=readers.terms(run.audience),
            LEAD=method.LEAD,
            COUNTED=readers.counted(run.audience),
            INTERVAL=method.INTERVAL,
            READINGS=readers.readings(run.audience),
            KEEP_SAFE=readers.KEEP_SAFE,
            suppressed=readers.suppressed(run.made_for) if run.audience == "public" else "",
            READERS=readers.READERS,
            PSEUDONYMS=readers.PSEUDONYMS,
            MOST=overview.MOST_VALUES,
            MOST_OFFICERS=MOST_OFFICERS,
            SMALL=SMALL,
        )
    )
    stream.enable_buffering(PIECES)
    return stream


def _own(name: str) -> Markup:
    """A file of the package's own templates, which stands in the page as it is."""
    from markupsafe import Markup

    return Markup(files("auditor.reports").joinpath("templates", name).read_text("utf-8"))  # noqa: S704


def _content_policy(style: str, script: str) -> Markup:
    """A Content-Security-Policy that allows this one style and this one script, and nothing else."""
    from markupsafe import Markup

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")

    return Markup(  # noqa: S704 - made of digests
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


@functools.cache
def _environment() -> Environment:
    from markupsafe import Markup, escape

    made = environment(_printed, html=True)
    drawn = _drawn_once(made)
    made.filters |= {
        "answered": lambda c: drawn("show_answer", c.state, c.decides, c.answer, c.says, c.looked),
        "cell": lambda text: _cell(str(text)),
        "cells": lambda cells: _joined(" ", (drawn("show_cell", *cell) for cell in cells)),
        "clause": lambda criteria: drawn("show_clause", tuple(criteria.items())),
        "drawn": lambda svg: Markup(svg),  # noqa: S704 - made by reports/svg.py
        "facts": lambda facts: _joined("", (drawn("show_fact", *fact) for fact in facts)),
        "notes": lambda notes: drawn("show_notes", notes),
        "plain": words.plain,
        "facts_missing": words.facts_missing,
        "prose": functools.lru_cache(maxsize=2_000)(lambda text: escape(prose(text))),
        "reasons": overview.reasons,
        "unclear": screening.unclear,
        "days_covered": words.days_covered,
        "log_name": lambda name: words.LOGS.get(name, name),
        "no_training": lambda why: words.NO_TRAINING[why],
    }
    return made


def _drawn_once(made: Environment) -> Callable[..., Markup]:
    """What draws a part of a card by the name of its macro: most parts are alike in many cards."""
    card = functools.cache(lambda: made.get_template("card.html").module)

    @functools.lru_cache(maxsize=MOST_DRAWN)
    def drawn(macro: str, *told: object) -> Markup:
        part: Markup = getattr(card(), macro)(*told)
        return part

    return drawn


def _joined(between: str, parts: Iterable[Markup]) -> Markup:
    from markupsafe import Markup

    return Markup(between.join(parts))  # noqa: S704 - of markup alone


def _printed(value: object) -> object:
    """What every `{{ … }}` passes through; markup of the templates' own is left as it is."""
    if hasattr(value, "__html__"):
        return value
    return "not recorded" if value is None else _escaped(str(value))


@functools.lru_cache(maxsize=20_000)
def _cell(text: str) -> Markup:
    """A cell of the record, visible, cut and escaped."""
    from markupsafe import escape

    return escape(visible(text, CELL))


@functools.lru_cache(maxsize=20_000)
def _escaped(text: str) -> Markup:
    """Visible and escaped; a page says the same few sentences in every card."""
    from markupsafe import escape

    return escape(visible(text))
