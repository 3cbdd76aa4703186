"""What speaks against a breach in a case, and what in it can be read in more than one way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from auditor.judging.packed import named
from auditor.law.citations import WHYS, read_citation
from auditor.reports import words
from auditor.reports.cards import Card, Check, question_of
from auditor.runs.reading import Run

AGAINST = "Speaks against a breach, or asks for a second look"
PERHAPS = "May speak against it: the record leaves this open"
INFORMS = "Decides nothing here, but bears on how a breach is read"
CONSIDERED = "Considered, and not found to apply"

UNKNOWN, CITATION, PERSON, TAKEN, DIRECTIVE, EXPORT = TOPICS = (
    "Not known", "Citation", "Person", "Assumed or derived", "Directive", "The export",
)  # fmt: skip
"""What a note can be about, in their order."""


class Doubt(NamedTuple):
    """A condition in this light, and the numbers of the findings that have it."""

    check: Check
    findings: tuple[int, ...]


class Note(NamedTuple):
    """A point that can be read in more than one way: what it is about, and what is open."""

    topic: str
    text: str


def contrary(cards: Sequence[Card]) -> list[tuple[str, list[Doubt]]]:
    """The conditions of a case by what they say against a breach, those alike together; empty kinds are left out."""
    found: dict[str, dict[Check, list[int]]] = {kind: {} for kind in (AGAINST, PERHAPS, CONSIDERED, INFORMS)}
    first: dict[Check, Check] = {}
    for number, card in enumerate(cards, 1):
        for title, group in card.groups:
            for check in group:
                if kind := _kind(title, check):
                    alike = first.setdefault(check._replace(looked=""), check)
                    found[kind].setdefault(alike, []).append(number)
    kinds = ((kind, [Doubt(c, tuple(n)) for c, n in own.items()]) for kind, own in found.items())
    return [(kind, own) for kind, own in kinds if own]


def _kind(title: str, check: Check) -> str | None:
    """Which kind a condition is; None for a requirement that the record shows."""
    if title == words.LISTS["shows"]:
        return INFORMS
    if check.state == "unknown":
        return PERHAPS
    if title == words.LISTS["requires"]:
        return None
    return AGAINST if check.state == "yes" else CONSIDERED


def notes(cards: Sequence[Card], run: Run) -> list[Note]:
    """What is ambiguous in a case: facts unknown, citations, the person, what was taken, dates, what is unseen."""
    found: dict[Note, list[int]] = {}
    for number, card in enumerate(cards, 1):
        for note in (
            *_unknown(card),
            *_citation(card),
            *_person(card, run),
            *_taken(card),
            *_directive(card),
        ):
            found.setdefault(note, []).append(number)
    several = len(cards) > 1
    told = [
        Note(n.topic, f"{n.text} ({words.findings(of)})" if several and len(of) < len(cards) else n.text)
        for n, of in found.items()
    ]
    return told + [Note(EXPORT, " ".join(note.split())) for note in run.summary["export"]["notes"]]


def _unknown(card: Card) -> Iterable[Note]:
    f = card.finding
    unknown = named(f["unknowns"])
    for c in f["conditions"]:
        if c["value"] is None and c["list"] != "shows" and (c["name"] in unknown or c["reasons"]):
            question = question_of(c["name"], f["conditions"])
            why = f" The reason: {'; '.join(map(words.reason, c['reasons']))}." if c["reasons"] else ""
            yield Note(UNKNOWN, f"{question[:1].upper()}{question[1:]}{why}")


def _citation(card: Card) -> Iterable[Note]:
    f = card.finding
    if f["citation"] is None or f["offense"] is not None:
        return
    reading = read_citation(f["citation"])
    why = WHYS[reading.why] if reading.why else WHYS["not_in_system"]
    might = words.listed([c.normal for c in reading.citations]) if reading.why else ""
    yield Note(
        CITATION, f"“{f['citation']}” is not read as one provision: {why}{f' ({might})' * bool(might)}."
    )


def _person(card: Card, run: Run) -> Iterable[Note]:
    key, scope = card.finding["person_key"], run.coverage["people"].get("person_id_scope")
    if key == "name_birth_date":
        yield Note(
            PERSON, "Known by name and birth date only. Two people may share both; no id proves it is one."
        )
    elif key == "none":
        yield Note(
            PERSON, "The record does not identify the person, so that it may be someone else who reported."
        )
    elif scope == "file":
        yield Note(
            PERSON,
            "The export issues person ids anew in each file; an id of another file may be another person.",
        )


def _taken(card: Card) -> Iterable[Note]:
    for told in card.taken:
        yield Note(TAKEN, told)


def _directive(card: Card) -> Iterable[Note]:
    criteria = card.finding["criteria"]
    if criteria.get("certain_from") not in (None, criteria.get("from")) or criteria.get("certain_to") not in (
        None,
        criteria.get("to"),
    ):
        yield Note(
            DIRECTIVE, f"{criteria['authority']}: its dates are not all certain; in force {card.in_force}."
        )
    if criteria.get("confidence") in ("low", "medium"):
        yield Note(
            DIRECTIVE,
            f"Its words are known with {criteria['confidence']} confidence ({criteria.get('source')}).",
        )
