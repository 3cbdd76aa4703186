"""The packs that are data alone: one scene that breaks each rule, and what every other value of a cell makes of it."""

import csv

import pytest

from auditor.api import Options, audit

SCENES = {
    "CA-MIN-1": {
        "incidents": {"agency": "SFPD", "incident_id": "1", "reported_at": "2020-03-01 21:00"},
        "involvements": {"incident_id": "1", "person_id": "P1", "role": "Arrestee", "age": "16"},
        "offenses": {"incident_id": "1", "offense_id": "O1", "citation": "647(b)(1) PC"},
        "arrests": {"incident_id": "1", "arrest_id": "A1", "person_id": "P1", "arrested_at": "2020-03-01 22:00",
                    "kind": "Custody", "basis": "On View"},
        "charges": {"incident_id": "1", "charge_id": "C1", "person_id": "P1", "arrest_id": "A1", "level": "M",
                    "citation": "647(b)(1) PC", "stage": "Booked", "date": "2020-03-01"},
    },
    "CA-MIN-2": {
        "incidents": {"agency": "SFPD", "incident_id": "1", "reported_at": "2020-03-01 21:00"},
        "involvements": {"incident_id": "1", "person_id": "P1", "role": "Arrestee", "age": "16"},
        "offenses": {"incident_id": "1", "offense_id": "O1", "citation": "647(b)(1) PC"},
        "charges": {"incident_id": "1", "charge_id": "C1", "person_id": "P1", "level": "M",
                    "citation": "647(b)(1) PC", "stage": "Filed", "date": "2020-03-08"},
    },
    "NY-1": {
        "incidents": {"agency": "PD", "incident_id": "1", "reported_at": "2027-03-01 21:00"},
        "involvements": {"incident_id": "1", "person_id": "P1", "role": "Victim", "offense_id": "O1"},
        "offenses": {"incident_id": "1", "offense_id": "O1", "citation": "PL 120.05(2)"},
        "charges": {"incident_id": "1", "charge_id": "C1", "person_id": "P1", "level": "M",
                    "citation": "PL 230.00", "stage": "Filed", "date": "2027-03-08"},
    },
    "NY-2": {
        "incidents": {"agency": "PD", "incident_id": "1", "reported_at": "2027-03-01 21:00"},
        "involvements": {"incident_id": "1", "person_id": "P1", "role": "Witness", "offense_id": "O1"},
        "offenses": {"incident_id": "1", "offense_id": "O1", "citation": "PL 160.10(1)"},
        "arrests": {"incident_id": "1", "arrest_id": "A1", "person_id": "P1", "arrested_at": "2027-03-01 22:00",
                    "kind": "Custody", "basis": "On View"},
        "charges": {"incident_id": "1", "charge_id": "C1", "person_id": "P1", "arrest_id": "A1", "level": "M",
                    "citation": "PL 230.03", "stage": "Booked", "date": "2027-03-01"},
    },
}  # fmt: skip
PACK = {"CA": ("ca-sb-1322", "US-CA"), "NY": ("ny-pl-230.45", "US-NY-NYC")}

SAME = ("charges", {})
EXPECTED = [
    ("CA-MIN-1", SAME, "breach"),
    ("CA-MIN-1", ("charges", {"stage": "Cited"}), "breach"),
    ("CA-MIN-1", ("charges", {"citation": "647(b) PC"}), "possible"),
    ("CA-MIN-1", ("charges", {"citation": "653.22(a) PC"}), "possible"),
    ("CA-MIN-1", ("charges", {"citation": "PROSTITUTION"}), "possible"),
    ("CA-MIN-1", ("charges", {"citation": "647(b)(2) PC"}), None),
    ("CA-MIN-1", ("charges", {"citation": "647(a) PC"}), None),
    ("CA-MIN-1", ("charges", {"citation": "41.27C LAMC"}), None),
    ("CA-MIN-1", ("charges", {"stage": "Noted"}), None),
    ("CA-MIN-1", ("charges", {"date": "2016-12-31"}), None),
    ("CA-MIN-1", ("charges", {"date": "2017-01-01"}), "breach"),
    ("CA-MIN-1", ("involvements", {"age": "18"}), None),
    ("CA-MIN-1", ("involvements", {"age": ""}), "possible"),
    ("CA-MIN-1", ("arrests", {"basis": "Hold"}), None),
    ("CA-MIN-1", ("arrests", {"basis": ""}), "possible"),
    ("CA-MIN-2", SAME, "breach"),
    ("CA-MIN-2", ("charges", {"stage": "Dismissed"}), "breach"),
    ("CA-MIN-2", ("charges", {"stage": "Declined"}), None),
    ("CA-MIN-2", ("charges", {"citation": "647(b) PC"}), "possible"),
    ("CA-MIN-2", ("involvements", {"age": "18"}), None),
    ("CA-MIN-2", ("charges", {"date": "2016-12-31"}), None),
    ("NY-1", SAME, "breach"),
    ("NY-1", ("charges", {"citation": "PL 230.03"}), "breach"),
    ("NY-1", ("charges", {"citation": "PL 230.40"}), None),
    ("NY-1", ("charges", {"citation": "PL 230.04"}), None),
    ("NY-1", ("charges", {"citation": "647(b) PC"}), "possible"),
    ("NY-1", ("charges", {"stage": "Declined"}), None),
    ("NY-1", ("charges", {"date": "2026-12-31"}), "possible"),
    ("NY-1", ("charges", {"date": "2025-06-17"}), None),
    ("NY-1", ("involvements", {"role": "Suspect"}), None),
    ("NY-1", ("involvements", {"role": ""}), "possible"),
    ("NY-1", ("offenses", {"citation": "PL 240.26(1)"}), None),
    ("NY-1", ("offenses", {"citation": "PL 220.39(1)"}), "possible"),
    ("NY-1", ("offenses", {"citation": "PL 155.25"}), "breach"),
    ("NY-2", SAME, "possible"),
    ("NY-2", ("charges", {"citation": "PL 230.04"}), None),
    ("NY-2", ("charges", {"stage": "Noted"}), None),
    ("NY-2", ("charges", {"date": "2025-06-17"}), None),
    ("NY-2", ("arrests", {"basis": "Warrant"}), None),
    ("NY-2", ("involvements", {"role": "Other"}), "possible"),
    ("NY-2", ("involvements", {"role": "Suspect"}), None),
]


QUIET = {"CA": "484(a) PC", "NY": "PL 140.05"}
"""A charge that the pack of the state does not protect from."""


def write(folder, rows):
    for name, table in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table[0])
            writer.writeheader()
            writer.writerows(table)


def quiet(name, row, state):
    """The row of somebody else in another incident, so that a change leaves no kind of value out of the export."""
    cells = {"incident_id": "2"} | ({"person_id": "P2"} if "person_id" in row else {})
    return row | cells | ({"citation": QUIET[state]} if name == "charges" else {})


@pytest.mark.parametrize(("rule", "change", "verdict"), EXPECTED)
def test_a_rule_on_a_scene_with_one_change(tmp_path, rule, change, verdict):
    table, cells = change
    state = rule[:2]
    rows = {name: [row, quiet(name, row, state)] for name, row in SCENES[rule].items()}
    rows[table][0] = rows[table][0] | cells
    write(tmp_path, rows)
    pack, jurisdiction = PACK[state]
    found = audit(tmp_path, [pack], options=Options(jurisdiction=jurisdiction)).finding_list
    verdicts = {(f["rule"], f["incident_id"]): f["verdict"] for f in found}
    assert verdicts.get((rule, "1")) == verdict
    assert (rule, "2") not in verdicts


def test_a_pack_of_another_state_finds_nothing_to_judge(tmp_path):
    write(tmp_path, {name: [row] for name, row in SCENES["NY-1"].items()})
    run = audit(tmp_path, ["sf-2017", "ca-pc-647.3", "ca-sb-1322"], options=Options(jurisdiction="US-CA-SF"))
    assert run.finding_list == []
