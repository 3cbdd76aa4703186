"""`auditor convert`: parse, call, print, exit."""

from __future__ import annotations

import click


@click.command()
@click.argument("export", nargs=-1, required=True)
@click.option(
    "--mapping", "-m", metavar="NAME|FILE", help="How to read the export.  [default: by its headers]"
)
@click.option("--out", "-o", required=True, metavar="DIR", help="The folder of converted tables.")
def convert(export: tuple[str, ...], mapping: str | None, out: str) -> int:
    """Read EXPORT (a folder, files or a glob) once and keep its record tables as Parquet in DIR.

    An audit of DIR gives the same findings, with the rows of the original files, and reads only DIR.

    \b
    auditor convert exports/2019 --out converted
    """  # noqa: D301
    from auditor.api import convert as run_convert
    from auditor.console import err, progress
    from auditor.console import out as say
    from auditor.errors import Exit

    with progress() as stage:
        made = run_convert(export, out, mapping, say=stage)
    files = made.told["coverage"]["files"]
    read, used = (sum(file[what] for file in files) for what in ("read", "used"))
    say(f"{read:,} rows in {len(files):,} files read, {read - used:,} rejected")
    for name, table in made.told["tables"].items():
        say(f"{name:<13} {table['rows']:>13,}")
    say(f"Next: auditor audit {out}")
    if made.incomplete:
        err("auditor: incomplete: " + "; ".join(made.incomplete))
    return int(Exit.INCOMPLETE if made.incomplete else Exit.CLEAR)
