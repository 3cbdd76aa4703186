"""Trying a pack on its own cases: each is audited, and what was found is held against what must be found.

Cases are told apart by their agency and incident numbers, so that many can be audited as one export. Those
whose answer depends on the export as a whole (which tables it has, whether anybody is named, what days a log
covers) share one only with cases that are alike in that.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.api import Options, audit
from auditor.judging.packed import Finding
from auditor.policy.cases import Case, Tables
from auditor.policy.pack import Pack

KEYS = ("rule", "verdict", "incident_id", "charge_id", "person_id")


@dataclass(frozen=True)
class Failure:
    """A case that is not as it must be: what was expected and what came, in words."""

    case: Case
    expected: str
    found: str


def try_cases(pack: Pack, cases: Sequence[Case]) -> list[Failure]:
    """Audit every case under `pack`; a missing finding and an unexpected one both fail. In the cases' order."""
    found: dict[int, list[Finding]] = defaultdict(list)
    for complete, numbered in _batches(cases):
        for finding in _audit(pack, complete, numbered):
            found[int(str(finding["incident_id"]).partition("~")[0])].append(finding)
    told = (_held_against(case, found[i]) for i, case in enumerate(cases))
    return [failure for failure in told if failure is not None]


def _batches(cases: Sequence[Case]) -> Iterable[tuple[tuple[str, ...], list[tuple[int, Tables]]]]:
    alike: dict[tuple[object, ...], list[tuple[int, Tables]]] = defaultdict(list)
    for i, case in enumerate(cases):
        alike[_nature(i, case)].append((i, case.tables))
    for (complete, *_), numbered in alike.items():
        yield complete, numbered  # type: ignore[misc]


def _nature(number: int, case: Case) -> tuple[object, ...]:
    """What must be alike for two cases to share an export; a case whose log tells its own days shares with none."""
    tables = {table for table, rows in case.tables.items() if rows}
    columns = frozenset((t, c) for t in tables for row in case.tables[t] for c, cell in row.items() if cell)
    named = any(c in ("person_id", "name") for _, c in columns)
    stages = frozenset(row.get("stage") for row in case.tables.get("charges", ()))
    alone = {"evidence", "referrals"} & tables - set(case.complete) or "training" in tables
    return (tuple(sorted(case.complete)), frozenset(tables), named, stages, number if alone else None)


def _audit(pack: Pack, complete: tuple[str, ...], numbered: list[tuple[int, Tables]]) -> list[Finding]:
    with tempfile.TemporaryDirectory(prefix="auditor-cases-") as folder:
        merged: Tables = defaultdict(list)
        for number, tables in numbered:
            for table, rows in _apart(number, tables).items():
                merged[table] += rows
        for table, rows in merged.items():
            _write(Path(folder) / f"{table}.csv", rows)
        options = Options(jurisdiction=pack.bound.jurisdictions[0], complete=complete, max_rejected=1.0)
        return list(audit(folder, [pack], mapping="canonical", options=options).finding_list)


def _apart(number: int, tables: Tables) -> Tables:
    """The tables with incident numbers and agencies of this case alone."""
    held = {row.get("incident_id") for row in tables.get("incidents", ())}
    own: Tables = {}
    for table, rows in tables.items():
        own[table] = [dict(row) for row in rows]
        for row in own[table]:
            if table == "training":
                continue
            agency = row.get("agency")
            if agency or table == "incidents" or row.get("incident_id") not in held:
                row["agency"] = f"{number}~{agency or ''}"
            for key in ("incident_id", "source_incident_id"):
                if row.get(key):
                    row[key] = f"{number}~{row[key]}"
    return own


def _write(path: Path, rows: Sequence[dict[str, str | None]]) -> None:
    columns = sorted({c for row in rows for c in row})
    if not columns:
        return
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns)
        writer.writeheader()
        writer.writerows(rows)


def _held_against(case: Case, found: Sequence[Finding]) -> Failure | None:
    if case.also is None:
        verdicts = {str(f["verdict"]) for f in found if f["rule"] == case.rule} or {"none"}
        if verdicts == {case.verdict}:
            return None
        return Failure(case, f"{case.rule} {case.verdict}", f"{case.rule} {' and '.join(sorted(verdicts))}")
    expected = [dict(f) for f in case.also]
    if case.verdict != "none":
        expected.append({"rule": case.rule, "verdict": case.verdict})
    rest = [{k: _told(f[k]) for k in KEYS} for f in found]
    missing = []
    for wanted in sorted(expected, key=len, reverse=True):
        met = next((f for f in rest if wanted.items() <= f.items()), None)
        if met is None:
            missing.append(wanted)
        else:
            rest.remove(met)
    if not missing and not rest:
        return None
    return Failure(case, _words(missing) or "nothing more", _words(rest) or "nothing of it")


def _told(value: object) -> str:
    return str(value or "").partition("~")[2] or str(value or "")


def _words(findings: Iterable[dict[str, str]]) -> str:
    told = Counter(" ".join(f[k] for k in KEYS if f.get(k)) for f in findings)
    return ", ".join(f"{what} ×{n}" if n > 1 else what for what, n in sorted(told.items()))
