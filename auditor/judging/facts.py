"""Every fact of the catalogue, as a value per unit and the terms behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from auditor.judging import acts, derived, involved, items, noted, prosecution, reported
from auditor.judging.ground import Ground
from auditor.judging.terms import any_of, terms

TEXT = {"offense_class": "offense_class", "offense_subclass": "offense_subclass", "level": "law_level"}
"""Facts that are a word of the charge, and the column of the charge that holds it."""

BOOLEAN: Mapping[str, Callable[[Ground], pl.DataFrame]] = {
    "protected": lambda g: acts.of_charge(g, pl.col("protected"), reason=pl.col("protected_reason")),
    "reported_qualifying": reported.reported_qualifying,
    "reported_nearby": reported.reported_nearby,
    "acted_before_report": reported.acted_before_report,
    "sex_trade_involved": involved.sex_trade_involved,
    "police_act": acts.police_act,
    "on_warrant": acts.on_warrant,
    "other_grounds": acts.other_grounds,
    "cited_only": acts.cited_only,
    "suspect_of_qualifying": acts.suspect_of_qualifying,
    "officer_trained": involved.officer_trained,
    "minor": involved.minor,
    "prosecution_act": prosecution.prosecution_act,
    "charged_by_police": prosecution.charged_by_police,
    "derived_from_report": derived.derived_from_report,
    "condom_evidence": items.condom_evidence,
    "drug_noted": noted.drug_noted,
    "evidence_booked": items.evidence_booked,
    "referred_services": lambda g: items.referred(g, "community_resources"),
    "referred_victim_services": lambda g: items.referred(g, "victim_services"),
    "referred_prosecutor": items.referred_prosecutor,
    "evidence_log_complete": lambda g: items.log_complete(g, "evidence"),
    "referral_log_complete": lambda g: items.log_complete(g, "referrals"),
    "always": lambda g: terms(g.units, pl.lit(True)),
}


class Facts(NamedTuple):
    """`values`: one row a unit, in the order of the ground's units, a column a fact. `terms`: the rows behind."""

    values: pl.DataFrame
    terms: Mapping[str, pl.DataFrame]


def make_fact(ground: Ground, name: str) -> tuple[pl.Series, pl.DataFrame] | None:
    """The value of a fact for every unit, in their order, and the terms behind it; None for a name of no fact here."""
    if name in TEXT:
        return ground.units[TEXT[name]], acts.of_charge(ground, pl.lit(None, pl.Boolean))
    if name not in BOOLEAN:
        return None
    behind = BOOLEAN[name](ground)
    return any_of(ground.units["unit"], behind), behind
