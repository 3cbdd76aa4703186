"""What is fuzzed: each function takes what somebody else wrote, and may do no more than refuse it politely."""

from __future__ import annotations

import tempfile
from pathlib import Path

from auditor.errors import ExportError, PackError
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export
from auditor.intake.mapping_file import load_mapping
from auditor.law.citations import WHYS, read_citation
from auditor.policy.library import load_pack


def citation(text: str, system: str | None) -> None:
    """A citation is read or has a reason, and what is printed of it is read as itself."""
    reading = read_citation(text, system)
    assert (reading.citation is None) == (reading.why in WHYS)
    for cited in reading.citations:
        again = read_citation(cited.normal).citations
        offense = (cited.system, cited.code, cited.section, cited.subdivisions, cited.attempt)
        assert offense in [(c.system, c.code, c.section, c.subdivisions, c.attempt) for c in again] or system


def csv_intake(name: str, data: bytes) -> None:
    """Every record of a file is used or rejected, and can be collected; else the export is refused."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, name).write_bytes(data)
        try:
            export = read_export(place)
        except ExportError as error:
            _told(error)
            return
        for file in intake_coverage(export)["files"]:
            assert file["read"] == file["used"] + sum(file["rejected"].values())
        for table in export.tables.values():
            table.collect()


def mapping(data: bytes) -> None:
    """A mapping file is loaded or refused with its problems."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "mapping.yaml")
        path.write_bytes(data)
        try:
            load_mapping(path)
        except ExportError as error:
            _told(error)


def pack(data: bytes, offenses: bytes) -> None:
    """A pack folder is loaded or refused with its problems."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "pack.yaml").write_bytes(data)
        Path(place, "offenses.csv").write_bytes(offenses)
        try:
            load_pack(place)
        except PackError as error:
            _told(error)


def _told(error: ExportError | PackError) -> None:
    """A refusal says where and what."""
    assert error.problems
    assert all(problem.where and problem.found for problem in error.problems)
