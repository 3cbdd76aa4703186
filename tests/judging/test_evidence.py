"""Evidence: each row of the record is read once, and shown once however many terms rest on it."""

from collections import Counter
from pathlib import Path

from auditor.api import Options, audit
from auditor.judging import evidence
from auditor.judging.cells import Person, Record, Shown, Sight
from auditor.judging.evidence import Weighed, Witnesses
from auditor.judging.reasoning import _merged

DEMO = Path(__file__).parents[2] / "fixtures" / "sf-demo"
PERSON = Person(minor=False, name="doe jane", birth=None)


def test_a_table_is_read_once_for_all_facts_of_a_ground(monkeypatch):
    read = []
    whole, one = Witnesses._records, evidence.read_records

    def of_ground(self, *given):
        read.append(Counter())
        return whole(self, *given)

    def of_table(rows, ids, columns):
        read[-1][id(rows)] += 1
        return one(rows, ids, columns)

    monkeypatch.setattr(Witnesses, "_records", of_ground)
    monkeypatch.setattr(evidence, "read_records", of_table)
    made = audit(DEMO, options=Options(jurisdiction="US-CA-SF"))
    assert made.incomplete == ()
    assert {count for tables in read for count in tables.values()} == {1}


def test_a_row_that_speaks_twice_is_shown_once_with_the_later_note():
    record = Record(
        "incidents.csv", 7, None, None, {"incident_id": "1", "reported_at": "x", "occurred_at": None}
    )
    sight = Sight.of("reported_nearby", "incidents", Shown(), screening=False)
    found = {3: Weighed([], [], {}, set())}
    spoken = {("incidents", 0, 3, True, note) for note in ("report 2", None, "report 1")}
    evidence._show(found, spoken, {"incidents": sight}, {"incidents": {0: record}}, {3: PERSON})
    ((place, row),) = found[3].unknown
    assert place == ("incidents", "incidents.csv", 7, 0)
    assert row == {
        "table": "incidents",
        "file": "incidents.csv",
        "row": 7,
        "cells": {"incident_id": "1", "reported_at": "x", "occurred_at": None, "note": "report 2"},
    }


def test_rows_of_several_facts_come_in_order_with_the_cells_of_all():
    def witness(row, **cells):
        place = ("charges", "charges.csv", row, row)
        return place, evidence.shown_row(place, cells)

    merged = _merged(
        [[witness(1, stage="booked"), witness(3, stage=None)], [witness(2, date="x"), witness(3, date="y")]]
    )
    assert [(row["row"], row["cells"]) for row in merged] == [
        (1, {"stage": "booked"}),
        (2, {"date": "x"}),
        (3, {"stage": None, "date": "y"}),
    ]


def test_a_name_stands_beside_that_of_the_person_and_a_minors_is_masked():
    record = Record("people.csv", 1, "doe jane", None, dict.fromkeys(("name", "birth_date", "age"), "17"))
    sight = Sight(("name", "birth_date", "age"), ("name", "birth_date"), ("name", "age"), own=False)
    cells = sight.cells(record, PERSON)
    assert cells == {"name": "equal", "birth_date": "blank", "age": "17"}
    minor = sight.cells(record, PERSON._replace(minor=True))
    assert minor == {"name": "masked (minor)", "birth_date": "blank", "age": "masked (minor)"}
