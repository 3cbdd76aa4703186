"""`auditor policy`: which policies there are, and what one says."""

from __future__ import annotations

import click


@click.group()
def policy() -> None:
    """List and show policy packs."""


@policy.command("list")
def list_() -> None:
    """List the built-in packs, with the place and the dates that each is bound to."""
    from auditor.console import out
    from auditor.policy.library import available, load_pack

    for name in available():
        pack = load_pack(name)
        place = ", ".join(pack.bound.jurisdictions)
        out(f"{pack.id:<14} {place:<10} from {pack.span.from_}  {pack.title}")


@policy.command()
@click.argument("pack")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(pack: str, as_json: bool) -> None:
    """Show PACK (a built-in id or a folder) in plain words: whose directive, when, each rule and condition."""
    from auditor.console import out
    from auditor.console import show as draw
    from auditor.policy.library import load_pack

    loaded = load_pack(pack)
    if as_json:
        import json

        from auditor.policy.words import in_full

        out(json.dumps(in_full(loaded), ensure_ascii=False, indent=2))
    else:
        from auditor.reports.packpage import pack_page

        draw(pack_page(loaded))


@policy.command()
def schema() -> None:
    """Print the JSON Schema of a pack.yaml, for an editor to complete from."""
    import json

    from auditor.console import out
    from auditor.schema import schema as read

    out(json.dumps(read("pack"), indent=2))
