"""What a request for records asks for, worked out from a run: tables, columns, incidents, the law's own sentences.

Only numbers of incidents, their days and the words of the tool go into a letter: no id, no name, no officer, and no
cell of an export but those numbers.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from auditor.errors import Problem, UsageError, nearest
from auditor.records.tables import TABLES
from auditor.reports import words
from auditor.runs.reading import Run
from auditor.schema import validator
from auditor.yamlfile import read_yaml

Plain = Mapping[str, Any]

MOSTLY_BLANK = 0.5
"""The share of blank cells from which a column is asked for."""

MOST_INCIDENTS = 500


def laws() -> list[str]:
    """The names of the laws there are, sorted."""
    names = (f.name for f in _folder().iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def load_law(name: str) -> Plain:
    """A law by its name, or a file of one's own by its path; a `UsageError` with every problem."""
    if name in laws():
        text, where = _folder().joinpath(f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml"
    elif Path(name).is_file():
        text, where = Path(name).read_text(encoding="utf-8", errors="replace"), Path(name).name
    else:
        raise UsageError.at("--law", f"{name!r}", "the name of a law or a file", nearest(name, laws()))
    lined = read_yaml(text, where)
    problems = lined.problems or [
        Problem(
            f"{where}:{lined.line(tuple(e.absolute_path))}", e.message[:200], e.schema.get("description", "")
        )
        for e in validator("law").iter_errors(lined.data)
    ]
    if problems:
        raise UsageError(*problems)
    law: Plain = lined.data
    return law


def letter(run: Run, law: Plain, to: str | None) -> dict[str, Any]:
    """The letter as plain data: what both writers print, in its order."""
    tables = _tables_lacking(run)
    span = run.summary["export"]
    return {
        "to": to,
        "act": law["act"],
        "title": law["title"],
        "period": _period(span),
        "tables": [_table(t, lacking) for t, lacking in tables.items()],
        "columns": [one for one in _columns_blank(run) if one["table"] not in tables],
        "others": _other_needs(run, tables),
        "incidents": incidents(run)[:MOST_INCIDENTS],
        "more": max(0, len(incidents(run)) - MOST_INCIDENTS),
        "instruments": [
            {"authority": pack["authority"], "instrument": pack["instrument"]} for pack in run.packs
        ],
        "places": {
            place: [e for e in law["elements"] if e["place"] == place]
            for place in ("opening", "form", "answer")
        },
    }


def incidents(run: Run) -> list[dict[str, str]]:
    """The incidents that the record leaves open, by number: their day, and what would settle them."""
    open_: dict[tuple[str, str], set[str]] = defaultdict(set)
    days: dict[tuple[str, str], str] = {}
    for one in run.coverage.get("screened") or []:
        key = (str(one["agency"] or ""), str(one["incident_id"]))
        open_[key].add("who was arrested or cited, for which offense, and who had reported?")
        days[key] = str(one["report_date"] or "")
    for finding in run.findings:
        if finding["verdict"] == "possible":
            key = (str(finding["agency"] or ""), str(finding["incident_id"]))
            open_[key] |= {q for q in map(_question, finding["unknowns"]) if q}
            days.setdefault(key, str(finding["act_date"] or ""))
    return [
        {"agency": agency, "number": number, "day": days[agency, number], "open": " ".join(sorted(asked))}
        for (agency, number), asked in sorted(open_.items())
        if asked
    ]


def _question(unknown: str) -> str:
    question = words.QUESTIONS.get(unknown.partition(" ")[0], "")
    return question[:1].upper() + question[1:]


def _folder() -> Any:
    return files("auditor.reports").joinpath("laws")


def _period(export: Plain) -> str:
    first, last = export.get("first_report"), export.get("last_report")
    return f"{first} to {last}" if first and last else "the whole time for which records are held"


def _tables_lacking(run: Run) -> dict[str, list[str]]:
    """The tables that rules wait for, with those rules, in the order of the contract."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for rule, need in _needs(run):
        if need in TABLES:
            waiting[need].append(rule)
    if "charges" in waiting:
        waiting["arrests"] += waiting["charges"]
    return {t: sorted(set(waiting[t])) for t in TABLES if t in waiting}


def _other_needs(run: Run, tables: Iterable[str]) -> list[str]:
    """What rules wait for besides whole tables, in words."""
    needs = {need for _, need in _needs(run) if need not in tables}
    return sorted(words.need(need) for need in needs if not need.startswith("citations of "))


def _needs(run: Run) -> list[tuple[str, str]]:
    return [
        (str(rule["rule"]), str(need))
        for policy in run.coverage["policies"]
        for rule in policy["rules"]
        for need in rule["missing"]
    ]


def _fields() -> list[dict[str, str]]:
    with _folder().joinpath("fields.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(table: str, rules: list[str]) -> dict[str, Any]:
    asked = [field["ask"] for field in _fields() if field["table"] == table]
    return {"name": words.TABLES[table], "fields": asked, "rules": rules}


def _columns_blank(run: Run) -> list[dict[str, Any]]:
    """Columns that the export has not, or leaves blank in half of its rows or more."""
    found = []
    for field in _fields():
        told = run.coverage["tables"].get(field["table"])
        column = told and told["columns"].get(field["column"])
        if column and (not column["present"] or (column["null_share"] or 0) >= MOSTLY_BLANK):
            share = (
                "not given"
                if not column["present"]
                else f"blank in {column['null_share'] * 100:.0f} % of rows"
            )
            found.append(
                {
                    "table": field["table"],
                    "of": words.TABLES[field["table"]],
                    "ask": field["ask"],
                    "now": share,
                }
            )
    return found
