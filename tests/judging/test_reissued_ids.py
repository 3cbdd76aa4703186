"""Monthly files that repeat rows and issue person ids anew: an id is one person's where a repeated row says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.api import audit
from auditor.errors import Exit
from auditor.intake.export import read_export

HEADER = "incident_id,reported_at,person_id,role,offense,charge,stage,date\n"
VICTIM = "1,2018-03-04,P1,victim,211 PC,,,\n"
CHARGE = "1,2018-03-04,P1,,,647(b) PC,booked,2018-03-05\n"
LATER = "1,2018-03-04,P1,,,647(b) PC,filed,2018-03-20\n"
OTHER = "1,2018-03-04,P1,witness,,,,\n"
MAPPING = """
name: months
jurisdiction: US-CA-SF
person_id_scope: file
tables:
  incidents: {file: "month*", columns: {incident_id: incident_id, reported_at: reported_at}}
  involvements:
    file: "month*"
    keep: [{any_filled: [role], reason: no_role}]
    columns: {incident_id: incident_id, person_id: person_id, role: role}
  offenses:
    file: "month*"
    keep: [{any_filled: [offense], reason: no_offense}]
    columns: {incident_id: incident_id, citation: offense}
  arrests:
    file: "month*"
    keep: [{column: stage, in: [booked], reason: no_arrest}]
    columns: {incident_id: incident_id, person_id: person_id, arrested_at: date, kind: {constant: custody},
              basis: {constant: on_view}}
  charges:
    file: "month*"
    keep: [{any_filled: [charge], reason: no_charge}]
    columns: {incident_id: incident_id, person_id: person_id, citation: charge, stage: stage, date: date,
              level: {constant: misdemeanor}}
"""


def verdicts(folder: Path, *months: str) -> list[str]:
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING)
    for number, month in enumerate(months, 1):
        (folder / f"month-{number:02d}.csv").write_text(HEADER + month)
    run = audit(read_export([*folder.glob("*.csv")], mapping), ["sf-2017"])
    assert run.exit_code in (Exit.BREACH, Exit.POSSIBLE, Exit.CLEAR)
    return sorted(str(f["verdict"]) for f in run.finding_list if f["rule"] == "SF-P1")


def test_in_one_file_an_id_is_one_persons(tmp_path: Path) -> None:
    assert verdicts(tmp_path, VICTIM + CHARGE) == ["breach"]


def test_an_id_of_another_file_says_nothing(tmp_path: Path) -> None:
    assert verdicts(tmp_path, VICTIM, CHARGE) == ["possible"]


@pytest.mark.parametrize(
    "months",
    [
        (VICTIM, VICTIM + CHARGE),
        (CHARGE, CHARGE + VICTIM),
        (VICTIM + CHARGE, VICTIM + CHARGE),
        (VICTIM, VICTIM + OTHER, OTHER + CHARGE),
        (CHARGE, OTHER + CHARGE, VICTIM + OTHER),
    ],
    ids=["charge later", "victim later", "all twice", "tied over a third", "tied back"],
)
def test_a_repeated_row_ties_the_ids_of_its_files(tmp_path: Path, months: tuple[str, ...]) -> None:
    assert verdicts(tmp_path, *months) == ["breach"]


def test_a_supplement_that_changes_a_disposition_is_another_charge_row(tmp_path: Path) -> None:
    assert verdicts(tmp_path, VICTIM + CHARGE, VICTIM + CHARGE + LATER) == ["breach"]
