"""`auditor explain`: one finding's chain of reasoning."""

from __future__ import annotations

import click


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False))
@click.argument("finding_id")
def explain(run: str, finding_id: str) -> None:
    """Print the chain of reasoning of FINDING_ID (its first letters are enough) in the run folder RUN."""
    from pathlib import Path

    from auditor.console import show
    from auditor.errors import UsageError, nearest
    from auditor.reports.explain import explain as draw
    from auditor.runs.manifest import read_findings

    findings = list(read_findings(Path(run)))
    found = [f for f in findings if str(f["finding_id"]).startswith(finding_id.lower())]
    if len(found) != 1:
        ids = [str(f["finding_id"]) for f in found or findings]
        raise UsageError.at(
            "FINDING_ID", f"{len(found)} findings begin with {finding_id!r}", "the id of one finding",
            nearest(finding_id, ids[:20]) if ids else "This run has no findings.",
        )  # fmt: skip
    show(draw(found[0]))
