"""Packs: the built-in ones hold, one of a user's own works by its path, a bad one is told as a whole."""

import csv
import re
import shutil
from pathlib import Path

import pytest

from auditor.api import Options, audit
from auditor.errors import PackError
from auditor.policy.library import load_pack
from auditor.policy.shelf import available
from auditor.policy.words import in_full, in_words
from auditor.schema import validator

PACKS = Path(__file__).parents[2] / "auditor" / "policy" / "packs"
DEMO = Path(__file__).parents[2] / "fixtures" / "sf-demo"


@pytest.fixture
def own(tmp_path):
    return Path(shutil.copytree(PACKS / "sf-2017", tmp_path / "own"))


def change(folder, old, new, name="pack.yaml"):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder):
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return [str(p) for p in caught.value.problems]


def test_the_built_in_packs():
    assert {"ca-pc-647.3", "sf-2017"} <= set(available())
    rules = {name: [rule.id for rule in load_pack(name).rules] for name in available()}
    assert rules["ca-pc-647.3"] == ["CA-1", "CA-2", "CA-3"]
    assert rules["sf-2017"] == [*(f"SF-P{n}" for n in range(1, 6)), *(f"SF-D{n}" for n in range(1, 4))]


@pytest.mark.parametrize("name", available())
def test_a_built_in_pack_is_sound(name):
    assert (
        load_pack(PACKS / name).digest
        == load_pack(name, check_built_in=True).digest
        == load_pack(name).digest
    )


@pytest.mark.parametrize("name", available())
def test_every_row_of_a_list_is_valid_against_its_schema(name):
    check = validator("offenses")
    with (PACKS / name / "offenses.csv").open(encoding="utf-8", newline="") as lines:
        errors = [e.message for row in csv.DictReader(lines) for e in check.iter_errors(row)]
    assert errors == []


@pytest.mark.parametrize("name", available())
def test_a_pack_has_words_for_everything(name):
    pack = load_pack(name)
    assert in_words(pack)["untested"]
    assert all(c["says"]["unknown"] for rule in in_full(pack)["rules"] for c in rule["conditions"])
    for rule in pack.rules:
        assert len([c.name for c in rule.requires if c.act]) == 1
        assert pack.criteria(rule)["from"] == pack.span.from_.isoformat()


def test_a_fact_of_a_charge_cannot_be_asked_of_a_report(own):
    text = (own / "pack.yaml").read_text(encoding="utf-8")
    (own / "pack.yaml").write_text(text.replace("each: charge", "each: report", 1), encoding="utf-8")
    assert any("police_act" in p and "report" in p for p in problems(own))


def test_a_pack_folder_of_a_users_own_finds_the_same_under_its_own_name(own):
    change(own, "id: sf-2017", "id: our-bulletin")
    ours = audit(DEMO, [own], options=Options(jurisdiction="US-CA-SF")).finding_list
    theirs = audit(DEMO, ["sf-2017"], options=Options(jurisdiction="US-CA-SF")).finding_list
    assert len(ours) == len(theirs) > 10
    assert {f["policy"] for f in ours} == {"our-bulletin"}
    assert not {f["finding_id"] for f in ours} & {f["finding_id"] for f in theirs}
    assert {f["case_id"] for f in ours} == {f["case_id"] for f in theirs}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    if: on_warrant", "    if: on_warant", "unknown fact 'on_warant'.*Did you mean 'on_warrant'"),
        (
            "'sex_trade'",
            "'sex-trade'",
            "'sex-trade' is never a value of offense_class.*Did you mean 'sex_trade'",
        ),
        ("    if: in_force", "    if: in_force = 'yes'", "'in_force' is true or false and not a word"),
        ("if: protected AND", "if: protected AND level AND", "'level' is a word and not true or false"),
        ("if: police_act", "if: police_act LIKE 'x'", "unexpected 'LIKE'"),
        ("  certain_from: 2018-01-11", "  certain_from: 2016-01-11", "certain_from lies before from"),
        ("  certain_from: 2018-01-11", "  certain_from: 2018-13-11", "'2018-13-11' is no day"),
        ("- id: SF-P2", "- id: SF-P1", "the rule id 'SF-P1' twice"),
        (
            "clause: arrest-drugs",
            "clause: arrest-drug",
            "no clause 'arrest-drug'.*Did you mean 'arrest-drugs'",
        ),
        ("act: police_act", "act: on_warrant", "'on_warrant' is not among what the rule requires"),
        (
            "unless: [on_warrant]",
            "unless: [warrant]",
            "unknown condition 'warrant'.*Did you mean 'on_warrant'",
        ),
        ("unless: [on_warrant]", "unless: [in_force]", "'in_force' twice in one rule"),
        ("binds: police", "binds: officers", "'officers' is not one of"),
        ("title: San", "titel: San", "'titel' was unexpected|'title' is a required property"),
        ("id: sf-2017", "id: sf-2017\nid: again", "the key 'id' twice"),
        ("id: sf-2017", "id: &x sf-2017", "an anchor, alias or tag"),
        ("id: sf-2017", "id: !!python/object:os.system sf", "an anchor, alias or tag"),
        ("  nexus_days: 1", "  nexus_days: one", "'one' does not match"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(own, old, new, told):
    change(own, old, new)
    found = problems(own)
    assert any(re.search(told, p, re.DOTALL) for p in found), found
    assert all(re.match(r"pack\.yaml:\d+: ", p) for p in found)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("CA,PC,647(a),protected,", "CA,PC,647(a),protectd,", "role 'protectd'.*Did you mean 'protected'"),
        ("CA,PC,647(a),protected,", "CA,PC,six,protected,", "'six' is no section"),
        (
            "CA,PC,647(a),protected,misdemeanor,no,,",
            "CA,PC,647(a),protected,misdemeanor,no,2020-02-30,",
            "2020-02-30",
        ),
        (
            "CA,PC,647(a),protected,misdemeanor,no,,",
            "CA,PC,647(b),protected,misdemeanor,no,,",
            "two rows for PC 647",
        ),
        ("system,code", "systm,code", "no column system"),
    ],
)
def test_a_bad_offense_list_is_told(own, old, new, told):
    change(own, old, new, "offenses.csv")
    assert any(re.search(told, p, re.DOTALL) for p in problems(own))


def test_all_problems_are_told_at_once(own):
    change(own, "    if: on_warrant", "    if: on_warant")
    change(own, "- id: SF-P2", "- id: SF-P1")
    change(own, "CA,PC,647(a),protected,", "CA,PC,647(a),protectd,", "offenses.csv")
    assert len(problems(own)) >= 4


def test_what_is_no_pack_at_all(tmp_path):
    for name, told in (("sf-2018", "Did you mean 'sf-2017'"), (tmp_path, "no such pack")):
        with pytest.raises(PackError, match=told):
            load_pack(name)
    (tmp_path / "pack.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(PackError, match="UTF-8"):
        load_pack(tmp_path)
    (tmp_path / "pack.yaml").write_text("- a list")
    with pytest.raises(PackError, match="not of type 'object'"):
        load_pack(tmp_path)
