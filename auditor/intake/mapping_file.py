"""Mappings from YAML: the built-in ones by name, a user's own by path, every problem told at once."""

from __future__ import annotations

import hashlib
import re
import zoneinfo
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema

from auditor.errors import ExportError, Problem, nearest
from auditor.intake import mapping as m
from auditor.records.codes import CODES, fold_code
from auditor.records.tables import TABLES, Column
from auditor.schema import validator
from auditor.yamlfile import Lined, read_yaml

LARGEST = 1 << 20
DIRECTIVES = frozenset("YymdHIMSpbBjfTFezR.3569#:")


def built_in_names() -> list[str]:
    """The names of the built-in mappings, sorted."""
    return sorted(f.name.removesuffix(".yaml") for f in _folder().iterdir() if f.name.endswith(".yaml"))


def load_mapping(name: str | Path) -> m.Mapping:
    """A built-in mapping by its name, or a mapping file by its path.

    Raises ExportError with every problem of the file, each with its line.
    """
    if str(name) in built_in_names():
        return _load(_folder().joinpath(f"{name}.yaml").read_bytes(), f"{name}.yaml")
    path = Path(name)
    if not path.is_file():
        hint = nearest(str(name), built_in_names())
        raise ExportError.at(str(name), "no such mapping", "a built-in mapping or a mapping file", hint)
    if path.stat().st_size > LARGEST:
        raise ExportError.at(str(name), "too large for a mapping", f"at most {LARGEST} bytes")
    return _load(path.read_bytes(), path.name)


def _folder() -> Any:
    return files("auditor.intake").joinpath("mappings")


def _load(data: bytes, name: str) -> m.Mapping:
    try:
        lined = read_yaml(data.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        raise ExportError.at(name, "bytes that are not UTF-8", "YAML in UTF-8") from error
    problems = lined.problems or list(_against_schema(lined, name))
    if not problems:
        problems = list(_meanings(lined, name))
    if problems:
        raise ExportError(*problems)
    return _mapping(lined.data, name, hashlib.sha256(data).hexdigest())


# ── What is wrong ──────────────────────────────────────────────────────────────────────────────────────────


def _against_schema(lined: Lined, name: str) -> Iterator[Problem]:
    for error in sorted(validator("mapping").iter_errors(lined.data), key=lambda e: str(e.absolute_path)):
        yield from _problems(error, lined, name)


def _problems(error: jsonschema.ValidationError, lined: Lined, name: str) -> Iterator[Problem]:
    """An error of the schema in words; one of several choices by the choice that fits the value's type."""
    if error.validator in ("oneOf", "anyOf") and error.context:
        branches: dict[object, list[jsonschema.ValidationError]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        fitting = [b for b in branches.values() if not any(_wrong_kind(e, error) for e in b)]
        for inner in min(fitting, key=len, default=[]):
            yield from _problems(inner, lined, name)
        if fitting:
            return
    rule: Any = error.schema
    found: Any = error.instance
    where = f"{name}:{lined.line(tuple(error.absolute_path))}"
    if error.validator == "additionalProperties":
        known = rule.get("properties", {})
        for key in sorted(set(found) - set(known)):
            line = lined.line((*error.absolute_path, key))
            yield Problem(f"{name}:{line}", f"the key {key!r}", "a known key", nearest(key, known))
    elif error.validator == "required":
        missing = [k for k in rule["required"] if k not in found]
        yield Problem(where, "the key " + ", ".join(map(repr, missing)) + " is missing")
    else:
        path = ".".join(map(str, error.absolute_path)) or "the mapping"
        yield Problem(where, f"{path}: {error.message[:200]}", str(rule.get("description", ""))[:200])


def _wrong_kind(inner: jsonschema.ValidationError, outer: jsonschema.ValidationError) -> bool:
    """Whether a choice fails at the value itself: another type, or a key that marks the choice is missing."""
    return inner.absolute_path == outer.absolute_path and inner.validator in ("type", "required", "const")


def _meanings(lined: Lined, name: str) -> Iterator[Problem]:
    """What the schema cannot say: words of code lists, forms of dates, days, time zones."""

    def at(*path: str | int) -> str:
        return f"{name}:{lined.line(path)}"

    zone = lined.data.get("time_zone")
    if zone and zone not in zoneinfo.available_timezones():
        yield Problem(at("time_zone"), f"{zone!r}", "a time zone", "As America/Los_Angeles.")
    for path, value in _leaves(lined.data, ()):
        where = at(*path)
        if path[-2:-1] == ("birth_dates",) or (
            path[0] in ("complete", "covers") and path[-1] in ("from", "to")
        ):
            yield from _day(value, where)
        elif "formats" in path:
            unknown = sorted(set(re.findall(r"%(.)", value)) - DIRECTIVES)
            if unknown:
                yield Problem(where, f"%{unknown[0]} in a date format", "the notation of strftime")
        elif path[0] == "tables" and (path[-1] == "constant" or "values" in path[:-1]):
            yield from _code(_record_column(path), value, where)


def _leaves(data: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if items is None:
        yield path, data
        return
    for key, value in items:
        yield from _leaves(value, (*path, key))


def _record_column(path: tuple[str | int, ...]) -> Column:
    return TABLES[str(path[1])].column(str(path[path.index("columns") + 1]))


def _code(column: Column, value: Any, where: str) -> Iterator[Problem]:
    if column.codes and value is not None and not isinstance(fold_code(_word(value), column.codes), str):
        known = CODES[column.codes]
        yield Problem(where, f"{value!r} for {column.name}", "a word of its list", nearest(str(value), known))


def _day(value: str, where: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(value)
    except ValueError:
        yield Problem(where, f"{value!r}", "a day as 2018-03-04")


# ── From plain data to a mapping ───────────────────────────────────────────────────────────────────────────


def _mapping(data: dict[str, Any], name: str, sha256: str) -> m.Mapping:
    unknown = _words(data.get("unknown", ()))
    clauses = [_clause(t, c, unknown) for t, said in data["tables"].items() for c in _many(said)]
    no_one = data.get("no_one", {})
    return m.Mapping(
        name=data["name"],
        title=data.get("title", data["name"]),
        where=name,
        sha256=sha256,
        clauses=tuple(clauses),
        signs=tuple(_sign(s) for s in data.get("recognise", ())),
        notes=tuple(data.get("notes", ())),
        jurisdiction=data.get("jurisdiction"),
        person_id_scope=data.get("person_id_scope", "export"),
        time_zone=data.get("time_zone"),
        complete={log: _span(said) for log, said in data.get("complete", {}).items()},
        covers={log: _days(said) for log, said in data.get("covers", {}).items()},
        unknown=unknown,
        no_one=m.NoOne(
            tuple(no_one.get("names", ())),
            _words(no_one.get("person_ids", ())),
            tuple(map(date.fromisoformat, no_one.get("birth_dates", ()))),
        ),
    )


def _many(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(values: Any) -> tuple[str, ...]:
    return tuple(map(_word, values))


def _patterns(said: Any) -> tuple[str, ...]:
    return tuple(pattern.lower() for pattern in _many(said))


def _column(name: str) -> str:
    return name.strip().lower()


def _sign(said: dict[str, Any]) -> m.Sign:
    return m.Sign(_patterns(said["file"]), _look(said))


def _look(said: dict[str, Any]) -> m.Look:
    return m.Look(*(tuple(map(_column, said.get(key, ()))) for key in ("columns", "any_of", "lists")))


def _span(said: Any) -> m.Span | None:
    return None if said is True else _days(said)


def _days(said: Any) -> m.Span:
    ends = [date.fromisoformat(said[k]) if k in said else None for k in ("from", "to")]
    return m.Span(*ends)


def _clause(table: str, said: dict[str, Any], unknown: tuple[str, ...]) -> m.Clause:
    columns = said.get("columns")
    return m.Clause(
        table=table,
        file=_patterns(said["file"]),
        columns={name: _cell(cell) for name, cell in columns.items()} if columns else None,
        join=tuple(map(_join, said.get("join", ()))),
        keep=tuple(map(_keep, said.get("keep", ()))),
        system=said.get("system"),
        having=_look(said.get("having", {})),
        each=_column(said["each"]) if "each" in said else None,
        sideways=_words(said.get("sideways", ())),
        split=tuple(map(_split, said.get("split", ()))),
        distinct=said.get("distinct", False),
        unknown=unknown,
    )


def _keep(said: dict[str, Any]) -> m.Keep:
    filled = said.get("any_filled")
    test = m.Filled(tuple(map(_column, _many(filled)))) if filled else _test(said)
    return m.Keep(test, said["reason"])


def _split(said: dict[str, Any]) -> m.Split:
    return m.Split(tuple(map(_column, _many(said["columns"]))), tuple(_many(said["at"])))


def _test(said: dict[str, Any]) -> m.Test:
    among = said.get("in") or said["not_in"]
    return m.Test(_column(said["column"]), _words(among), "not_in" in said)


def _join(said: dict[str, Any]) -> m.Join:
    by = said["by"] if isinstance(said["by"], dict) else {said["by"]: said["by"]}
    return m.Join(
        _patterns(said["file"]),
        {_column(ours): _column(theirs) for ours, theirs in by.items()},
        {_column(new): _column(theirs) for new, theirs in said["take"].items()},
        said.get("each_row", False),
        said.get("required", False),
    )


def _cell(said: Any) -> m.FromColumn | m.Constant | m.FirstOf | m.Together | m.Relations:
    if isinstance(said, dict) and "first_of" in said:
        return m.FirstOf(tuple(_plain_cell(cell) for cell in said["first_of"]))
    if isinstance(said, dict) and "together" in said:
        return m.Together(tuple(_plain_cell(cell) for cell in said["together"]), said.get("between", " "))
    if isinstance(said, dict) and "relations" in said:
        return _relations(said["relations"])
    return _plain_cell(said)


def _plain_cell(said: Any) -> m.FromColumn | m.Constant:
    if isinstance(said, str):
        return m.FromColumn(_column(said))
    if "constant" in said:
        return m.Constant(_word(said["constant"]))
    values = said.get("values", {})
    return m.FromColumn(
        _column(said["column"]),
        {old: None if new is None else _word(new) for old, new in values.items()},
        said.get("others", "keep") == "keep",
        _test(said["when"]) if "when" in said else None,
        tuple(said.get("formats", ())),
        _column(said["across"]) if "across" in said else None,
        said.get("optional", False),
        _suffix(said["without_suffix"]) if "without_suffix" in said else None,
    )


def _suffix(said: dict[str, Any]) -> m.Suffix:
    return m.Suffix(said.get("after", ""), int(said.get("digits", 0)), int(said.get("letters", 0)))


def _relations(said: dict[str, Any]) -> m.Relations:
    offenders = said["offenders"]
    return m.Relations(
        file=_patterns(said["file"]),
        person=_column(said["person"]),
        offender=_column(said["offender"]),
        relation=_column(said["relation"]),
        codes=_join(said["codes"]) if "codes" in said else None,
        same=_words(said.get("same", ())),
        unknown=_words(said.get("unknown", ())),
        offenders=_patterns(offenders["file"]),
        incident=_column(offenders["incident"]),
        sequence=_column(offenders["sequence"]),
        unidentified=_words(offenders.get("unidentified", ())),
    )
