"""`auditor map`: propose a mapping, or show what one reads."""

from __future__ import annotations

import click


@click.command("map")
@click.argument("export", nargs=-1)
@click.option("--out", "-o", metavar="FILE", help="Write the mapping here, and its schema beside it.")
@click.option("--check", metavar="NAME|FILE", help="Show what this mapping reads of EXPORT.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a mapping, for an editor.")
def map(export: tuple[str, ...], out: str | None, check: str | None, schema: bool) -> None:  # noqa: A001
    """Propose a mapping for EXPORT (a folder, files or a glob), from its headers and cells, to be edited.

    \b
    auditor map release.csv --out mapping.yaml
    auditor map release.csv --check mapping.yaml
    """  # noqa: D301
    from auditor.console import out as say
    from auditor.console import progress
    from auditor.errors import UsageError

    if schema:
        import json

        from auditor.schema import schema as read

        say(json.dumps(read("mapping"), indent=2))
        return
    if not export or (out and check):
        found = "--out beside --check" if export else "no EXPORT"
        raise UsageError.at("auditor map", found, "an export, with --out or --check or neither")
    with progress() as stage:
        stage("looking at columns")
        if check:
            from auditor.intake.proposing.trying import tried

            text = "\n".join(tried(export, check))
        else:
            from auditor.intake.proposing.proposal import proposed

            text = proposed(export)
    if out:
        from auditor.intake.proposing.saving import save

        save(text, out)
        say(f"{out}: edit it, then `auditor map {' '.join(export)} --check {out}`")
    else:
        say(text)
