"""A proposed mapping as a file, with the schema that its first line names beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from auditor.errors import UsageError, WriteError
from auditor.intake.proposing.writing import SCHEMA
from auditor.schema import schema


def save(text: str, path: str | Path) -> None:
    """Write the mapping, readable by its owner alone, and the schema where there is none yet.

    Raises UsageError where the file is there already (it may have been edited), WriteError where it cannot be
    written.
    """
    place = Path(path)
    if place.exists():
        raise UsageError.at(
            str(path), "a file that is there already", "a new file", "It may have been edited."
        )
    try:
        _write(place, text)
        if not place.with_name(SCHEMA).exists():
            _write(place.with_name(SCHEMA), json.dumps(schema("mapping"), indent=2) + "\n")
    except OSError as error:
        raise WriteError.at(str(path), f"cannot be written: {error.strerror or error}") from error


def _write(place: Path, text: str) -> None:
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
