"""The sieve on an export: its gates from the packs' rules, its tables from the export."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from auditor.engines.polars import collect_ids, pin, wrap
from auditor.intake.export import Export
from auditor.judging.lawbook import Law, never_meet, never_qualify
from auditor.judging.sieve import Gate, Tables, sift
from auditor.policy.pack import Pack, Rule
from auditor.records.tables import empty_frame


def kept_incidents(
    export: Export,
    live: Iterable[tuple[Pack, Law, Sequence[Rule]]],
) -> pl.Series:
    """The numbers of the incidents in which some of these rules could find anything, sorted."""
    gates = []
    for pack, law, rules in live:
        nexus = int(str(pack.parameters["nexus_days"]))
        not_qualifying = never_qualify(law.offenses)
        gates += [Gate(r, never_meet(law.charges, r), not_qualifying, nexus) for r in rules]
    if not gates:
        return pl.Series("incident_id", [], dtype=pl.String)
    return collect_ids(sift(_tables(export), gates, pin))


def _tables(export: Export) -> Tables:
    names = ("incidents", "involvements", "offenses", "arrests", "charges")
    plans = {n: export.tables.get(n, empty_frame(n).lazy()) for n in names}
    return Tables(**{n: wrap(p) for n, p in plans.items()})
