"""The case packet: what an investigator needs of each case on paper, with room for the reviewer's own finding.

Everything is told twice where it serves two readers: each condition beside its cells, and each row of the record
with the findings that rest on it. What speaks against a breach has a section of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from auditor.reports import doubts, method, readers, words
from auditor.reports.cards import Card, Cell, Check
from auditor.reports.cases import Case, make_cases
from auditor.reports.counts import counts
from auditor.reports.sources import At, Source, sources
from auditor.reports.timeline import Days, Event, read_days, timeline
from auditor.reports.typesetting import typeset, typeset_all
from auditor.reports.visible import CELL, prose, visible
from auditor.reports.vocabulary import Vocabulary
from auditor.runs.reading import Run

Plain = Mapping[str, Any]
Told = dict[str, Any]

LIST = "cases.pdf"
LONGEST = 60
"""The most characters of an id in a heading or a list."""


def packets(run: Run, vocabulary: Vocabulary) -> bytes | dict[str, bytes]:
    """A packet for each case, by the case's id, in the order of the report, and last the list of them.

    For the public there are no cases: one file of counts.
    """
    if run.audience == "public":
        return counts(run)
    cases, days = make_cases(run.findings), read_days(run.findings, run.coverage)
    page = {"audience": _audience(run), "made": _made(run), "keep": readers.KEEP_SAFE}
    terms = {"cells": readers.terms(run.audience)["Rows and cells"], "lead": method.LEAD}
    shared = page | terms | {"vocabulary": asdict(vocabulary)}
    names = [f"{case.case_id}.pdf" for case in cases]
    told = [shared | {"case": _case(case, run, days)} for case in cases]
    listed = page | {"export": run.summary["export"], "cases": [_line(case) for case in cases]}
    return {
        **dict(zip(names, typeset_all("packet.typ", told), strict=True)),
        LIST: typeset("cases.typ", listed),
    }


def _audience(run: Run) -> str:
    """What the foot of every page says of whom it is for."""
    said = f"{readers.READERS[run.audience]}."
    if run.audience != "oversight":
        return said
    return f"{said} Ids are pseudonyms under the key {run.made_for['key_id']}, and digests are re-keyed."


def _made(run: Run) -> str:
    tool = run.manifest["tool"]
    packs = words.listed([f"{pack['id']} {pack['version']}" for pack in run.manifest["packs"]])
    return f"{tool['name']} {tool['version']}, policy {packs}"


def _line(case: Case) -> Told:
    """A case in the list, and the head of its packet."""
    return {
        "id": case.case_id,
        "incident": visible(case.incident, LONGEST),
        "who": visible(case.who, LONGEST),
        "breaches": case.breaches,
        "findings": len(case.at),
    }


def _case(case: Case, run: Run, days: Days) -> Told:
    cards = case.cards
    of = sources(cards)
    dated, undated = timeline(cards, of.values(), days)
    return {
        **_line(case),
        "person": visible(case.person, CELL),
        "place": visible(case.place, CELL),
        "what_if": any(card.what_if for card in cards),
        "told": [_finding(card, cards[:at], of) for at, card in enumerate(cards)],
        "timeline": [_event(e) for e in dated],
        "undated": [_event(e) for e in undated],
        "sources": [_source(source) for source in of.values()],
        "files": _files(run, of),
        "contrary": [
            {"title": kind, "checks": [_check(d.check, of) | {"of": words.findings(d.findings)} for d in own]}
            for kind, own in doubts.contrary(cards)
        ],
        "notes": _by_topic(doubts.notes(cards, run)),
    }


def _finding(card: Card, before: Sequence[Card], of: Mapping[At, Source]) -> Told:
    f, criteria = card.finding, card.finding["criteria"]
    same = [n for n, other in enumerate(before, 1) if other.finding["criteria"] == criteria]
    return {
        "id": f["finding_id"],
        "breach": f["verdict"] == "breach",
        "verdict": card.verdict,
        "rule": f["rule"],
        "title": prose(f["title"]),
        "statement": f["statement"],
        "why": card.why,
        "about": card.about,
        "day": f["act_date"],
        "facts": [[label, visible(value, CELL)] for label, value in card.facts],
        "clause": {
            "text": prose(criteria["clause"]),
            "same": same[0] if same else None,
            "facts": [
                [label, prose(value)]
                for label, value in (
                    ("Issued by", criteria["authority"]),
                    ("Instrument", criteria.get("instrument")),
                    ("Known from", criteria.get("source")),
                    ("In force", card.in_force),
                )
                if value
            ],
        },
        "groups": [
            {"title": title, "checks": [_check(check, of) for check in group]} for title, group in card.groups
        ],
        "missing": card.missing,
        "review": card.review,
        "taken": card.taken,
    }


def _check(check: Check, of: Mapping[At, Source]) -> Told:
    return {
        "answer": "Not said" if check.state == "unknown" else check.answer,
        "state": check.state,
        "decides": check.decides,
        "says": prose(check.says),
        "name": check.name,
        "rows": [{"source": of[row.at].name, "cells": _together(row.cells)} for row in check.rows],
        "notes": check.notes,
        "looked": check.looked,
    }


def _together(cells: Iterable[Cell]) -> list[Told]:
    """The cells of a row, those that say the same in words together: `name, birth_date: blank`, at the end."""
    told: dict[str, list[str]] = {}
    for cell in cells:
        if cell.told:
            told.setdefault(cell.told, []).append(cell.column)
    alike = [Cell(", ".join(columns), "", says) for says, columns in told.items()]
    return [_cell(cell) for cell in (*(c for c in cells if not c.told), *alike)]


def _cell(cell: Cell) -> Told:
    return {"column": cell.column, "told": cell.told, "content": visible(cell.content, CELL)}


def _source(source: Source) -> Told:
    table, file, row = source.at
    return {
        "name": source.name,
        "table": table,
        "file": visible(file, CELL),
        "row": row,
        "of": words.findings(sorted(source.findings)),
        "cells": [_cell(cell) for cell in source.cells],
    }


def _files(run: Run, of: Mapping[At, Source]) -> list[Told]:
    """The files that the case's rows are from, with the digest that the run saw (None: not in the manifest)."""
    digests = {i["file"]: i["sha256"] for i in (*run.manifest["inputs"], *run.manifest.get("originals", ()))}
    return [
        {"file": visible(file, CELL), "sha256": digests.get(file)} for file in sorted({at[1] for at in of})
    ]


def _event(event: Event) -> Told:
    return asdict(event) | {"what": visible(event.what)}


def _by_topic(notes: Iterable[doubts.Note]) -> list[Told]:
    found: dict[str, list[str]] = {}
    for note in notes:
        found.setdefault(note.topic, []).append(note.text)
    return [{"topic": topic, "texts": found[topic]} for topic in doubts.TOPICS if topic in found]
