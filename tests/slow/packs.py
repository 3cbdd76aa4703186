"""The two packs and their four charge rules, written down from the contract's tables."""

from dataclasses import dataclass
from datetime import date

UNCLEAR = (
    "lewd_conduct",
    "solicitation_buyer",
    "solicitation_minor",
    "purchasing",
    "loitering_purchase",
    "brothel",
    "public_nuisance",
)
WORKER = ("prostitution", "solicitation", "loitering_prostitution")


@dataclass(frozen=True)
class Rule:
    """One rule: names of conditions; the act is always `police_act`."""

    requires: tuple[str, ...]
    unless: tuple[str, ...]
    review_if: tuple[str, ...]
    shows: tuple[str, ...] = ("officer_trained", "minor")


@dataclass(frozen=True)
class Pack:
    """A pack's span, parameters and rules; an end that is None is open."""

    start: date
    certain_start: date
    certain_end: date | None
    end: date | None
    open_ended: tuple[str, ...]
    rules: dict[str, Rule]
    nexus_days: int = 1
    when_unknown: tuple[tuple[str, bool], ...] = (("other_grounds", True),)


SF_REVIEW = ("other_grounds", "suspect_of_qualifying", "acted_before_report")
CA_REVIEW = (*SF_REVIEW, "cited_only")
SEX_TRADE = ("in_force", "police_act", "sex_trade_offense", "reported_crime")
DRUG = ("in_force", "police_act", "drug_offense", "reported_crime")

PACKS = {
    "sf-2017": Pack(
        start=date(2017, 12, 1),
        certain_start=date(2018, 1, 11),
        certain_end=date(2019, 12, 31),
        end=None,
        open_ended=("violent",),
        rules={
            "SF-P1": Rule(SEX_TRADE, ("on_warrant",), SF_REVIEW),
            "SF-P2": Rule((*DRUG, "sex_trade_involved"), ("on_warrant",), SF_REVIEW),
        },
    ),
    "ca-pc-647.3": Pack(
        start=date(2020, 1, 1),
        certain_start=date(2020, 1, 1),
        certain_end=None,
        end=None,
        open_ended=(),
        rules={
            "CA-1": Rule(SEX_TRADE, ("on_warrant",), CA_REVIEW),
            "CA-2": Rule(DRUG, ("on_warrant",), CA_REVIEW),
        },
    ),
}
