"""The files of a run folder, but for its manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator

from auditor.judging.packed import Findings
from auditor.reports.tables import flat, to_csv, to_parquet
from auditor.runs.reading import Run


def to_json(value: object) -> bytes:
    """Plain data as readable JSON, in the order in which it was made."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", errors="replace")


def to_jsonl(findings: Findings) -> Iterator[bytes]:
    """One finding a line."""
    return (f"{line}\n".encode("utf-8", errors="replace") for line in findings.lines())


def run_files(run: Run) -> dict[str, bytes | Iterator[bytes]]:
    """Every output of a run by its name, but for the manifest; what may be large comes in pieces."""
    from auditor.reports.html import page

    cells = flat(run.findings.heads)
    return {
        "findings.jsonl": to_jsonl(run.findings),
        "findings.csv": to_csv(cells),
        "findings.parquet": to_parquet(cells),
        "coverage.json": to_json(run.coverage),
        "summary.json": to_json(run.summary),
        "report.html": page(run),
    }
