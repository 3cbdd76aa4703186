"""Every fact of the catalogue and every operator of the grammar has a case in which it is true, false and unknown.

Facts and operators are walked, not listed: a new one fails here until `every/` has cases of it.
"""

import dataclasses
import itertools
import json
import shutil
import string
from pathlib import Path
from typing import get_args

import pytest

from auditor.policy.cases import load_cases
from auditor.policy.conditions import _KEYWORDS, _TOKEN, Compare, Fact, Node, Not, _tokens, parse
from auditor.policy.facts import FACTS, words_of
from auditor.policy.library import load_pack
from auditor.trials import try_cases
from auditor.yamlfile import read_yaml

HERE = Path(__file__).parent / "every"
PACKS = Path(__file__).parents[2] / "auditor" / "policy" / "packs"
TRUE, FALSE, UNKNOWN = "breach", "none", "possible"
OPERATORS = read_yaml((HERE / "operators.yaml").read_text(encoding="utf-8"), "operators.yaml").data


def rule_of(fact):
    return fact.replace("_", "-")


def asked(spec):
    """The condition that asks a fact, and nothing else."""
    return spec.name if spec.kind == "bool" else f"{spec.name} = '{min(words_of(spec.name))}'"


CONDITIONS = {rule_of(name): (asked(spec), spec.units[0]) for name, spec in FACTS.items()}
CONDITIONS |= {name: (condition, "charge") for name, condition in OPERATORS.items()}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """The list and parameters of a built-in pack, with a rule for each condition that asks nothing else."""
    folder = tmp_path_factory.mktemp("packs") / "every"
    folder.mkdir()
    shutil.copy(PACKS / "sf-2017" / "offenses.csv", folder)
    shutil.copy(HERE / "cases.yaml", folder)
    data = read_yaml((PACKS / "sf-2017" / "pack.yaml").read_text(encoding="utf-8"), "pack.yaml").data
    says = {"true": "Yes.", "false": "No.", "unknown": "Nobody knows."}
    data["parameters"]["training_courses"] = ["Directive"]
    data["conditions"] = {
        name.replace("-", "_"): {"if": condition, "says": says} for name, (condition, _) in CONDITIONS.items()
    }
    data["rules"] = [
        {
            "id": name,
            "title": name,
            "binds": "police",
            "each": each,
            "clause": data["clauses"][0]["id"],
            "act": name.replace("-", "_"),
            "requires": [name.replace("-", "_")],
        }
        for name, (_, each) in CONDITIONS.items()
    ]
    (folder / "pack.yaml").write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def cases(pack):
    return load_cases(pack, load_pack(pack))[0]


def possible_values(name):
    """What a fact can be, as the catalogue tells it; an operator can be all."""
    spec = FACTS.get(name.replace("-", "_"))
    values = {TRUE, FALSE, UNKNOWN}
    if spec is None:
        return values
    if spec.unknown == "never":
        values -= {UNKNOWN}
    if "Never true." in spec.says:
        values -= {TRUE}
    return values - {FALSE} if spec.says.startswith("True of every unit") else values


@pytest.mark.parametrize("name", CONDITIONS)
def test_there_is_a_case_for_every_value(cases, name):
    assert {c.verdict for c in cases if c.rule == name} == possible_values(name)


def test_every_case_is_as_it_must_be(pack, cases):
    """The verdict of a rule that asks one thing is the value of that thing."""
    alone = [dataclasses.replace(case, also=None) for case in cases]
    assert [(f.case.name, f.found) for f in try_cases(load_pack(pack), alone)] == []


def test_every_operator_of_the_grammar_has_a_condition():
    marks = string.punctuation
    signs = {"".join(s) for n in (1, 2) for s in itertools.product(marks, repeat=n)}
    known = {s for s in signs if (m := _TOKEN.fullmatch(s)) and m.lastgroup == "sign"} | _KEYWORDS
    used = {text for condition in OPERATORS.values() for _, text in _tokens(condition)}
    assert known <= used
    nodes = [n for condition in OPERATORS.values() for n in every_node(parse(condition))]
    assert {type(n) for n in nodes} == set(get_args(Node))
    forms = {(n.negated, len(n.words) > 1) for n in nodes if isinstance(n, Compare)}
    assert forms == set(itertools.product((True, False), repeat=2))


def every_node(node):
    yield node
    if not isinstance(node, Fact | Compare):
        for part in (node.part,) if isinstance(node, Not) else node.parts:
            yield from every_node(part)
