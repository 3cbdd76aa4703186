"""The product against the slow reading of the contract, on random null-ridden exports of all tables.

`make test-deep` looks much further than the few exports here do.
"""

import os

import pytest
from hypothesis import given, settings

from auditor.engines import polars as engine
from auditor.judging import sifting
from auditor.records import ranges
from tests.slow.cases import COMPLETE, clear_breach
from tests.slow.comparing import differences, run
from tests.slow.exports import crowds, exports, full, many_mutants, runs

DEEPER = int(os.environ.get("AUDITOR_EXAMPLES", "100")) / 100


@pytest.fixture(autouse=True, scope="module")
def small_batches():
    """What is judged comes in several batches, as that of a large export does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sifting, "MOST_JUDGED", 60)
        patch.setattr(sifting, "TOGETHER", 0)
        patch.setattr(sifting, "WHOLE", 0)
        patch.setattr(sifting, "MOST_COUNTED", 3)
        patch.setattr(engine, "PART", 120)
        patch.setattr(ranges, "SAMPLED", 2)
        yield


def few(examples):
    """Each example is a whole audit, so there are not many; how many grows with AUDITOR_EXAMPLES."""
    return settings(max_examples=max(1, round(examples * DEEPER)))


def check_agreement(tables, told, *, sieve=False):
    if not any(tables.values()):
        return None
    product = run(tables, told)
    found = differences(tables, told, product)
    assert not found, "\n\n".join(found)
    if sieve:
        whole = run(tables, told, sieve=False)
        assert product.finding_list == whole.finding_list
        assert product.summary == whole.summary
        assert cleared(product) == cleared(whole)
    return product


def cleared(product):
    """How many units a rule did not find since a silence was taken as a no, or an assumption was taken."""
    rules = [(p["policy"], rule) for p in product.coverage["policies"] for rule in p["rules"]]
    return {
        (policy, r["rule"]): (r["cleared_by_assumption"], r["excepted"])
        for policy, r in rules
        if r["auditable"]
    }


@few(12)
@given(crowds(40, 48), runs())
def test_the_product_reads_as_the_slow_reading_does_and_the_sieve_loses_nothing(tables, told):
    check_agreement(tables, told, sieve=True)


@few(12)
@given(many_mutants(46, 50), runs())
def test_they_agree_on_clear_cases_with_a_cell_or_two_changed(tables, told):
    check_agreement(tables, told)


@few(8)
@given(exports(), runs())
def test_they_agree_on_what_an_export_lacks(tables, told):
    check_agreement(tables, told, sieve=True)


def verdicts(tables, rule):
    """The verdicts of one rule, on which the two agree, with the sieve and without."""
    found = check_agreement(full(tables), {"complete": COMPLETE}, sieve=True).finding_list
    return [f["verdict"] for f in found if f["rule"] == rule]


def test_the_source_of_a_link_is_sought_in_the_agency_of_the_link():
    """Another agency's report of the same number is not the source: the export does not hold it."""
    tables = clear_breach("SF-D3")
    assert verdicts(tables, "SF-D3") == ["breach"]
    for table in ("incidents", "involvements", "offenses"):
        tables[table][0]["agency"] = "BART"
    tables["involvements"][1]["agency"] = "BART"
    assert verdicts(tables, "SF-D3") == ["possible"]
    # Even where nobody in it could have reported anything.
    tables["involvements"][0]["role"] = "other"
    assert verdicts(tables, "SF-D3") == ["possible"]


def test_a_link_of_an_incident_to_itself_ties_it_to_nothing():
    """Not even where the export holds neither a report nor people of it."""
    tables = clear_breach("SF-D3")
    tables["incidents"].pop()
    tables["links"][0]["source_incident_id"] = tables["links"][0]["incident_id"]
    for row in tables["involvements"]:
        row["role"] = "other"
    assert verdicts(tables, "SF-D3") == []


@pytest.mark.parametrize("table", ["involvements", "offenses"])
def test_an_incident_of_another_agency_under_the_same_number_settles_nothing(table):
    """Her report names an offense that only the other agency's incident has, or there are offenses only there."""
    tables = clear_breach("SF-P1")
    tables["offenses"][0] |= {"agency": "BART", "citation": "484(a) PC"}
    if table == "offenses":
        tables["involvements"][0]["offense_id"] = None
    assert verdicts(tables, "SF-P1") == ["possible"]
