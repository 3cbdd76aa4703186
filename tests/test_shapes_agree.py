"""Random exports say the same as tables, as a flat file and as nested Parquet.

A flat file cannot hold a record of which nothing is known but its incident, and knows no orphans: every row
names its incident. Such records are left out, and such incidents added, before the shapes are compared.
"""

import tempfile
from pathlib import Path

from hypothesis import given, settings

from auditor.api import Options, audit
from tests.fixtures.other_shapes import KEY, LISTS, owners, write_flat, write_nested
from tests.shapes import content_of
from tests.slow.cells import COLUMNS
from tests.slow.exports import exports, write_parquet

POLICIES = ["sf-2017", "ca-pc-647.3"]


def told(tables):
    """The tables without what a flat file cannot tell."""
    kept = {name: list(tables.get(name, ())) for name in COLUMNS}
    for table in LISTS:
        kept[table] = [row for row in kept[table] if any(v for k, v in row.items() if k not in KEY)]
    owner = owners(kept["incidents"])
    held = {(row["agency"] or "", row["incident_id"]) for row in kept["incidents"]}
    rows = [row for table in LISTS for row in kept[table]]
    asked = {(row["agency"] or owner.get(row["incident_id"], ""), row["incident_id"]) for row in rows}
    for agency, number in sorted(asked - held):
        blank = dict.fromkeys(COLUMNS["incidents"])
        kept["incidents"].append(blank | {"agency": agency or None, "incident_id": number})
    return kept


def findings(folder, mapping):
    result = audit(folder, POLICIES, mapping, Options(jurisdiction="US-CA-SF"))
    for file in result.coverage["files"]:
        assert file["read"] == file["used"] + sum(file["rejected"].values())
    return content_of(result.finding_list)


@settings(max_examples=20)
@given(exports())
def test_every_shape_says_the_same(tables):
    tables = told(tables)
    if not tables["incidents"]:
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_parquet(tables, folder / "tables")
        write_nested(tables, {t: list(of) for t, of in COLUMNS.items()}, folder / "nested")
        (folder / "flat").mkdir()
        write_flat(tables, folder / "flat" / "release.csv")
        expected = findings(folder / "tables", None)
        assert findings(folder / "nested", "nested") == expected
        assert findings(folder / "flat", "flat") == expected
