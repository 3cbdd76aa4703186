"""The slow reading on hand-made cases: each rule, verdict, exception and near miss."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.slow.cases import COMPLETE, POLICY, REVIEWED, blank_person, clear_breach
from tests.slow.exports import crowds, many_mutants, mutants, write_csv, write_parquet
from tests.slow.reading import Verdict, read

RULES = ["CA-1", "CA-2", "SF-P1", "SF-P2"]
SF, CA = RULES[2:], RULES[:2]


def verdict(rule, tables, **more) -> Verdict:
    """The verdict of the first charge or person."""
    told = {"complete": COMPLETE, **more}
    return read(tables, [POLICY[rule]], **told).verdicts[POLICY[rule], rule, 0]


def mutant(rule, table, cells, row=0):
    tables = clear_breach(rule)
    tables[table][row].update(cells)
    return tables


@pytest.mark.parametrize("rule", POLICY)
def test_the_clear_case_is_a_breach_without_an_unknown(rule):
    v = verdict(rule, clear_breach(rule))
    review = ("always",) if rule in REVIEWED else ()
    assert (v.verdict, v.unknowns, v.review, v.derived) == (
        "possible" if review else "breach",
        (),
        review,
        (),
    )
    assert v.person_id == "P1"
    assert v.assumptions == ("bound",)
    assert verdict(rule, clear_breach(rule), bound=(POLICY[rule],)).assumptions == ()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("table", "cells", "expected", "name"),
    [
        # police_act: noted is no arrest; without a stage an arrest of kind custody means booked.
        ("charges", {"stage": "noted"}, "none", "police_act"),
        ("charges", {"stage": None}, "breach", "police_act"),
        # A later stage with an arrest of this one charge: the act was the arrest.
        ("charges", {"stage": "dismissed"}, "breach", "police_act"),
        ("charges", {"stage": "filed", "arrest_id": None, "person_id": None}, "none", "police_act"),
        # on_warrant is the exception; with a null basis it is unknown.
        ("arrests", {"basis": "warrant"}, "none", "on_warrant"),
        ("arrests", {"basis": "hold"}, "none", "on_warrant"),
        ("arrests", {"basis": None}, "possible", "on_warrant"),
        # The offense: unread, not listed as protected, listed as not covered.
        ("charges", {"citation": "???"}, "possible", "offense"),
        ("charges", {"citation": "148(a)(1) PC"}, "none", "offense"),
        ("charges", {"citation": "PC 653.23(a)(1)"}, "none", "offense"),
        # The reported crime: theft does not qualify, a party who reports may be no victim, a witness does.
        ("offenses", {"citation": "484(a) PC"}, "none", "reported_crime"),
        ("offenses", {"citation": None}, "possible", "reported_crime"),
        ("offenses", {"citation": "664/211 PC"}, "breach", "reported_crime"),
        ("involvements", {"role": "witness"}, "breach", "reported_crime"),
        ("involvements", {"role": "reporting_party"}, "possible", "reported_crime"),
        ("involvements", {"role": None}, "possible", "reported_crime"),
        ("involvements", {"role": "other"}, "none", "reported_crime"),
        ("involvements", {"offense_id": "O9"}, "possible", "reported_crime"),
        ("involvements", {"offense_id": None}, "breach", "reported_crime"),
        # Another id is another person (line 3), with equal name and birth date perhaps the same (line 2).
        ("involvements", {"person_id": "P7", "name": None}, "none", "reported_crime"),
        ("involvements", {"person_id": "P7"}, "possible", "reported_crime"),
        # The police acted the day before the report: for review.
        ("charges", {"date": "2020-06-01"}, {"SF": "possible", "CA": "breach"}, "in_force"),
        ("incidents", {"reported_at": "2024-12-18"}, "possible", "acted_before_report"),
        ("incidents", {"reported_at": None}, "breach", "acted_before_report"),
    ],
)
def test_one_changed_cell(rule, table, cells, expected, name):
    v = verdict(rule, mutant(rule, table, cells))
    assert v.verdict == (expected[rule[:2]] if isinstance(expected, dict) else expected), (name, v)


def test_the_span_of_sf():
    # From 2017-12-01, certain from 2018-01-11 to 2019-12-31, no end known.
    days = {"2017-11-30": "none", "2017-12-01": "possible", "2018-01-10": "possible", "2018-01-11": "breach"}
    for day, expected in {**days, "2019-12-31": "breach", "2020-01-01": "possible"}.items():
        tables = mutant("SF-P1", "charges", {"date": day})
        tables["incidents"][0]["reported_at"] = day
        assert verdict("SF-P1", tables).verdict == expected, day


def test_the_span_of_ca_and_the_end_of_a_section():
    for day, expected in {"2019-12-31": "none", "2020-01-01": "breach", "2024-12-18": "breach"}.items():
        tables = mutant("CA-1", "charges", {"date": day})
        tables["incidents"][0]["reported_at"] = day
        assert verdict("CA-1", tables).verdict == expected, day
    # A section that was repealed at the end of 2022: protected before, after it unknown (not_in_force).
    for day, expected in {"2022-12-31": "breach", "2023-01-01": "possible"}.items():
        tables = mutant("CA-1", "charges", {"date": day, "citation": "653.22(a) PC"})
        tables["incidents"][0]["reported_at"] = day
        assert verdict("CA-1", tables).verdict == expected, day


@pytest.mark.parametrize(
    ("citation", "level", "expected"),
    [
        ("PC 647(b)(1)", None, "breach"),
        ("40A", None, "breach"),
        # buyer side; perhaps unrelated to prostitution; a bare section that stands for several.
        ("647(b)(2) PC", "misdemeanor", "possible"),
        ("372 PC", "misdemeanor", "possible"),
        ("647 PC", "misdemeanor", "possible"),
        # The record and the citation disagree on the level, so it is null; the section has no felony form.
        ("647(b) PC/M", "felony", "possible"),
        ("647(b) PC", "felony", "possible"),
        ("664/647(b) PC", None, "breach"),
        ("40B", None, "none"),
    ],
)
def test_protected_sex_trade_offenses(citation, level, expected):
    for rule in ("SF-P1", "CA-1"):
        tables = mutant(rule, "charges", {"citation": citation, "level": level})
        assert verdict(rule, tables).verdict == expected, rule


@pytest.mark.parametrize(
    ("citation", "level", "expected"),
    [
        ("HS 11350(a)", None, "breach"),
        ("HS 11350(a)-F", None, "none"),
        ("11377(a) HS", "felony", "none"),
        ("11377(a) HS/M", "felony", "possible"),
        ("11378 HS", None, "none"),
        ("35A", None, "possible"),
        ("35B", None, "breach"),
        # 11357(b) has only finer rows, one of them unclear under the SF list and not covered in the other.
        ("11357(b) HS", None, "possible"),
    ],
)
def test_protected_drug_offenses(citation, level, expected):
    for rule in ("SF-P2", "CA-2"):
        tables = mutant(rule, "charges", {"citation": citation, "level": level})
        assert verdict(rule, tables).verdict == expected, rule


def test_qualifying_crimes_differ_by_pack():
    # Plain assault is in the SF list alone; a violent offense not listed is unknown under that open list.
    for citation, sf, ca in (("240 PC", "breach", "none"), ("273.6(a) PC", "possible", "none")):
        for rule in RULES:
            tables = mutant(rule, "offenses", {"citation": citation})
            assert verdict(rule, tables).verdict == (sf if rule in SF else ca), (rule, citation)


def test_only_the_drug_rule_of_sf_asks_for_the_sex_trade():
    assert verdict("SF-P2", mutant("SF-P2", "involvements", {"sex_trade": None})).unknowns == (
        "sex_trade_involved",
    )
    assert verdict("SF-P2", mutant("SF-P2", "involvements", {"sex_trade": "false"})).verdict == "none"
    assert verdict("CA-2", mutant("CA-2", "involvements", {"sex_trade": "false"})).verdict == "breach"


def test_reviews():
    for rule in CA:
        # A citation is for review, unless the arrest was of kind custody.
        tables = mutant(rule, "charges", {"stage": "cited"})
        assert verdict(rule, tables).verdict == "breach"
        tables["arrests"][0]["kind"] = "citation"
        assert verdict(rule, tables).review == ("cited_only",)
    for rule in RULES:
        tables = clear_breach(rule)
        other = {**tables["charges"][0], "charge_id": "C2", "citation": "148(a)(1) PC"}
        tables["charges"].append(other)
        assert (verdict(rule, tables).verdict, verdict(rule, tables).review) == (
            "possible",
            ("other_grounds",),
        )
        other["citation"] = "???"
        assert verdict(rule, tables).assumptions == ("bound", "other_grounds")
        assert verdict(rule, tables, assume={"other_grounds": False}).verdict == "breach"
        other["citation"] = "245(a)(1) PC"
        assert verdict(rule, tables).review == ("other_grounds", "suspect_of_qualifying")


def test_silent_person_cells_leave_the_reporter_unknown():
    for rule in RULES:
        tables = mutant(rule, "involvements", blank_person())
        assert "reported_crime" in verdict(rule, tables).unknowns
        tables["involvements"][0]["deceased"] = "true"
        assert verdict(rule, tables).verdict == "none"


def test_counts():
    tables = clear_breach("SF-P1")
    first = tables["charges"][0]
    tables["charges"] += [dict(first), {**first, "charge_id": "C2", "stage": "noted"}]
    result = read(tables, ["sf-2017"])
    # The equal row counts once; the noted one is of her only arrest, so no exception, and was kept.
    found = {place for place in result.verdicts if place[1] in SF}
    assert found == {("sf-2017", rule, n) for rule in SF for n in (0, 2)}
    counted = {what: n for (_, rule, what), n in result.counts.items() if rule == "SF-P1"}
    assert counted == {"breach": 1, "possible": 0, "none": 1, "excepted": 0, "applied": 2, "kept": 1}
    tables["arrests"][0]["basis"] = "warrant"
    counts = read(tables, ["sf-2017"]).counts
    assert (counts["sf-2017", "SF-P1", "excepted"], counts["sf-2017", "SF-P1", "applied"]) == (1, 0)


def test_not_auditable():
    for table in ("incidents", "involvements", "offenses", "charges"):
        tables = clear_breach("CA-1")
        tables[table] = []
        missing = read(tables, ["ca-pc-647.3"]).not_auditable
        assert missing == {("ca-pc-647.3", rule): [table] for rule in (*CA, "CA-3")}
    tables = clear_breach("CA-1")
    tables["offenses"][0]["citation"] = tables["charges"][0]["citation"] = "???"
    missing = read(tables, ["sf-2017"]).not_auditable
    assert {rule: missing["sf-2017", rule] for rule in SF} == {rule: ["code_systems"] for rule in SF}
    assert missing["sf-2017", "SF-D1"] == ["prosecutor", "code_systems"]
    for rule, log in (("SF-P3", "evidence"), ("SF-P4", "referrals"), ("CA-3", "evidence")):
        tables = clear_breach(rule)
        tables[log] = []
        assert read(tables, [POLICY[rule]]).not_auditable[POLICY[rule], rule] == [log]


@pytest.mark.parametrize("rule", POLICY)
def test_mutants_change_the_verdict(rule):
    seen = Counter()

    @seed(1)
    @settings(max_examples=150, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(mutants([rule]))
    def sample(tables):
        for (_, name, _), v in read(tables, [POLICY[rule]], complete=COMPLETE).verdicts.items():
            seen[v.verdict] += name == rule

    sample()
    wanted = ("possible", "none") if rule in REVIEWED else ("breach", "possible", "none")
    assert all(seen[what] >= 2 for what in wanted), seen


def test_random_exports_yield_every_verdict_of_every_rule():
    seen = Counter()

    @seed(1)
    @settings(max_examples=8, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(crowds(25, 35), many_mutants(30, 40))
    def sample(crowd, changed):
        for tables in (crowd, changed):
            told = {"complete": COMPLETE, "covers": dict.fromkeys(COMPLETE, (None, None))}
            counts = read(tables, sorted(set(POLICY.values())), **told).counts
            seen.update({key[1:]: n for key, n in counts.items()})

    sample()
    for rule in POLICY:
        wanted = {"breach", "possible", "none", "applied"} - ({"breach"} if rule in REVIEWED else set())
        assert all(seen[rule, what] for what in wanted), (rule, seen)
    for what in ("excepted", "kept"):
        assert sum(seen[rule, what] for rule in POLICY) >= 5, (what, seen)


def test_both_ways_of_writing_hold_the_cells(tmp_path):
    tables = {**clear_breach("SF-P1"), "links": []}
    write_csv(tables, tmp_path / "csv")
    write_parquet(tables, tmp_path / "parquet")
    assert {p.stem for p in (tmp_path / "csv").iterdir()} == set(tables)
    assert (tmp_path / "csv" / "links.csv").read_text().startswith("agency,incident_id,source_incident_id")
    assert {p.stem for p in (tmp_path / "parquet").iterdir()} == set(tables)
