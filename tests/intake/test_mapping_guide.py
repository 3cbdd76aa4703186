"""Every example of docs/mappings.md, run: its files, its mapping, the records that it promises."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest

from auditor.intake.coverage import intake_coverage
from auditor.intake.export import read_export
from auditor.schema import schema

PAGE = (Path(__file__).parents[2] / "docs" / "mappings.md").read_text(encoding="utf-8")
SECTIONS = {
    section.partition("\n")[0]: section for section in PAGE.split("\n## ")[1:] if "```records" in section
}
BLOCK = re.compile(r"(?:`([\w.]+)`\n\n)?```(\w+)\n(.*?)```", re.DOTALL)


def written(section, folder):
    """Write the files and the mapping of a section; the mapping, and the records that it promises."""
    mapping, records = folder / "mine.yaml", []
    export = folder / "export"
    export.mkdir()
    for name, kind, text in BLOCK.findall(section):
        if kind == "csv":
            (export / name).write_text(text)
        elif kind == "json":
            pl.DataFrame(json.loads(text)).write_parquet(export / name)
        elif kind == "yaml":
            mapping.write_text(text)
        elif kind == "records":
            records = text.splitlines()
    return export, mapping, records


def as_told(export, line):
    """The records of the table of a promised line, told in the same columns."""
    table, _, cells = line.partition(": ")
    columns = re.findall(r"(\w+)=", cells)
    rows = export.tables[table].select(columns).collect().rows(named=True)
    return [f"{table}: " + " ".join(f"{c}={_cell(row[c])}" for c in columns) for row in rows]


def _cell(value):
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@pytest.mark.parametrize("title", SECTIONS)
def test_the_example_gives_the_records_that_it_promises(tmp_path, title):
    folder, mapping, promised = written(SECTIONS[title], tmp_path)
    export = read_export(folder, mapping=mapping)
    tables = {line.partition(":")[0]: line for line in promised}
    told = [record for line in tables.values() for record in as_told(export, line)]
    assert sorted(told) == sorted(promised)
    assert set(export.tables) == set(tables)
    for file in intake_coverage(export)["files"]:
        assert file["read"] == file["used"] + sum(file["rejected"].values())


def test_there_is_an_example_for_every_shape():
    assert len(SECTIONS) == 7


def test_every_key_of_a_mapping_is_in_the_guide():
    table = PAGE.partition("## Every key")[2]
    told = schema("mapping")
    keys = set(told["properties"])
    keys |= set(told["$defs"]["charges_source"]["properties"])
    keys |= set(told["$defs"]["source_cell"]["oneOf"][1]["properties"])
    keys |= set(told["$defs"]["keep"]["properties"]) | set(told["$defs"]["having"]["properties"])
    keys |= {"constant", "first_of", "together", "relations"}
    assert sorted(key for key in keys if f"`{key}`" not in table) == []
