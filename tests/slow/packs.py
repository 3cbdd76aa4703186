"""The two packs and their rules, written down from the contract's tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.slow.kleene import k_and, k_not, k_or

Ask = Callable[[str], object]

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
NOTHING_TO_SEIZE = ("under_influence", "dui_drug", "presence", "loitering_drug")


@dataclass(frozen=True)
class Rule:
    """One rule: names of conditions. `act` is the one that is the act."""

    binds: str
    each: str
    act: str
    requires: tuple[str, ...]
    unless: tuple[str, ...] = ()
    review_if: tuple[str, ...] = ()
    shows: tuple[str, ...] = ("officer_trained", "minor")
    needs: tuple[str, ...] = ()
    when_unknown: Mapping[str, bool] = field(default_factory=dict)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Those that decide, in their order."""
        return (*self.requires, *self.unless, *self.review_if)


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
    lead_window_days: int = 30


def is_word(value: object, word: str) -> bool | None:
    """A comparison with a null is unknown."""
    return None if value is None else value == word


def both(ask: Ask, *facts: str) -> bool | None:
    """AND over facts."""
    return k_and(*(as_bool(ask(fact)) for fact in facts))


def either(ask: Ask, *facts: str) -> bool | None:
    """OR over facts."""
    return k_or(as_bool(ask(fact)) for fact in facts)


def as_bool(value: object) -> bool | None:
    """A fact that is true, false or unknown."""
    return value if isinstance(value, bool) else None


# A condition that is not named here is the fact of its name.
CONDITIONS: dict[str, Callable[[Ask], bool | None]] = {
    "sex_trade_offense": lambda ask: k_and(
        as_bool(ask("protected")), is_word(ask("offense_class"), "sex_trade")
    ),
    "drug_offense": lambda ask: k_and(as_bool(ask("protected")), is_word(ask("offense_class"), "drug")),
    "protected_offense": lambda ask: as_bool(ask("protected")),
    "reported_crime": lambda ask: either(ask, "reported_qualifying", "reported_nearby"),
    "acted_on": lambda ask: either(ask, "police_act", "prosecution_act"),
    "not_charged_by_police": lambda ask: k_not(as_bool(ask("charged_by_police"))),
    "not_booked": lambda ask: k_not(as_bool(ask("evidence_booked"))),
    "evidence_log_partial": lambda ask: k_not(as_bool(ask("evidence_log_complete"))),
    "not_referred": lambda ask: k_not(both(ask, "referred_services", "referred_victim_services")),
    "referral_log_partial": lambda ask: k_not(as_bool(ask("referral_log_complete"))),
    "not_referred_prosecutor": lambda ask: k_not(as_bool(ask("referred_prosecutor"))),
}


def value_of(condition: str, ask: Ask) -> bool | None:
    """A condition by what is known of its facts."""
    made = CONDITIONS.get(condition)
    return as_bool(ask(condition)) if made is None else made(ask)


def facts_of(condition: str) -> tuple[str, ...]:
    """The facts that a condition asks."""
    seen: list[str] = []

    def ask(fact: str) -> object:
        seen.append(fact)
        return None

    value_of(condition, ask)
    return tuple(dict.fromkeys(seen))


SF_REVIEW = ("other_grounds", "suspect_of_qualifying", "acted_before_report")
CA_REVIEW = (*SF_REVIEW, "cited_only")
GROUNDS = {"other_grounds": True}
SEX_TRADE = ("in_force", "police_act", "sex_trade_offense", "reported_crime")
DRUG = ("in_force", "police_act", "drug_offense", "reported_crime")
WARRANT = ("on_warrant",)
IN_THE_TRADE = ("in_force", "reported_qualifying", "sex_trade_involved")
OF_REPORT = ("referred_prosecutor", "minor")


def arrest(requires: tuple[str, ...], review_if: tuple[str, ...]) -> Rule:
    """A rule on arrests."""
    return Rule("police", "charge", "police_act", requires, WARRANT, review_if, when_unknown=GROUNDS)


def prosecution(*requires: str) -> Rule:
    """A rule on prosecutions."""
    review = ("suspect_of_qualifying",)
    return Rule("prosecutor", "charge", "prosecution_act", ("in_force", *requires), review_if=review)


def contact(
    act: str, log: str, review: str, *requires: str, when_unknown: Mapping[str, bool] | None = None
) -> Rule:
    """A rule on what police did with a report."""
    requires = (*IN_THE_TRADE, *requires, act)
    return Rule("police", "report", act, requires, (), (review,), OF_REPORT, (log,), when_unknown or {})


PACKS = {
    "sf-2017": Pack(
        start=date(2017, 12, 1),
        certain_start=date(2018, 1, 11),
        certain_end=date(2019, 12, 31),
        end=None,
        open_ended=("violent",),
        rules={
            "SF-P1": arrest(SEX_TRADE, SF_REVIEW),
            "SF-P2": arrest((*DRUG, "sex_trade_involved"), SF_REVIEW),
            "SF-P3": contact("not_booked", "evidence", "evidence_log_partial", "drug_noted"),
            "SF-P4": contact(
                "not_referred",
                "referrals",
                "referral_log_partial",
                when_unknown={"sex_trade_involved": False},
            ),
            "SF-P5": contact("not_referred_prosecutor", "referrals", "always", "drug_noted"),
            "SF-D1": prosecution("prosecution_act", "sex_trade_offense", "reported_crime"),
            "SF-D2": prosecution(
                "prosecution_act",
                "protected_offense",
                "not_charged_by_police",
                "reported_crime",
                "sex_trade_involved",
            ),
            "SF-D3": Rule(
                "both",
                "charge",
                "acted_on",
                ("in_force", "acted_on", "derived_from_report"),
                WARRANT,
                SF_REVIEW[:2],
                when_unknown=GROUNDS,
            ),
        },
    ),
    "ca-pc-647.3": Pack(
        start=date(2020, 1, 1),
        certain_start=date(2020, 1, 1),
        certain_end=None,
        end=None,
        open_ended=(),
        rules={
            "CA-1": arrest(SEX_TRADE, CA_REVIEW),
            "CA-2": arrest(DRUG, CA_REVIEW),
            "CA-3": Rule(
                "police",
                "charge",
                "police_act",
                (*SEX_TRADE[:3], "condom_evidence"),
                review_if=("always",),
                needs=("evidence",),
            ),
        },
    ),
}
