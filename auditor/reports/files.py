"""The files of a run folder, but for its manifest, as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from auditor.reports.tables import to_csv, to_parquet

Plain = Mapping[str, object]


def to_json(value: object) -> bytes:
    """Plain data as readable JSON, in the order in which it was made."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", errors="replace")


def to_jsonl(findings: Sequence[Plain]) -> bytes:
    """One finding a line."""
    lines = (json.dumps(f, ensure_ascii=False, separators=(",", ":")) + "\n" for f in findings)
    return "".join(lines).encode("utf-8", errors="replace")


def run_files(
    findings: Sequence[Plain], summary: Plain, coverage: Plain, packs: Sequence[Plain]
) -> dict[str, bytes]:
    """Every output of a run by its name; `packs` are the packs in words for the report."""
    from auditor.reports.html import render

    return {
        "findings.jsonl": to_jsonl(findings),
        "findings.csv": to_csv(findings),
        "findings.parquet": to_parquet(findings),
        "coverage.json": to_json(coverage),
        "summary.json": to_json(summary),
        "report.html": render(findings, summary, coverage, packs).encode("utf-8", errors="replace"),
    }
