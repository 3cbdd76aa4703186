"""Packs that ask the same share the work: counted in computations, not in time."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from auditor.api import Options, audit
from auditor.judging import facts, lawbook, shared, sieve_charges, sifting
from auditor.policy.library import load_pack

DEMO = Path(__file__).parents[2] / "fixtures" / "sf-demo"
BUILT_IN = ("sf-2017", "ca-pc-647.3")


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each law, ground, fact and part of the sieve was made; a small export is sifted, too."""
    counts: Counter[str] = Counter()
    monkeypatch.setattr(sifting, "WHOLE", 0)

    def counted(name, made):
        def make(*given, **more):
            counts[name] += 1
            return made(*given, **more)

        return make

    for module, name in (
        (lawbook, "pack_answers"),
        (shared, "make_grounds"),
        (sieve_charges, "meet"),
        (sieve_charges, "_sift_alike"),
    ):
        monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    monkeypatch.setattr(facts, "BOOLEAN", {n: counted(f"fact {n}", f) for n, f in facts.BOOLEAN.items()})
    return counts


def run(packs):
    return audit(DEMO, packs, options=Options(jurisdiction="US-CA-SF", complete=("evidence", "referrals")))


def test_a_hundred_rules_compute_what_the_built_in_ones_do(computed):
    packs = [load_pack(name) for name in BUILT_IN]
    few = run(packs)
    once, before = Counter(computed), computed.clear()
    assert before is None
    assert once["pack_answers"] == 2 * len(packs)
    assert once["meet"] == 1
    assert once["_sift_alike"] == len(packs)
    rules = sum(len(pack.rules) for pack in packs)
    copies = [
        dataclasses.replace(pack, id=f"{pack.id}-{number}")
        for pack in packs
        for number in range(-(-100 // rules))
    ]
    many = run([*packs, *copies])
    assert sum(len(pack.rules) for pack in [*packs, *copies]) >= 100
    assert computed == once
    own = [f for f in many.finding_list if f["policy"] in BUILT_IN]
    assert own == few.finding_list
    per_pack = Counter(
        f["policy"].rpartition("-")[0] for f in many.finding_list if f["policy"] not in BUILT_IN
    )
    for pack in packs:
        found = sum(f["policy"] == pack.id for f in few.finding_list)
        assert per_pack[pack.id] == found * -(-100 // rules)


def test_another_parameter_is_another_ground(computed):
    pack = load_pack("sf-2017")
    wider = dataclasses.replace(pack, id="wider", parameters={**pack.parameters, "nexus_days": 3})
    run([pack])
    once, before = Counter(computed), computed.clear()
    assert before is None
    assert once["make_grounds"] > 0
    run([pack, wider])
    assert computed["make_grounds"] == 2 * once["make_grounds"]
    assert computed["pack_answers"] == once["pack_answers"] == 2
