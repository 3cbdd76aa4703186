"""Shares, intervals, small groups, months: against figures worked out elsewhere."""

import pytest

from auditor.reports.equity import kinds
from auditor.reports.months import change, marks, span
from auditor.reports.shares import Share, grouped, total, wilson, withheld
from auditor.reports.svg import inline


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_are_those_published(part, whole, low, high):
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_has_no_value():
    assert (Share(0, 0).value, Share(0, 0).percent, Share(0, 0).between) == (None, "", "")
    assert (Share(18, 22).base, Share(18, 22).percent, Share(18, 22).between) == (
        "18 of 22",
        "82 %",
        "61 to 93 %",
    )
    assert Share(22, 22).interval[1] == 1


@pytest.mark.parametrize(
    ("bases", "out"),
    [
        ([20, 30], set()),
        ([20, 30, 4], {2, 0}),  # alone, the small one would be the rest of the total
        ([20, 30, 6, 7], {2, 3}),  # two that hide one another
        ([20, 30, 2, 3], {2, 3, 0}),  # two that together are still too few
        ([4], {0}),
        ([0, 20], set()),
        ([10, 11], {0, 1}),
    ],
)
def test_small_groups_are_left_out_with_what_would_give_them_away(bases, out):
    assert withheld(bases) == out


def policy(*rows, rated=("R1",)):
    return {
        "rules": [{"rule": r, "rate": 0.5 if r in rated else None} for r in ("R1", "R2")],
        **{f"by_{by}": [{"rule": r, by: k, "breach": b, "possible": 0, "applied": a, "kept": a - b}
                        for r, k, b, a in rows] for by in ("race", "gender", "age_band")},
    }  # fmt: skip


def test_groups_add_up_over_rules_and_only_rates_have_a_base():
    groups = grouped(
        policy(("R1", "B", 1, 4), ("R2", "B", 2, 9), ("R1", None, 1, 1), ("R1", "A", 0, 2)), "race", "race"
    )
    assert [g.label for g in groups] == ["A", "B", None]
    assert (groups[1].breach, groups[1].applied, groups[1].broken) == (3, 4, 1)
    assert (total(groups).breach, total(groups).applied, total(groups).kept) == (4, 7, 5)


def test_people_are_compared_by_group_and_the_youngest_come_first():
    age = kinds(policy(("R1", "35 to 44", 10, 40), ("R1", "under 18", 5, 20)))[2]
    assert [line.group.label for line in age.lines] == ["under 18", "35 to 44"]
    assert [line.of_applied.percent for line in age.lines] == ["33 %", "67 %"]
    assert [line.of_broken.percent for line in age.lines] == ["33 %", "67 %"]
    assert not kinds(policy(("R1", None, 1, 40)))[0].recorded


def test_months_and_the_pace_around_a_directive():
    assert span("2017-11-25", "2018-02-01") == ["2017-11", "2017-12", "2018-01", "2018-02"]
    assert span(None, "2018-02-01") == []
    dates = {"from": "2017-12-01", "certain_from": "2018-01-11", "certain_to": "2018-02-28", "to": None}
    trend = [
        {"month": "2017-11", "reports": 3},
        {"month": "2018-02", "reports": 4},
        {"month": None, "reports": 9},
    ]
    told = change(trend, dates, {"first_report": "2017-11-02", "last_report": "2018-04-30"})
    assert [(p.reports, p.months) for p in (told.before, told.during, told.after)] == [(3, 2), (4, 2), (0, 2)]
    assert told.during.a_month == 2
    assert [m.says for m in marks(dates)] == ["perhaps in force", "surely in force", "may lapse after"]
    assert [m.says for m in marks({"from": "2020-01-01"})] == ["in force"]


def test_a_picture_keeps_what_draws_and_no_more():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" onload="x()" class="m"><script>x()</script>'
        '<g role="g" style="x"><path d="M0,0" fill="#fff" aria-label="t"/><text>a &lt; b</text></g><a href="x"/></svg>'
    )
    told = inline(svg, "c", "A <title>", "What it says")
    assert told == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" role="img" aria-labelledby="c-title" '
        'aria-describedby="c-says"><title id="c-title">A &lt;title&gt;</title><desc id="c-says">What it says</desc>'
        '<g><path d="M0,0" fill="#fff"></path><text>a &lt; b</text></g></svg>'
    )
