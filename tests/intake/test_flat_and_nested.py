"""Flat files and nested Parquet: what a row gives, what falls together, what is counted."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from auditor.errors import ExportError
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export
from auditor.intake.mapping import FirstOf, FromColumn
from auditor.intake.mapping_file import load_mapping

PAGE = (Path(__file__).parents[2] / "docs" / "shapes.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.partition("```csv\n")[2].partition("```")[0]


def rows(export, table, *columns):
    return sorted(export.tables[table].select(*columns, "row").collect().rows(), key=str)


def the_file(export):
    (file,) = intake_coverage(export)["files"]
    assert file["read"] == file["used"] + sum(file["rejected"].values())
    return file


def test_the_example_of_the_docs(tmp_path):
    (tmp_path / "release 2018.csv").write_text(EXAMPLE)
    export = read_export(tmp_path)
    assert export.mapping.name == "flat"
    assert export.rows == {"incidents": 1, "involvements": 2, "offenses": 1, "arrests": 1, "charges": 2}
    assert rows(export, "involvements", "person_id", "role") == [("P1", "victim", 1), ("P2", "suspect", 2)]
    assert rows(export, "charges", "person_id", "citation", "level") == [
        ("P2", "148(a)(1) PC", "misdemeanor", 3),
        ("P2", "245(a)(1) PC", "felony", 2),
    ]
    assert the_file(export)["tables"] == ["incidents", "involvements", "offenses", "arrests", "charges"]


def test_every_column_of_the_flat_file_is_in_the_docs():
    section = PAGE.partition("## `flat`")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([a-z_]+)`", "\n".join(x for x in section.splitlines() if x.startswith("|"))))
    named = set()
    for clause in load_mapping("flat").clauses:
        for cell in (clause.columns or {}).values():
            cells = cell.cells if isinstance(cell, FirstOf) else (cell,)
            named |= {c.column for c in cells if isinstance(c, FromColumn)}
    assert told == named


HEAD = (
    "incident_id,reported_at,person_id,person_role,charge_id,charge_citation,evidence_kind,"
    "training_officer_id,training_course\n"
)


def flat(tmp_path, text):
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "any name.csv").write_text(HEAD + text)
    return read_export(tmp_path / "export")


def test_repeats_fall_together_by_their_id_and_by_all_columns(tmp_path):
    export = flat(
        tmp_path,
        "1,2018-01-01,P1,victim,C1,211 PC,,,\n"
        "1,2018-01-01,P1,victim,C1,211 PC,,,\n"
        "1,2018-01-01,P1,victim,C1,212 PC,,,\n"
        "1,2018-01-01,P1,victim,,484 PC,,,\n"
        "1,2018-01-01,P1,victim,,484 PC,,,\n"
        "1,2018-01-01,P1,victim,,484 PC,,,\n",
    )
    assert rows(export, "charges", "charge_id", "citation") == [
        ("C1", "211 PC", 1),
        ("C1", "212 PC", 3),
        (None, "484 PC", 4),
    ]
    tables = intake_coverage(export)["tables"]
    assert {name: told["fell_together"] for name, told in tables.items()} == {
        "incidents": 0,
        "involvements": 0,
        "charges": 2,
    }
    assert (the_file(export)["read"], the_file(export)["duplicates"]) == (6, 0)


def test_blank_rows_are_set_aside_and_rows_without_a_number_rejected(tmp_path):
    export = flat(
        tmp_path,
        "1,2018-01-01,P1,victim,,,,,\n"
        ",,,,,,,,\n"
        ",,,,,,,77,Course\n"
        ",,P2,witness,,,,,\n"
        ",,P2,witness,,,,,\n"
        "N/A,,P2,witness,,,,,\n"
        "1,2018-01-01,,,,,condom,,\n",
    )
    assert export.rows == {"incidents": 1, "involvements": 1, "evidence": 1, "training": 1}
    file = the_file(export)
    assert (file["read"], file["rejected"], file["set_aside"]) == (7, {"no_incident_id": 3}, {"blank_row": 1})


def test_a_person_in_no_role_is_only_the_one_charged(tmp_path):
    export = flat(tmp_path, "1,2018-01-01,P1,none,C1,211 PC,,,\n1,2018-01-01,P2,,C2,484 PC,,,\n")
    assert rows(export, "involvements", "person_id", "role") == [("P2", None, 2)]
    assert rows(export, "charges", "person_id") == [("P1", 1), ("P2", 2)]


def test_courses_may_be_a_table_beside_the_flat_file(tmp_path):
    (tmp_path / "release.csv").write_text(EXAMPLE)
    (tmp_path / "training.csv").write_text("officer_id,course\n77,Course\n")
    (tmp_path / "budget.csv").write_text("year,sum\n2018,1\n")
    export = read_export(tmp_path)
    assert (export.mapping.name, export.rows["training"]) == ("flat", 1)
    assert [label for label, _ in export.ledger.not_read] == ["budget.csv"]


def test_flat_parquet_is_read_alike(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.csv").write_text(EXAMPLE)
    pl.read_csv(tmp_path / "a" / "x.csv", try_parse_dates=True).write_parquet(tmp_path / "x.parquet")
    export, other = read_export(tmp_path / "a"), read_export(tmp_path / "x.parquet")
    assert other.mapping.name == "flat"
    assert rows(export, "arrests", "kind", "arrested_at") == rows(other, "arrests", "kind", "arrested_at")


def test_tables_stay_tables(tmp_path):
    (tmp_path / "incidents.csv").write_text("incident_id\n1\n")
    (tmp_path / "charges.csv").write_text("incident_id,citation\n1,211 PC\n")
    (tmp_path / "broken.csv").write_bytes(b"\xff\x00")
    assert read_export(tmp_path).mapping.name == "canonical"


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("flat", "or a file with the columns incident_id and one of person_role"),
        ("nested", "or a file with the columns incident_id and a list of structs called involvements or"),
        (None, "the columns incident_id and one of person_role, charge_citation"),
    ],
)
def test_what_a_file_would_have_to_have_is_told(tmp_path, mapping, said):
    (tmp_path / "x.csv").write_text("case\n1\n")
    with pytest.raises(ExportError) as error:
        read_export(tmp_path, mapping=mapping)
    assert said in str(error.value)


STRUCT = {"person_id": pl.String, "Role": pl.String}


def nested(tmp_path, **more):
    frame = pl.DataFrame(
        {
            "Incident_ID": ["1", "2", None, "4"],
            "agency": ["A", "A", "A", "B"],
            "involvements": [
                [{"person_id": "P1", "Role": "victim"}, {"person_id": "P2", "Role": "witness"}],
                [],
                [{"person_id": "P3", "Role": "victim"}],
                [{"person_id": "P4", "Role": "victim"}, None],
            ],
            "links": [None, [{"source_incident_id": None, "kind": "related"}], None, None],
        },
        schema_overrides={"involvements": pl.List(pl.Struct(STRUCT))},
    )
    folder = tmp_path / "export"
    folder.mkdir()
    frame.with_columns(**more).write_parquet(folder / "whatever.parquet")
    return read_export(folder)


def test_nested_lists_give_records_at_the_row_of_the_file(tmp_path):
    export = nested(tmp_path)
    assert export.mapping.name == "nested"
    assert rows(export, "involvements", "incident_id", "agency", "person_id", "role") == [
        ("1", "A", "P1", "victim", 1),
        ("1", "A", "P2", "witness", 1),
        ("4", "B", "P4", "victim", 4),
    ]
    assert rows(export, "incidents", "incident_id") == [("1", 1), ("2", 2), ("4", 4)]


def test_nested_rows_are_counted_once(tmp_path):
    file = the_file(nested(tmp_path))
    assert (file["read"], file["rejected"]) == (4, {"no_incident_id": 1, "no_source_incident_id": 1})


def test_a_struct_with_a_field_twice_is_told(tmp_path):
    twice = pl.struct(pl.lit("x").alias("kind"), pl.lit("y").alias("KIND"))
    with pytest.raises(
        ExportError, match=r"whatever\.parquet, column evidence: fields more than once: 'kind'"
    ):
        nested(tmp_path, evidence=pl.concat_list(twice))
