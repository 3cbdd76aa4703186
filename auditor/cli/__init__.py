"""The commands, one a file; each is imported only when it is run, so that `--help` is quick."""

from __future__ import annotations

import importlib
from typing import Any

import click

from auditor import __version__

COMMANDS = {
    "audit": "Audit an export and write a run folder with its report.",
    "convert": "Read an export once and keep its tables as Parquet.",
    "explain": "Print one finding's chain of reasoning.",
    "map": "Propose a mapping for an export, or show what one reads.",
    "inspect": "Look at an export before any audit: columns, gaps, what could be decided.",
    "keygen": "Make a key for the pseudonyms of oversight reports.",
    "policy": "List and show policy packs.",
    "request": "Draft a request for the records that a run lacked.",
    "report": "Write a report of a run folder for a reader.",
    "statute": "Show how a citation is read and what each pack says of it.",
    "synth": "Write a synthetic export with planted findings and their truth.",
    "verify": "Check a run folder against its manifest and schemas.",
}


class Commands(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"auditor.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from the table above and without an import."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Name the nearest command where one is mistyped."""
        from auditor.errors import nearest

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}. {nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "AUDITOR"},
    epilog="Example: auditor audit EXPORT --policy sf-2017 --out run",
)
@click.version_option(__version__, prog_name="auditor")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.option(
    "--config",
    type=click.Path(dir_okay=False),
    help="Settings for the commands.  [default: auditor.yaml, where there is one]",
)
@click.pass_context
def cli(ctx: click.Context, debug: bool, config: str | None) -> None:
    """Audit police records against directives that protect people who report violent crime.

    Findings are apparent or possible breaches, for a person to review.
    """
    from auditor.cli.config import read_config

    ctx.default_map = read_config(config)
