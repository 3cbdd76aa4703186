"""A converted export: record tables that were read once and kept, with what the first reading told.

`conversion.json` in its folder holds what no table can: the files it was made from with their digests, the
mapping, and the coverage of that reading. It is data from outside like any other, so it is checked before use.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from auditor.errors import ExportError, Problem
from auditor.intake.bounds import groups_of, text_bounds
from auditor.intake.mapping import Span
from auditor.intake.sources import Source, damaged
from auditor.records.ranges import NUMBER, Group
from auditor.records.tables import TABLES
from auditor.schema import schema, validator

CONVERSION = "conversion.json"
AGAIN = "Convert the original export again."


@dataclass(frozen=True)
class Original:
    """A file of the export that was converted."""

    label: str
    size: int
    sha256: str

    def plain(self) -> dict[str, object]:
        """The file as the manifest names it."""
        return {"file": self.label, "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True)
class Converted:
    """What a folder of converted tables holds.

    `tables` are lazy frames as intake gives them; `told` is the content of `conversion.json`; `sources` are
    the Parquet files of the folder.
    """

    tables: Mapping[str, pl.LazyFrame]
    told: Mapping[str, Any]
    sources: tuple[Source, ...]

    @property
    def groups(self) -> Mapping[str, Sequence[Group]]:
        """The row groups of tables, as `Export` has them."""
        paths = {source.label: source.path for source in self.sources}
        files = {
            name: [paths[file["file"]] for file in table["files"]]
            for name, table in self.told["tables"].items()
        }
        return groups_of(
            {name: [text_bounds(p, [NUMBER]).get(NUMBER) for p in of] for name, of in files.items()}
        )

    @property
    def originals(self) -> tuple[Original, ...]:
        """The files that were converted."""
        return tuple(Original(o["file"], o["size"], o["sha256"]) for o in self.told["originals"])

    def spans(self, log: str) -> dict[str, Span | None]:
        """The days of the logs under `complete` or `covers`; None: every day."""
        return {name: said and Span(*map(_day, said)) for name, said in self.told[log].items()}


def converted_folder(paths: Sequence[str | Path]) -> Path | None:
    """The folder, if the paths are one folder of converted tables.

    Raises ExportError where such a folder is named beside something else.
    """
    found = [Path(path) for path in paths if (Path(path) / CONVERSION).is_file()]
    if found and len(paths) > 1:
        raise ExportError.at(
            str(found[0]), "a converted export beside other paths", "a converted export alone",
            "Name the original paths together, or convert them together.",
        )  # fmt: skip
    return found[0] if found else None


def open_converted(folder: Path) -> Converted:
    """Open a folder of converted tables. Raises ExportError where it is not what `conversion.json` says."""
    told = _told(folder)
    tables, sources, problems = {}, [], []
    for name, table in told["tables"].items():
        own = [_source(folder, file) for file in table["files"]]
        problems += [p for s, file in zip(own, table["files"], strict=True) for p in _wrong(s, name, file)]
        sources += own
        if own and not problems:
            tables[name] = pl.concat(_scan(source.path, name) for source in own)
    if problems:
        raise ExportError(*problems)
    return Converted(tables, told, tuple(sources))


def _told(folder: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((folder / CONVERSION).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ExportError.at(CONVERSION, f"cannot be read ({type(error).__name__})", "JSON", AGAIN) from error
    errors = [*validator("conversion").iter_errors(told)] or [*_coverage_errors(told["coverage"])]
    if errors:
        where = f"{CONVERSION}: {'.'.join(map(str, errors[0].absolute_path)) or 'the whole'}"
        raise ExportError.at(where, errors[0].message[:200], "what `auditor convert` writes", AGAIN)
    return told


def _coverage_errors(coverage: Mapping[str, Any]) -> Iterator[Any]:
    for part, content in coverage.items():
        yield from (
            validator("coverage").evolve(schema=schema("coverage")["properties"][part]).iter_errors(content)
        )


def _source(folder: Path, file: Mapping[str, Any]) -> Source:
    path = folder / file["file"]
    return Source(file["file"], path, path.stat().st_size if path.is_file() else -1, file["sha256"])


def _wrong(source: Source, table: str, file: Mapping[str, Any]) -> Iterator[Problem]:
    """Where a file is missing, of another size, or holds other rows or columns than it must."""
    if source.size != file["size"]:
        found = f"{source.size:,} bytes" if source.size >= 0 else "missing"
        yield Problem(source.label, found, f"{file['size']:,} bytes, as {CONVERSION} says", AGAIN)
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(source.path)
        types = pl.read_parquet_schema(source.path)
    except (pa.ArrowException, OSError, pl.exceptions.PolarsError):
        yield from damaged(source.label).problems
        return
    if footer.num_rows != file["rows"]:
        yield Problem(source.label, f"{footer.num_rows:,} rows", f"{file['rows']:,}", AGAIN)
    declared = TABLES[table].schema
    for name in sorted(types.keys() | {"file", "row"} | set(TABLES[table].required)):
        if types.get(name) != declared.get(name):
            found, expected = str(types.get(name, "missing")), str(declared.get(name, "no such column"))
            yield Problem(f"{source.label}, column {name}", found, expected, AGAIN)


def _scan(path: Path, table: str) -> pl.LazyFrame:
    plan = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    had = plan.collect_schema()
    return plan.select(
        (pl.col(name) if name in had else pl.lit(None, dtype)).alias(name)
        for name, dtype in TABLES[table].schema.items()
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
