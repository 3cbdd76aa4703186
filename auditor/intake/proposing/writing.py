"""A draft as the text of a mapping, each line with its confidence and its reason, ready to be edited."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from auditor.intake.proposing.drafting import Proposal
from auditor.intake.proposing.judging import Line
from auditor.intake.proposing.shapes import Draft
from auditor.records.tables import TABLES

SCHEMA = "mapping.schema.json"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_<>/()%.-]*(?: [A-Za-z0-9_<>/()%.-]+)*")
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"))


def written(proposal: Proposal, name: str, about: Iterable[str]) -> str:
    """The mapping of this name as YAML; `about` are sentences for its head."""
    lines = [f"# yaml-language-server: $schema={SCHEMA}"]
    lines += [f"# {_one_line(sentence)}" for sentence in about]
    lines += [f"name: {name}"]
    if proposal.state:
        lines += [f"jurisdiction: US-{proposal.state}  # 0.80 medium: a column tells the state; add the city"]
    lines += ["", "tables:"]
    for table, drafts in groupby(proposal.drafts, key=lambda d: d.table):
        lines += _table(table, list(drafts))
    lines += _left(proposal)
    return "\n".join(lines) + "\n"


def _table(table: str, drafts: Sequence[Draft]) -> list[str]:
    lines = [f"  {table}:"]
    for one in drafts:
        body = _source(one)
        if len(drafts) == 1:
            lines += [f"    {line}" for line in body]
        else:
            lines += [f"    - {body[0]}", *(f"      {line}" for line in body[1:])]
    found = {line.column for one in drafts for line in one.lines}
    missing = [name for name in TABLES[table].names if name not in found]
    return [*lines, f"    # not found: {', '.join(missing)}", ""] if missing else [*lines, ""]


def _source(one: Draft) -> list[str]:
    lines = [f"file: {flow(one.file[0] if len(one.file) == 1 else one.file)}"]
    if one.note:
        lines += [f"# {_one_line(one.note)}"]
    system = next((line.system for line in one.lines if line.system), None)
    if system:
        lines += [f"system: {system}"]
    if one.sideways:
        lines += [f"sideways: {flow(one.sideways)}"]
    lines += [f"split: {flow(split)}" for split in [_splits(one)] if split]
    if one.distinct:
        lines += ["distinct: true"]
    if one.keep:
        lines += ["keep:", *(f"  - {flow(kept)}" for kept in one.keep)]
    return [*lines, "columns:", *(text for line in one.lines for text in _line(line))]


def _splits(one: Draft) -> list[dict[str, Any]]:
    """The columns with several values in a cell, those with the same separator side by side."""
    marks: dict[str, list[str]] = {}
    for line in one.lines:
        if line.mark:
            marks.setdefault(line.mark, []).extend(line.sources)
    return [{"columns": of, "at": mark} for mark, of in marks.items()]


def _line(line: Line) -> list[str]:
    why = f"{line.confidence:.2f} {_sure(line.confidence)}: {_one_line(line.reason)}"
    values = line.cell.get("values", {}) if isinstance(line.cell, dict) else {}
    if len(values) < 3:
        return [f"  {line.column}: {flow(line.cell)}  # {why}"]
    rest = [f"    {key}: {flow(value)}" for key, value in line.cell.items() if key != "values"]
    said = [f"      {flow(old)}: {flow(new)}" for old, new in values.items()]
    return [f"  {line.column}:  # {why}", *rest, "    values:", *said]


def _sure(confidence: float) -> str:
    return "high" if confidence >= 0.9 else "medium" if confidence >= 0.75 else "low"


def _left(proposal: Proposal) -> list[str]:
    """The columns that nothing was found for, as comments."""
    lines = []
    for of in proposal.files:
        own = [d for d in proposal.drafts if d.file == ["*"] or set(d.file) & set(of.stems)]
        used = {name for d in own for name in d.used} | {
            name.replace("<n>", number) for d in own for name in d.used for number in d.sideways
        }
        used |= {str(kept["column"]) for d in own for kept in d.keep if "column" in kept}
        left = [p for p in of.profiles if p.name not in used]
        if left:
            lines += [f"# Columns of {_one_line(of.stems[0])} that nothing was found for:"]
            lines += [f"#   {_one_line(p.header)}: {_about(p.filled, p.rows, len(p.counted))}" for p in left]
    if proposal.without_number:
        names = ", ".join(map(_one_line, proposal.without_number))
        lines += [f"# Files without the number of an incident, which a `join` may look things up in: {names}"]
    return lines


def _about(filled: int, rows: int, distinct: int) -> str:
    return f"{filled:,} of {rows:,} rows, {distinct:,} distinct" if filled else "blank in every row"


# ── YAML ───────────────────────────────────────────────────────────────────────────────────────────────────


def flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in inner) + '"'


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
