"""The manifest of a run: what went in, by what rules, and the digest of everything that came out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.errors import MismatchError, Problem
from auditor.runs.publish import MANIFEST


def sha256(content: bytes) -> str:
    """The digest of a file's content."""
    return hashlib.sha256(content).hexdigest()


def read_run(folder: Path) -> dict[str, object]:
    """The manifest of a run folder; a `MismatchError` where there is none."""
    try:
        manifest: dict[str, object] = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise MismatchError.at(
            str(folder / MANIFEST), f"no manifest that can be read ({type(error).__name__})", "a run folder",
            "Name a folder that `auditor audit` wrote.",
        ) from error  # fmt: skip
    return manifest


def read_findings(folder: Path) -> Iterable[dict[str, object]]:
    """The findings of a run, one at a time, in their order."""
    path = folder / "findings.jsonl"
    try:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as error:
        raise MismatchError.at(
            str(path), f"cannot be read ({type(error).__name__})", "a run's findings"
        ) from error


def check_files(folder: Path, manifest: Mapping[str, object]) -> list[Problem]:
    """Where the folder is not what its manifest says: changed, missing or added files."""
    problems = []
    expected: dict[str, str] = manifest["files"]  # type: ignore[assignment]
    found = {p.name for p in folder.iterdir()} - {MANIFEST}
    for name in sorted(set(expected) | found):
        if name not in found:
            problems.append(Problem(name, "missing", "a file that the manifest names"))
        elif name not in expected:
            problems.append(Problem(name, "not in the manifest", "only the files of the run"))
        elif sha256((folder / name).read_bytes()) != expected[name]:
            problems.append(Problem(name, "content changed", f"sha256 {expected[name]}"))
    return problems
