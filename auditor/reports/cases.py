"""Findings by case, in the order in which a person should read them, and what is open in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from auditor.judging.packed import Findings, Open
from auditor.reports import words
from auditor.reports.cards import Card, make_card, person, place

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """The findings about one person in one incident, `at` their places among the findings `of` a run.

    `incident` is its number as exported; `who` the person's id, or else how the record knows the `person`.
    `breaches` are its apparent breaches, `missing` the fewest facts missing among its findings. Its cards, which
    take far more room than all this, are made whenever they are asked for.
    """

    case_id: str
    incident: str
    who: str
    person: str
    place: str
    breaches: int
    missing: int
    at: tuple[int, ...]
    of: Findings

    @property
    def heads(self) -> tuple[Plain, ...]:
        """Its findings, without their conditions."""
        return tuple(self.of.heads[at] for at in self.at)

    @property
    def cards(self) -> tuple[Card, ...]:
        """A card for each of its findings."""
        return tuple(make_card(self.of[at]) for at in self.at)


class Question(NamedTuple):
    """A fact missing in some findings: the cells that are blank, the tables without it, the reasons known."""

    text: str
    findings: int
    blank: tuple[str, ...]
    searched: tuple[str, ...]
    reasons: tuple[str, ...]


def make_cases(findings: Findings) -> list[Case]:
    """The findings by case: apparent breaches first, then by the number of facts missing, then by incident."""
    of: dict[str, list[int]] = {}
    for at, finding in enumerate(findings.heads):
        of.setdefault(finding["case_id"], []).append(at)
    cases = [_case(case_id, own, findings) for case_id, own in of.items()]
    return sorted(cases, key=lambda c: (c.breaches == 0, c.missing, c.incident, c.case_id))


def _case(case_id: str, places: list[int], findings: Findings) -> Case:
    heads = findings.heads
    own = sorted(((at, heads[at]) for at in places), key=lambda one: _reading_order(one[1]))
    first = own[0][1]
    return Case(
        case_id=case_id,
        incident=str(first["incident_id"]),
        who=str(first["person_id"] or person(first)),
        person=person(first),
        place=place(first),
        breaches=sum(f["verdict"] == "breach" for _, f in own),
        missing=min(len(f["unknowns"]) for _, f in own),
        at=tuple(at for at, _ in own),
        of=findings,
    )


def _reading_order(finding: Plain) -> tuple[bool, int, str, str]:
    return finding["verdict"] != "breach", len(finding["unknowns"]), finding["rule"], finding["finding_id"]


@dataclass
class _Open:
    """A question, counted: the findings it is open in, and the blank cells, tables and reasons behind it."""

    findings: int = 0
    blank: Counter[str] = field(default_factory=Counter)
    searched: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, told: Open, times: int) -> None:
        """Count an open condition of so many findings."""
        self.findings += times
        blank = (f"{table}.{column}" for table, column in told.blank if column not in words.BESIDE)
        reasons = map(words.reason, told.reasons)
        for counts, names in ((self.blank, blank), (self.searched, told.searched), (self.reasons, reasons)):
            for name in names:
                counts[name] += times

    def __add__(self, other: _Open) -> _Open:
        return _Open(
            self.findings + other.findings,
            self.blank + other.blank,
            self.searched + other.searched,
            self.reasons + other.reasons,
        )


Asked = Mapping[str, _Open]
"""What is open, by question."""


def asked(findings: Findings) -> dict[str, Asked]:
    """What is open in possible breaches, by policy. Most conditions tell what many others tell."""
    of: dict[str, dict[str, _Open]] = {}
    for told, times in Counter(findings.opened()).items():
        question = words.QUESTIONS.get(told.name) or told.says
        of.setdefault(told.policy, {}).setdefault(question, _Open()).add(told, times)
    return dict(of)


def open_questions(*of: Asked) -> list[Question]:
    """The facts missing in possible breaches, most frequent first."""
    whole: dict[str, _Open] = {}
    for one in of:
        for question, told in one.items():
            whole[question] = whole.get(question, _Open()) + told
    questions = [
        Question(text, told.findings, _most(told.blank), _most(told.searched), _most(told.reasons))
        for text, told in whole.items()
    ]
    return sorted(questions, key=lambda q: (-q.findings, q.text))


def _most(counts: Counter[str], most: int = 6) -> tuple[str, ...]:
    """The most frequent names, ties by name; more are an ellipsis."""
    ranked = sorted(counts, key=lambda n: (-counts[n], n))
    return (*ranked[:most], *["…"] * (len(ranked) > most))
