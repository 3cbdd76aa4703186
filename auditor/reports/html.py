"""`report.html`: the report for a person, one self-contained page without scripts or anything from outside."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from auditor.law.citations import WHYS
from auditor.reports import overview, words
from auditor.reports.cases import by_urgency, make_cases, open_questions
from auditor.reports.visible import CELL, prose, visible
from auditor.runs.reading import Run

if TYPE_CHECKING:
    from jinja2 import Environment

Plain = Mapping[str, Any]

READABLE = 8
"""Up to so many findings the page shows their reasoning unfolded."""


def page(run: Run) -> bytes:
    """`report.html` of a run folder: the page without charts, whose every number stands in a table."""
    return render(run).encode("utf-8", errors="replace")


def report(run: Run) -> bytes:
    """The page of `auditor report`."""
    return page(run)


def render(run: Run) -> str:
    """The page of a run.

    The same data gives the same text. Every value is escaped, what is invisible in it made visible, and long
    values cut with their length told.
    """
    from markupsafe import Markup

    style = files("auditor.reports").joinpath("templates", "report.css").read_text("utf-8")
    summary, coverage, findings = run.summary, run.coverage, run.findings
    cases = make_cases(findings)
    return (
        _environment()
        .get_template("report.html")
        .render(
            style=Markup(style),  # noqa: S704 - the package's own file
            policy=Markup(_content_policy(style)),  # noqa: S704 - made of a digest
            summary=summary,
            coverage=coverage,
            packs=run.packs,
            policies={policy["policy"]: policy for policy in summary["policies"]},
            notices=overview.notices(summary, coverage),
            cases=cases,
            urgencies=by_urgency(cases),
            unfolded=len(findings) <= READABLE,
            questions=open_questions(findings),
            unaudited=overview.unaudited(summary),
            cleared=overview.cleared(coverage),
            oddities=overview.oddities(coverage),
            people=overview.people(coverage),
            MOST=overview.MOST_VALUES,
        )
    )


def _content_policy(style: str) -> str:
    """A Content-Security-Policy that allows this one style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import escape

    environment = Environment(
        loader=PackageLoader("auditor.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_printed,
    )
    environment.filters |= {
        "cell": lambda text: escape(visible(str(text), CELL)),
        "counted": words.counted,
        "facts_missing": words.facts_missing,
        "in_force": words.in_force,
        "lacking": overview.lacking,
        "number": lambda n: f"{n:,}",
        "prose": lambda text: escape(prose(text)),
        "reasons": overview.reasons,
        "rate": words.rate,
        "days_covered": words.days_covered,
        "log_name": lambda name: words.LOGS.get(name, name),
        "no_training": lambda why: words.NO_TRAINING[why],
        "why_unread": lambda why: WHYS.get(why, why),
    }
    return environment


def _printed(value: object) -> object:
    """What every `{{ … }}` passes through; markup of the templates' own is left as it is."""
    if hasattr(value, "__html__"):
        return value
    return "not recorded" if value is None else visible(str(value))
