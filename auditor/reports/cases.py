"""Findings by case, in the order in which a person should read them, and what is open in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.reports import words
from auditor.reports.cards import Card, is_among, make_card, person, place, question_of

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """The findings about one person in one incident."""

    case_id: str
    place: str
    person: str
    cards: tuple[Card, ...]

    @property
    def incident(self) -> str:
        """The incident's number as exported."""
        return str(self.cards[0].finding["incident_id"])

    @property
    def who(self) -> str:
        """The person's id, or else how the record knows the person."""
        return str(self.cards[0].finding["person_id"] or self.person)

    @property
    def breaches(self) -> int:
        """How many of its findings are apparent breaches."""
        return sum(card.finding["verdict"] == "breach" for card in self.cards)

    @property
    def missing(self) -> int:
        """The fewest facts missing among its findings."""
        return min(len(card.missing) for card in self.cards)


@dataclass(frozen=True)
class Question:
    """A fact missing in some findings: the cells that are blank, the tables without it, the reasons known."""

    text: str
    findings: int
    blank: tuple[str, ...]
    searched: tuple[str, ...]
    reasons: tuple[str, ...]


def make_cases(findings: Iterable[Plain]) -> list[Case]:
    """The findings by case: apparent breaches first, then by the number of facts missing, then by incident."""
    of: dict[str, list[Card]] = {}
    for finding in findings:
        of.setdefault(finding["case_id"], []).append(make_card(finding))
    cases = [_case(case_id, cards) for case_id, cards in of.items()]
    return sorted(cases, key=lambda c: (c.breaches == 0, c.missing, c.incident, c.case_id))


def _case(case_id: str, cards: Sequence[Card]) -> Case:
    ordered = sorted(
        cards,
        key=lambda c: (
            c.finding["verdict"] != "breach",
            len(c.missing),
            c.finding["rule"],
            c.finding["finding_id"],
        ),
    )
    first = ordered[0].finding
    return Case(case_id, place(first), person(first), tuple(ordered))


def open_questions(findings: Iterable[Plain]) -> list[Question]:
    """The facts missing in possible breaches, most frequent first."""
    of: dict[str, list[Plain]] = {}
    for finding in findings:
        for condition in finding["conditions"]:
            if is_among(condition, finding["unknowns"]):
                question = question_of(condition["name"], finding["conditions"])
                of.setdefault(question, []).append(condition)
    asked = [_asked(question, conditions) for question, conditions in of.items()]
    return sorted(asked, key=lambda q: (-q.findings, q.text))


def _asked(question: str, conditions: Sequence[Plain]) -> Question:
    rows = [row for c in conditions for row in c["evidence"]]
    blank = (
        f"{row['table']}.{column}"
        for row in rows
        for column, cell in row["cells"].items()
        if cell is None and column not in words.BESIDE
    )
    searched = (s["table"] for c in conditions for s in c["searched"])
    reasons = (words.reason(code) for c in conditions for code in c["reasons"])
    return Question(question, len(conditions), _most(blank), _most(searched), _most(reasons))


def _most(names: Iterable[str], most: int = 6) -> tuple[str, ...]:
    """The most frequent names, ties by name; more are an ellipsis."""
    counts = Counter(names)
    ranked = sorted(counts, key=lambda n: (-counts[n], n))
    return (*ranked[:most], *["…"] * (len(ranked) > most))
