"""Writing a run folder: every file, then the manifest over them, then one rename."""

from __future__ import annotations

import getpass
import json
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.runs.publish import MANIFEST, locked, staged, write_file

Plain = Mapping[str, object]


def write_run(target: Path, files: Mapping[str, bytes | Iterable[bytes]], about: Plain, run: Plain) -> Path:
    """Publish `files` and their manifest as the run folder `target`, and return its absolute path.

    What comes in pieces is made as it is written, so that it never is in memory as a whole.

    `about` is the part of the manifest that the inputs decide; `run` the part that differs from run to run.
    """
    target = target.absolute()
    with locked(target), staged(target) as stage:
        written = {name: write_file(stage / name, content) for name, content in files.items()}
        digests = dict(sorted(written.items()))
        manifest = {"schema": "manifest/1", **about, "files": digests, "run": {**run, **_place(target)}}
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        write_file(stage / MANIFEST, text.encode("utf-8", errors="replace"))
    return target


def _place(target: Path) -> dict[str, str]:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return {"host": socket.gethostname(), "user": user, "folder": str(target)}
