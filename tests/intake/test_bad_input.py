"""The zoo of bad input: each a clear error or a counted rejection, never a traceback or a silent loss."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

from auditor.errors import ExportError
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export

INCIDENTS = "incident_id,reported_at,district,beat,location\n"
ROWS = "".join(f"{n},2018-03-04,Mission,3A,MAIN ST\n" for n in range(1, 13))


def told(folder: Path) -> str:
    with pytest.raises(ExportError) as error:
        read_export(folder)
    return str(error.value)


def counted(folder: Path, file: str) -> dict[str, object]:
    (one,) = [f for f in intake_coverage(read_export(folder))["files"] if f["file"] == file]
    assert one["read"] == one["used"] + sum(one["rejected"].values())
    return one


def whole_parquet(tmp_path: Path) -> bytes:
    path = tmp_path / "whole.parquet"
    pl.DataFrame({"incident_id": [str(n) for n in range(5000)]}).write_parquet(path)
    return path.read_bytes()


@pytest.mark.parametrize("content", ["", "\n\n", " \n", "\ufeff"])
def test_an_empty_file(export, content: str) -> None:
    assert "evidence.csv: empty: no header line" in told(export(evidence=content))


@pytest.mark.parametrize("content", ["incident_id,kind", "incident_id,kind\n", "incident_id,kind\r\n\r\n"])
def test_a_header_alone_is_a_table_without_a_row(export, content: str) -> None:
    folder = export(evidence=content)
    assert "evidence" not in read_export(folder).tables
    assert counted(folder, "evidence.csv")["read"] == 0


@pytest.mark.parametrize("keep", [0, 3, 200, -200, -4])
def test_truncated_parquet(export, tmp_path: Path, keep: int) -> None:
    text = told(export(**{"evidence.parquet": whole_parquet(tmp_path)[:keep]}))
    assert "evidence.parquet: not a whole Parquet file" in text


def test_parquet_with_damaged_pages(export, tmp_path: Path) -> None:
    content = bytearray(whole_parquet(tmp_path))
    content[4:900] = random.Random(1).randbytes(896)
    assert "evidence.parquet: not a whole Parquet file" in told(
        export(**{"evidence.parquet": bytes(content)})
    )


@pytest.mark.parametrize("suffix", ["csv", "parquet", "csv.gz"])
@pytest.mark.parametrize("seed", range(5))
def test_random_bytes(export, suffix: str, seed: int) -> None:
    assert f"evidence.{suffix}" in told(export(**{f"evidence.{suffix}": random.Random(seed).randbytes(3000)}))


@pytest.mark.parametrize("name", ["charges.csv", "charges.xlsx"])
def test_a_spreadsheet(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04" + bytes(200))
    assert "save each sheet as CSV" in told(tmp_path)
    assert "save each sheet as CSV" in told(tmp_path / name)


def test_a_spreadsheet_named_after_a_table_is_not_passed_over(export) -> None:
    assert "charges.xlsx: a spreadsheet" in told(export(**{"charges.xlsx": b"PK\x03\x04"}))


def test_text_in_utf32(export) -> None:
    assert "UTF-32" in told(export(incidents=(INCIDENTS + ROWS).encode("utf-32")))


@pytest.mark.parametrize("header", ["incident_id,kind,kind", "incident_id,Kind, kind "])
def test_a_header_name_twice_for_columns_that_differ(export, header: str) -> None:
    text = told(export(evidence=f"{header}\n1,drug,drug\n2,drug,weapon\n"))
    assert "evidence.csv" in text
    assert "for columns that differ: 'kind'" in text
    assert "kind#1" in text


def test_a_parquet_column_twice_but_for_letter_case(tmp_path: Path) -> None:
    pl.DataFrame({"incident_id": ["1"], "Incident_ID": ["2"]}).write_parquet(tmp_path / "incidents.parquet")
    assert "more than once: 'incident_id'" in told(tmp_path)


def test_ragged_rows(export) -> None:
    folder = export(
        incidents=INCIDENTS + "1,2018-03-04,Mission,3A,X\n2,short\n3,2018-03-04,a,b,c,long\n" + ROWS
    )
    one = counted(folder, "incidents.csv")
    assert one["read"] == 15
    assert one["rejected"] == {"long_row": 1, "short_row": 1}
    assert read_export(folder).tables["incidents"].collect()["row"].sort().to_list() == [1, *range(4, 16)]


@pytest.mark.parametrize(
    "bad",
    [
        INCIDENTS + ROWS + '13,2018-03-04,"Mission,3A,X\n' + ROWS,
        INCIDENTS + ROWS + '13,2018-03-04,Mission,3A,"X\n' + ROWS,
        INCIDENTS + '1,2018-03-04,"Mission,3A,X\n' + ROWS + '9,2018-03-04,Park",3B,Y\n' + ROWS,
        INCIDENTS + '1,2018-03-04,"Mission,3A,X\n' + ROWS + '9,2018-03-04,"Park",3B,Y\n' + ROWS,
        INCIDENTS + ROWS + '13,2018-03-04,Mission,3A,"' + "line\n" * 1500 + '"\n',
        INCIDENTS + '1,2018-03-04,Mission,3A,"X',
    ],
    ids=["to the end", "last cell", "to a later quote", "to a quoted cell", "endless cell", "last row"],
)
def test_an_unclosed_quote(export, bad: str) -> None:
    text = told(export(incidents=bad))
    assert "incidents.csv, row " in text
    assert "a quote is opened here" in text


def test_line_breaks_inside_quotes_are_no_trouble(export) -> None:
    story = "He said,\nwell, no,\n,,,,\n\n" * 20
    folder = export(incidents=INCIDENTS + f'1,2018-03-04,Mission,3A,"{story}"\n' + ROWS[ROWS.index("2,") :])
    frame = read_export(folder).tables["incidents"].sort("row").collect()
    assert frame["location"][0] == story.strip()
    assert frame["row"].to_list() == list(range(1, 13))


def test_cells_and_rows_that_are_too_large(export) -> None:
    for size in (2 << 20, 20 << 20):
        folder = export(incidents=INCIDENTS + "1,2018-03-04,a,b," + "x" * size + "\n2,,,,\n" + ROWS)
        assert counted(folder, "incidents.csv")["rejected"] == {"oversized_row": 1}
        assert read_export(folder).tables["incidents"].collect()["row"].min() == 2


def test_missing_tables_are_absent(export) -> None:
    folder = export(whole=False, incidents=INCIDENTS + ROWS)
    assert set(read_export(folder).tables) == {"incidents"}


def test_a_missing_required_column(export) -> None:
    text = told(export(charges="incident_no,citation\n1,211 PC\n", links="incident_id\n1\n"))
    assert "charges.csv: no column for incident_id" in text
    assert "Did you mean 'incident_no'?" in text
    assert "links.csv: no column for source_incident_id" in text


def test_a_required_column_missing_in_one_part(export) -> None:
    folder = export(charges_1="incident_id,level\n1,M\n", charges_2="level\nM\n")
    assert "charges_2.csv: no column for incident_id" in told(folder)


def test_rows_without_a_required_cell_are_rejected(export) -> None:
    folder = export(
        charges="incident_id,citation\n1,211 PC\n,211 PC\nUNKNOWN,211 PC\n - ,211 PC\n2,211 PC\n",
        training="officer_id,course\n7,POST\n8,\n,POST\n",
    )
    assert counted(folder, "charges.csv")["rejected"] == {"no_incident_id": 3}
    assert counted(folder, "training.csv")["rejected"] == {"no_course": 1, "no_officer_id": 1}
    export_ = read_export(folder)
    assert export_.rows["charges"] == 2
    assert export_.nulls["charges"]["incident_id"] == 0
    assert export_.nulls["charges"]["citation"] == 0


def test_a_table_of_which_every_row_is_rejected_is_absent(export) -> None:
    folder = export(evidence="incident_id,kind\n,drug\n,drug\n")
    assert "evidence" not in read_export(folder).tables
    assert counted(folder, "evidence.csv")["rejected"] == {"no_incident_id": 2}


def test_ids_in_scientific_notation_have_lost_their_digits(export) -> None:
    folder = export(charges="incident_id,person_id\n1.2E+08,P1\n180000001,1.8E+08\n180000002,1E5\n3e+7,P2\n")
    assert counted(folder, "charges.csv")["rejected"] == {"id_in_scientific_notation": 2}
    frame = read_export(folder).tables["charges"].sort("row").collect()
    assert frame["person_id"].to_list() == [None, "1E5"]
    column = intake_coverage(read_export(folder))["tables"]["charges"]["columns"]["person_id"]
    assert column["unreadable"] == [{"value": "1.8E+08", "count": 1}]


def test_floating_point_ids_beyond_exact_integers_are_rejected(tmp_path: Path) -> None:
    pl.DataFrame({"incident_id": [1.0, 2.0**53 + 2]}).write_parquet(tmp_path / "incidents.parquet")
    assert counted(tmp_path, "incidents.parquet")["rejected"] == {"id_in_scientific_notation": 1}


@pytest.mark.parametrize("column", ["incident_id", "person_id"])
def test_ids_of_two_types_in_two_parts(tmp_path: Path, column: str) -> None:
    text = pl.DataFrame({"incident_id": ["1"], "person_id": ["7"]})
    text.write_parquet(tmp_path / "charges_1.parquet")
    text.with_columns(pl.col(column).cast(pl.Int64)).write_parquet(tmp_path / "charges_2.parquet")
    said = told(tmp_path)
    assert f"charges_2.parquet, column {column}: ids stored as numbers" in said
    assert "text, as in charges_1.parquet" in said


def test_numbers_of_two_widths_in_two_parts_are_one_type(tmp_path: Path) -> None:
    for part, dtype in enumerate((pl.Int32, pl.Int64, pl.Float64)):
        frame = pl.DataFrame({"incident_id": pl.Series([part], dtype=dtype)})
        frame.write_parquet(tmp_path / f"incidents_{part}.parquet")
    ids = read_export(tmp_path).tables["incidents"].collect()["incident_id"]
    assert sorted(ids) == ["0", "1", "2"]


def test_nested_columns_are_told(tmp_path: Path) -> None:
    pl.DataFrame({"incident_id": ["1"], "district": [["a"]]}).write_parquet(tmp_path / "incidents.parquet")
    assert "incidents.parquet, column district: a nested type" in told(tmp_path)


def test_paths_that_lead_nowhere(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent", tmp_path / "*.csv"):
        with pytest.raises(ExportError, match=r"no file that can be read|nothing there"):
            read_export(path)


def test_files_that_no_mapping_knows(tmp_path: Path) -> None:
    (tmp_path / "charge.csv").write_text("a,b\n1,2\n")
    text = told(tmp_path)
    assert "charge.csv: no mapping reads this file" in text
    assert "Did you mean 'charges'?" in text


def test_compressed_files_that_are_cut_short(export) -> None:
    whole = (INCIDENTS + ROWS * 200).encode()
    for name, packed in (("gz", gzip.compress(whole)), ("zst", pa.compress(whole, "zstd", asbytes=True))):
        text = told(export(whole=False, **{f"incidents.csv.{name}": packed[: len(packed) // 2]}))
        assert f"incidents.csv.{name}: cannot be read" in text


def test_every_bad_file_is_told_at_once(export) -> None:
    text = told(export(incidents="", arrests="\n", charges=b"a\0\0\0b"))
    assert [name in text for name in ("incidents.csv", "arrests.csv", "charges.csv")] == [True] * 3
