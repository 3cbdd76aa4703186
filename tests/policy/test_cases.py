"""Cases: the built-in packs pass theirs, and a pack whose cases are wrong is told so."""

import shutil
from pathlib import Path

import pytest

from auditor.policy.cases import load_cases, reachable
from auditor.policy.checks import LISTS
from auditor.policy.library import load_pack
from auditor.policy.shelf import available
from auditor.policy.soundness import unsound
from auditor.policy.starting import write_skeleton
from auditor.schema import schema
from auditor.trials import try_cases

PACKS = Path(__file__).parents[2] / "auditor" / "policy" / "packs"


@pytest.fixture
def own(tmp_path):
    write_skeleton(tmp_path / "own")
    return tmp_path / "own"


def change(folder, name, old, new, count=1):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def failures(folder):
    pack = load_pack(folder)
    cases, problems = load_cases(folder, pack)
    assert problems == []
    return [(f.case.condition, f.expected, f.found) for f in try_cases(pack, cases)]


def told(folder):
    return [str(p) for p in unsound(folder, load_pack(folder))]


@pytest.mark.parametrize("name", available())
def test_a_built_in_pack_is_sound_and_passes_its_cases(name):
    pack = load_pack(name)
    assert unsound(name, pack) == []
    assert try_cases(pack, load_cases(name, pack)[0]) == []


@pytest.mark.parametrize("name", available())
def test_every_rule_has_cases_for_every_verdict_that_it_can_give(name):
    pack = load_pack(name)
    cases = [c for c in load_cases(name, pack)[0] if c.condition is None]
    for rule in pack.rules:
        assert {c.verdict for c in cases if c.rule == rule.id} == set(reachable(rule)), rule.id


@pytest.mark.parametrize("name", available())
def test_every_breach_has_a_mutant_for_every_condition(name):
    """What is always for review has them for what it requires; that each changes the verdict is a test above."""
    pack = load_pack(name)
    cases = load_cases(name, pack)[0]
    for rule in pack.rules:
        gravest = reachable(rule)[0]
        own = [c for c in cases if c.rule == rule.id]
        bases = [c for c in own if c.condition is None and c.verdict == gravest]
        asked = {c.name for c in (*rule.requires, *rule.unless)}
        asked |= {c.name for c in rule.review_if if gravest == "breach"}
        for base in bases if gravest == "breach" else bases[:1]:
            mutants = [c for c in own if c.case == base.case and c.condition is not None]
            assert {c.condition for c in mutants} == asked, (rule.id, base.name)
            assert all(c.verdict != gravest for c in mutants)


def test_the_skeleton_is_sound_and_passes(own):
    assert told(own) == []
    assert failures(own) == []


def test_a_missing_finding_fails(own):
    change(own, "cases.yaml", "citation: 647(b) PC, stage: booked", "citation: 647(b) PC, stage: noted")
    assert (None, "R-1 breach", "nothing of it") in failures(own)


def test_an_unexpected_finding_fails(own):
    change(own, "cases.yaml", "set: {arrests.0.basis: warrant}\n", "set: {arrests.0.basis: on_view}\n")
    assert (None, "nothing more", "R-1 breach 1 C1 P1") in [
        (c, e, f.replace("incident ", "")) for c, e, f in failures(own)
    ]


def test_a_mutant_that_changes_nothing_fails(own):
    change(own, "cases.yaml", "set: {charges.0.stage: noted}", "set: {charges.0.stage: cited}")
    assert failures(own) == [("police_act", "R-1 none", "R-1 breach")]


WRONG = [
    (
        "cases.yaml",
        "rule: R-1",
        "rule: R-2",
        "unknown rule 'R-2'",
    ),
    (
        "cases.yaml",
        "condition: police_act",
        "condition: police_ac",
        "Did you mean 'police_act'?",
    ),
    (
        "cases.yaml",
        "charges.0.stage: noted",
        "charges.7.stage: noted",
        "no row 'charges.7.stage' to set",
    ),
    (
        "cases.yaml",
        "verdict: possible",
        "verdict: perhaps",
        "'perhaps' is not one of",
    ),
    (
        "cases.yaml",
        "arrest_id: A1, person_id: P1, arrested_at",
        "arest_id: A1, person_id: P1, arrested_at",
        "no column 'arest_id'",
    ),
    (
        "cases.yaml",
        "      - {condition: on_warrant",
        "      - {condition: in_force",
        "no mutant of a breach of R-1 flips 'on_warrant'",
    ),
    (
        "cases.yaml",
        "    verdict: possible\n    set: {arrests.0.basis: null}",
        "    verdict: breach",
        "no case in which R-1 is possible",
    ),
    (
        "pack.yaml",
        "  - id: arrest\n",
        "  - id: other\n    text: T\n    source: S\n    confidence: low\n  - id: arrest\n",
        "no rule is held to the clause 'other'",
    ),
    (
        "pack.yaml",
        "[prostitution, solicitation]",
        "[prostitution, solicitatio]",
        "sex_worker_subclasses names 'solicitatio'",
    ),
    (
        "offenses.csv",
        "CA,PC,211,qualifying,,,,,",
        "CA,PC,211,qualifying,,,2001-01-01,2002-01-01,",
        "never live",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "problem"), WRONG)
def test_every_problem_is_told_where_it_is(own, file, old, new, problem):
    change(own, file, old, new)
    found = [p for p in told(own) if problem in p]
    assert found, told(own)
    assert found[0].startswith(file)


def test_a_pack_without_cases_loads_and_is_not_sound(own):
    (own / "cases.yaml").unlink()
    assert [p.partition(":")[0] for p in told(own)] == ["cases.yaml"]


def test_the_lists_of_a_rule_are_those_of_the_schema():
    rule = schema("pack")["properties"]["rules"]["items"]
    assert set(LISTS) <= set(rule["properties"])


def test_a_folder_that_is_not_empty_is_left_alone(own):
    before = {p.name: p.read_bytes() for p in own.iterdir()}
    with pytest.raises(Exception, match="not empty"):
        write_skeleton(own)
    assert {p.name: p.read_bytes() for p in own.iterdir()} == before


def test_cases_change_no_digest(tmp_path):
    copy = Path(shutil.copytree(PACKS / "sf-2017", tmp_path / "own"))
    (copy / "cases.yaml").unlink()
    assert load_pack(copy).digest == load_pack("sf-2017").digest
