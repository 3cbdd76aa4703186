"""`auditor synth`: parse, call, print, exit."""

from __future__ import annotations

import click

FORMS = ("parquet", "csv")


@click.command()
@click.option(
    "--incidents", "-n", required=True, type=click.IntRange(1), metavar="N", help="How many incidents."
)
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed, the same bytes."
)
@click.option("--out", "-o", required=True, metavar="DIR", help="The folder of the export.")
@click.option("--format", "form", type=click.Choice(FORMS), default="parquet", show_default=True)
@click.option(
    "--parts", default=1, show_default=True, type=click.IntRange(1, 100), help="Files a table, at most."
)
def synth(incidents: int, seed: int, out: str, form: str, parts: int) -> None:
    """Write a synthetic export into DIR, and beside its tables truth.csv: what an audit of it must find.

    Nobody in it exists. Most incidents break no rule; some are planted breaches, possible ones and near misses.

    \b
    auditor synth --incidents 200000 --out made
    """  # noqa: D301
    from pathlib import Path

    from auditor.console import out as say
    from auditor.console import progress
    from auditor.runs.publish import as_write_error, locked, staged
    from auditor.synthetic.export import TRUTH_FILE, generate

    target = Path(out).absolute()
    with locked(target), progress() as stage, staged(target, TRUTH_FILE) as folder, as_write_error(target):
        rows = generate(incidents, seed, folder, form, parts, say=stage)
    for table, count in rows.items():
        say(f"{table:<13} {count:>13,}")
    say(f"Next: auditor audit {out} --jurisdiction US-CA-SF --complete evidence --complete referrals")
