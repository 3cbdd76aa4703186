"""A finding as a person reads it: a card, with every condition in words and the cells that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from auditor.judging.packed import condition_of, named
from auditor.reports import words

Plain = Mapping[str, Any]


class Cell(NamedTuple):
    """A cell of the record: its content, or what is `told` of it instead (blank, masked, the same as …)."""

    column: str
    content: str
    told: str


class Row(NamedTuple):
    """A row of the record: where it stands in words and as (table, file, row), and its cells."""

    place: str
    cells: tuple[Cell, ...]
    at: tuple[str, str, int]


class Check(NamedTuple):
    """A condition: its answer in words, its sentence, and what the record holds of it.

    `state` is `yes`, `no` or `unknown`; `decides` that it is why the finding is no apparent breach; `notes`
    say why it is unknown and what was taken instead; `looked` where the record was searched, if no row says it.
    """

    name: str
    says: str
    state: str
    answer: str
    decides: bool
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    looked: str


class Card(NamedTuple):
    """A finding. `why` gives the verdict's grounds; `missing` and `review` are questions and sentences."""

    finding: Plain
    verdict: str
    why: str
    missing: tuple[str, ...]
    review: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    in_force: str
    groups: tuple[tuple[str, tuple[Check, ...]], ...]
    taken: tuple[str, ...]

    @property
    def about(self) -> str:
        """What the finding is about."""
        charged = any(self.finding[key] is not None for key in ("citation", "charge_id", "stage", "act_date"))
        return "The charge" if charged else "The report"

    @property
    def what_if(self) -> bool:
        """The directive does not bind the export."""
        return "bound" in self.finding["assumptions"]


def make_card(finding: Plain) -> Card:
    """The card of one finding (a line of findings.jsonl)."""
    checks = [(c["list"], _check(c)) for c in finding["conditions"]]
    groups = ((title, tuple(c for of, c in checks if of == key)) for key, title in words.LISTS.items())
    return Card(
        finding=finding,
        verdict=words.VERDICTS[finding["verdict"]],
        why=_why(finding),
        missing=tuple(_open(entry, finding["conditions"]) for entry in finding["unknowns"]),
        review=tuple(_says(condition_of(entry), finding["conditions"]) for entry in finding["review"]),
        facts=tuple(_facts(finding)),
        in_force=words.in_force(finding["criteria"]),
        groups=tuple((title, own) for title, own in groups if own),
        taken=(*_assumed(finding), *(words.DERIVED[d] for d in finding["derived"])),
    )


def place(finding: Plain) -> str:
    """The agency and district, as far as the record has them."""
    names = (("agency", finding["agency"]), ("district", finding["district"]))
    return ", ".join(f"{what} {name}" for what, name in names if name)


def person(finding: Plain) -> str:
    """Who the person is in the record: an id, or how else known."""
    if finding["person_id"] is not None:
        return f"person {finding['person_id']}"
    if finding["person_key"] == "name_birth_date":
        return "a person known by name and birth date"
    return "a person whom the record does not identify"


def _why(finding: Plain) -> str:
    if finding["verdict"] == "breach":
        silent = any(
            c["assumed"] is not None and c["list"] in ("requires", "unless") for c in finding["conditions"]
        )
        return (
            f"The record{', with what is taken where it is silent,' * silent} shows everything that the rule "
            "requires and no exception to it, and nothing asks for a second look. That is an apparent breach."
        )
    unknown = named(finding["unknowns"])
    open_in = {c["list"] for c in finding["conditions"] if c["name"] in unknown}
    grounds = {
        "leaves open part of what the rule requires": "requires" in open_in,
        "cannot rule out an exception": "unless" in open_in,
        "holds something that asks a reader to look again": bool(finding["review"]),
    }
    told = words.listed([ground for ground, holds in grounds.items() if holds])
    return f"The record {told}. That makes it a possible breach, for review."


def _check(condition: Plain) -> Check:
    value, assumed, listing = condition["value"], condition["assumed"], condition["list"]
    took = assumed if value is None else value
    return Check(
        name=condition["name"],
        says=condition["says"],
        state={True: "yes", False: "no", None: "unknown"}[value],
        answer=words.ANSWERS[value],
        decides=took is True if listing == "review_if" else took is None and listing != "shows",
        rows=tuple(_row(row) for row in condition["evidence"]),
        notes=tuple(_notes(condition)),
        looked=_looked(condition["searched"]),
    )


def _row(row: Plain) -> Row:
    return Row(
        f"{_source(row['table'], row['file'])}, row {row['row']}",
        tuple(_cell(*cell) for cell in row["cells"].items()),
        (row["table"], row["file"], row["row"]),
    )


@lru_cache(maxsize=200)
def _source(table: str, file: str) -> str:
    """The file, behind its table where its name does not say it."""
    stem = file.rsplit("/", 1)[-1].split(".")[0].lower()
    return file if stem == table else f"{table}: {file}"


def _cell(column: str, content: str | None) -> Cell:
    if content is None:
        return Cell(column, "", "blank")
    told = words.COMPARED.get(content, "") if column in words.COMPARED_COLUMNS else ""
    return Cell(column, content, words.MASKED.get(content, told))


def _notes(condition: Plain) -> Iterable[str]:
    for code in condition["reasons"]:
        yield f"Why it is open: {words.reason(code)}."
    if condition["assumed"] is not None:
        yield f"Where the record is silent, this audit takes it as {'yes' if condition['assumed'] else 'no'}."
    unshown = condition["evidence_total"] - len(condition["evidence"])
    if unshown > 0:
        yield f"And {words.counted(unshown, 'more row')}, not shown here."


def _looked(searched: Sequence[Plain]) -> str:
    """Where the record was searched, with the number of rows; empty where a row speaks for itself."""
    tables = [
        f"{s['table']} ({words.counted(s['rows'], 'row') if s['rows'] else 'no row'})" for s in searched
    ]
    return f"Looked in {words.listed(tables)}." if tables else ""


def _facts(finding: Plain) -> Iterable[tuple[str, str]]:
    stage = finding["stage"]
    done = (
        words.STAGES.get(stage, "the record does not say at what stage")
        if finding["citation"] or stage
        else None
    )
    offense = [
        finding["offense"] and f"read as {finding['offense']}",
        words.CLASSES.get(finding["offense_class"]),
        finding["level"],
    ]
    told = {
        "Charge as exported": finding["citation"],
        "Offense": ", ".join(filter(None, offense)),
        "Stage": done,
        "Day of the act": finding["act_date"],
        "Charge id": finding["charge_id"],
        "Arrest id": finding["arrest_id"],
        "Officer id": finding["officer_id"],
        "Rule binds": words.BINDS[finding["binds"]],
        "Finding": finding["finding_id"],
    }
    return ((label, str(value)) for label, value in told.items() if value)


def _assumed(finding: Plain) -> Iterable[str]:
    values = {c["name"]: c["assumed"] for c in finding["conditions"]}
    for name in finding["assumptions"]:
        if name == "bound":
            yield (
                "What-if: this export is not known to be bound by the directive. The finding says what would "
                "hold if it were."
            )
        else:
            took = {True: ": yes", False: ": no", None: ""}[values.get(name)]
            question = words.QUESTIONS.get(name, words.plain(name)).removesuffix("?")
            yield f"Taken where the record is silent: {question}{took}."


def _open(entry: str, conditions: Sequence[Plain]) -> str:
    """The question of an unknown condition, with the reasons where some are known."""
    name = condition_of(entry)
    reasons = [words.reason(code) for c in conditions if c["name"] == name for code in c["reasons"]]
    question = question_of(name, conditions)
    return f"{question} ({'; '.join(reasons)})" if reasons else question


def question_of(name: str, conditions: Iterable[Plain]) -> str:
    """What is open; for a condition that has no question of its own, the sentence that it says."""
    return words.QUESTIONS.get(name) or _says(name, conditions)


def _says(name: str, conditions: Iterable[Plain]) -> str:
    return next((str(c["says"]) for c in conditions if c["name"] == name), words.plain(name))
