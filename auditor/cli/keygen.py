"""`auditor keygen`: a key for the pseudonyms of oversight reports."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--out",
    "-o",
    metavar="FILE",
    default="auditor.key",
    show_default=True,
    help="Where to; never overwritten.",
)
def keygen(out: str) -> None:
    """Make a key of 32 random bytes, which `auditor report --audience oversight --key FILE` needs.

    \b
    auditor keygen --out keys/oversight.key
    """  # noqa: D301
    from pathlib import Path

    from auditor.console import out as say
    from auditor.runs.keys import make_key

    path = Path(out).absolute()
    key = make_key(path)
    say(f"Key {key.id}: {path}")
    say(
        "Keep it where the records are kept and nowhere else, and never give it to those who get the report: with\n"
        "it, pseudonyms can be turned back into ids by trying every id. The same key gives the same pseudonyms in\n"
        "the next report; without it none can be traced. Use another key for another reader.\n"
        f"Then: auditor report RUN --audience oversight --key {out}"
    )
