"""A request for records: what it asks for, that it names nobody, and that data is never markup."""

import json

import polars as pl
import pytest

from auditor.api import Options, audit
from auditor.cli import cli
from auditor.errors import UsageError
from auditor.judging.packed import Findings
from auditor.reports.datafiles import names
from auditor.reports.lettering import incidents, letter, load_law
from auditor.reports.request import to_markdown, to_pdf, write_request
from auditor.runs.reading import load_run
from auditor.schema import schema, validator

OFFICER, PERSON, NAME, CHARGE = "CANARY-OFFICER", "CANARY-PERSON", "Canary Birdsong", "CANARY-CHARGE"


def a_run(tmp_path, incident="180012345"):
    """One possible breach (no warrant is recorded), with no logs at all; canaries in every column of a person."""
    tables = {
        "incidents": [{"incident_id": incident, "agency": "SFPD", "reported_at": "2018-03-04"}],
        "offenses": [{"incident_id": incident, "offense_id": "O1", "citation": "211 PC"}],
        "involvements": [
            {"incident_id": incident, "person_id": PERSON, "role": "victim", "offense_id": "O1", "name": NAME}
        ],
        "arrests": [
            {"incident_id": incident, "arrest_id": "A1", "person_id": PERSON, "officer_id": OFFICER, "kind": "custody"}
        ],
        "charges": [
            {"incident_id": incident, "charge_id": CHARGE, "person_id": PERSON, "arrest_id": "A1",
             "citation": "647(b) PC", "stage": "booked", "date": "2018-03-04"}
        ],
    }  # fmt: skip
    folder = tmp_path / "export"
    folder.mkdir()
    for name, rows in tables.items():
        pl.DataFrame(rows).write_csv(folder / f"{name}.csv")
    return load_run(
        audit(folder, ["sf-2017"], options=Options(jurisdiction="US-CA-SF")).write(tmp_path / "run")
    )


def pdf_text(content, tmp_path):
    from io import BytesIO

    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_it_asks_for_what_was_missing_and_lists_what_is_open(tmp_path):
    told = letter(a_run(tmp_path), load_law("ca-cpra"), None)
    assert [t["name"] for t in told["tables"]] == ["items taken as evidence", "referrals"]
    assert [(i["number"], i["day"]) for i in told["incidents"]] == [("180012345", "2018-03-04")]
    assert "Was there a warrant or a hold?" in told["incidents"][0]["open"]
    assert any("prosecutor's stage" in other for other in told["others"])
    assert {c["ask"] for c in told["columns"]} >= {"on view, on a warrant, or on a hold"}


def test_every_element_of_the_law_stands_in_both_forms(tmp_path):
    run, law = a_run(tmp_path), load_law("ca-cpra")
    text = write_request(run, "ca-cpra", "Records Unit", "markdown").decode()
    paper = pdf_text(write_request(run, "ca-cpra", "Records Unit", "pdf"), tmp_path)
    paper = "".join(paper.split())
    for element in law["elements"]:
        assert element["statute"] in text
        assert "".join(element["statute"].split()) in paper
    assert "To: Records Unit" in text


@pytest.mark.parametrize("form", ["markdown", "pdf"])
def test_nobody_is_named_and_the_bytes_are_the_same_twice(tmp_path, form):
    run = a_run(tmp_path)
    once = write_request(run, "ca-cpra", None, form)
    assert once == write_request(run, "ca-cpra", None, form)
    text = once.decode() if form == "markdown" else pdf_text(once, tmp_path)
    for canary in (OFFICER, PERSON, CHARGE, "Canary", "Birdsong"):
        assert canary not in text
        assert canary.encode() not in once


def test_data_is_never_markup(tmp_path):
    hostile = "#panic[x] *b* $x$ <script> | [a](http://x)\u202e"
    told = letter(a_run(tmp_path), load_law("ca-cpra"), hostile)
    told["incidents"] = [{"agency": "", "number": hostile, "day": "", "open": "?"}]
    text = to_markdown(told).decode()
    assert "<script>" not in text
    assert "\u202e" not in text
    assert "`[a](http://x)⟨U+202E⟩`" in text
    assert "#panic[x] *b*" in pdf_text(to_pdf(told), tmp_path)


def test_incidents_that_are_settled_are_not_listed(tmp_path):
    run = a_run(tmp_path)
    breaches = Findings.of(f | {"verdict": "breach"} for f in run.findings)
    assert incidents(type(run)(breaches, run.summary, run.coverage, run.manifest)) == []


@pytest.mark.parametrize("name", names("laws"))
def test_every_law_is_sound(name):
    validator("law").check_schema(schema("law"))
    law = load_law(name)
    assert law["id"] == name
    assert {e["place"] for e in law["elements"]} == {"opening", "form", "answer"}


def test_a_law_of_ones_own_is_read_and_every_problem_of_it_told(tmp_path):
    own = tmp_path / "own.yaml"
    law = load_law("ca-cpra") | {"id": "own"}
    own.write_text(json.dumps(law), encoding="utf-8")
    assert load_law(str(own))["id"] == "own"
    own.write_text("id: own\ntitle: Own\nact: x\nplaces: {}\n", encoding="utf-8")
    with pytest.raises(UsageError) as told:
        load_law(str(own))
    assert len(told.value.problems) >= 3
    with pytest.raises(UsageError, match="ca-cpra"):
        load_law("ca-cpr")


def test_the_command_writes_beside_the_run(tmp_path, monkeypatch):
    from click.testing import CliRunner

    a_run(tmp_path)
    done = CliRunner().invoke(cli, ["request", str(tmp_path / "run")], standalone_mode=False)
    assert done.exception is None
    made = tmp_path / "run.request.md"
    assert made.stat().st_mode & 0o777 == 0o600
    assert "180012345" in made.read_text(encoding="utf-8")
