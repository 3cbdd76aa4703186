"""What the product says of an export, and what the slow reading says, in one shape."""

import dataclasses
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from auditor.api import Audit, Options, audit
from auditor.policy.library import load_pack
from tests.slow.cells import Tables
from tests.slow.exports import write_parquet
from tests.slow.packs import PACKS, facts_of
from tests.slow.reading import Result, Verdict, read
from tests.slow.terms import TERMS

POLICIES = ["sf-2017", "ca-pc-647.3"]
TOLD = ("verdict", "act_date", "level", "stage", "offense", "person_id")
READ = {
    "reported_qualifying": ("involvements",),
    "reported_nearby": ("involvements",),
    "sex_trade_involved": ("involvements", "charges"),
    "other_grounds": ("charges",),
    "suspect_of_qualifying": ("involvements", "charges"),
    "charged_by_police": ("charges",),
    "derived_from_report": ("links",),
    "condom_evidence": ("evidence",),
    "drug_noted": ("involvements", "charges"),
    "evidence_booked": ("evidence",),
    "referred_services": ("referrals",),
    "referred_victim_services": ("referrals",),
    "referred_prosecutor": ("referrals", "charges"),
    "officer_trained": ("training",),
}
"""The tables of the rows that the terms of a fact are read from; the product also shows what these rest on."""

Spoken = dict[tuple[Any, ...], list[str]]


def bare(names: Any) -> list[str]:
    """Names of conditions without the reasons in parentheses."""
    return sorted(n.partition(" (")[0] for n in names)


def place(policy: str, rule: str, agency: Any, incident: Any, charge: Any) -> tuple[Any, ...]:
    """Where a finding is; charges may share an id and people lack one, so several may be in one place."""
    return policy, rule, agency or "", incident, charge or ""


def by_product(result: Audit) -> Spoken:
    """The findings of the product."""
    found: Spoken = defaultdict(list)
    for f in result.finding_list:
        told = {
            **{key: f[key] for key in TOLD},
            "offense": f["offense"] and str(f["offense"]).removesuffix(", attempted"),
            "conditions": {c["name"]: c["value"] for c in f["conditions"]},  # type: ignore[attr-defined]
            "rows": {c["name"]: _shown(c) for c in f["conditions"]},  # type: ignore[attr-defined]
            "unknowns": bare(f["unknowns"]),
            "review": bare(f["review"]),
            "assumptions": sorted(f["assumptions"]),  # type: ignore[call-overload]
            "derived": sorted(f["derived"]),  # type: ignore[call-overload]
        }
        where = place(*(f[k] for k in ("policy", "rule", "agency", "incident_id", "charge_id")))  # type: ignore[arg-type]
        found[where].append(_text(told))
    return {where: sorted(told) for where, told in found.items()}


def _shown(condition: dict[str, Any]) -> list[tuple[str, int]]:
    tables = {t for f in facts_of(condition["name"]) for t in READ.get(f, ())}
    rows = condition["evidence"]
    return sorted({(e["table"], e["row"] - 1) for e in rows if e["table"] in tables})


def _text(told: dict[str, Any]) -> str:
    return "\n".join(
        f"{k}: {sorted(v.items()) if isinstance(v, dict) else v}" for k, v in sorted(told.items())
    )


def by_slow(result: Result) -> Spoken:
    """The same of the slow reading."""
    found: Spoken = defaultdict(list)
    for (policy, rule, _), v in result.verdicts.items():
        if v.verdict == "none":
            continue
        told = {
            **{key: getattr(v, key) for key in TOLD},
            "conditions": dict(v.conditions),
            "rows": {name: _witnesses(result, policy, v, name) for name in v.conditions},
            "unknowns": bare(v.unknowns),
            "review": bare(v.review),
            "assumptions": sorted(v.assumptions),
            "derived": sorted(v.derived),
        }
        where = place(policy, rule, *v.unit["key"], v.unit.get("charge_id"))
        found[where].append(_text(told))
    return {where: sorted(told) for where, told in found.items()}


def _witnesses(result: Result, policy: str, v: Verdict, condition: str) -> list[tuple[str, int]]:
    """Where a condition is true every row that makes it true; where it is unknown the unknown rows; else none.

    Under a NOT it is the value of what stands under it that counts.
    """
    value = v.conditions[condition]
    if condition.startswith("not_") or condition.endswith("_partial"):
        value = None if value is None else not value
    if value is False:
        return []
    rows = set()
    for name in facts_of(condition):
        if name in TERMS and v.facts[name] is value:
            terms = TERMS[name](result.world, policy, v.unit)
            rows |= {(row["table"], row["n"]) for term, row in terms if row is not None and term is value}
    return sorted(rows)


def run(tables: Tables, told: dict[str, Any], *, sieve: bool = True) -> Audit:
    """The product on an export."""
    packs = []
    for pack in map(load_pack, POLICIES):
        own = {**pack.parameters, "training_courses": list(told.get("courses", ()))}
        packs.append(dataclasses.replace(pack, parameters=own))
    options = Options("US-CA-SF", **{k: told[k] for k in ("assume", "complete", "covers") if k in told})
    with tempfile.TemporaryDirectory() as folder:
        write_parquet(tables, Path(folder))
        return audit(folder, packs, options=options, sieve=sieve)


def slowly(tables: Tables, told: dict[str, Any]) -> Result:
    """The slow reading of it."""
    return read(tables, POLICIES, bound=tuple(POLICIES), **told)


def counted_by_product(result: Audit) -> dict[tuple[Any, ...], Any]:
    """What the summary and the coverage count of each rule; None where it is not auditable."""
    counts: dict[tuple[Any, ...], Any] = {}
    for policy in result.summary["policies"]:  # type: ignore[attr-defined]
        for rule in policy["rules"]:
            for what in ("breach", "possible", "excepted", "applied", "kept"):
                counts[policy["policy"], rule["rule"], what] = rule[what] if rule["auditable"] else None
    for policy in result.coverage["policies"]:  # type: ignore[attr-defined]
        for rule in policy["rules"]:
            for name, n in rule.get("cleared_by_assumption", {}).items():
                if n:
                    counts[policy["policy"], rule["rule"], f"cleared {name}"] = n
    return counts


def counted_by_slow(result: Result) -> dict[tuple[Any, ...], Any]:
    """The same of the slow reading."""
    counts: dict[tuple[Any, ...], Any] = {
        (policy, rule, what): None if (policy, rule) in result.not_auditable else 0
        for policy in POLICIES
        for rule in PACKS[policy].rules
        for what in ("breach", "possible", "excepted", "applied", "kept")
    }
    told = {key: n for key, n in result.counts.items() if key[2] != "none"}
    return counts | {key: n for key, n in told.items() if n or key in counts}


def differences(tables: Tables, told: dict[str, Any], product: Audit) -> list[str]:
    """Where the two disagree, in words; empty where they do not."""
    slow = slowly(tables, told)
    found, expected = by_product(product), by_slow(slow)
    lines = []
    for where in sorted(set(found) | set(expected)):
        if found.get(where) != expected.get(where):
            lines.append(f"{where}\nproduct:\n{_both(found, where)}\nslow:\n{_both(expected, where)}")
    one, other = counted_by_product(product), counted_by_slow(slow)
    lines += [
        f"{key}: product {one.get(key)}, slow {other.get(key)}"
        for key in sorted(set(one) | set(other))
        if one.get(key) != other.get(key)
    ]
    return lines


def _both(spoken: Spoken, where: tuple[Any, ...]) -> str:
    return "\n--\n".join(spoken.get(where, ["nothing"]))
