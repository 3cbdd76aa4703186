"""Mappings: the schema speaks of the same tables, every problem is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import ExportError
from auditor.intake.export import Span, read_export
from auditor.intake.mapping_file import built_in_names, load_mapping
from auditor.records.tables import TABLES
from auditor.schema import schema

MAPPINGS = Path(__file__).parents[2] / "auditor" / "intake" / "mappings"
TABLE = "name: mine\ntables:\n  incidents:\n    file: events\n    columns: {incident_id: number}\n"


def mapping(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    return path


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ExportError) as error:
        load_mapping(mapping(tmp_path, text))
    return [str(p) for p in error.value.problems]


def test_the_built_in_mappings_load_and_are_sound() -> None:
    assert {"canonical", "nibrs"} <= set(built_in_names())
    for name in built_in_names():
        assert load_mapping(MAPPINGS / f"{name}.yaml") == load_mapping(name)
        assert load_mapping(name).name == name


def test_the_schema_has_the_tables_and_columns_of_the_contract() -> None:
    told = schema("mapping")
    assert set(told["properties"]["tables"]["properties"]) == set(TABLES)
    for name, table in TABLES.items():
        assert tuple(told["$defs"][f"{name}_source"]["properties"]["columns"]["properties"]) == table.names


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    text = """\
name: Mine
titel: x
tables:
  incident:
    file: a
  involvements:
    file: b
    columns:
      incident_id: number
      roll: role
      sex: {colum: sex}
  charges:
    columns: {incident_id: 7}
"""
    told = problems(tmp_path, text)
    assert [line.split(": ")[0] for line in told] == sorted(
        ["mine.yaml:1", "mine.yaml:2", "mine.yaml:4", "mine.yaml:10", "mine.yaml:11", "mine.yaml:12"],
        key=[line.split(": ")[0] for line in told].index,
    )
    assert any("'titel'" in line and "'title'" in line for line in told)
    assert any("'incident'" in line and "'incidents'" in line for line in told)
    assert any("'roll'" in line and "'role'" in line for line in told)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("time_zone: Mars/Olympus", "mine.yaml:6: 'Mars/Olympus'"),
        ("complete: {evidence: {from: 2018-02-30}}", "mine.yaml:6: '2018-02-30'"),
        ("no_one: {birth_dates: [1800-13-01]}", "mine.yaml:6: '1800-13-01'"),
        ("person_id_scope: world", "mine.yaml:6: person_id_scope"),
        ("name: again", "mine.yaml:6: the key 'name' twice"),
        ("notes: &a [x]", "mine.yaml:6: an anchor, alias or tag"),
        ("notes: [", "mine.yaml:7: not YAML"),
        ("notes: !!python/object:os.system x", "mine.yaml:6: an anchor, alias or tag"),
    ],
)
def test_values_that_mean_nothing(tmp_path: Path, more: str, said: str) -> None:
    (one,) = problems(tmp_path, f"{TABLE}{more}\n")
    assert one.startswith(said)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("{constant: victm}", "'victm' for role"),
        ("{column: r, values: {X: witness, Y: victom}}", "'victom' for role"),
        ("{column: r, formats: ['%Q']}", "%Q in a date format"),
    ],
)
def test_codes_and_formats_are_checked(tmp_path: Path, cell: str, said: str) -> None:
    text = f"name: m\ntables:\n  involvements:\n    file: p\n    columns:\n      incident_id: n\n      role: {cell}\n"
    (one,) = problems(tmp_path, text)
    assert one.startswith(f"mine.yaml:7: {said}")


def test_columns_may_bear_the_names_of_keys(tmp_path: Path) -> None:
    more = "    join: [{file: x, by: {values: constant}, take: {constant: values}}]\n"
    load_mapping(mapping(tmp_path, TABLE + more))


def test_no_such_mapping(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="Did you mean 'nibrs'"):
        load_mapping("nibr")


def test_a_mapping_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "Events 2018.csv").write_text(
        "No,When,Where\n1,3/4/2018 11:30 PM,North\n2,31/12/2018,South\n,3/4/2018,X\n"
    )
    (tmp_path / "people.csv").write_text(
        "Case,Who,Kind,Sex,Yob\n1,77,Opfer,w,x\n1,78,Zeuge,m,x\n2,99,Tier,m,x\n2,NADA,Opfer,,\n"
    )
    text = """\
name: mine
jurisdiction: US-CA-SF
person_id_scope: file
notes: [A note.]
complete: {evidence: true, referrals: {from: 2018-01-01}}
unknown: [nada]
tables:
  incidents:
    file: events*
    columns:
      incident_id: NO
      agency: {constant: SFPD}
      reported_at: {column: when, formats: ["%m/%d/%Y %I:%M %p", "%m/%d/%Y", "%d/%m/%Y"]}
      district: {column: where, values: {North: N}}
      beat: {column: where, values: {North: "1"}, others: drop}
  involvements:
    file: people
    keep: [{column: kind, not_in: [Tier], reason: an_animal}]
    columns:
      incident_id: case
      person_id: who
      role: {column: kind, values: {Opfer: victim, Zeuge: witness}}
      sex: {column: sex, values: {w: F, m: M}}
      deceased: {constant: false}
      name: {first_of: [{column: alias, optional: true}, who]}
      race: {column: sex, when: {column: kind, in: [Zeuge]}}
"""
    read = read_export(tmp_path, mapping=mapping(tmp_path, text))
    assert read.mapping.name == "mine"
    assert read.mapping.notes == ("A note.",)
    assert (read.jurisdiction, read.person_id_scope) == ("US-CA-SF", "file")
    assert read.complete["evidence"] is None
    assert read.complete["referrals"] == Span(since=read.complete["referrals"].since)
    incidents = read.tables["incidents"].sort("row").collect()
    assert [str(d) for d in incidents["reported_at"]] == ["2018-03-04 23:30:00", "2018-12-31 00:00:00"]
    assert incidents.select("incident_id", "agency", "district", "beat").rows() == [
        ("1", "SFPD", "N", "1"),
        ("2", "SFPD", "South", None),
    ]
    people = read.tables["involvements"].sort("row").collect()
    assert people.select("person_id", "role", "sex", "deceased", "name", "race").rows() == [
        ("77", "victim", "F", False, "77", None),
        ("78", "witness", "M", False, "78", "m"),
        (None, "victim", None, False, None, None),
    ]
    assert read_export(tmp_path, mapping=tmp_path / "mine.yaml", jurisdiction="US-NV").jurisdiction == "US-NV"


def test_columns_that_no_file_has_are_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("numbr,x\n1,2\n")
    with pytest.raises(ExportError, match=r"events\.csv: no column 'number'") as error:
        read_export(tmp_path, mapping=mapping(tmp_path, TABLE))
    assert "Did you mean 'numbr'?" in str(error.value)


def test_offsets_become_the_clock_of_the_agency(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("number,t\n1,2018-03-04T05:00:00Z\n2,2018-03-04 05:00:00\n")
    text = TABLE.replace("number}", "number, occurred_at: t}") + "time_zone: America/Los_Angeles\n"
    got = read_export(tmp_path, mapping=mapping(tmp_path, text)).tables["incidents"].sort("row").collect()
    assert [str(t) for t in got["occurred_at"]] == ["2018-03-03 21:00:00", "2018-03-04 05:00:00"]
