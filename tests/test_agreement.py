"""The product against the slow reading of the contract, on random null-ridden exports."""

import tempfile
from pathlib import Path

from hypothesis import given, note

from auditor.api import Options, audit
from tests.slow.exports import exports, mutants, write_parquet
from tests.slow.packs import PACKS
from tests.slow.reading import read

POLICIES = ["sf-2017", "ca-pc-647.3"]
TOLD = ("verdict", "act_date", "level", "stage", "offense", "person_id")


def bare(names):
    """Names of conditions without the reasons in parentheses."""
    return sorted(n.partition(" (")[0] for n in names)


def own_row(finding):
    """The charge that a finding is about: the row that decides its offense."""
    (decides,) = [c for c in finding["conditions"] if c["name"] in ("sex_trade_offense", "drug_offense")]
    (row,) = [e["row"] for e in decides["evidence"] if e["table"] == "charges"]
    return row - 1


def told_by_product(finding):
    return {
        **{key: finding[key] for key in TOLD},
        "offense": finding["offense"] and finding["offense"].removesuffix(", attempted"),
        "conditions": {c["name"]: c["value"] for c in finding["conditions"]},
        "unknowns": bare(finding["unknowns"]),
        "review": bare(finding["review"]),
        "assumptions": sorted(set(finding["assumptions"]) - {"bound"}),
        "derived": sorted(finding["derived"]),
    }


def told_by_slow(verdict):
    return {
        **{key: getattr(verdict, key) for key in TOLD},
        "conditions": dict(verdict.conditions),
        "unknowns": bare(verdict.unknowns),
        "review": bare(verdict.review),
        "assumptions": sorted(set(verdict.assumptions) - {"bound"}),
        "derived": sorted(verdict.derived),
    }


def run(tables, **more):
    with tempfile.TemporaryDirectory() as folder:
        write_parquet(tables, Path(folder))
        return audit(folder, POLICIES, options=Options(jurisdiction="US-CA-SF"), **more)


def check_agreement(tables):
    if not any(tables.values()):
        return
    slow = read(tables, POLICIES)
    result = run(tables)
    known = {rule for policy in POLICIES for rule in PACKS[policy].rules}
    findings = [f for f in result.finding_list if f["rule"] in known]
    found = {(f["policy"], f["rule"], own_row(f)): told_by_product(f) for f in findings}
    expected = {key: told_by_slow(v) for key, v in slow.verdicts.items() if v.verdict != "none"}
    for key in sorted(set(found) | set(expected)):
        note(f"{key}\n  product {found.get(key)}\n  slow    {expected.get(key)}")
    assert found == expected
    for policy in result.summary["policies"]:
        for rule in (r for r in policy["rules"] if r["rule"] in known):
            place = policy["policy"], rule["rule"]
            assert rule["auditable"] == (place not in slow.not_auditable)
            if rule["auditable"]:
                for what in ("breach", "possible", "excepted", "applied", "kept"):
                    assert rule[what] == slow.counts.get((*place, what), 0), (place, what)


@given(exports())
def test_the_product_reads_as_the_slow_reading_does(tables):
    check_agreement(tables)


@given(mutants())
def test_they_agree_on_clear_cases_with_a_cell_or_two_changed(tables):
    check_agreement(tables)


@given(exports())
def test_the_sieve_loses_nothing(tables):
    if any(tables.values()):
        sifted, whole = run(tables), run(tables, sieve=False)
        assert sifted.finding_list == whole.finding_list
        assert sifted.summary == whole.summary
