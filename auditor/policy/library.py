"""Packs by id or by folder: read, checked as a whole, and made."""

from __future__ import annotations

import hashlib
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from auditor.errors import PackError, Problem, nearest
from auditor.policy.checks import check_pack
from auditor.policy.conditions import parse
from auditor.policy.listfile import read_list
from auditor.policy.offenses import OffenseList
from auditor.policy.pack import Bound, Clause, Condition, Pack, Rule, Span, Untested
from auditor.policy.shelf import available, shelf
from auditor.yamlfile import Lined, read_yaml

LARGEST = 4 << 20
LISTS = ("requires", "unless", "review_if", "shows")


def load_pack(name: str | Path, *, check_built_in: bool = False) -> Pack:
    """A built-in pack by its id, or a pack folder by its path.

    The tests of the package check its built-in packs, so that they are not checked at every start unless asked for.
    Raises PackError with every problem of the pack, each with file and line.
    """
    if str(name) in available():
        return _load(shelf().joinpath(str(name)), check=check_built_in)
    folder = Path(name)
    if not folder.joinpath("pack.yaml").is_file():
        raise PackError.at(
            str(name), "no such pack", "a built-in pack, or a folder with a pack.yaml",
            nearest(str(name), available()),
        )  # fmt: skip
    return _load(folder, check=True)


def read_text(name: str | Path, file: str) -> str | None:
    """A file of a pack, named by the pack's id or folder; None where it has none that can be read."""
    folder: Traversable = shelf().joinpath(str(name)) if str(name) in available() else Path(name)
    problems: list[Problem] = []
    text = _text(folder, file, problems)
    return None if problems else text


def _load(folder: Traversable, *, check: bool) -> Pack:
    problems: list[Problem] = []
    texts = {name: _text(folder, name, problems) for name in ("pack.yaml", "offenses.csv")}
    lined = read_yaml(texts["pack.yaml"], "pack.yaml")
    problems += lined.problems
    rows = read_list(texts["offenses.csv"], problems)
    if check and (not problems or lined.data is not None):
        problems += check_pack(lined)
    if problems:
        raise PackError(*problems)
    digest = hashlib.sha256(b"\0".join(texts[n].encode() for n in sorted(texts))).hexdigest()
    return _pack(lined, OffenseList(rows, lined.data["parameters"]["open_ended"]), digest)


def _text(folder: Traversable, name: str, problems: list[Problem]) -> str:
    try:
        data = folder.joinpath(name).read_bytes()
        if len(data) > LARGEST:
            raise ValueError
        return data.decode("utf-8")
    except FileNotFoundError:
        problems.append(Problem(name, "missing", "a pack holds pack.yaml and offenses.csv"))
    except (OSError, ValueError):
        problems.append(Problem(name, "cannot be read", f"UTF-8 text of at most {LARGEST} bytes"))
    return ""


def _pack(lined: Lined, offenses: OffenseList, digest: str) -> Pack:
    data = lined.data
    clauses = {c["id"]: Clause(c["id"], c["text"], c["source"], c["confidence"]) for c in data["clauses"]}
    parameters = {**data["parameters"]}
    for days in ("nexus_days", "lead_window_days"):
        parameters[days] = int(parameters[days])
    return Pack(
        id=data["id"],
        title=data["title"],
        version=data["version"],
        authority=data["authority"],
        instrument=data["instrument"],
        bound=Bound(tuple(data["bound"]["jurisdictions"]), data["bound"]["authorities"]),
        span=_span(data["span"]),
        parameters=parameters,
        clauses=tuple(clauses.values()),
        caveats=tuple(data["caveats"]),
        untested=tuple(Untested(u["what"], u["why"]) for u in data["untested"]),
        offenses=offenses,
        rules=tuple(_rule(rule, data["conditions"], clauses) for rule in data["rules"]),
        digest=digest,
    )


def _rule(data: dict[str, Any], conditions: dict[str, Any], clauses: dict[str, Clause]) -> Rule:
    lists = {
        name: tuple(_condition(name, item, conditions, data["act"]) for item in data.get(name) or ())
        for name in LISTS
    }
    return Rule(
        id=data["id"],
        title=data["title"],
        binds=data["binds"],
        each=data["each"],
        clause=clauses[data["clause"]],
        needs=tuple(data.get("needs") or ()),
        span=_span(data["span"]) if data.get("span") else None,
        **lists,
    )


def _condition(in_list: str, item: str | dict[str, Any], conditions: dict[str, Any], act: str) -> Condition:
    name = item if isinstance(item, str) else item["condition"]
    taken = None if isinstance(item, str) else item["when_unknown"]
    told = conditions[name]
    says = {True: told["says"]["true"], False: told["says"]["false"], None: told["says"]["unknown"]}
    return Condition(in_list, name, parse(told["if"]), says, taken, name == act)


def _span(data: dict[str, Any]) -> Span:
    days = {name: date.fromisoformat(day) if day else None for name, day in data.items()}
    first = days.pop("from")
    assert first is not None  # noqa: S101 - the schema requires it
    return Span(first, **days)
