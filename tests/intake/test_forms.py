"""One table in every form that exports come in: the same records, the form told in coverage."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from auditor.errors import ExportError
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export

TEXT = (
    "incident_id,reported_at,district,location\n"
    "1,2018-03-04,Señal,MAIN ST\n"
    '2,2018-03-05,"Park, North","CAFÉ\nBACK ""ROOM"""\n'
    "3,2018-03-06,Mission,\n"
)
MAPPING = "name: ours\ntables: {incidents: {file: incidents}}\n"


def read(folder: Path, mapping: Path | None = None) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    export = read_export(folder, mapping=mapping)
    (file,) = intake_coverage(export)["files"]
    assert file["read"] == file["used"] + sum(file["rejected"].values())
    rows = export.tables["incidents"].select("row", "incident_id", "district", "location").collect()
    return rows.sort("row").rows(), file


@pytest.fixture
def plain(export) -> list[tuple[Any, ...]]:
    folder = export(whole=False, incidents=TEXT)
    rows, file = read(folder)
    assert rows[1] == (2, "2", "Park, North", 'CAFÉ\nBACK "ROOM"')
    assert file["form"] == {
        "format": "csv",
        "compression": None,
        "encoding": "utf-8",
        "byte_order_mark": False,
        "delimiter": ",",
        "other_delimiters": [],
        "quote": '"',
        "header": True,
        "columns": 4,
        "unnamed_columns": 0,
        "repeated_columns": {},
        "told": [],
    }
    (folder / "incidents.csv").unlink()
    return rows


@pytest.mark.parametrize(
    ("data", "encoding", "marked"),
    [
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", True),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", True),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", True),
        (TEXT.encode("utf-16-le"), "utf-16-le", False),
        (TEXT.encode("utf-16-be"), "utf-16-be", False),
        (TEXT.encode("windows-1252"), "windows-1252", False),
    ],
    ids=["utf8 mark", "utf16 le mark", "utf16 be mark", "utf16 le", "utf16 be", "windows"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings(export, plain, data: bytes, encoding: str, marked: bool, newline: str) -> None:
    if newline == "\r\n":
        width = 2 if "16" in encoding else 1
        pad = {"utf-16-le": (b"\n\0", b"\r\0\n\0"), "utf-16-be": (b"\0\n", b"\0\r\0\n")}
        data = data.replace(*(pad[encoding] if width == 2 else (b"\n", b"\r\n")))
    rows, file = read(export(whole=False, incidents=data))
    assert [tuple(str(c).replace("\r", "") for c in row) for row in rows] == [
        tuple(map(str, row)) for row in plain
    ]
    assert (file["form"]["encoding"], file["form"]["byte_order_mark"]) == (encoding, marked)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_delimiters(export, plain, mark: str) -> None:
    text = TEXT.replace(",", mark).replace(f"Park{mark} North", "Park, North")
    rows, file = read(export(whole=False, incidents=text))
    assert rows == plain
    assert file["form"]["delimiter"] == mark
    assert file["form"]["told"] == []


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
@pytest.mark.parametrize(
    "name", ["incidents.csv", "incidents.csv.gz", "incidents.csv.zst", "incidents.tsv.zst"]
)
def test_compression_is_seen_whatever_the_name_says(export, plain, compression: str, name: str) -> None:
    data = TEXT.encode()
    packed = gzip.compress(data) if compression == "gzip" else pa.compress(data, "zstd", asbytes=True)
    rows, file = read(export(whole=False, **{name: packed}))
    assert rows == plain
    assert file["form"]["compression"] == compression


def test_a_byte_that_is_not_utf8_deep_in_a_file_of_windows_text(export) -> None:
    rows = "".join(f"{n},2018-03-04,Mission,MAIN ST\n" for n in range(60_000))
    data = (TEXT.splitlines()[0] + "\n" + rows + "60001,2018-03-04,X,CAF").encode() + b"\xc9\n"
    read_rows, file = read(export(whole=False, incidents=data))
    assert read_rows[-1] == (60_001, "60001", "X", "CAFÉ")
    assert file["form"]["encoding"] == "windows-1252"


def test_a_row_that_is_not_utf8_among_many_that_are_is_rejected(export) -> None:
    data = TEXT.encode() + b"4,2018-03-04,Mission,CAF\xc9\n5,2018-03-04,Mission,X\n"
    rows, file = read(export(whole=False, incidents=data))
    assert [row[:2] for row in rows] == [(1, "1"), (2, "2"), (3, "3"), (5, "5")]
    assert file["rejected"] == {"not_in_the_encoding": 1}
    assert file["form"]["encoding"] == "utf-8"


def test_bytes_that_windows_does_not_know_reject_their_row(export) -> None:
    data = TEXT.splitlines()[0].encode() + b"\n1,2018-03-04,\xc9\xc9,A\n2,2018-03-04,\x81,B\n"
    rows, file = read(export(whole=False, incidents=data))
    assert [row[1] for row in rows] == ["1"]
    assert file["rejected"] == {"not_in_the_encoding": 1}


def test_a_mapping_overrides_what_the_file_shows(export, tmp_path: Path) -> None:
    folder = export(whole=False, incidents='1|5\'10" tall, "he" said\n2|CAF\xc9'.encode("cp437"))
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "name: ours\ncsv: {encoding: cp437, delimiter: '|', quote: none, header: false}\n"
        "tables: {incidents: {file: incidents, columns: {incident_id: column_1, location: column_2}}}\n"
    )
    rows, file = read(folder, mapping)
    assert rows == [(1, "1", None, '5\'10" tall, "he" said'), (2, "2", None, "CAFÉ")]
    assert file["form"]["told"] == ["encoding", "delimiter", "quote", "header"]


@pytest.mark.parametrize(
    ("said_", "told_"),
    [
        ("{encoding: latin-9}", "latin-9"),
        ("{delimiter: ',', quotes: none}", "quotes"),
        ("{header: maybe}", "maybe"),
    ],
)
def test_an_override_that_nobody_knows(export, tmp_path: Path, said_: str, told_: str) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING + f"csv: {said_}\n")
    with pytest.raises(ExportError, match=told_):
        read_export(export(whole=False, incidents=TEXT), mapping=mapping)


def test_a_file_without_a_header(export, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "name: ours\ntables: {incidents: {file: incidents, columns: {incident_id: column_1, district: column_3}}}\n"
    )
    text = '"0101","66234","Park"\n"0102","2"\n"0103","66235","Mission"\n'
    rows, file = read(export(whole=False, incidents=text), mapping)
    assert rows == [(1, "0101", "Park", None), (3, "0103", "Mission", None)]
    assert file["rejected"] == {"short_row": 1}
    assert file["form"]["header"] is False


def test_columns_of_one_name_that_are_alike_are_read_as_one(export) -> None:
    text = "incident_id,district,Incident_ID\n1,Park,1\n2,Mission,2\n"
    rows, file = read(export(whole=False, incidents=text))
    assert [row[1] for row in rows] == ["1", "2"]
    assert file["form"]["repeated_columns"] == {"incident_id": "alike"}


def test_columns_of_one_name_that_nobody_reads_are_no_trouble(export, tmp_path: Path) -> None:
    text = "incident_id,note,district,note\n1,a,Park,b\n"
    rows, file = read(export(whole=False, incidents=text))
    assert rows == [(1, "1", "Park", None)]
    assert file["form"]["repeated_columns"] == {"note": "different"}
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "name: ours\ntables: {incidents: {file: incidents, columns: {incident_id: incident_id, location: note#2}}}\n"
    )
    assert read(tmp_path / "export", mapping)[0] == [(1, "1", None, "b")]


def test_padded_headers_and_cells(export) -> None:
    text = "  incident_id , District\t,location\xa0\n 1 ,  Park , X \n"
    assert read(export(whole=False, incidents=text))[0] == [(1, "1", "Park", "X")]


def test_a_text_file_is_read_only_where_it_is_named(export) -> None:
    folder = export(**{"incidents_readme.txt": "what the columns mean\n"})
    assert dict(intake_coverage(read_export(folder))["files_not_read"][0].items())["why"].startswith("text")
    other = export(whole=False, **{"incidents.txt": TEXT.replace(",", "|")})
    assert read_export(other / "incidents.txt").rows["incidents"] == 3


def test_words_for_unknown_are_blank_and_counted(export) -> None:
    folder = export(
        charges="incident_id,citation,level,age,date,person_id\n"
        "1,NULL,N/A,-,null,U\n2,-,F,30,2018-03-04,P1\n3,,,,,\n"
    )
    columns = intake_coverage(read_export(folder))["tables"]["charges"]["columns"]
    for name in ("citation", "level", "age", "date", "person_id"):
        assert (columns[name]["nulls"], columns[name]["says_unknown"]) == (
            (3, 2) if name == "citation" else (2, 1)
        ), name
        assert columns[name]["unreadable"] == []
