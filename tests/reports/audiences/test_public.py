"""What the public gets: counts of one directive, none of them small, and nothing of anybody."""

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.cli import cli
from auditor.errors import UsageError
from auditor.judging.packed import Findings
from auditor.reports import markdown, overview
from auditor.reports.audiences.public import TABLES, for_public
from auditor.reports.audiences.trends import public_trend
from auditor.reports.html import page
from auditor.reports.months import change
from auditor.reports.shares import OTHERS, RATED_RULES, UNRATED_RULES, Group
from auditor.runs.reading import Run, load_run
from tests.reports.page import Page

GOLDEN = Path(__file__).parents[3] / "fixtures" / "sf-demo.run"
COUNTS = ("breach", "possible", "applied", "kept")


@pytest.fixture(scope="module")
def run():
    return load_run(GOLDEN)


@pytest.fixture(scope="module")
def told(run):
    return for_public(run, 11)


def numbers(value):
    """Every whole number in plain data; sizes and versions apart."""
    if isinstance(value, dict):
        return [n for one in value.values() for n in numbers(one)]
    if isinstance(value, list):
        return [n for one in value for n in numbers(one)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def leading(told):
    (policy,) = (p for p in told.summary["policies"] if p["counted"])
    return policy


def test_there_is_nothing_of_anybody(run, told):
    assert told.findings == []
    assert all(p["by_officer"] == [] for p in told.summary["policies"])
    assert (told.coverage["files"], told.coverage["screened"], told.manifest["inputs"]) == ([], None, [])
    shown = json.dumps([told.summary, told.coverage, told.manifest], ensure_ascii=False)
    for finding in run.findings:
        ids = (finding[key] for key in ("incident_id", "person_id", "officer_id", "finding_id", "case_id"))
        assert not any(f'"{one}"' in shown for one in ids if one)


def test_no_number_is_small(told):
    counted = [n for n in numbers([told.summary, told.coverage]) if n]
    assert counted
    assert min(counted) >= 11
    assert told.made_for == {"threshold": 11, "smallest": told.made_for["smallest"]}
    assert 11 <= told.made_for["smallest"] <= min(counted)


def test_days_are_months(told):
    export = told.summary["export"]
    assert (len(export["first_report"]), len(export["last_report"])) == (7, 7)
    assert all(
        day is None or len(day) == 7
        for log in told.coverage["logs"].values()
        for day in (log["from"], log["to"])
    )


def test_tables_add_up_to_the_totals_as_far_as_they_tell(told):
    policy = leading(told)
    some = 0
    for by in TABLES:
        for count in COUNTS:
            counts = [row[count] for row in policy[f"by_{by}"]]
            if counts and None not in counts:
                some += 1
                assert sum(counts) == policy["totals"][count]
    assert some


def test_one_directive_alone_has_figures(run, told):
    """Two may count the same arrests, and one could be subtracted from the other."""
    most = max(run.summary["policies"], key=lambda p: sum(r["applied"] for r in p["rules"]))
    assert leading(told)["policy"] == most["policy"]
    for policy in told.summary["policies"]:
        if not policy["counted"]:
            assert numbers([policy["rules"], policy["trend"], policy["training"]]) == []
            assert all(policy[f"by_{by}"] == [] for by in TABLES)


@pytest.mark.parametrize("threshold", [4, 1, 0, -3])
def test_a_threshold_under_five_is_refused(run, threshold):
    with pytest.raises(UsageError, match="5 or more"):
        for_public(run, threshold)


def test_the_command_takes_a_threshold(tmp_path):
    out = tmp_path / "out.html"
    asked = ["report", str(GOLDEN), "--audience", "public", "--out", str(out), "--threshold"]
    assert isinstance(CliRunner().invoke(cli, [*asked, "4"]).exception, UsageError)
    assert not out.exists()
    assert CliRunner().invoke(cli, [*asked, "25"]).exit_code == 0
    assert "No count from 1 to 24" in Page(out.read_text("utf-8")).text


# ── Any counts ─────────────────────────────────────────────────────────────────────────────────────────────

count = st.one_of(st.just(0), st.integers(0, 14), st.integers(0, 60))
unit = st.tuples(
    st.sampled_from(["R1", "R2", "R3"]),
    st.sampled_from(["2018-01", "2018-02", None]),
    st.sampled_from(["Mission", "Bayview", "1200 Elm Street", "Jane Doe", None]),
    st.sampled_from(["B", "black", "W", "Jane", None]),
    st.sampled_from(["kept", "breach", "open", "possible"]),
)


@settings(max_examples=60)
@given(st.dictionaries(unit, count, min_size=1), st.sampled_from([5, 11]), st.booleans())
def test_no_number_of_any_run_is_small(cells, least, rated):
    made = for_public(_run_of(cells, rated), least)
    policy = leading(made)
    assert all(n == 0 or n >= least for n in numbers(made.summary))
    shown = json.dumps(made.summary)
    assert "Elm" not in shown
    assert "Jane" not in shown
    for by in TABLES:
        labels = [(row["rule"], row[TABLES[by]]) for row in policy[f"by_{by}"]]
        assert len(labels) == len(set(labels))
        assert {rule for rule, _ in labels} <= {RATED_RULES, UNRATED_RULES}
        for name in COUNTS:
            told = [row[name] for row in policy[f"by_{by}"]]
            if told and None not in told and policy["totals"][name] is not None:
                left = policy["totals"][name] - sum(told)
                assert left == 0 or left >= least
                assert left == 0 or OTHERS not in {label for _, label in labels}
    b"".join(page(made))


def _run_of(cells, rated):
    """A run whose only directive has these counts."""
    run = load_run(GOLDEN)
    base = next(p for p in run.summary["policies"] if p["policy"] == "sf-2017")
    keys = {"month": 1, "district": 2, "race": 3, "gender": 0, "age_band": 0}

    def counts(chosen):
        sums = dict.fromkeys(("kept", "breach", "open", "possible"), 0)
        for cell in chosen:
            sums[cell[4]] += cells[cell]
        return {
            "breach": sums["breach"], "possible": sums["open"] + sums["possible"],
            "applied": sums["kept"] + sums["breach"] + sums["open"], "kept": sums["kept"],
        }  # fmt: skip

    rules = []
    for name in ("R1", "R2", "R3"):
        told = counts([c for c in cells if c[0] == name])
        no_rate = None if rated and told["applied"] else "never_applied" if rated else "only_acts_recorded"
        rate = None if no_rate else told["kept"] / told["applied"]
        rules.append({**base["rules"][0], "rule": name, **told, "rate": rate, "no_rate": no_rate})
    tables = {}
    for by, at in keys.items():
        groups = sorted({(c[0], c[at]) for c in cells}, key=str)
        tables[f"by_{by}"] = [
            {"rule": rule, TABLES[by]: group, **counts([c for c in cells if (c[0], c[at]) == (rule, group)])}
            for rule, group in groups
        ]
    policy = {**base, "rules": rules, **tables}
    summary = {
        **run.summary, "policies": [policy], "packs": [p for p in run.packs if p["id"] == "sf-2017"],
        "would_settle_most": None,
    }  # fmt: skip
    return Run(Findings([]), summary, run.coverage, run.manifest)


def test_a_quiet_record_says_none_and_a_small_number_says_nothing():
    quiet = leading(for_public(_run_of({("R1", None, None, None, "kept"): 0}, rated=True), 11))
    assert (quiet["totals"]["breach"], [rule["breach"] for rule in quiet["rules"]]) == (0, [0, 0, 0])
    few = leading(for_public(_run_of({("R1", None, None, None, "breach"): 3}, rated=True), 11))
    assert (few["totals"]["breach"], [rule["breach"] for rule in few["rules"]]) == (None, [None] * 3)


# ── Who came forward ───────────────────────────────────────────────────────────────────────────────────────

DATES = {"from": "2018-03-01", "certain_from": None, "certain_to": None, "to": "2018-06-30"}
EXPORT = {"first_report": "2018-01-05", "last_report": "2018-09-05"}


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 40), max_size=9), st.sampled_from([5, 11]))
def test_reports_by_month_keep_the_pace_before_during_and_after(months, least):
    rows = [
        {"month": f"2018-0{m}", "people": 1, "reports": n, "unclear": 2, "not_told_apart": 1}
        for m, n in months.items()
    ]
    figures = []
    told = public_trend({"computable": True, "months": rows}, DATES, EXPORT, least, figures)["months"]
    assert all(n >= least for n in figures)
    assert [row["reports"] for row in told] == [
        row["reports"] for row in sorted(told, key=lambda r: r["month"])
    ]
    assert all(row[key] is None for row in told for key in ("people", "unclear", "not_told_apart"))
    before = change(rows, DATES, EXPORT)
    paces = [before.before.reports, before.during.reports, before.after.reports]
    if told:
        after = change(told, DATES, EXPORT)
        assert [after.before.reports, after.during.reports, after.after.reports] == paces
    else:
        assert not any(paces) or any(0 < n < least for n in paces)


# ── The page ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_has_no_findings_and_says_what_is_withheld(told):
    shown = Page(b"".join(page(told)).decode("utf-8"))
    headings = [text for _, text in shown.headings]
    for gone in ("Findings by case", "By officer", "How far this rests on unknowns", "Files"):
        assert gone not in headings
    assert "Counts for the public" in shown.text
    assert "No count from 1 to 10 is in this report" in shown.text
    assert f"is {told.made_for['smallest']}." in shown.text
    assert "withheld" in shown.text


def test_the_rules_that_are_counted_are_those_that_are_shown(run, told):
    shown = len(leading(told)["rules"])
    assert shown < sum(len(p["rules"]) for p in told.summary["policies"])
    for text in (Page(b"".join(page(told)).decode("utf-8")).text, markdown.report(told).decode("utf-8")):
        assert f"what each of the {shown} rules asks for" in text
    run = copy.deepcopy(run)
    silent = next(p for p in run.summary["policies"] if p["policy"] != leading(told)["policy"])
    silent["rules"][0] |= {"auditable": False, "missing": ["evidence"]}
    assert overview.unaudited(for_public(run, 11).summary) == []
    assert len(overview.unaudited(run.summary)) == 1


def test_a_reader_is_told_that_two_rules_may_count_the_same_charge(told):
    says = "Two rules can count the same charge"
    assert says in Page(b"".join(page(told)).decode("utf-8")).text
    assert says in markdown.report(told).decode("utf-8")


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ({"breach": 12, "possible": 30, "applied": 40, "kept": 20}, "12 apparent breaches and 30 possible"),
        ({"applied": 1_200, "kept": 900}, "Rules kept in 900 of 1,200 of the times that they applied"),
        ({"applied": 40}, "Rules applied 40 times; how often they were kept is withheld"),
        ({}, "The numbers of this audit are too small to print"),
    ],
)
def test_the_headline_says_as_much_as_is_released(told, counts, title):
    every = Group("All", **{**dict.fromkeys((*COUNTS, "broken")), **counts})
    assert overview.headline(told.summary, every) == title


def test_links_of_the_page_lead_somewhere(told):
    shown = Page(b"".join(page(told)).decode("utf-8"))
    ids = shown.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in shown.all("href") if link.startswith("#")} <= set(ids)
