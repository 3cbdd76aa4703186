"""`auditor statute`: how a citation is read, and what each policy says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from auditor.law.citations import Citation, Reading
    from auditor.policy.pack import Pack

TRUTH = {True: "yes", False: "no", None: "unclear"}


@click.command()
@click.argument("citation")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to look up.  [default: any day]"
)
@click.option("--policy", "-p", "policies", multiple=True, metavar="PACK", help="Only these packs; repeats.")
@click.option("--system", metavar="CODES", help="The code system of the column it is from, such as NIBRS.")
def statute(citation: str, day: datetime | None, policies: tuple[str, ...], system: str | None) -> None:
    """Show how CITATION is read, what the statute tables say of it, and what each pack says of it.

    \b
    auditor statute "647(b)(1) PC" --on 2019-05-01
    """  # noqa: D301
    from auditor.console import out
    from auditor.law.citations import read_citation
    from auditor.policy.library import load_pack
    from auditor.policy.shelf import available

    on = day and day.date()
    reading = read_citation(citation, system)
    lines = _reading(reading, on)
    if reading.citations:
        for name in policies or available():
            lines += ["", *_pack(load_pack(name), reading.citations, on)]
    out("\n".join(lines))


def _reading(reading: Reading, on: date | None) -> list[str]:
    from auditor.law.citations import WHYS

    if reading.citation is not None:
        return [f"{reading.text!r} is read as {reading.citation.normal}", *_law(reading.citation, on)]
    if not reading.citations:
        return [
            f"{reading.text!r} is not read, so it counts as unknown: {WHYS[reading.why or '']} ({reading.why})."
        ]
    lines = [
        f"{reading.text!r} is not read as one citation: {WHYS[reading.why or '']} ({reading.why}).",
        "An answer stands only where all of these give it; else it is unknown.",
    ]
    each = "it cites" if reading.why == "several" else "it could be"
    for cited in reading.citations:
        lines += ["", f"{each} {cited.normal}", *_law(cited, on)]
    return lines


def _law(cited: Citation, on: date | None) -> list[str]:
    from auditor.law.statutes import statutes

    answer = statutes().answer(cited, on)
    where = [cited.system, cited.code, cited.section, *(f"({s})" for s in cited.subdivisions)]
    return [
        f"  code system, code, section: {' '.join(w for w in where if w)}",
        f"  level written: {cited.level or 'none'}; attempt: {'yes' if cited.attempt else 'no'}",
        f"Statute tables, {on or 'any day'}:",
        f"  class {answer.offense_class or 'unknown'}, subclass {answer.offense_subclass or 'unknown'}, "
        f"level {answer.level or 'left open'}, without a victim: {TRUTH[answer.victimless]}",
    ]


def _pack(pack: Pack, citations: Sequence[Citation], on: date | None) -> list[str]:
    from auditor.law.statutes import agreed_value, statutes
    from auditor.policy.answers import LEVELS, list_says

    level = agreed_value(cited.level or statutes().answer(cited, on).level for cited in citations)
    qualifying, *protected = list_says(pack.offenses, citations, on)
    rows = dict.fromkeys(row for cited in citations for row in pack.offenses.ladder.live(cited, on))
    return [
        f"{pack.id}: protected at level {level or 'unknown'}: {_answer(*protected[LEVELS.index(level)])}; "
        f"qualifies a report: {_answer(*qualifying)}",
        *(
            f"  list row {row.code} {row.section}{''.join(f'({s})' for s in row.subdivisions)}: {row.role}"
            f"{f', {row.basis}' if row.basis else ''} (confidence {row.confidence})"
            for row in rows
        ),
        *([] if rows else ["  no row of its list is live for it"]),
    ]


def _answer(value: bool | None, reason: str | None) -> str:
    return TRUTH[value] + (f" ({reason})" if reason else "")
