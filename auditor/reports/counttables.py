"""What a run counts, as tables: rules, counts by month, district and officer, people, who came forward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.reports.shares import RATED_RULES, SMALL, Share
from auditor.reports.tabular import Column, Plain, Table, Value, declared, headed, row
from auditor.reports.views import View, views
from auditor.runs.reading import Run

_POLICIES = "properties/policies/items"
_POLICY = declared("summary", _POLICIES, "policy")
_LABELS = {
    "breach": "Apparent breach", "possible": "Possible breach", "no_rate": "Why no share",
    "share_low": "95 % from", "share_high": "95 % to",
}  # fmt: skip
_RULE = declared("summary", f"{_POLICIES}/properties/rules/items", "rule", "title", "auditable", "missing")
_FOUND = [
    replace(column, nullable=True, says=f"{column.says} Null where the rule could not be audited.")
    for column in declared(
        "summary", f"{_POLICIES}/properties/rules/items", "breach", "possible", "excepted", "applied", "kept"
    )
]
_NO_RATE = declared("summary", f"{_POLICIES}/properties/rules/items", "no_rate")
_COUNTED = declared(
    "summary", f"{_POLICIES}/properties/by_month/items", "breach", "possible", "applied", "kept"
)
_CAME = declared(
    "summary", f"{_POLICIES}/properties/trend/properties/months/items",
    "month", "people", "reports", "unclear", "not_told_apart",
)  # fmt: skip

BOUND = Column("what_if", "boolean", "Whether the policy is not known to bind the export.", label="What-if")
BY = {"month": "month", "district": "district", "officer": "officer_id"}
"""The lists of a policy that are counted, with the key of each."""


def _interval(of: str) -> list[Column]:
    return [
        Column("share_low", "number", f"The lower end of the 95 % Wilson interval of {of}.", True),
        Column("share_high", "number", f"The upper end of the 95 % Wilson interval of {of}.", True),
    ]


SHARE = [
    Column("share_kept", "number", "kept / applied, from 0 to 1; null where no rate can be computed.", True),
    *_interval("share_kept"),
]
_READINGS = [
    Column(f"{name}_{what}", "integer", says, True)
    for name in ("strict", "broad")
    for what, says in (
        ("breach", f"Breaches in the {name} reading."),
        ("base", f"Of how many charges or reports, in the {name} reading."),
    )
]
_GROUP = [
    Column("by", "text", "What the row is counted by.", values=tuple(BY)),
    Column("group", "text", "The month, district or officer; null where the record does not say.", True),
]
_PEOPLE = [
    Column("by", "text", "What the row is counted by.", values=("race", "gender", "age")),
    Column("group", "text", "The race, gender or age band; null where the record does not say.", True),
    Column("left_out", "boolean", f"Applied fewer than {SMALL} times, or would give such a group away by the total."),
    Column("applied", "integer", "How often a rule that has a rate applied; null where left out.", True),
    Column("share_of_applied", "number", "Of all times that the rules applied.", True),
    Column("breach", "integer", "Apparent breaches among them; null where left out.", True),
    Column("share_of_breach", "number", "Of all apparent breaches.", True),
    Column("share_broken", "number", "breach / applied.", True),
    *_interval("share_broken"),
]  # fmt: skip


def count_tables(run: Run) -> list[Table]:
    """The four tables, policies and rules in their order; of a directive without figures there is no row."""
    told = [view for view in views(run) if view.counted]
    rules = [[*_named(v), *_rule(v, r)] for v in told for r in v.policy["rules"]]
    counts = [r for v in told for r in _counts(v)]
    people = [r for v in told for r in _people(v)]
    came = [
        [v.policy["policy"], *row(_CAME, m)] for v in told if v.policy["trend"]["computable"] for m in v.came
    ]
    rule_columns = [*_POLICY, BOUND, *_RULE, *_FOUND, *SHARE, *_NO_RATE, *_READINGS]
    return [
        Table("rules", "One row a rule.", headed(rule_columns, _LABELS), rules),
        Table(
            "counts",
            "One row a rule and month, district or officer of which anything is counted.",
            headed([*_POLICY, _RULE[0], *_GROUP, *_COUNTED, *SHARE], _LABELS),
            counts,
        ),
        Table(
            "people",
            "One row a policy and group of people, its rules that have a rate together.",
            headed([*_POLICY, *_PEOPLE], _LABELS),
            people,
        ),
        Table(
            "coming_forward",
            "One row a policy and month: people recorded in the sex trade who reported a listed crime.",
            [*_POLICY, *_CAME],
            came,
        ),
    ]


def _named(view: View) -> list[Value]:
    return [view.policy["policy"], not view.policy["bound"]]


def _rule(view: View, rule: Plain) -> list[Value]:
    readings = rule["readings"] or {name: {"found": None, "base": None} for name in ("strict", "broad")}
    read = [readings[name][what] for name in ("strict", "broad") for what in ("found", "base")]
    found: list[Value] = row(_FOUND, rule) if rule["auditable"] else [None] * len(_FOUND)
    return [*row(_RULE, rule), *found, *_share(view.rates.get(rule["rule"])), rule["no_rate"], *read]


def _share(share: Share | None) -> list[Value]:
    """A share with its interval, to six places; nulls where there is none."""
    if share is None or share.value is None or share.interval is None:
        return [None, None, None]
    return [round(number, 6) for number in (share.value, *share.interval)]


def _counts(view: View) -> Iterator[list[Value]]:
    for by, key in BY.items():
        for told in view.policy[f"by_{by}"]:
            rated = told["rule"] in view.rates or told["rule"] == RATED_RULES
            share = Share(told["kept"], told["applied"]) if rated else None
            start = [view.policy["policy"], told["rule"], by, told[key]]
            yield [*start, *row(_COUNTED, told), *_share(share)]


def _people(view: View) -> Iterator[list[Value]]:
    for kind in view.kinds if view.rates else ():
        for line in kind.lines if kind.recorded else ():
            group = line.group
            cells: list[Value] = [
                group.applied, _share(line.of_applied)[0], group.broken, _share(line.of_broken)[0],
                *_share(group.share_breach),
            ]  # fmt: skip
            start = [view.policy["policy"], kind.title.lower(), group.label, not line.shown]
            yield [*start, *(cells if line.shown else [None] * len(cells))]
