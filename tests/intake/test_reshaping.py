"""Rows that give several records: what each row gives, how it is counted, what is told of a wrong mapping."""

from __future__ import annotations

import polars as pl
import pytest

from auditor.errors import ExportError
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export
from auditor.intake.mapping_file import load_mapping
from auditor.intake.reshaping import MOST_PIECES

INCIDENTS = "  incidents: {file: log, columns: {incident_id: no}}\n"


def mapped(tmp_path, text, csv=None, frame=None, more=""):
    """The export of one file `log`, read by the tables of a mapping."""
    (tmp_path / "mine.yaml").write_text(f"name: mine\n{more}tables:\n{text}")
    folder = tmp_path / "export"
    folder.mkdir()
    if frame is None:
        (folder / "log.csv").write_text(csv)
    else:
        frame.write_parquet(folder / "log.parquet")
    return read_export(folder, mapping=tmp_path / "mine.yaml")


def rows(export, table, *columns):
    return sorted(export.tables[table].select("row", *columns).collect().rows(), key=str)


def the_file(export):
    (file,) = intake_coverage(export)["files"]
    assert file["read"] == file["used"] + sum(file["rejected"].values())
    return file


def people(*lines, **keys):
    said = {"incident_id": "no", "role": "role", **keys}
    return (
        "  involvements:\n    file: log\n"
        + "".join(f"    {line}\n" for line in lines)
        + f"    columns: {{{', '.join(f'{k}: {v}' for k, v in said.items())}}}\n"
    )


def test_several_separators_blank_pieces_and_words_for_unknown(tmp_path):
    csv = "no,role\n1,V/W; S\n2, /V/ \n3,N/A\n4,n/k\n5,\n6,//\n"
    text = people('split: [{columns: role, at: ["/", ";"]}]')
    export = mapped(tmp_path, text, csv, more="unknown: [n/k]\n")
    assert rows(export, "involvements", "role") == [
        (1, "suspect"),
        (1, "victim"),
        (1, "witness"),
        (2, "victim"),
        (3, None),
        (4, None),
        (5, None),
        (6, None),
    ]
    assert the_file(export)["used"] == 6


def test_columns_split_side_by_side_and_others_one_after_another(tmp_path):
    csv = "no,c,l,stage\n1,a|b,F|M,booked + filed\n2,a,F|M,\n"
    text = """\
  charges:
    file: log
    split:
      - {columns: [c, l], at: "|"}
      - {columns: stage, at: " + "}
    columns: {incident_id: no, citation: c, level: l, stage: stage}
"""
    export = mapped(tmp_path, text, csv)
    assert rows(export, "charges", "citation", "level", "stage") == [
        (1, "a", "felony", "booked"),
        (1, "a", "felony", "filed"),
        (1, "b", "misdemeanor", "booked"),
        (1, "b", "misdemeanor", "filed"),
        (2, "a", "felony", None),
        (2, None, "misdemeanor", None),
    ]


def test_what_footers_say_of_whole_cells_is_not_said_of_their_pieces(tmp_path):
    frame = pl.DataFrame({"no": [str(n) for n in range(1000, 1600)]}).with_columns(
        role=pl.lit("V"), ids="NULL/P" + pl.col("no")
    )
    text = people('split: [{columns: ids, at: "/"}]', person_id="ids")
    export = mapped(tmp_path, text, frame=frame)
    assert export.rows == {"involvements": 1200}
    assert export.nulls["involvements"]["person_id"] == 600


@pytest.mark.parametrize(("pieces", "records"), [(MOST_PIECES, MOST_PIECES), (MOST_PIECES + 1, 1)])
def test_a_cell_of_absurdly_many_pieces_stays_whole(tmp_path, pieces, records):
    csv = f"no,role\n1,{'/'.join(['V'] * pieces)}\n"
    export = mapped(tmp_path, people('split: [{columns: role, at: "/"}]'), csv)
    assert export.rows == {"involvements": records}


def test_a_row_is_set_aside_only_if_none_of_its_pieces_is_kept(tmp_path):
    csv = "no,role\n1,V/X\n2,X/X\n3,V\n4,X\n"
    text = people('split: [{columns: role, at: "/"}]', "keep: [{column: role, not_in: [X], reason: an_x}]")
    export = mapped(tmp_path, text, csv)
    assert rows(export, "involvements", "role") == [(1, "victim"), (3, "victim")]
    assert the_file(export)["set_aside"] == {"an_x": 2}


def test_a_row_that_feeds_another_table_is_not_set_aside(tmp_path):
    csv = "no,role\n1,X\n"
    text = people("keep: [{column: role, not_in: [X], reason: an_x}]", 'split: [{columns: role, at: "/"}]')
    assert the_file(mapped(tmp_path, INCIDENTS + text, csv))["set_aside"] == {}


def test_sideways_without_a_number_on_the_first(tmp_path):
    csv = "no,victim,victim_2,age_3\n1,A,B,\n2,,,\n3,,,9\n"
    text = people('sideways: ["", _2, _3, _X]', role="{constant: victim}", name="victim<n>", age="age<n>")
    export = mapped(tmp_path, text, csv)
    assert rows(export, "involvements", "name", "age") == [(1, "A", None), (1, "B", None), (3, None, 9)]
    assert the_file(export)["set_aside"] == {"nothing_in_it": 1}


def test_sideways_and_split_of_typed_cells(tmp_path):
    frame = pl.DataFrame({"no": [1], "role1": ["V/W"], "role2": ["S"], "age1": [30], "age2": [41]})
    text = people("sideways: [1, 2]", 'split: [{columns: "role<n>", at: "/"}]', role="role<n>", age="age<n>")
    export = mapped(tmp_path, text, frame=frame)
    assert rows(export, "involvements", "incident_id", "role", "age") == [
        (1, "1", "suspect", 41),
        (1, "1", "victim", 30),
        (1, "1", "witness", 30),
    ]


def test_pieces_are_joined_and_counted_like_rows(tmp_path):
    text = people(
        'split: [{columns: role, at: "/"}]',
        "join: [{file: words, by: {role: code}, take: {word: word}}]",
        "keep: [{column: word, not_in: [animal], reason: an_animal}]",
        role="word",
    )
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "words.csv").write_text("code,word\nO,victim\nT,animal\n")
    (tmp_path / "export" / "log.csv").write_text("no,role\n1,O/T\n2,T\n")
    (tmp_path / "mine.yaml").write_text(f"name: mine\ntables:\n{text}")
    export = read_export(tmp_path / "export", mapping=tmp_path / "mine.yaml")
    assert rows(export, "involvements", "role") == [(1, "victim")]
    (log,) = (f for f in intake_coverage(export)["files"] if f["file"] == "log.csv")
    assert (log["used"], log["set_aside"]) == (2, {"an_animal": 1})


@pytest.mark.parametrize(
    ("suffix", "numbers"),
    [
        ('{after: "-", digits: 2}', ["19183349", "19183349", "18-012345", "-15", "19183349A", "7-1"]),
        ("{letters: 1}", ["19183349-1", "19183349-15", "18-012345", "-15", "19183349", "7-1-2"]),
    ],
)
def test_suffixes(tmp_path, suffix, numbers):
    csv = "no\n19183349-1\n19183349-15\n18-012345\n-15\n19183349A\n7-1-2\n"
    text = f"  incidents: {{file: log, columns: {{incident_id: {{column: no, without_suffix: {suffix}}}}}}}\n"
    assert [n for _, n in rows(mapped(tmp_path, text, csv), "incidents", "incident_id")] == numbers


def test_together_leaves_out_what_is_blank(tmp_path):
    csv = "no,a,b\n1,x,y\n2,,y\n3,x,\n4,,\n"
    text = '  offenses: {file: log, columns: {incident_id: no, citation: {together: [a, b], between: "-"}}}\n'
    export = mapped(tmp_path, text, csv)
    assert rows(export, "offenses", "citation") == [(1, "x-y"), (2, "y"), (3, "x"), (4, None)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (people("each: role"), "log.csv, column role: cells of type String"),
        (people("each: rolls"), "log.csv: no column 'rolls'"),
        (people('split: [{columns: rolle, at: "/"}]'), "Did you mean 'role'"),
        (people("keep: [{any_filled: rolle, reason: x}]"), "Did you mean 'role'"),
        (people("sideways: [1]", name="name<n>"), "log.csv: no column 'name<n>'"),
        (people(name="{together: [first, last]}"), "log.csv: no column 'first'"),
        (people("having: {columns: [other]}"), "no mapping reads this file"),
    ],
)
def test_columns_that_are_not_there_are_told(tmp_path, text, said):
    with pytest.raises(ExportError) as error:
        mapped(tmp_path, text, "no,role\n1,V\n")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("splitt: []", "Did you mean 'split'"),
        ("split: [{columns: role}]", "the key 'at' is missing"),
        ("split: [{columns: role, at: '/', by: x}]", "the key 'by'"),
        ("sideways: []", "sideways"),
        ("distinct: maybe", "distinct"),
        ("having: {colums: [a]}", "Did you mean 'columns'"),
        ("keep: [{any_filled: x}]", "the key 'reason' is missing"),
        ("keep: [{column: x, reason: y}]", "keep"),
    ],
)
def test_wrong_keys_are_told_with_their_line(tmp_path, line, said):
    (tmp_path / "mine.yaml").write_text(f"name: mine\ntables:\n{people(line)}")
    with pytest.raises(ExportError) as error:
        load_mapping(tmp_path / "mine.yaml")
    assert [str(p) for p in error.value.problems if said in str(p) and str(p).startswith("mine.yaml:5: ")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (people("sideways: [1, 2]"), "mine.yaml:5: no column with <n>"),
        (people(name="name<n>"), "mine.yaml:3: a column with <n>"),
    ],
)
def test_sideways_and_its_columns_need_each_other(tmp_path, text, said):
    (tmp_path / "mine.yaml").write_text(f"name: mine\ntables:\n{text}")
    with pytest.raises(ExportError, match=said):
        load_mapping(tmp_path / "mine.yaml")


@pytest.mark.parametrize("suffix", ["{digits: 2}", '{after: "-"}', "{letters: 9}", "{}"])
def test_a_suffix_has_bounds(tmp_path, suffix):
    text = f"name: mine\ntables:\n{people(incident_id=f'{{column: no, without_suffix: {suffix}}}')}"
    (tmp_path / "mine.yaml").write_text(text)
    with pytest.raises(ExportError):
        load_mapping(tmp_path / "mine.yaml")


def test_a_column_of_text_named_like_a_table_is_no_list(tmp_path):
    (tmp_path / "log.csv").write_text("incident_id,charges\n1,211 PC\n")
    with pytest.raises(ExportError, match="no file that a mapping knows"):
        read_export(tmp_path)
