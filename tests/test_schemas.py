"""Every key of every schema stands in some valid data: what users write, in a built-in or an example; what a run
writes, in an output of it. The schemas are walked, so a key that is added without one fails here."""

import csv
import dataclasses
import gzip
import json
import re
from datetime import date, timedelta
from functools import reduce
from pathlib import Path

import pytest

from auditor.api import Options, audit, convert
from auditor.inspecting.inspection import inspect
from auditor.intake.mapping_file import load_mapping
from auditor.policy.library import load_pack
from auditor.schema import schema, validator
from auditor.yamlfile import read_yaml
from tests.slow.cases import clear_breach
from tests.slow.exports import write_csv

ROOT = Path(__file__).parents[1]
EXAMPLES = Path(__file__).parent / "examples"
WRITTEN = {
    "pack": ["auditor/policy/**/pack.yaml"],
    "cases": ["auditor/policy/**/cases.yaml", "tests/policy/**/cases.yaml"],
    "mapping": ["auditor/intake/mappings/*.yaml", "docs/mappings.md"],
    "config": ["docs/config.md"],
    "offenses": ["auditor/policy/packs/*/offenses.csv"],
    "statutes": ["auditor/law/tables/statutes/*.csv"],
    "law": ["auditor/reports/laws/*.yaml"],
    "vocabulary": ["auditor/reports/vocabularies/*.yaml"],
}
MADE = {
    "finding": "findings.jsonl",
    "coverage": "coverage.json",
    "summary": "summary.json",
    "manifest": "manifest.json",
    "conversion": "conversion.json",
    "inspect": "inspect*.json",
}
OF_TABLES = re.compile(r"^[a-z]+_source$")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Folders of runs: the golden one, and some on exports that lack or have what the demo has not."""
    folder = tmp_path_factory.mktemp("outputs")
    trained = dataclasses.replace(load_pack("sf-2017"))
    trained = dataclasses.replace(
        trained, parameters={**trained.parameters, "training_courses": ["Directive"]}
    )
    breach = clear_breach("SF-P1")
    other = {**breach["arrests"][0], "arrest_id": "A2", "person_id": "P2", "officer_id": "8"}
    tables = {
        **breach,
        "arrests": [*breach["arrests"], other],
        "training": [
            {"officer_id": "7", "course": "Directive", "completed_on": "2018-04-01"},
            {"officer_id": "8", "course": "Directive", "completed_on": "2018-01-01"},
        ],
    }
    write_csv(tables, folder / "trained")
    untold = {**tables, "training": [{"officer_id": "7", "course": "Directive", "completed_on": None}]}
    write_csv(untold, folder / "untold")
    poor = {table: breach[table] for table in ("incidents", "involvements", "offenses", "charges")}
    poor["incidents"] += [
        {"incident_id": "2", "district": "TEST"},
        {"incident_id": None, "district": "North"},
        {"incident_id": "3", "reported_at": "yesterday"},
    ]
    poor["involvements"][0] |= {"race": "W"}
    write_csv(poor, folder / "poor")
    odd_files(folder / "poor")
    nobody = {table: [dict(row) for row in breach[table]] for table in ("incidents", "offenses", "arrests")}
    nobody["offenses"] += [
        {**row, "citation": "647(b) PC", "description": "as read"} for row in breach["offenses"]
    ]
    lapsed = {"incident_id": "200", "agency": "SFPD"}
    nobody["incidents"].append({**lapsed, "reported_at": "2020-06-01"})
    nobody = {
        table: rows + [{**row, **lapsed} for row in rows if table != "incidents"]
        for table, rows in nobody.items()
    }
    write_csv(nobody, folder / "nobody")
    (folder / "nobody" / "training.csv").write_text(
        "officer_id,course,a;b;c\n7,Directive,1;2;3\n8,Directive,1;2;3\n"
    )
    audit(folder / "nobody", ["sf-2017"], options=Options("US-CA-SF")).write(folder / "run-nobody")
    (folder / "poor" / "roster.csv").write_text("badge,unit\n7,Vice\n", encoding="utf-8")
    in_sf = Options("US-CA-SF", covers={})
    audit(folder / "trained", [trained], options=in_sf).write(folder / "run-trained")
    audit(folder / "untold", [trained], options=in_sf).write(folder / "run-untold", {"started": "now"})
    policies = ["sf-2017", "ny-pl-230.45"]
    audit(folder / "poor", policies, mapping=EXAMPLES / "mapping.yaml").write(folder / "run-poor")
    made = convert(ROOT / "fixtures" / "sf-demo.flat", folder / "converted")
    audit(made.folder, ["sf-2017"], options=in_sf).write(folder / "run-converted")
    whole = convert(folder / "poor", folder / "whole", mapping=EXAMPLES / "mapping.yaml")
    write_inspections(folder)
    return [ROOT / "fixtures" / "sf-demo.run", folder, *folder.glob("run-*"), made.folder, whole.folder]


def write_inspections(folder):
    """What `inspect` tells of exports: known, with gaps, and of files that no mapping or nothing at all can read."""
    (folder / "unknown.csv").write_text(
        "Incident Number,Report Datetime,Officer\n1,2018-03-04,7\n", encoding="utf-8"
    )
    (folder / "broken.parquet").write_bytes(b"PAR1 no table")
    write_gaps(folder / "gaps")
    ways = [
        ((ROOT / "fixtures" / "sf-demo",), "canonical"),
        ((folder / "poor",), EXAMPLES / "mapping.yaml"),
        ((folder / "nobody",), None),
        ((folder / "gaps",), None),
        ((folder / "unknown.csv", folder / "broken.parquet"), None),
    ]
    for nth, (paths, mapping) in enumerate(ways):
        told = inspect(paths, mapping)
        (folder / f"inspect-{nth}.json").write_text(json.dumps(told), encoding="utf-8")


def write_gaps(folder):
    """A year of reports, 18 a day: a month is silent, one runs low, a district stops; and a row too long."""
    folder.mkdir()
    lines = ["agency,incident_id,reported_at,district"]
    for number in range(365 * 18):
        day, district = date(2018, 1, 1) + timedelta(number // 18), ("North", "South", "Park")[number % 3]
        silent = date(2018, 3, 30) <= day <= date(2018, 5, 2)
        low = date(2018, 7, 2) <= day <= date(2018, 7, 29) and number % 5
        if not (silent or low or (district == "Park" and day > date(2018, 10, 1))):
            lines.append(f"SFPD,18-{number:06d},{day} 10:00:00,{district}")
    lines.append("SFPD,18-999999,2018-12-31,North,x,y")
    (folder / "incidents.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def odd_files(folder):
    """Files in a form, and dates in an order, that coverage must tell."""
    with gzip.open(folder / "evidence.csv.gz", "wt", encoding="utf-8") as lines:
        lines.write("incident_id,kind,kind,date\n100,drug,drug,13/04/2018\n100,weapon,weapon,03/04/2018\n")


def read(path):
    """The data that a file holds, each piece as its schema sees it; of a page, its examples."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        return list(csv.DictReader(text.splitlines()))
    if path.suffix == ".md":
        return [read_yaml(block, path.name).data for block in re.findall(r"```yaml\n(.*?)```", text, re.S)]
    if path.suffix == ".yaml":
        return [read_yaml(text, path.name).data]
    return [json.loads(line) for line in text.splitlines()] if path.suffix == ".jsonl" else [json.loads(text)]


def alike(place):
    """The sources of all record tables can say the same, but for their columns."""
    folded = tuple("source" if OF_TABLES.match(str(step)) else step for step in place)
    return place if "columns" in place else folded


def keys(part, place=()):
    """Every key that a schema names, as the place where it is declared."""
    if isinstance(part, dict):
        for name in part.get("properties", {}):
            yield (*place, "properties", name)
        for name, inner in part.items():
            yield from keys(inner, (*place, name))
    elif isinstance(part, list):
        for i, inner in enumerate(part):
            yield from keys(inner, (*place, i))


class Walk:
    """The declared keys that data has, not as null or nothing, by the same places as `keys` tells them."""

    def __init__(self, name):
        self.whole, self.validator, self.found = schema(name), validator(name), set()

    def into(self, part, place, value):
        if not isinstance(part, dict):
            return
        for inner, at in self.meant(part, place, value):
            self.into(inner, at, value)
        if isinstance(value, list):
            for item in value:
                self.into(part.get("items"), (*place, "items"), item)
        if isinstance(value, dict):
            for key, inner in value.items():
                self.key(part, place, key, inner)

    def meant(self, part, place, value):
        """The schemas that stand for this one: what it refers to, and the choices that the value is."""
        if "$ref" in part:
            target = tuple(part["$ref"].removeprefix("#/").split("/"))
            yield reduce(lambda inner, step: inner[step], target, self.whole), target
        for word in ("oneOf", "anyOf", "allOf"):
            for i, choice in enumerate(part.get(word, ())):
                alone = {**choice, "$defs": self.whole.get("$defs", {})}
                if self.validator.evolve(schema=alone).is_valid(value):
                    yield choice, (*place, word, i)

    def key(self, part, place, key, inner):
        if key in part.get("properties", {}):
            if inner not in (None, [], {}, "") or "const" in part["properties"][key]:
                self.found.add((*place, "properties", key))
            self.into(part["properties"][key], (*place, "properties", key), inner)
            return
        self.into(part.get("additionalProperties"), (*place, "additionalProperties"), inner)
        for pattern, rest in part.get("patternProperties", {}).items():
            self.into(rest, (*place, "patternProperties", pattern), inner)


def used(name, data):
    walk = Walk(name)
    walk.into(walk.whole, (), data)
    return walk.found


def check_every_key(name, pieces):
    found = set()
    for path, piece in pieces:
        assert [e.message for e in validator(name).iter_errors(piece)] == [], path
        found |= {alike(place) for place in used(name, piece)}
    missing = sorted({alike(place) for place in keys(schema(name))} - found, key=str)
    assert not missing, "\n".join(".".join(map(str, place)) for place in missing)


def test_every_schema_is_walked():
    names = {path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.json")}
    assert names == {*WRITTEN, *MADE}


@pytest.mark.parametrize("name", WRITTEN)
def test_every_key_that_users_write_stands_in_an_example(name):
    paths = sorted(p for pattern in WRITTEN[name] for p in ROOT.glob(pattern))
    paths += sorted(EXAMPLES.glob(f"{name}.*"))
    check_every_key(name, [(path, piece) for path in paths for piece in read(path)])


@pytest.mark.parametrize("name", MADE)
def test_every_key_that_a_run_writes_is_written_by_one(outputs, name):
    paths = sorted(path for folder in outputs for path in folder.glob(MADE[name]))
    check_every_key(name, [(path, piece) for path in paths for piece in read(path)])


def test_the_example_of_a_mapping_can_be_read():
    assert load_mapping(EXAMPLES / "mapping.yaml").name == "whole-export"
