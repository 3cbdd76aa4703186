"""What is wrong with a mapping, each problem with its line: against the schema, and what a schema cannot say."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from auditor.errors import Problem, nearest
from auditor.intake import mapping as m
from auditor.records.codes import CODES, fold_code
from auditor.records.tables import TABLES, Column
from auditor.schema import validator
from auditor.yamlfile import Lined

if TYPE_CHECKING:
    import jsonschema

DIRECTIVES = frozenset("YymdHIMSpbBjfTFezR.3569#:")


def wrong(lined: Lined, name: str) -> list[Problem]:
    """Every problem of a mapping that is YAML; what its words mean is looked at once the schema is content."""
    return [*_against_schema(lined, name)] or [*_meanings(lined, name), *_sideways(lined, name)]


def as_word(value: Any) -> str:
    """A word of a mapping as the text of a cell."""
    return str(value).lower() if isinstance(value, bool) else str(value)


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
        elif "columns" in path and (path[-1] == "constant" or "values" in path[:-1]):
            yield from _code(_record_column(path), value, where)


def _sideways(lined: Lined, name: str) -> Iterator[Problem]:
    """Columns with `<n>` that nothing is put into, and numbers that are put into no column."""
    for path, source in _sources(lined.data):
        repeats = any(m.NUMBER in str(value) for _, value in _leaves(source, ()))
        if "sideways" in source and not repeats:
            yield Problem(
                f"{name}:{lined.line((*path, 'sideways'))}",
                "no column with <n>",
                "one that is repeated: victim<n>_name",
            )
        if "sideways" not in source and repeats:
            yield Problem(
                f"{name}:{lined.line(path)}",
                "a column with <n>",
                "`sideways`: what stands for <n>",
                "As [1, 2, 3].",
            )


def _sources(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Each source of a record table, with its path."""
    for table, said in data["tables"].items():
        for number, source in enumerate(said) if isinstance(said, list) else [(None, said)]:
            yield ("tables", table) if number is None else ("tables", table, number), source


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
    if column.codes and value is not None and not isinstance(fold_code(as_word(value), column.codes), str):
        known = CODES[column.codes]
        yield Problem(where, f"{value!r} for {column.name}", "a word of its list", nearest(str(value), known))


def _day(value: str, where: str) -> Iterator[Problem]:
    try:
        date.fromisoformat(value)
    except ValueError:
        yield Problem(where, f"{value!r}", "a day as 2018-03-04")
