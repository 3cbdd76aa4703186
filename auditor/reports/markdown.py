"""The report as Markdown, for a commission's memo: the first screen, the tables, the method; one file."""

from __future__ import annotations

import functools
from itertools import islice
from typing import TYPE_CHECKING

from auditor.reports import method, overview, readers, screening, words
from auditor.reports.cases import make_cases, open_questions
from auditor.reports.markup import code, lined, plain
from auditor.reports.shares import SMALL, total
from auditor.reports.templating import environment
from auditor.reports.views import views
from auditor.reports.visible import CELL
from auditor.runs.reading import Run

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_FINDINGS = 500
"""The most findings that the table lists."""


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def report(run: Run) -> bytes:
    """The report of a run; the same run gives the same bytes.

    Every value is escaped or stands as code, what is invisible in it made visible, and long values cut with their
    length told. Lines end in a line feed, tables are those of GitHub's dialect, and there is no HTML.
    """
    told, cases = views(run), make_cases(run.findings)
    every = total(view.every for view in told if view.counted)
    rows = islice(((case, card) for case in cases for card in case.cards), MOST_FINDINGS)
    text = (
        _environment()
        .get_template("report.md")
        .render(
            run=run,
            summary=run.summary,
            coverage=run.coverage,
            public=run.audience == "public",
            views=told,
            figures=[view for view in told if view.counted],
            every=every,
            notices=overview.notices(run.summary, run.coverage),
            unaudited=overview.unaudited(run.summary),
            rules=overview.rules(run.summary),
            rows=list(rows),
            more=len(run.findings) - MOST_FINDINGS,
            questions=open_questions(*(view.asked for view in told)),
            cleared=overview.cleared(run.coverage),
            oddities=overview.oddities(run.coverage),
            asked=overview.asked(run.manifest),
            screening=screening.is_screening(run.coverage),
            screens=screening.screens(run.summary, run.coverage),
            headline=overview.headline(run.summary, every),
            words=words,
            method=method,
            readers=readers,
            MOST=overview.MOST_VALUES,
            SMALL=SMALL,
        )
    )
    return lined(text).encode("utf-8", errors="replace")


@functools.cache
def _environment() -> Environment:
    made = environment(_printed, html=False)
    made.filters |= {
        "plainly": lambda text: text and words.plain(text),
        "code": lambda text: Markdown(code(text) if text is not None else "–"),
        "label": lambda text: Markdown(plain(text, CELL) if text is not None else "*not recorded*"),
    }
    return made


def _printed(value: object) -> object:
    """What every `{{ … }}` passes through: text is escaped, a number has its thousands apart."""
    if isinstance(value, Markdown):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "not recorded" if value is None else plain(str(value))
