"""Whatever a CSV file holds, every record of it is used or rejected, or the file is refused."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import ExportError
from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export

CELLS = st.text(st.sampled_from('ab01 ,"\n\té-ÅU/:.'), max_size=6) | st.sampled_from(
    ["", "2018-03-04", "V", "UNKNOWN", "0", "1.2E+08", "null", "x" * 50, "9999-12-31", "DOE"]
)
HEADER = ["incident_id", "person_id", "role", "birth_date", "name"]
RECORDS = st.lists(
    st.lists(CELLS, min_size=5, max_size=5) | st.lists(CELLS, min_size=2, max_size=7), max_size=12
)


def count(data: bytes) -> tuple[dict[str, object], dict[str, object], list[tuple[object, ...]]]:
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "involvements.csv").write_bytes(data)
        export = read_export(place)
        coverage = intake_coverage(export)
        frame = export.tables.get("involvements")
        rows = [] if frame is None else frame.select("row", "incident_id").collect().sort("row").rows()
        return coverage["files"][0], coverage["tables"].get("involvements", {}), rows


@settings(max_examples=150, deadline=None)
@given(RECORDS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_written_records_are_all_counted(records: list[list[str]], newline: str, quote: bool) -> None:
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator=newline, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL)
    out.writerow(HEADER)
    out.writerows(records)
    file, table, rows = count(text.getvalue().encode())
    assert file["read"] == len(records) == file["used"] + sum(file["rejected"].values())
    assert file["used"] == table.get("rows", 0) == len(rows)
    whole = {n: r[0].strip() for n, r in enumerate(records, 1) if len(r) == len(HEADER)}
    assert {n for n, _ in rows} <= set(whole)
    assert all(whole[n] == incident for n, incident in rows)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text('ab,"\n\r 1;é', max_size=200).map(lambda t: t.encode()))
def test_any_bytes_are_counted_or_refused(body: bytes) -> None:
    try:
        file, table, rows = count(",".join(HEADER).encode() + b"\n" + body)
    except ExportError as error:
        told = str(error)
        assert "involvements.csv" in told
        return
    assert file["read"] == file["used"] + sum(file["rejected"].values())
    assert file["used"] == table.get("rows", 0) == len(rows)
    assert len({n for n, _ in rows}) == len(rows)
