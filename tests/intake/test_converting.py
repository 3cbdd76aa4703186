"""A converted export gives what its original gives, with the original's files and rows, and reads nothing else."""

import json
import shutil
import stat
from pathlib import Path

import polars as pl
import pytest

from auditor.__main__ import run
from auditor.api import Options, audit, convert
from auditor.errors import Exit, ExportError, UsageError, WriteError
from auditor.intake import converting
from auditor.intake.export import read_export
from auditor.schema import validator
from tests.intake.test_nibrs import FILES as NIBRS

DEMO = Path(__file__).parents[2] / "fixtures" / "sf-demo"
REAL = Path(__file__).parents[3] / "shared" / "data" / "nibrs-mn-2018"
IN_SF = Options(jurisdiction="US-CA-SF", complete=("evidence", "referrals"))


def files_of(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def check_same_run(export, tmp_path, options=IN_SF, policies=()):
    """Audits an export and its conversion; all files but the manifest must be the same, byte for byte."""
    made = convert(export, tmp_path / "converted")
    one = files_of(audit(export, policies, options=options).write(tmp_path / "one"))
    two = files_of(audit(made.folder, policies, options=options).write(tmp_path / "two"))
    manifests = [json.loads(of.pop("manifest.json")) for of in (one, two)]
    assert one == two
    assert manifests[1]["originals"] == manifests[0]["inputs"]
    converted = {(f["file"], f["sha256"]) for f in manifests[1]["inputs"]}
    assert converted == {(f["file"], f["sha256"]) for t in made.told["tables"].values() for f in t["files"]}
    assert [e.message for e in validator("manifest").iter_errors(manifests[1])] == []
    return one


@pytest.mark.parametrize("copy", ["sf-demo", "sf-demo.parquet", "sf-demo.flat", "sf-demo.nested"])
def test_the_demo_gives_the_same_run(tmp_path, copy):
    run_files = check_same_run(DEMO.with_name(copy), tmp_path)
    assert len(run_files["findings.jsonl"].splitlines()) > 100


def test_a_nibrs_extract_gives_the_same_run(tmp_path, export):
    folder = export(whole=False, **NIBRS)
    options = Options(jurisdiction="US-CA-SF")
    check_same_run(folder, tmp_path, options, ["sf-2017"])
    read = read_export(tmp_path / "converted")
    assert read.mapping.name == "nibrs"
    assert read.citation_system == {"offenses": "NIBRS", "charges": "NIBRS"}
    assert read.mapping.notes


@pytest.mark.skipif(not REAL.is_dir(), reason="the real NIBRS extract is not at hand")
def test_the_real_nibrs_extract_gives_the_same_run(tmp_path):
    check_same_run(REAL, tmp_path, Options(jurisdiction="US-CA-SF"), ["sf-2017"])


def test_rejected_rows_and_odd_values_are_told_as_of_the_original(tmp_path, export, capsys):
    folder = export(involvements="incident_id,person_id,role\n001,P1,WHATEVER\n,P2,S\n001,P3\n")
    assert run(["convert", str(folder), "-o", str(tmp_path / "c")]) == Exit.INCOMPLETE
    said = capsys.readouterr()
    assert "2 rejected" in said.out
    assert "involvements.csv: 2 of 3 rows rejected" in said.err
    coverage = audit(tmp_path / "c", options=IN_SF).coverage
    (file,) = [f for f in coverage["files"] if f["file"] == "involvements.csv"]
    assert file["rejected"] == {"no_incident_id": 1, "short_row": 1}
    role = coverage["tables"]["involvements"]["columns"]["role"]
    assert role["unrecognised"] == [{"value": "WHATEVER", "count": 1}]
    assert coverage == audit(folder, options=IN_SF).coverage


def test_tables_are_typed_sorted_private_and_the_same_bytes_again(tmp_path, monkeypatch):
    monkeypatch.setattr(converting, "PART", 100)
    one, two = (convert(DEMO, tmp_path / name).folder for name in ("one", "two"))
    assert files_of(one) == files_of(two)
    assert validator("conversion").is_valid(json.loads((one / "conversion.json").read_bytes()))
    parts = sorted(one.glob("involvements/*"))
    assert len(parts) == 4
    frames = [pl.read_parquet(part) for part in parts]
    keys = pl.concat(frames)["incident_id"].to_list()
    assert keys == sorted(keys)
    assert not set(frames[0]["incident_id"]) & set(frames[1]["incident_id"])
    assert frames[0].schema["birth_date"] == pl.Date
    assert {"file", "row", "raw_birth_date"} <= set(frames[0].columns)
    assert {stat.S_IMODE(p.stat().st_mode) for p in one.rglob("*.*")} == {0o600}
    assert {stat.S_IMODE(p.stat().st_mode) for p in [one, *one.glob("*/")] if p.is_dir()} == {0o700}
    whole = audit(one, options=IN_SF)
    assert whole.finding_list == audit(DEMO, options=IN_SF).finding_list


def test_only_its_own_kind_of_folder_is_replaced(tmp_path):
    folder = convert(DEMO, tmp_path / "c").folder
    convert(DEMO.with_name("sf-demo.parquet"), folder)
    assert read_export(folder).originals[0].label == "arrests.parquet"
    shutil.copytree(DEMO, tmp_path / "mine")
    with pytest.raises(WriteError, match=r"it has no conversion\.json"):
        convert(DEMO, tmp_path / "mine")
    assert (tmp_path / "mine" / "charges.csv").is_file()


def test_a_converted_export_is_neither_converted_nor_mixed_nor_read_otherwise(tmp_path):
    folder = convert(DEMO, tmp_path / "c").folder
    with pytest.raises(UsageError, match="converted already"):
        convert(folder, tmp_path / "d")
    with pytest.raises(ExportError, match="a converted export alone"):
        read_export([folder, DEMO])
    with pytest.raises(ExportError, match="converted with the mapping 'canonical'"):
        read_export(folder, mapping="nibrs")
    assert read_export(folder, mapping="canonical").rows["incidents"] == 175


def _swap_columns(folder):
    path = folder / "charges" / "part-0001.parquet"
    pl.read_parquet(path).with_columns(date=pl.lit("2018")).write_parquet(path)
    _tell(folder, lambda told: told["tables"]["charges"]["files"][0].update(size=path.stat().st_size))


def _tell(folder, change):
    path = folder / "conversion.json"
    told = json.loads(path.read_bytes())
    change(told)
    path.write_text(json.dumps(told))


DAMAGES = {
    "another size": (lambda f: (f / "links/part-0001.parquet").write_bytes(b"PAR1"), "4 bytes"),
    "missing": (lambda f: (f / "links/part-0001.parquet").unlink(), "missing"),
    "no JSON": (lambda f: (f / "conversion.json").write_text("{"), "cannot be read"),
    "no schema": (lambda f: _tell(f, lambda t: t.pop("originals")), "originals"),
    "a path": (
        lambda f: _tell(f, lambda t: t["tables"]["links"]["files"][0].update(file="../links.parquet")),
        "does not match",
    ),
    "coverage": (lambda f: _tell(f, lambda t: t["coverage"]["files"].append({})), "required property"),
    "types": (_swap_columns, "column date: String"),
    "rows": (lambda f: _tell(f, lambda t: t["tables"]["links"]["files"][0].update(rows=1)), "19 rows"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_folder_that_is_not_what_it_says_is_refused(tmp_path, damage):
    folder = convert(DEMO, tmp_path / "c").folder
    change, words = DAMAGES[damage]
    change(folder)
    with pytest.raises(ExportError) as error:
        read_export(folder)
    assert words in str(error.value).replace("\n    expected", "")


def test_a_table_that_changed_is_told_before_anything_is_published(tmp_path, capsys):
    folder = convert(DEMO, tmp_path / "c").folder
    path = folder / "links" / "part-0001.parquet"
    data = path.read_bytes()
    assert b"Polars" in data  # the name of the writer in the footer
    path.write_bytes(data.replace(b"Polars", b"Polarz"))
    out = tmp_path / "run"
    assert run(["audit", str(folder), "--jurisdiction", "US-CA-SF", "-o", str(out)]) == Exit.BAD_EXPORT
    assert "links/part-0001.parquet: changed since it was converted" in capsys.readouterr().err
    assert not out.exists()
