"""`auditor audit`: parse, call, print, exit."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from auditor.api import Audit, Options

LOGS = ("evidence", "referrals")
DATES = ("from", "certain_from", "certain_to", "to")
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("export", nargs=-1, required=True)
@click.option(
    "--policy",
    "-p",
    "policies",
    multiple=True,
    metavar="PACK",
    help="A built-in pack or a pack folder; repeats.  [default: those bound to the jurisdiction]",
)
@click.option(
    "--mapping", "-m", metavar="NAME|FILE", help="How to read the export.  [default: by its headers]"
)
@click.option("--out", "-o", default="auditor-run", show_default=True, metavar="DIR", help="The run folder.")
@click.option("--jurisdiction", metavar="CODE", help="Where the export is from, for example US-CA-SF.")
@click.option("--from", "start", type=DAY, metavar="DATE", help="Only findings of acts on or after this day.")
@click.option("--to", "end", type=DAY, metavar="DATE", help="Only findings of acts on or before this day.")
@click.option(
    "--complete", multiple=True, type=click.Choice(LOGS), help="This log holds every item; repeats."
)
@click.option(
    "--covers",
    multiple=True,
    metavar="LOG=FROM..TO",
    help="The days that a log covers, either end may be left out; repeats.  [default: those of its rows]",
)
@click.option(
    "--assume",
    multiple=True,
    metavar="FACT=BOOL",
    help="Take this value where the record is silent; repeats, and stands on every finding.",
)
@click.option(
    "--dates",
    multiple=True,
    metavar="PACK:NAME=DATE",
    help="Set a date of a pack (from, certain_from, certain_to, to); repeats.",
)
@click.option(
    "--engine",
    type=click.Choice(["polars"]),
    default="polars",
    show_default=True,
    help="Where the sieve runs.",
)
@click.option(
    "--max-rejected",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    help="Share of a file's rows above which a run is incomplete.",
)
@click.option("--show-names", is_flag=True, help="Print names and birth dates in evidence.")
@click.option("--show-minors", is_flag=True, help="Do not mask the person columns of minors.")
@click.option("--no-exit-codes", is_flag=True, help="End in 0 instead of 10 or 11.")
def audit(export: tuple[str, ...], out: str, no_exit_codes: bool, engine: str, **asked: Any) -> int:
    """Audit EXPORT (a folder, files or a glob) and write a run folder with its report.

    \b
    auditor audit exports/2019 --policy sf-2017 --out run
    """  # noqa: D301
    import platform

    from auditor.api import audit as run_audit
    from auditor.console import out as say
    from auditor.console import progress
    from auditor.errors import Exit
    from auditor.reports.terminal import summary_text
    from auditor.runs.publish import locked

    started = datetime.now().astimezone().isoformat(timespec="seconds")
    with locked(Path(out).absolute()), progress() as stage:
        result = run_audit(export, asked["policies"], asked["mapping"], _options(asked), say=stage)
        stage(f"writing {len(result.finding_list):,} findings")
        command = {"started": started, "python": platform.python_version(), "engine": engine}
        folder = result.write(out, command)
    say(summary_text(result.summary, result.coverage, result.incomplete, folder / "report.html"))
    code = result.exit_code
    _tell_why(result)
    return int(Exit.CLEAR if no_exit_codes and code in (Exit.BREACH, Exit.POSSIBLE) else code)


def _tell_why(result: Audit) -> None:
    from auditor.console import err
    from auditor.errors import Exit

    if result.exit_code == Exit.INCOMPLETE:
        err("auditor: incomplete: " + "; ".join(result.incomplete))
    if result.exit_code == Exit.BAD_EXPORT:
        err("auditor: nothing could be audited on this export; the report says what is missing.")


def _options(asked: dict[str, Any]) -> Options:
    from auditor.api import Options

    return Options(
        jurisdiction=asked["jurisdiction"],
        start=asked["start"] and asked["start"].date(),
        end=asked["end"] and asked["end"].date(),
        complete=tuple(asked["complete"]),
        covers=dict(map(_covers, asked["covers"])),
        assume=dict(map(_assumption, asked["assume"])),
        dates=_dates(asked["dates"]),
        show_names=asked["show_names"],
        show_minors=asked["show_minors"],
        max_rejected=asked["max_rejected"],
    )


def _covers(text: str) -> tuple[str, tuple[date | None, date | None]]:
    from auditor.errors import UsageError

    log, _, days = text.partition("=")
    first, dots, last = days.partition("..")
    try:
        span = [date.fromisoformat(day) if day else None for day in (first, last)]
    except ValueError:
        dots = ""
    if log not in LOGS or not dots:
        raise UsageError.at(
            "--covers", f"{text!r}", "LOG=FROM..TO, LOG one of " + ", ".join(LOGS),
            "For example evidence=2018-01-01..2019-12-31, or referrals=2018-03-01.. with an open end.",
        )  # fmt: skip
    return log, (span[0], span[1])


def _assumption(text: str) -> tuple[str, bool]:
    from auditor.errors import UsageError, nearest
    from auditor.policy.facts import FACTS

    fact, _, value = text.partition("=")
    known = {name for name, spec in FACTS.items() if spec.kind == "bool"}
    if fact not in known:
        raise UsageError.at(
            "--assume", f"unknown fact {fact!r}", "FACT=true or FACT=false", nearest(fact, known)
        )
    if value.lower() not in ("true", "false"):
        raise UsageError.at("--assume", f"{text!r}", f"{fact}=true or {fact}=false")
    return fact, value.lower() == "true"


def _dates(texts: tuple[str, ...]) -> dict[str, dict[str, date | None]]:
    from auditor.errors import UsageError

    found: dict[str, dict[str, date | None]] = {}
    for text in texts:
        pack, _, setting = text.partition(":")
        name, _, day = setting.partition("=")
        try:
            value = date.fromisoformat(day) if day != "none" else None
        except ValueError:
            name = ""
        if name not in DATES or (name == "from" and value is None):
            raise UsageError.at(
                "--dates", f"{text!r}", "PACK:NAME=DATE, NAME one of " + ", ".join(DATES),
                "For example sf-2017:certain_from=2017-12-14, or sf-2017:to=none.",
            )  # fmt: skip
        found.setdefault(pack, {})["from_" if name == "from" else name] = value
    return found
