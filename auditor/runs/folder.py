"""Writing a run folder: every file, then the manifest over them, then one rename."""

from __future__ import annotations

import getpass
import json
import socket
from collections.abc import Mapping
from pathlib import Path

from auditor.runs.manifest import sha256
from auditor.runs.publish import MANIFEST, locked, staged, write_file

Plain = Mapping[str, object]


def write_run(target: Path, files: Mapping[str, bytes], about: Plain, run: Plain) -> Path:
    """Publish `files` and their manifest as the run folder `target`, and return its absolute path.

    `about` is the part of the manifest that the inputs decide; `run` the part that differs from run to run.
    """
    target = target.absolute()
    digests = {name: sha256(content) for name, content in sorted(files.items())}
    with locked(target), staged(target) as stage:
        for name, content in files.items():
            write_file(stage / name, content)
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
