"""`auditor report`: a run folder for other readers, without its export."""

from __future__ import annotations

import click

from auditor.reports.outputs import AUDIENCES, FORMATS
from auditor.reports.shares import SMALL
from auditor.reports.vocabulary import DEFAULT


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--audience",
    type=click.Choice(list(AUDIENCES)),
    default="internal",
    show_default=True,
    help="For whom. " + "; ".join(f"{name}: {audience.says}" for name, audience in AUDIENCES.items()) + ".",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="html",
    show_default=True,
    help="; ".join(f"{name}: {form.says}" for name, form in FORMATS.items()) + ".",
)
@click.option(
    "--case",
    metavar="ID",
    help="Of one case: its id or that of one of its findings (the first letters are enough).  [pdf]",
)
@click.option(
    "--vocabulary",
    metavar="NAME|FILE",
    default=DEFAULT,
    show_default=True,
    help="The oversight body's findings, for a reviewer to choose from.",
)
@click.option(
    "--key", metavar="FILE", help="The key of the pseudonyms for oversight, which `auditor keygen` makes."
)
@click.option(
    "--threshold",
    metavar="N",
    type=int,
    default=SMALL,
    show_default=True,
    help="For the public no count from 1 to N - 1 is shown; 5 or more.",
)
@click.option(
    "--out", "-o", metavar="PATH", help="Where to.  [default: beside RUN, named after it and the audience]"
)
def report(
    run: str,
    audience: str,
    form: str,
    case: str | None,
    vocabulary: str,
    key: str | None,
    threshold: int,
    out: str | None,
) -> None:
    """Write a report of the run folder RUN, which must be what its manifest says.

    \b
    auditor report run --format html --out run.html
    """  # noqa: D301
    from pathlib import Path

    from auditor.console import out as say
    from auditor.console import progress
    from auditor.reports.outputs import Choices, write
    from auditor.reports.vocabulary import load_vocabulary
    from auditor.runs.keys import read_key
    from auditor.runs.publish import write_report
    from auditor.runs.reading import load_run

    findings, folder = load_vocabulary(vocabulary), Path(run).resolve()
    choices = Choices(read_key(Path(key)) if key else None, threshold, case)
    with progress() as stage:
        stage("reading the run folder")
        loaded = load_run(folder)
        stage("writing the report")
        content = write(loaded, audience, form, findings, choices)
        name = ".".join(filter(None, (folder.name, audience, case)))
        ends = FORMATS[form].suffix if isinstance(content, bytes) else f"-{form}"
        target = Path(out or folder.with_name(f"{name}{ends}")).absolute()
        write_report(target, content, apart_from=folder)
    say(f"Report: {target}")
