"""Coverage and manifest without what an export wrote into them: values, citations, file names, digests of files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditor.intake.mapping_file import built_in_names
from auditor.reports.audiences import closed
from auditor.reports.audiences.pseudonyms import Pseudonyms
from auditor.runs.reading import Run

Plain = Mapping[str, Any]

VALUES = ("unrecognised", "vague", "unreadable")
ANOTHER_REASON = "another reason"
OWN_MAPPING = "a mapping of its own"

_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")
_LOST = re.compile(r"(.*): ([\d,]+ of [\d,]+ rows rejected)", re.DOTALL)
_FAILED = re.compile(r"\S+ \S+ failed: [A-Za-z]+")


def labels(run: Run) -> set[str]:
    """Every file name in a run."""
    files = [*run.manifest["inputs"], *run.manifest.get("originals", ())]
    files += [*run.coverage["files"], *run.coverage["files_not_read"]]
    columns = (c for t in run.coverage["tables"].values() for c in t["columns"].values())
    ordered = (name for c in columns for order in c.get("date_order", ()) for name in order["files"])
    shown = (row["file"] for f in run.findings for c in f["conditions"] for row in c["evidence"])
    return {*(file["file"] for file in files), *ordered, *shown}


# ── Coverage ───────────────────────────────────────────────────────────────────────────────────────────────


def oversight_coverage(coverage: Plain, names: Pseudonyms) -> dict[str, Any]:
    """The coverage with counts alone where values stood; files by number, screened incidents by pseudonym."""
    screened = coverage["screened"]
    return {
        **coverage,
        "files": [_file(file, names) for file in coverage["files"]],
        "files_not_read": [
            {"file": names.file(file["file"]), "why": "the reason is left out"}
            for file in coverage["files_not_read"]
        ],
        "tables": {
            table: {**told, "columns": {c: _column(of, names) for c, of in told["columns"].items()}}
            for table, told in coverage["tables"].items()
        },
        "citations": _citations(coverage["citations"]),
        "screened": None if screened is None else _screened(screened, names),
        "failed": [_failure(text, names) for text in coverage["failed"]],
    }


def _file(file: Plain, names: Pseudonyms) -> dict[str, Any]:
    told = {**file, "file": names.file(file["file"])}
    if "form" in file:
        told["form"] = {key: value for key, value in file["form"].items() if key != "repeated_columns"}
    told |= {key: _reasons(file[key]) for key in ("rejected", "set_aside")}
    if "no_record" in file:
        told["no_record"] = {table: _reasons(counts) for table, counts in file["no_record"].items()}
    return told


def _reasons(counts: Mapping[str, int]) -> dict[str, int]:
    """Rows by reason, where the reason is a word of the program or of a mapping."""
    told: Counter[str] = Counter()
    for reason, rows in counts.items():
        told[reason if _CODE.fullmatch(reason) else ANOTHER_REASON] += rows
    return dict(sorted(told.items()))


def _column(column: Plain, names: Pseudonyms) -> dict[str, Any]:
    told = {**column, **{key: _alone(column[key]) for key in VALUES if key in column}}
    if "date_order" in column:
        told["date_order"] = [
            {**order, "files": [names.file(name) for name in order["files"]]}
            for order in column["date_order"]
        ]
    return told


def _alone(values: Sequence[Plain]) -> list[dict[str, Any]]:
    """The rows behind some values, under null as for values that are not listed."""
    rows = sum(value["count"] for value in values)
    return [{"value": None, "count": rows}] if rows else []


def _citations(citations: Plain) -> dict[str, Any]:
    """Texts that were not read by reason, and sections outside the tables, none of them as written."""
    unread: Counter[str] = Counter()
    for citation in citations["unreadable"]:
        unread[citation["why"]] += citation["count"]
    outside = sum(citation["count"] for citation in citations["outside_tables"])
    hidden = {"citation": closed.WITHHELD}
    return {
        "unreadable": [{**hidden, "why": why, "count": rows} for why, rows in sorted(unread.items())],
        "outside_tables": [{**hidden, "offense": closed.WITHHELD, "count": outside}] if outside else [],
    }


def _screened(incidents: Iterable[Plain], names: Pseudonyms) -> list[dict[str, Any]]:
    told = [
        {
            **one,
            "agency": names.place("agency", one["agency"]),
            "incident_id": names.of("incident", one["incident_id"]),
            "district": names.place("district", one["district"]),
            "offenses": sorted(map(_offense, one["offenses"]), key=lambda o: (o["citation"], str(o))),
        }
        for one in incidents
    ]
    return sorted(told, key=lambda one: (one["policy"], one["report_date"] or "", one["incident_id"]))


def _offense(offense: Plain) -> dict[str, Any]:
    read = [closed.citation(offense[key]) for key in ("offense", "citation") if offense[key]]
    shown = next(filter(None, read), None)
    return {**offense, "citation": shown or closed.WITHHELD, "offense": shown, "description": None}


def _failure(text: str, names: Pseudonyms) -> str:
    lost = _LOST.fullmatch(text)
    if lost:
        return f"{names.file(lost[1])}: {lost[2]}"
    return text if _FAILED.fullmatch(text) else "a part of the audit is incomplete"


def public_coverage(coverage: Plain, incidents: int | None) -> dict[str, Any]:
    """The coverage without a count of a row: which tables, columns and rules there were, and what was missing."""
    columns = {"nulls": None, "null_share": None}
    return {
        "schema": coverage["schema"],
        "files": [],
        "files_not_read": [],
        "tables": {
            table: {
                "rows": None,
                "columns": {c: {"present": of["present"], **columns} for c, of in told["columns"].items()},
            }
            for table, told in coverage["tables"].items()
        },
        "citations": {"unreadable": [], "outside_tables": []},
        "policies": [
            {
                **policy,
                "rules": [{k: rule[k] for k in ("rule", "auditable", "missing")} for rule in policy["rules"]],
            }
            for policy in coverage["policies"]
        ],
        "people": {
            name: value if name in ("person_id_scope", "screening") else None
            for name, value in coverage["people"].items()
        },
        "failed": ["Rows were rejected, or a rule failed"] if coverage["failed"] else [],
        "logs": {
            name: {**log, **{day: log[day] and log[day][:7] for day in ("from", "to")}}
            for name, log in coverage["logs"].items()
        },
        "incidents": {"distinct": incidents, "several_reports": None, "disagreeing": {}},
        "screened": None if coverage["screened"] is None else [],
    }


# ── Manifest ───────────────────────────────────────────────────────────────────────────────────────────────


def oversight_manifest(manifest: Plain, names: Pseudonyms) -> dict[str, Any]:
    """The manifest without who, where and when; digests of files re-keyed, since a short file can be guessed.

    What is not known here is left out, so that a new entry of the manifest does not leave the house unseen.
    """
    told = _public_parts(manifest)
    for key in ("inputs", "originals"):
        if key in manifest:
            told[key] = [_input(one, names) for one in manifest[key]]
    files = {name: names.key.digest("digest", digest) for name, digest in manifest.get("files", {}).items()}
    return {**told, "files": files, "run": {}, "made_for": {"key_id": names.key.id}}


def public_manifest(manifest: Plain, made_for: Plain) -> dict[str, Any]:
    """The manifest without a file, and without who, where and when."""
    return {**_public_parts(manifest), "inputs": [], "files": {}, "run": {}, "made_for": made_for}


def _public_parts(manifest: Plain) -> dict[str, Any]:
    known = ("schema", "tool", "schemas", "packs", "options")
    told = {key: manifest[key] for key in known if key in manifest}
    return {**told, "mapping": {**manifest["mapping"], "name": mapping_name(manifest["mapping"]["name"])}}


def mapping_name(name: str) -> str:
    """The name of a built-in mapping; any other is the name of a file, and may hold anything."""
    return name if name in built_in_names() else OWN_MAPPING


def _input(one: Plain, names: Pseudonyms) -> dict[str, Any]:
    digest = names.key.digest("digest", one["sha256"])
    return {"file": names.file(one["file"]), "size": one["size"], "sha256": digest}
