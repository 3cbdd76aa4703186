"""The skeleton of a new pack: the files of `skeleton`, under the name of the folder they go to."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from auditor.errors import UsageError, WriteError

ID = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,39}")
FILES = ("pack.yaml", "offenses.csv", "cases.yaml")


def write_skeleton(folder: Path) -> list[Path]:
    """Write a small pack into a folder that is new or empty; its name becomes the pack's id."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError.at(str(folder), "it is not empty", "a folder that is new or empty")
    name = folder.absolute().name
    if not ID.fullmatch(name):
        raise UsageError.at(
            str(folder), f"{name!r} is no id of a pack", "letters, digits, dots and dashes, a letter first"
        )
    source = files("auditor.policy").joinpath("skeleton")
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in FILES:
            text = source.joinpath(file).read_text(encoding="utf-8").replace("our-directive", name)
            path = folder / file
            path.write_text(text, encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise WriteError.at(
            str(folder), error.strerror or "it cannot be written", "a folder to write to"
        ) from error
    return written
