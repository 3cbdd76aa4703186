"""The configuration file: everything the main command can be told, as YAML checked by a schema."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DEFAULT = Path("auditor.yaml")


def read_config(name: str | None) -> dict[str, Any] | None:
    """The defaults of each command from a config file; None where none is named and there is no `auditor.yaml`."""
    path = Path(name) if name else DEFAULT
    if not name and not path.is_file():
        return None
    import yaml

    from auditor.errors import Problem, UsageError
    from auditor.schema import validator

    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError.at(
            str(path), f"cannot be read ({type(error).__name__})", "a YAML file in UTF-8"
        ) from error
    problems = [
        Problem(
            f"{path}: {'.'.join(map(str, e.absolute_path)) or 'top'}",
            e.message[:200],
            hint="See docs/config.md.",
        )
        for e in validator("config").iter_errors(content)
    ]
    if problems:
        raise UsageError(*problems)
    return {command: dict(settings) for command, settings in content.items()}
