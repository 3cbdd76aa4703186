"""`auditor request`: a letter that asks for what a run could not see."""

from __future__ import annotations

import click


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False))
@click.option("--to", metavar="NAME", help="Whom the letter goes to.  [default: a blank to fill in]")
@click.option(
    "--law", default="ca-cpra", show_default=True, metavar="NAME|FILE", help="The law that it rests on."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "pdf"]),
    default="markdown",
    show_default=True,
    help="pdf needs auditor[report].",
)
@click.option("--out", "-o", metavar="FILE", help="Where to.  [default: beside RUN, named after it]")
def request(run: str, to: str | None, law: str, form: str, out: str | None) -> None:
    """Draft a request for the records that the run folder RUN lacked. It names no person.

    \b
    auditor request run --format pdf --out request.pdf
    """  # noqa: D301
    from pathlib import Path

    from auditor.console import out as say
    from auditor.reports.request import SUFFIXES, write_request
    from auditor.runs.publish import write_report
    from auditor.runs.reading import load_run

    folder = Path(run).resolve()
    target = Path(out or folder.with_name(f"{folder.name}.request{SUFFIXES[form]}")).absolute()
    write_report(target, write_request(load_run(folder), law, to, form), apart_from=folder)
    say(f"Request: {target}\nRead it before you send it; fill in what stands in brackets.")
