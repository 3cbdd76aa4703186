"""What a request for records asks for, worked out from a run: tables, columns, incidents, the law's own sentences.

Only numbers of incidents, their days and the words of the tool go into a letter: no id, no name, no officer, and no
cell of an export but those numbers.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.records.tables import TABLES
from auditor.reports import words
from auditor.reports.datafiles import folder, load
from auditor.runs.reading import Run

Plain = Mapping[str, Any]

MOSTLY_BLANK = 0.5
"""The share of blank cells from which a column is asked for."""

MOST_INCIDENTS = 500


def load_law(name: str) -> Plain:
    """A law by its name, or a file of one's own by its path; a `UsageError` with every problem."""
    return load("laws", "law", "--law", name)


def letter(run: Run, law: Plain, to: str | None) -> dict[str, Any]:
    """The letter as plain data: what both writers print, in its order."""
    needs, fields, open_ = _needs(run), _fields(), incidents(run)
    tables = _tables_lacking(needs)
    return {
        "to": to,
        "act": law["act"],
        "period": _period(run.summary["export"]),
        "tables": [_table(table, fields) for table in tables],
        "columns": _columns_blank(run, [f for f in fields if f["table"] not in tables]),
        "others": _other_needs(needs, tables),
        "incidents": open_[:MOST_INCIDENTS],
        "more": max(0, len(open_) - MOST_INCIDENTS),
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
    for finding in run.findings.heads:
        if finding["verdict"] == "possible":
            key = (str(finding["agency"] or ""), str(finding["incident_id"]))
            open_[key] |= {q for q in map(_question, finding["unknowns"]) if q}
            days.setdefault(key, str(finding["act_date"] or ""))
    return [
        {"number": key[1], "day": days[key], "open": " ".join(sorted(asked))}
        for key, asked in sorted(open_.items())
        if asked
    ]


def _question(unknown: str) -> str:
    question = words.QUESTIONS.get(unknown.partition(" ")[0], "")
    return question[:1].upper() + question[1:]


def _period(export: Plain) -> str:
    first, last = export.get("first_report"), export.get("last_report")
    return f"{first} to {last}" if first and last else "the whole time for which records are held"


def _needs(run: Run) -> set[str]:
    return {
        need for policy in run.coverage["policies"] for rule in policy["rules"] for need in rule["missing"]
    }


def _tables_lacking(needs: set[str]) -> list[str]:
    """The tables that rules wait for, in the order of the contract; charges are of use with their arrests."""
    asked = needs | {"arrests"} if "charges" in needs else needs
    return [table for table in TABLES if table in asked]


def _other_needs(needs: set[str], tables: Sequence[str]) -> list[str]:
    """What rules wait for besides whole tables, in words."""
    others = needs - set(tables)
    return sorted(words.need(need) for need in others if not need.startswith("citations of "))


def _fields() -> list[dict[str, str]]:
    with folder("laws").joinpath("fields.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(table: str, fields: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {"name": words.TABLES[table], "fields": [f["ask"] for f in fields if f["table"] == table]}


def _columns_blank(run: Run, fields: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Of these columns, those that the export has not, or leaves blank in half of its rows or more."""
    found = []
    for field in fields:
        told = run.coverage["tables"].get(field["table"])
        column = told and told["columns"].get(field["column"])
        now = _blank(column) if column else ""
        if now:
            found.append({"of": words.TABLES[field["table"]], "ask": field["ask"], "now": now})
    return found


def _blank(column: Plain) -> str:
    """How a column is lacking, in words; empty where it is not."""
    if not column["present"]:
        return "not given"
    share = column["null_share"] or 0
    return f"blank in {share * 100:.0f} % of rows" if share >= MOSTLY_BLANK else ""
