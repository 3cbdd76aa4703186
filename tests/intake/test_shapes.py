"""The same rows read alike from a folder, parts, globs, several paths, CSV and Parquet."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from auditor.errors import ExportError
from auditor.intake import csvfile, sources
from auditor.intake.export import Export, read_export

RAW_OF_TYPED = ("raw_reported_at", "raw_arrested_at", "raw_birth_date", "raw_age", "raw_deceased")
CHARGES = pl.DataFrame(
    {
        "incident_id": ["1", "1", "2", "3"],
        "charge_id": ["a", "b", "c", "d"],
        "citation": ["647(b) PC", None, "11377(a) HS", "484 PC"],
        "level": ["M", None, "misd", "F"],
        "date": ["2018-03-04", "2018-03-05", None, "2019-01-01"],
        "age": [30, None, 41, 22],
    }
)
TYPED = CHARGES.with_columns(pl.col("date").str.to_date())
INCIDENTS = pl.DataFrame({"incident_id": ["1", "2", "3"]})


def rows(export: Export, table: str, *drop: str) -> pl.DataFrame:
    frame = export.tables[table].collect()
    dropped = [c for c in frame.columns if c in ("file", "row") or c.startswith("raw_")]
    return frame.drop(dropped).sort("charge_id" if table == "charges" else "incident_id")


def write(folder: Path, name: str, frame: pl.DataFrame) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(".parquet"):
        frame.write_parquet(path)
    elif name.endswith(".gz"):
        path.write_bytes(gzip.compress(frame.write_csv().encode()))
    else:
        frame.write_csv(path)
    return path


@pytest.fixture
def expected(tmp_path: Path) -> pl.DataFrame:
    write(tmp_path / "plain", "charges.csv", CHARGES)
    return rows(read_export(tmp_path / "plain"), "charges")


@pytest.mark.parametrize(
    "parts",
    [
        {"charges.parquet": TYPED},
        {"CHARGES.CSV": CHARGES},
        {"charges.csv.gz": CHARGES},
        {"charges_2018.csv": CHARGES[:2], "charges-2019.csv": CHARGES[2:]},
        {"charges/part-0001.parquet": TYPED[:3], "charges/part-0002.parquet": TYPED[3:]},
        {"a/charges/1.csv": CHARGES[1:], "charges.old.csv": CHARGES[:1]},
        {"charges/part-1.parquet": TYPED[2:], "charges_rest.csv": CHARGES[:2]},
        {"charges_1.parquet": CHARGES[:2], "charges_2.parquet": TYPED[2:]},
        {"charges_1.parquet": TYPED[:2].drop("age"), "charges_2.parquet": TYPED},
    ],
    ids=lambda parts: "+".join(parts),
)
def test_shapes(tmp_path: Path, parts: dict[str, pl.DataFrame], expected: pl.DataFrame) -> None:
    for name, frame in parts.items():
        write(tmp_path / "export", name, frame)
    export = read_export(tmp_path / "export")
    got = rows(export, "charges")
    if sum(f.height for f in parts.values()) > CHARGES.height:
        assert got["age"].null_count() == 3  # the part without the column has nulls in it
        got = got.unique("charge_id", keep="last", maintain_order=True).with_columns(expected["age"])
        assert got.height == expected.height
    assert_frame_equal(got, expected)


def test_row_numbers_are_of_each_file(tmp_path: Path) -> None:
    write(tmp_path, "charges/part-0001.parquet", TYPED[:3])
    write(tmp_path, "charges/part-0002.csv", CHARGES[3:])
    frame = read_export(tmp_path).tables["charges"].collect().sort("charge_id")
    assert frame.select("file", "row").rows() == [
        ("charges/part-0001.parquet", 1),
        ("charges/part-0001.parquet", 2),
        ("charges/part-0001.parquet", 3),
        ("charges/part-0002.csv", 1),
    ]


def test_paths_of_every_sort(tmp_path: Path, expected: pl.DataFrame) -> None:
    one = write(tmp_path, "x/charges_1.csv", CHARGES[:2])
    two = write(tmp_path, "y/charges_2.csv", CHARGES[2:])
    for paths in (
        [one, two],
        [one.parent, two],
        [str(tmp_path / "*" / "charges_*.csv")],
        [one, two, one.parent],
    ):
        export = read_export(paths)
        assert_frame_equal(rows(export, "charges"), expected)
        assert [s.label for s in export.sources] == ["x/charges_1.csv", "y/charges_2.csv"]
    assert [s.label for s in read_export(one).sources] == ["charges_1.csv"]


def test_what_is_left_alone_is_listed(tmp_path: Path) -> None:
    write(tmp_path, "incidents.csv", INCIDENTS)
    write(tmp_path, "budget.csv", INCIDENTS)
    for name in (".hidden.csv", "_SUCCESS", "notes.txt", "summary.xlsx", ".git/incidents.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert dict(read_export(tmp_path).ledger.not_read) == {
        ".git/incidents.csv": "hidden",
        ".hidden.csv": "hidden",
        "_SUCCESS": "hidden",
        "budget.csv": "no table of the mapping 'canonical' reads it",
        "notes.txt": "text: read only where the file itself is named",
        "summary.xlsx": "a spreadsheet: open it and save each sheet as CSV (UTF-8), named after its table",
    }


def test_a_table_without_a_row_is_absent_and_its_columns_are_known(tmp_path: Path) -> None:
    write(tmp_path, "incidents.csv", INCIDENTS)
    write(tmp_path, "charges.csv", CHARGES.clear())
    write(tmp_path, "arrests.parquet", pl.DataFrame(schema={"incident_id": pl.String, "kind": pl.String}))
    export = read_export(tmp_path)
    assert set(export.tables) == {"incidents"}
    assert export.present["arrests"] == {"incident_id", "kind"}
    assert "charges" not in export.rows


def test_headers_of_any_letter_case(tmp_path: Path) -> None:
    write(tmp_path, "charges.csv", CHARGES.rename(lambda c: f" {c.upper()} "))
    write(tmp_path, "arrests.parquet", pl.DataFrame({"Incident_ID": ["1"], "KIND": ["O"]}))
    export = read_export(tmp_path)
    assert export.tables["charges"].collect()["level"].to_list().count("misdemeanor") == 2
    assert export.tables["arrests"].collect()["kind"].to_list() == ["custody"]


def test_source_columns_named_like_our_own_do_no_harm(tmp_path: Path) -> None:
    frame = INCIDENTS.with_columns(file=pl.lit("x"), row=pl.lit(7), c0=pl.lit(1), raw_occurred_at=pl.lit("r"))
    write(tmp_path, "incidents_1.csv", frame)
    write(tmp_path, "incidents_2.parquet", frame.with_columns(pl.lit(1).alias("@row")))
    got = read_export(tmp_path).tables["incidents"].collect().sort("file", "row")
    assert got["file"].to_list() == ["incidents_1.csv"] * 3 + ["incidents_2.parquet"] * 3
    assert got["row"].to_list() == [1, 2, 3] * 2
    assert got["raw_occurred_at"].null_count() == 6


def test_inputs_are_untouched_and_csv_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "export"
    write(folder, "charges.csv", CHARGES)
    write(folder, "incidents.parquet", INCIDENTS)
    cache = tmp_path / "cache"
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(cache))

    def state() -> dict[str, tuple[str, int]]:
        return {
            p.name: (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns)
            for p in folder.iterdir()
        }

    before = state()
    first = read_export(folder).tables["charges"].collect()
    staged = sorted((cache / "staged").iterdir())
    assert [p.suffix for p in staged] == [".json", ".parquet"]
    assert [oct(p.stat().st_mode & 0o777) for p in [cache / "staged", *staged]] == ["0o700", "0o600", "0o600"]
    monkeypatch.setattr(csvfile, "_read", lambda *_: pytest.fail("read twice"))
    again = read_export(folder).tables["charges"].collect()
    assert_frame_equal(first, again, check_row_order=False)
    assert state() == before


def test_a_broken_cache_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(tmp_path / "cache"))
    write(tmp_path / "export", "charges.csv", CHARGES)
    read_export(tmp_path / "export")
    for path in (tmp_path / "cache" / "staged").glob("*.parquet"):
        path.write_bytes(path.read_bytes()[:-20])
    assert read_export(tmp_path / "export").rows == {"charges": 4}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_footers_tell_no_more_than_the_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    write(tmp_path, f"charges.{kind}", CHARGES)
    looked_at = read_export(tmp_path)
    monkeypatch.setattr(sources, "FEW", 0)
    monkeypatch.setattr("auditor.intake.export.FEW", 0)  # and what is not held in memory reads alike
    proved = read_export(tmp_path)
    assert [bool(part.bounds) for one in (looked_at, proved) for part in one.ledger.parts] == [False, True]
    assert_frame_equal(*(export.tables["charges"].collect() for export in (looked_at, proved)))
    assert looked_at.nulls == proved.nulls
    told = [
        {n: r.counts for n, r in e.ledger.surveyed["charges"][0].columns.items()} for e in (looked_at, proved)
    ]
    assert told[0] == told[1]


def test_digests_are_those_of_the_files(tmp_path: Path) -> None:
    path = write(tmp_path, "charges.parquet", TYPED)
    (source,) = read_export(tmp_path).sources
    assert source.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.size == path.stat().st_size


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(tmp_path / "file" / "cache"))
    write(tmp_path / "export", "charges.csv", CHARGES)
    with pytest.raises(Exception, match="AUDITOR_CACHE_DIR") as error:
        read_export(tmp_path / "export")
    assert not isinstance(error.value, ExportError)
