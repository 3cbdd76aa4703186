"""What each rule of each pack could decide on an export, and the one thing that would settle most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.intake.export import Export
from auditor.judging.auditable import binds, missing, stages_of, uncovered
from auditor.judging.lawbook import read_citations
from auditor.judging.tally import Outcome, PackOutcome, settles_most
from auditor.policy.facts import FACTS
from auditor.policy.library import load_pack
from auditor.policy.pack import Pack, Rule
from auditor.policy.shelf import available


def rules_told(export: Export) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Every rule of every built-in pack, and what most of those that cannot be audited wait for.

    Where some packs are bound to the export, only their rules count for the latter.
    """
    used, stages = dict(export.rows), stages_of(export)
    systems = set().union(*(read_citations(export, table).systems for table in ("charges", "offenses")))
    outcomes = []
    for pack in map(load_pack, available()):
        outside = tuple(uncovered(pack, systems))
        rules = tuple(Outcome(r, (*missing(export, used, stages, r), *outside), None) for r in pack.rules)
        outcomes.append(PackOutcome(pack, binds(pack, export.jurisdiction), outside, rules))
    bound = [outcome for outcome in outcomes if outcome.bound]
    return [_pack(outcome, used) for outcome in outcomes], settles_most(bound or outcomes)


def _pack(outcome: PackOutcome, used: Mapping[str, int]) -> dict[str, Any]:
    pack: Pack = outcome.pack
    return {
        "policy": pack.id,
        "title": pack.title,
        "bound": outcome.bound,
        "rules": [
            {
                "rule": told.rule.id,
                "title": told.rule.title,
                "can_be_audited": not told.missing,
                "missing": list(told.missing),
                "always_unknown": _silent(told.rule, used),
            }
            for told in outcome.rules
        ],
    }


def _silent(rule: Rule, used: Mapping[str, int]) -> list[str]:
    """The conditions that ask only facts of tables that the export has no row of."""
    asked = {c.name: [FACTS[fact].tables for fact in sorted(c.facts)] for c in rule.conditions}
    return [
        name
        for name, facts in asked.items()
        if facts and all(tables and not any(used.get(table) for table in tables) for tables in facts)
    ]
