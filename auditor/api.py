"""The whole story in one page: read an export, load packs, sift, judge, report."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import polars as pl

from auditor import __version__
from auditor.errors import Exit, UsageError
from auditor.intake.coverage import ambiguous_rows, rows_used
from auditor.intake.export import Export, Span, read_export
from auditor.judging.auditable import binds, missing, stages_of, uncovered
from auditor.judging.cells import Shown
from auditor.judging.groups import race_names
from auditor.judging.hearing import Hearing
from auditor.judging.lawbook import citation_coverage, read_citations
from auditor.judging.logs import log_coverage, read_logs
from auditor.judging.packed import Findings
from auditor.judging.scope import count, read_scope
from auditor.judging.screened import screened
from auditor.judging.shared import Laws
from auditor.judging.sifting import kept
from auditor.judging.tally import Outcome, PackOutcome, pack_coverage, summarise
from auditor.policy.library import load_pack
from auditor.policy.pack import Pack
from auditor.policy.shelf import available
from auditor.runs.folder import write_run
from auditor.runs.reading import Run

Say = Callable[[str], None]
TOOL = {"name": "auditor", "version": __version__}


@dataclass(frozen=True)
class Options:
    """What a run may be told besides its export and packs.

    `start` and `end` choose findings by the day of the act, or of the report (one without a day stays in).
    `complete` names logs that hold every item, `covers` the first and last day that a log covers (None: open).
    `assume` are facts taken where the record is silent. `dates` overrides the dates of a pack by its id.
    `max_rejected` is the share of a table's rows above which a run is incomplete.
    """

    jurisdiction: str | None = None
    start: date | None = None
    end: date | None = None
    complete: tuple[str, ...] = ()
    covers: Mapping[str, tuple[date | None, date | None]] = field(default_factory=dict)
    assume: Mapping[str, bool] = field(default_factory=dict)
    dates: Mapping[str, Mapping[str, date | None]] = field(default_factory=dict)
    show_names: bool = False
    show_minors: bool = False
    max_rejected: float = 0.01

    def plain(self) -> dict[str, object]:
        """The options as plain data, dates as ISO text, in a fixed order."""
        return {
            "jurisdiction": self.jurisdiction,
            "from": self.start and self.start.isoformat(),
            "to": self.end and self.end.isoformat(),
            "complete": sorted(self.complete),
            "covers": {
                log: [day and day.isoformat() for day in days] for log, days in sorted(self.covers.items())
            },
            "assume": dict(sorted(self.assume.items())),
            "dates": {
                pack: {name: day and day.isoformat() for name, day in sorted(days.items())}
                for pack, days in sorted(self.dates.items())
            },
            "show_names": self.show_names,
            "show_minors": self.show_minors,
            "max_rejected": self.max_rejected,
        }


@dataclass(frozen=True)
class Audit:
    """What an audit found: the findings as plain data in their order, `coverage` and `summary` as written."""

    export: Export
    packs: tuple[Pack, ...]
    options: Options
    finding_list: Findings
    coverage: dict[str, object]
    summary: dict[str, object]
    incomplete: tuple[str, ...]

    @property
    def findings(self) -> pl.DataFrame:
        """The flat columns of the findings, one row each, in their order."""
        from auditor.reports.tables import flat, to_frame

        return to_frame(flat(self.finding_list.heads))

    @property
    def exit_code(self) -> Exit:
        """The exit code that the command ends in."""
        totals = self.summary["totals"]
        if self.incomplete:
            return Exit.INCOMPLETE
        if not any(r["auditable"] for p in self.coverage["policies"] for r in p["rules"]):  # type: ignore
            return Exit.BAD_EXPORT
        if totals["breach"]:  # type: ignore[index]
            return Exit.BREACH
        return Exit.POSSIBLE if totals["possible"] else Exit.CLEAR  # type: ignore[index]

    def write(self, folder: Path | str, run: Mapping[str, object] | None = None) -> Path:
        """Write the run folder and publish it by one rename; its absolute path is returned.

        `run` goes into the manifest's `run` block: what differs from run to run.
        """
        from auditor.reports.files import run_files

        about = self._about()
        files = run_files(Run(self.finding_list, self.summary, self.coverage, about))
        return write_run(Path(folder), files, about, run or {})

    def _about(self) -> dict[str, object]:
        return {
            "tool": TOOL,
            "schemas": {n: f"{n}/1" for n in ("finding", "coverage", "summary", "manifest")},
            "packs": [{"id": p.id, "version": p.version, "sha256": p.digest} for p in self.packs],
            "mapping": {"name": self.export.mapping.name, "sha256": self.export.mapping.sha256},
            "inputs": [{"file": s.label, "size": s.size, "sha256": s.sha256()} for s in self.export.sources],
            **({"originals": [o.plain() for o in self.export.originals]} if self.export.originals else {}),
            "options": self.options.plain(),
        }


@dataclass(frozen=True)
class Conversion:
    """A converted export: its folder, the content of its `conversion.json`, and why it is incomplete, if it is."""

    folder: Path
    told: Mapping[str, Any]
    incomplete: tuple[str, ...]


def convert(
    export: str | Path | Sequence[str | Path],
    folder: str | Path,
    mapping: str | Path | None = None,
    *,
    max_rejected: float = 0.01,
    say: Say = lambda _: None,
) -> Conversion:
    """Read an export once and publish its record tables as Parquet by one rename; `audit` reads the folder.

    An audit of the folder gives the same findings, coverage and summary, with the files and rows of the
    original. Raises an `AuditorError` where the export cannot be read or the folder not be written.
    """
    from auditor.intake.converted import CONVERSION
    from auditor.intake.converting import write_converted
    from auditor.runs.publish import locked, staged

    target = Path(folder).absolute()
    with locked(target):
        say("reading the export")
        read = read_export(export, mapping=mapping)
        say("writing the tables")
        with staged(target, CONVERSION) as stage:
            told = write_converted(read, stage, TOOL)
    return Conversion(target, told, tuple(_rejected(told["coverage"], max_rejected)))


def audit(
    export: Export | str | Path | Sequence[str | Path],
    policies: Iterable[str | Path | Pack] = (),
    mapping: str | Path | None = None,
    options: Options | None = None,
    *,
    sieve: bool = True,
    say: Say = lambda _: None,
) -> Audit:
    """Audit an export under packs (built-in ids or pack folders; none: those bound to its jurisdiction).

    Raises an `AuditorError` where nothing could be audited; a rule that fails after it began makes the
    audit incomplete. `sieve=False` judges every incident: slower, and the same findings.
    """
    options = options or Options()
    say("reading the export")
    if not isinstance(export, Export):
        export = read_export(export, mapping=mapping, jurisdiction=options.jurisdiction)
    export = dataclasses.replace(
        export,
        complete=dict.fromkeys(options.complete) | dict(export.complete),
        covers=dict(export.covers) | {log: Span(*days) for log, days in options.covers.items()},
    )
    packs = [_dated(p, options) for p in choose_packs(policies, export.jurisdiction)]
    ambiguous, scope = ambiguous_rows(export), read_scope(export)
    used, counting = rows_used(export, ambiguous), cache(partial(count, export, scope, ambiguous))
    say("reading citations")
    charges, offenses = (read_citations(export, t) for t in ("charges", "offenses"))
    stages, systems = stages_of(export), charges.systems | offenses.systems
    plan = [_plan(pack, export, used, stages, systems) for pack in packs]
    say(f"sifting {sum(export.rows.values()):,} rows")
    laws = Laws(charges, offenses)
    live = [(o.pack, laws.of(o.pack), o.live) for o in plan]
    logs = read_logs(export)
    shown, period = Shown(options.show_names, options.show_minors), (options.start, options.end)
    hearing = Hearing(export, scope, logs, laws, plan, options.assume, shown, period, race_names(export))
    heard = hearing.hear(
        kept(export, live, options.assume) if sieve else None,
        say,
        beside=(counting, *(source.sha256 for source in export.sources)),
    )
    say("summing up")
    counted = counting()
    outcomes = [heard.outcome(pack, export) for pack in plan]
    findings, failures = Findings(heard.findings).in_order(), list(heard.failures.values())
    listing = [(o.pack, laws.of(o.pack)) for o in outcomes if not o.missing]
    coverage = {
        "schema": "coverage/1",
        **counted.intake,
        "citations": citation_coverage([charges, offenses]),
        "policies": [pack_coverage(o) for o in outcomes],
        "incidents": counted.incidents,
        "people": {
            **counted.people,
            "judged_incidents": heard.judged,
            "contradictory_ids": heard.contradictory,
        },
        "logs": log_coverage(logs),
        "screened": screened(export, used.get("involvements", 0), listing, period),
        "failed": failures,
    }
    told = used | {"incidents": counted.incidents["distinct"]}
    summary = summarise(export, told, stages, outcomes, findings.heads, period)
    incomplete = (*failures, *_rejected(coverage, options.max_rejected))
    coverage["failed"] = list(incomplete)
    return Audit(export, tuple(packs), options, findings, coverage, summary, incomplete)


def choose_packs(policies: Iterable[str | Path | Pack], jurisdiction: str | None) -> list[Pack]:
    """The packs asked for, each once; without any, the built-in ones bound to the jurisdiction."""
    asked = [p if isinstance(p, Pack) else load_pack(p) for p in policies]
    if not asked:
        asked = [p for p in map(load_pack, available()) if binds(p, jurisdiction)]
    if not asked:
        raise UsageError.at(
            "--policy",
            f"no policy is bound to {jurisdiction!r}"
            if jurisdiction
            else "the export's jurisdiction is not known",
            "a policy, or a jurisdiction that one is bound to",
            f"Name one with --policy ({', '.join(available())}, or a pack folder), or say where the export is "
            "from with --jurisdiction, for example US-CA-SF.",
        )
    return list({p.id: p for p in asked}.values())


def _dated(pack: Pack, options: Options) -> Pack:
    own: Mapping[str, Any] | None = options.dates.get(pack.id)
    return pack if own is None else dataclasses.replace(pack, span=dataclasses.replace(pack.span, **own))


def _plan(
    pack: Pack, export: Export, used: Mapping[str, int], stages: frozenset[str], systems: set[str]
) -> PackOutcome:
    """What can be audited at all with the rows that are `used`, before anything is judged."""
    outside = uncovered(pack, systems)
    rules = tuple(Outcome(r, (*missing(export, used, stages, r), *outside)) for r in pack.rules)
    return PackOutcome(pack, binds(pack, export.jurisdiction), tuple(outside), rules)


def _rejected(coverage: Mapping[str, object], limit: float) -> Sequence[str]:
    """The files of which more rows were rejected than the run allows."""
    files: list[dict[str, object]] = coverage["files"]  # type: ignore[assignment]
    lost = []
    for f in files:
        read, rejected = int(str(f["read"])), sum(f["rejected"].values())  # type: ignore[attr-defined]
        if read and rejected / read > limit:
            lost.append(f"{f['file']}: {rejected:,} of {read:,} rows rejected")
    return lost
