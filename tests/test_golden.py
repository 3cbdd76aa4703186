"""The run that fixtures/sf-demo must produce, byte for byte; a change of it is a reviewed diff.

`python -m tests.test_golden` writes it anew.
"""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from auditor.api import Options, audit
from auditor.schema import schema, validator

FIXTURES = Path(__file__).parents[1] / "fixtures"
GOLDEN = FIXTURES / "sf-demo.run"
TEXT = ("findings.jsonl", "findings.csv", "coverage.json", "summary.json", "report.html")


def run(folder):
    options = Options(jurisdiction="US-CA-SF", complete=("evidence", "referrals"))
    return audit(FIXTURES / "sf-demo", options=options).write(folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run(tmp_path_factory.mktemp("golden") / "run")


def test_the_run_is_the_golden_run(made):
    differ = [name for name in TEXT if (made / name).read_bytes() != (GOLDEN / name).read_bytes()]
    assert differ == []


def test_the_manifest_is_golden_but_for_its_run_block(made):
    ours, golden = (json.loads((folder / "manifest.json").read_bytes()) for folder in (made, GOLDEN))
    for manifest in (ours, golden):
        manifest.pop("run")
        manifest["files"].pop("findings.parquet")  # its bytes follow the version of the Parquet writer
    assert ours == golden


def test_the_parquet_findings_are_golden_by_content(made):
    ours, golden = (pl.read_parquet(folder / "findings.parquet") for folder in (made, GOLDEN))
    assert ours.equals(golden)


@pytest.mark.parametrize("name", ["summary", "coverage", "manifest"])
def test_the_files_are_valid_against_their_schemas(made, name):
    errors = [
        e.message for e in validator(name).iter_errors(json.loads((made / f"{name}.json").read_bytes()))
    ]
    assert errors == []


def test_every_finding_is_valid_against_its_schema(made):
    lines = (made / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    check = validator("finding")
    assert [e.message for line in lines for e in check.iter_errors(json.loads(line))] == []


def test_no_name_and_no_birth_date_of_the_fixture_is_in_the_run(made):
    people = pl.concat(
        [
            pl.read_csv(FIXTURES / "sf-demo" / f"{t}.csv", infer_schema=False).select("name", "birth_date")
            for t in ("involvements", "charges")
        ]
    )
    noise = {"JUVENILE", "CONFIDENTIAL"}  # words that stand for no one, and words of the report
    secrets = {s for column in people for s in column.drop_nulls() if len(s) > 4} - noise
    assert len(secrets) > 40
    for name in TEXT:
        text = (made / name).read_text(encoding="utf-8").casefold()
        assert [s for s in secrets if s.casefold() in text] == []
    assert not secrets & set(pl.read_parquet(made / "findings.parquet").cast(pl.String).to_series(0))


def test_nothing_in_the_run_names_this_machine(made):
    for name in TEXT:
        assert str(Path.home()) not in (made / name).read_text(encoding="utf-8")
        assert str(FIXTURES) not in (made / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    ["config", "conversion", "coverage", "finding", "manifest", "mapping", "offenses", "pack", "summary"],
)
def test_every_schema_is_a_schema(name):
    validator(name).check_schema(schema(name))


if __name__ == "__main__":
    if GOLDEN.exists():
        shutil.rmtree(GOLDEN)
    folder = run(GOLDEN)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["run"] = {}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")
