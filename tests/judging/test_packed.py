"""Findings that are packed are the same findings, in the same order, as lines and as plain data."""

import json

from hypothesis import given
from hypothesis import strategies as st

from auditor.judging.packed import Findings, Open, pack_all

WORDS = st.text(st.characters(codec=None), max_size=8) | st.sampled_from(['"conditions":null', "\ud800", ""])
IDS = st.none() | WORDS
CELLS = st.dictionaries(WORDS, st.none() | WORDS, max_size=2)
CONDITIONS = st.fixed_dictionaries(
    {
        "name": WORDS,
        "says": WORDS,
        "value": st.none() | st.booleans(),
        "evidence": st.lists(st.fixed_dictionaries({"table": WORDS, "cells": CELLS}), max_size=2),
        "searched": st.lists(st.fixed_dictionaries({"table": WORDS}), max_size=2),
        "reasons": st.lists(WORDS, max_size=2),
    }
)
FINDINGS = st.lists(
    st.fixed_dictionaries(
        {
            "finding_id": WORDS,
            "policy": st.sampled_from(["p", "q"]),
            "rule": st.sampled_from(["A", "B"]),
            "incident_id": IDS,
            "agency": IDS,
            "person_id": IDS,
            "charge_id": IDS,
            "unknowns": st.lists(WORDS, max_size=2),
            "conditions": st.lists(CONDITIONS, max_size=3),
            "criteria": st.fixed_dictionaries({"clause": WORDS}),
        }
    ),
    max_size=5,
)

OPEN = {
    "name": "open1",
    "says": "Not known.",
    "evidence": [{"table": "charges", "cells": {"date": None, "citation": "647(b)"}}],
    "searched": [],
    "reasons": ["no_day"],
}


@given(FINDINGS)
def test_what_is_held_is_what_was_found(findings):
    packed = Findings.of(findings)
    assert packed == findings
    assert [packed[at] for at in range(len(packed))] == findings
    assert packed[1:] == findings[1:]
    assert [json.loads(line) for line in packed.lines()] == findings
    assert [list(finding) for finding in packed] == [list(finding) for finding in findings], (
        "keys in their order"
    )


@given(FINDINGS)
def test_heads_are_the_findings_without_conditions(findings):
    packed, told = Findings.of(findings), [finding | {"conditions": None} for finding in findings]
    assert list(packed.heads) == told
    assert [packed.heads[at] for at in range(len(packed))] == told
    assert list(packed.where(lambda finding: finding["rule"] == "A")) == [
        f for f in findings if f["rule"] == "A"
    ]


@given(FINDINGS)
def test_the_order_is_that_of_its_keys_with_nulls_first(findings):
    keys = ("policy", "rule", "incident_id", "agency", "person_id", "charge_id", "finding_id")
    ordered = sorted(findings, key=lambda f: [(f[key] is not None, f[key] or "") for key in keys])
    assert Findings.of(findings).in_order() == ordered


def test_findings_that_say_nearly_the_same_take_little_room():
    says = (
        "The record shows that this person reported a violent crime, and that within days they were arrested."
    )
    findings = [
        {
            "policy": "p",
            "rule": "A",
            "unknowns": [],
            "conditions": [{"says": says, "rows": [{"row": row}]}],
        }
        for row in range(100)
    ]
    assert sum(len(one.packed) for one in pack_all(findings)) < 100 * len(says) / 2


def test_what_many_findings_say_is_held_once():
    first, second = pack_all(
        {
            "policy": "p",
            "rule": "A",
            "act_date": f"{2018}-03-04",
            "unknowns": [f"open{1}"],
            "conditions": [OPEN],
        }
        for _ in range(2)
    )
    assert first.values == second.values
    assert [a is b for a, b in zip(first.values, second.values, strict=True)] == [True] * 5
    assert first.opened[0] is second.opened[0]


def test_what_is_open_stands_beside_the_finding():
    """Every condition that `unknowns` names, its reasons left out; of two of one name, what the first says."""
    yes = OPEN | {"name": "other"}
    shown = OPEN | {
        "says": "Again.",
        "evidence": [],
        "searched": [{"table": "evidence", "rows": 2}],
        "reasons": [],
    }
    finding = {"policy": "p", "rule": "A", "unknowns": ["open1 (no_day)"], "conditions": [OPEN, yes, shown]}
    closed = finding | {"unknowns": []}
    assert list(Findings.of([closed, finding]).opened()) == [
        Open("p", "open1", "Not known.", (("charges", "date"),), (), ("no_day",)),
        Open("p", "open1", "Not known.", (), ("evidence",), ()),
    ]
