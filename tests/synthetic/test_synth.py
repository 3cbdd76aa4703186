"""The audit of a synthetic export finds what was planted in it and nothing else."""

import csv
import dataclasses
import errno
import os
import stat
from collections import defaultdict

import polars as pl
import pytest

from auditor.__main__ import run
from auditor.api import Options, audit
from auditor.engines import polars as engine
from auditor.errors import Exit
from auditor.judging import hearing, sifting
from auditor.law.citations import read_citation
from auditor.policy.cases import reachable
from auditor.policy.library import load_pack
from auditor.records.tables import TABLES
from auditor.synthetic import export as made
from auditor.synthetic.citations import PLAIN, written
from auditor.synthetic.export import generate
from auditor.synthetic.figures import names
from auditor.synthetic.plants import Plot, plants

POLICIES = ["sf-2017", "ca-pc-647.3"]
OPTIONS = Options(jurisdiction="US-CA-SF", complete=("evidence", "referrals"))
KEYS = ("rule", "incident_id", "person_id", "charge_id", "verdict")
SIEVED = int(os.environ.get("AUDITOR_SIEVED", "20000"))
"""How many incidents the sieve is tried on; `make sieve` asks for 200,000."""


def synth(folder, incidents, seed=1, form="parquet", parts=1):
    folder.mkdir()
    return generate(incidents, seed, folder, form, parts)


def truth_of(folder):
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def found_in(folder, **more):
    """Every finding without what names files and rows, in their order."""
    found = list(audit(folder, POLICIES, options=OPTIONS, **more).finding_list)
    for finding in found:
        for condition in finding["conditions"]:
            condition.pop("evidence")
    return found


def keys_of(rows):
    return sorted(tuple(row[key] or "" for key in KEYS) for row in rows)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """An export in which every scene comes round before, in and after the time of the directives."""
    folder = tmp_path_factory.mktemp("synth") / "x"
    synth(folder, 30_000)
    return folder


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_audit_finds_exactly_what_was_planted(tmp_path, seed):
    synth(tmp_path / "x", 30_000, seed)
    expected = [row for row in truth_of(tmp_path / "x") if row["verdict"] != "none"]
    assert keys_of(found_in(tmp_path / "x")) == keys_of(expected)


def test_every_rule_has_its_breaches_possible_ones_and_near_misses(folder):
    planted = defaultdict(set)
    for row in truth_of(folder):
        planted[row["rule"]].add(row["verdict"])
    for policy in POLICIES:
        for rule in load_pack(policy).rules:
            assert planted[rule.id] == set(reachable(rule)), rule.id
    assert {row["scene"] for row in truth_of(folder)} == {plant.name for plant in plants()}


@pytest.mark.parametrize(("form", "parts"), [("csv", 1), ("parquet", 4), ("csv", 3)])
def test_parts_and_format_do_not_matter(tmp_path, folder, form, parts):
    synth(tmp_path / "x", 30_000, form=form, parts=parts)
    assert len([*tmp_path.rglob(f"charges*/*.{form}")]) == (parts if parts > 1 else 0)
    assert found_in(tmp_path / "x") == found_in(folder)
    assert truth_of(tmp_path / "x") == truth_of(folder)


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        synth(tmp_path / name, 3_000, seed)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
        assert path.read_bytes() != (tmp_path / "other" / path.name).read_bytes()


def test_chunks_are_not_seen(tmp_path, monkeypatch):
    """A plant of two incidents may stand across two chunks, and no incident is lost or there twice."""
    monkeypatch.setattr(made, "CHUNK", 1_024 + Plot(5_000, 1).spacing // 2 + 1)
    synth(tmp_path / "x", 5_000)
    incidents = pl.read_parquet(tmp_path / "x" / "incidents.parquet")
    numbers = set(incidents["incident_id"].str.slice(2).cast(pl.Int64))
    assert max(numbers) == 4_999
    assert len(numbers) > 4_980
    expected = [row for row in truth_of(tmp_path / "x") if row["verdict"] != "none"]
    assert keys_of(found_in(tmp_path / "x")) == keys_of(expected)


def test_all_tables_are_there_and_every_row_is_used(folder):
    result = audit(folder, POLICIES, options=OPTIONS)
    assert list(result.coverage["tables"]) == list(TABLES)
    assert result.incomplete == ()
    assert all(file["read"] == file["used"] for file in result.coverage["files"])
    assert [f["file"] for f in result.coverage["files_not_read"]] == ["truth.csv"]
    assert all(rule["auditable"] for p in result.coverage["policies"] for rule in p["rules"])


def test_the_proportions_are_those_of_the_figures(folder):
    incidents = pl.scan_parquet(folder / "incidents.parquet").unique("incident_id")
    people = pl.read_parquet(folder / "involvements.parquet")
    arrested = pl.scan_parquet(folder / "arrests.parquet").select("incident_id").unique()
    share = arrested.collect().height / incidents.collect().height
    assert 0.3 < share < 0.42  # NIBRS of Minnesota, 2018: 0.342
    assert 0.2 < people["race"].null_count() / people.height < 0.45
    assert people["role"].is_in(["VICTIM"]).mean() == pytest.approx(0.5, abs=0.12)


@pytest.mark.parametrize("way", [*names("ways"), *PLAIN])
def test_every_way_of_writing_says_the_same_offense(way):
    for section, code in (("647(b)(1)", "PC"), ("11377(a)", "HS"), ("14601.1(a)", "VC"), ("4060", "BP")):
        (plain,) = read_citation(f"{section} {code}").citations
        (told,) = read_citation(written(way, section, code)).citations
        assert (told.code, told.section, told.subdivisions) == (plain.code, plain.section, plain.subdivisions)


def test_the_sieve_loses_nothing(tmp_path, monkeypatch):
    """In many ranges of numbers, batches and readings, as those of a large export are."""
    synth(tmp_path / "x", SIEVED, seed=9)
    whole = audit(tmp_path / "x", POLICIES, options=OPTIONS, sieve=False)
    monkeypatch.setattr(engine, "PART", 20_000)
    monkeypatch.setattr(sifting, "MOST_JUDGED", 300)
    monkeypatch.setattr(sifting, "MOST_COUNTED", 500)
    monkeypatch.setattr(hearing, "READ_AT_ONCE", 3)
    sifted = audit(tmp_path / "x", POLICIES, options=OPTIONS)
    assert sifted.finding_list == whole.finding_list
    assert sifted.summary == whole.summary


@pytest.mark.parametrize("rule", ["SF-P3", "SF-P4", "SF-P5"])
def test_the_sieve_of_one_rule_on_reports_loses_nothing(tmp_path, rule):
    """A gate that another makes idle where both are asked is asked alone here."""
    pack = load_pack("sf-2017")
    alone = dataclasses.replace(pack, rules=tuple(r for r in pack.rules if r.id == rule))
    synth(tmp_path / "x", 5_000, seed=4)
    sifted, whole = (audit(tmp_path / "x", [alone], options=OPTIONS, sieve=on) for on in (True, False))
    assert sifted.finding_list == whole.finding_list
    assert sifted.summary == whole.summary
    assert len(sifted.finding_list) > 3
    judged = [told.coverage["people"]["judged_incidents"] for told in (sifted, whole)]
    assert judged[0] < judged[1] / 3


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch, capsys):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(made, "_write", full)
    assert run(["synth", "-n", "100", "--out", str(tmp_path / "x")]) == Exit.NOT_WRITTEN
    assert "No space left" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_the_command_publishes_a_private_folder_and_replaces_only_its_own(tmp_path, capsys):
    out = tmp_path / "x"
    assert run(["synth", "--incidents", "500", "--out", str(out), "--format", "csv"]) == Exit.CLEAR
    assert "incidents" in capsys.readouterr().out
    assert {stat.S_IMODE(p.stat().st_mode) for p in out.iterdir()} == {0o600}
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert run(["synth", "-n", "300", "--seed", "2", "-o", str(out), "--parts", "2"]) == Exit.CLEAR
    assert (out / "charges").is_dir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("kept")
    assert run(["synth", "-n", "300", "-o", str(tmp_path / "mine")]) == Exit.NOT_WRITTEN
    assert (tmp_path / "mine" / "notes.txt").read_text() == "kept"
    assert run(["synth", "-n", "0", "-o", str(tmp_path / "none")]) == Exit.USAGE
