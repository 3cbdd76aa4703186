"""`auditor inspect`: parse, call, print, exit."""

from __future__ import annotations

import click


@click.command()
@click.argument("export", nargs=-1, required=True)
@click.option(
    "--mapping", "-m", metavar="NAME|FILE", help="How to read the export.  [default: by its headers]"
)
@click.option("--jurisdiction", metavar="CODE", help="Where the export is from, for example US-CA-SF.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON (schemas/inspect.schema.json).")
def inspect(export: tuple[str, ...], mapping: str | None, jurisdiction: str | None, as_json: bool) -> None:
    """Look at EXPORT (a folder, files or a glob) before any audit: its columns, gaps and use. Names are masked.

    \b
    auditor inspect exports/2019
    """  # noqa: D301
    import json

    from auditor.console import out, progress, show
    from auditor.inspecting.inspection import inspect as look

    with progress() as stage:
        told = look(export, mapping, jurisdiction, say=stage)
    if as_json:
        out(json.dumps(told, ensure_ascii=False, indent=1))
        return
    from auditor.inspecting.terminal import drawing

    show(drawing(told))
