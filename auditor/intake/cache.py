"""The folder where read CSV is kept as Parquet, so that a file is parsed once and found again by its digest."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from auditor.errors import AuditorError, WriteError


def cache_folder() -> Path:
    """The folder, made on demand and open to its owner alone. `AUDITOR_CACHE_DIR` overrides the place."""
    place = os.environ.get("AUDITOR_CACHE_DIR") or platformdirs.user_cache_dir("auditor", appauthor=False)
    folder = Path(place) / "staged"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return folder


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A path to write to (0600) that takes the target's name when the block ends well, and is gone if not."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:16]}-")
    except OSError as error:
        raise _cannot_write(target.parent, error) from error
    os.close(handle)
    try:
        yield Path(name)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)


def _cannot_write(folder: Path, error: OSError) -> AuditorError:
    found = f"cannot write: {error.strerror}"
    hint = "Set AUDITOR_CACHE_DIR to a folder that you can write to."
    return WriteError.at(str(folder), found, hint=hint)
