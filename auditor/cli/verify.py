"""`auditor verify`: is a run folder what its manifest says?"""

from __future__ import annotations

import click


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False))
def verify(run: str) -> None:
    """Check every file of the run folder RUN against its manifest, and every finding against its schema."""
    from pathlib import Path

    from auditor.console import out
    from auditor.errors import MismatchError, Problem
    from auditor.runs.manifest import check_files, read_findings, read_run
    from auditor.schema import validator

    folder = Path(run)
    manifest = read_run(folder)
    problems = check_files(folder, manifest)
    check = validator("finding")
    count = 0
    for count, finding in enumerate(read_findings(folder), 1):
        for error in check.iter_errors(finding):
            where = f"findings.jsonl line {count}: {'.'.join(map(str, error.absolute_path))}"
            problems.append(Problem(where, error.message[:200], "the finding schema"))
    if problems:
        raise MismatchError(*problems)
    out(f"{folder}: {len(manifest['files'])} files and {count:,} findings as the manifest says.")  # type: ignore[arg-type]
