"""The documentation names every command, option, exit code, record column and setting."""

import json
from pathlib import Path

import click
import pytest

from auditor.cli import COMMANDS, cli
from auditor.errors import Exit
from auditor.records.tables import TABLES
from auditor.reports.outputs import AUDIENCES, FORMATS

ROOT = Path(__file__).parents[1]


def doc(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_exit_code_is_documented():
    page = doc("docs/exit-codes.md")
    for code in Exit:
        assert f"| {int(code)} | {code.meaning} |" in page


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme_and_has_help(name):
    command = cli.get_command(click.Context(cli), name)
    assert command.help
    assert f"auditor {name} " in doc("README.md")


def test_every_setting_of_the_audit_is_documented():
    command = cli.get_command(click.Context(cli), "audit")
    settings = json.loads(doc("schemas/config.schema.json"))["properties"]["audit"]["properties"]
    options = {p.name for p in command.params if isinstance(p, click.Option)}
    assert options == set(settings)
    for option in command.params:
        if isinstance(option, click.Option):
            assert f"| `{option.name}` | `{option.opts[0]}` | `AUDITOR_AUDIT_{option.name.upper()}` |" in doc(
                "docs/config.md"
            )


def test_every_option_format_and_audience_of_a_report_is_documented():
    page = doc("docs/reports.md")
    command = cli.get_command(click.Context(cli), "report")
    names = [o for p in command.params if isinstance(p, click.Option) for o in p.opts if o.startswith("--")]
    assert [n for n in [*names, *FORMATS, *AUDIENCES] if f"`{n}`" not in page] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_record_column_is_documented(table):
    page = doc("docs/records.md")
    section = page.partition(f"## `{table}`")[2].partition("\n## ")[0]
    for column in TABLES[table].columns:
        assert f"| `{column.name}` |" in section, column.name


def test_the_repository_names_no_place_of_its_makers():
    for path in ROOT.rglob("*"):
        hidden = any(p.startswith(".") or p in ("demo-run", "data") for p in path.relative_to(ROOT).parts)
        if path.suffix in (".py", ".md", ".yaml", ".json", ".toml", ".txt", ".csv", ".html") and not hidden:
            text = path.read_text(encoding="utf-8")
            assert "/" + "work/" not in text, path
