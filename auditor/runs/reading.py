"""A run folder read back: everything that a report of it needs, and nothing of the export."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import MismatchError
from auditor.judging.packed import Findings
from auditor.runs.manifest import check_files, read_findings, read_run

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Run:
    """A run as plain data: the lines of findings.jsonl, and summary, coverage and manifest as written.

    `audience` is for whom it was made ready; `internal` is the run as it is. The manifest of any other has
    `made_for`: for oversight the `key_id` of its pseudonyms; for the public the `threshold` below which no count
    stands, and the `smallest` count above nothing that does (None where there is none). A count that is withheld
    from the public is None, wherever it stands; no other count ever is.
    """

    findings: Findings
    summary: Plain
    coverage: Plain
    manifest: Plain
    audience: str = "internal"

    @property
    def made_for(self) -> Plain:
        """What the run was made ready with; empty where it is as it is."""
        told: Plain = self.manifest.get("made_for", {})
        return told

    @property
    def packs(self) -> Sequence[Plain]:
        """The packs of the run in words."""
        packs: Sequence[Plain] = self.summary["packs"]
        return packs


def load_run(folder: Path) -> Run:
    """Read a run folder; a `MismatchError` where it is not what its manifest says, or was made by an older schema."""
    manifest: Plain = read_run(folder)
    if problems := check_files(folder, manifest):
        raise MismatchError(*problems)
    summary, coverage = (json.loads((folder / f"{n}.json").read_bytes()) for n in ("summary", "coverage"))
    if "packs" not in summary:
        raise MismatchError.at(
            str(folder / "summary.json"), "no words of the packs", "a run of this version",
            "Run `auditor audit` again.",
        )  # fmt: skip
    return Run(Findings.of(read_findings(folder)), summary, coverage, manifest)
