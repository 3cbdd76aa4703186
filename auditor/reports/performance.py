"""A directive's result as a performance-audit finding: criteria, condition, cause, effect, recommendation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from auditor.reports import words
from auditor.reports.cases import Question
from auditor.reports.months import Change
from auditor.reports.shares import Group

Plain = Mapping[str, Any]

KEEPER = "The agency that keeps the records"


class Recommendation(NamedTuple):
    """Who should do what, and how to see that it was done."""

    actor: str
    action: str
    test: str


class Performance(NamedTuple):
    """What a performance audit says of one directive; `causes` are hypotheses."""

    condition: Sequence[str]
    causes: Sequence[str]
    effects: Sequence[str]
    recommendations: Sequence[Recommendation]


def performance(
    policy: Plain,
    export: Plain,
    every: Group,
    questions: Sequence[Question],
    change: Change,
    *,
    listed: bool,
) -> Performance:
    """The finding about one policy; `every` are its counts, `questions` what is open in its possible breaches.

    `listed` says that the report lists the findings.
    """
    return Performance(
        tuple(_condition(policy, export, every)),
        tuple(_causes(policy, questions)),
        tuple(_effects(every, change)),
        tuple(_recommendations(policy, every, questions, listed=listed)),
    )


def _condition(policy: Plain, export: Plain, every: Group) -> Iterable[str]:
    when = f", reported {export['first_report']} to {export['last_report']}" if export["first_report"] else ""
    yield (
        f"In {words.counted(export['incidents'], 'incident')}{when}, the records show "
        f"{words.counted(every.breach, 'apparent breach', 'apparent breaches')} and "
        f"{words.counted(every.possible, 'possible one')}."
    )
    if every.applied:
        share = every.share_kept
        yield (
            f"The rules that have a rate applied {words.counted(every.applied, 'time')} and were kept in "
            f"{share.base} ({share.percent}; 95 % interval {share.between})."
        )
    elif any(rule["no_rate"] == "only_acts_recorded" for rule in policy["rules"]):
        yield "How often the rules were kept cannot be computed, since the export records only acts."
    missing = [rule["rule"] for rule in policy["rules"] if not rule["auditable"]]
    if missing:
        yield f"Nothing can be said of {words.listed(missing)}, which could not be audited."


def _causes(policy: Plain, questions: Sequence[Question]) -> Iterable[str]:
    training = policy["training"]
    if training["computable"] and training["not_before"]:
        yield (
            f"Officers did not know the directive: {training['not_before']:,} of "
            f"{words.counted(training['with_breach'], 'officer')} with an apparent breach had not finished a "
            "listed course."
        )
    elif not training["computable"]:
        why = _lower(words.NO_TRAINING[training["why"]])
        yield f"Officers did not know the directive. This cannot be tested here: {why}"
    yield (
        "Officers did not see that the person had reported a crime. Whether a record system shows it at the time of "
        "an arrest is not in the records."
    )
    if questions:
        yield (
            f"The record leaves open what the directive turns on. Most often: {questions[0].text} "
            f"({words.counted(questions[0].findings, 'possible breach', 'possible breaches')})"
        )


def _effects(every: Group, change: Change) -> Iterable[str]:
    if every.breach:
        yield (
            f"In {words.counted(every.breach, 'charge or report', 'charges or reports')} a person whom the directive "
            "protects was, as far as the record shows, treated as if it did not."
        )
    yield "Potential effect: people who expect an arrest do not report a violent crime, and those who did it go free."
    before, during = change.before.a_month, change.during.a_month
    if before is not None and during is not None:
        yield (
            f"Reports by people recorded as engaged in the sex trade: {before:.1f} a month before the directive, "
            f"{during:.1f} while it was surely in force. Much else changed in that time, so this shows no effect "
            "by itself."
        )


def _recommendations(
    policy: Plain, every: Group, questions: Sequence[Question], *, listed: bool
) -> Iterable[Recommendation]:
    if every.breach or every.possible:
        found = [
            words.counted(every.breach, "apparent breach", "apparent breaches") if every.breach else "",
            words.counted(every.possible, "possible breach", "possible breaches") if every.possible else "",
        ]
        yield Recommendation(
            "The oversight body",
            f"Review {words.listed([f for f in found if f])}{', in the order of this report' * listed}.",
            "Every finding id has a reviewer, a day and a decision.",
        )
    if questions:
        yield _settling(questions[0])
    missing = sorted({need for rule in policy["rules"] for need in rule["missing"]})
    if missing:
        yield Recommendation(
            KEEPER,
            f"Export {words.listed([words.need(m) for m in missing])} as well.",
            "The next audit covers every rule.",
        )
    if not policy["training"]["computable"]:
        yield Recommendation(
            KEEPER,
            "Name the courses that teach the directive, and export who finished them on which day.",
            "The next audit says how many officers with an apparent breach had finished one.",
        )


def _settling(asked: Question) -> Recommendation:
    """What would settle the question that is open most often."""
    done = f"In the next audit fewer than {asked.findings:,} possible breaches wait for it."
    if asked.text == words.QUESTIONS["in_force"]:
        return Recommendation(
            "Whoever issued the directive",
            "Say on which day it began, and until which day it was in force or renewed.",
            done,
        )
    where = f" in {words.listed(list(asked.blank[:2]))}" if asked.blank else ""
    if asked.text.endswith("?"):
        return Recommendation(KEEPER, f"Write down what answers the question “{asked.text}”{where}.", done)
    return Recommendation(KEEPER, f"Write down what settles this{where}: {_lower(asked.text)}", done)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
