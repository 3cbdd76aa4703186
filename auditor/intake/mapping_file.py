"""Mappings from YAML: the built-in ones by name, a user's own by path, every problem told at once."""

from __future__ import annotations

import hashlib
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from auditor.errors import ExportError, nearest
from auditor.intake import mapping as m
from auditor.intake.mapping_checks import as_word, wrong
from auditor.yamlfile import read_yaml

LARGEST = 1 << 20


def built_in_names() -> list[str]:
    """The names of the built-in mappings, sorted."""
    return sorted(f.name.removesuffix(".yaml") for f in _folder().iterdir() if f.name.endswith(".yaml"))


def load_mapping(name: str | Path) -> m.Mapping:
    """A built-in mapping by its name, or a mapping file by its path.

    The tests of the package check its built-in mappings, so that they are not checked at every start.
    Raises ExportError with every problem of the file, each with its line.
    """
    if str(name) in built_in_names():
        return _load(_folder().joinpath(f"{name}.yaml").read_bytes(), f"{name}.yaml", check=False)
    path = Path(name)
    if not path.is_file():
        hint = nearest(str(name), built_in_names())
        raise ExportError.at(str(name), "no such mapping", "a built-in mapping or a mapping file", hint)
    if path.stat().st_size > LARGEST:
        raise ExportError.at(str(name), "too large for a mapping", f"at most {LARGEST} bytes")
    return _load(path.read_bytes(), path.name, check=True)


def _folder() -> Any:
    return files("auditor.intake").joinpath("mappings")


def _load(data: bytes, name: str, *, check: bool) -> m.Mapping:
    try:
        lined = read_yaml(data.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        raise ExportError.at(name, "bytes that are not UTF-8", "YAML in UTF-8") from error
    problems = lined.problems or (wrong(lined, name) if check else [])
    if problems:
        raise ExportError(*problems)
    return _mapping(lined.data, name, hashlib.sha256(data).hexdigest())


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
        csv=m.CsvSaid(**data.get("csv", {})),
        date_order=data.get("date_order"),
    )


def _many(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


def _words(values: Any) -> tuple[str, ...]:
    return tuple(map(as_word, values))


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
        sideways=tuple(word.lower() for word in _words(said.get("sideways", ()))),
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
        return m.Constant(as_word(said["constant"]))
    values = said.get("values", {})
    return m.FromColumn(
        _column(said["column"]),
        {old: None if new is None else as_word(new) for old, new in values.items()},
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
