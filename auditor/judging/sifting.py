"""What the sieve keeps of an export, in batches to be judged; a small export is judged whole.

Nothing here needs what the sieve is written with, which is loaded where an export is sifted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from auditor.intake.export import Export
from auditor.judging.lawbook import Law
from auditor.policy.pack import Pack, Rule
from auditor.records.ranges import NUMBER as KEY
from auditor.records.shelf import shelve

MOST_JUDGED = 12_000
"""How many incidents are judged together: what is in memory follows it, and not the size of the export."""

MOST_COUNTED = 100_000
"""How many silent reports are counted together."""

TOGETHER = 2_000
"""So few incidents are one batch, whatever rules they are kept for."""

WHOLE = 5_000
"""An export of so few rows is judged whole: sifting it takes longer."""

BOTH = frozenset({"charge", "report"})
"""The kinds of unit."""


@dataclass(frozen=True)
class Batch:
    """Incidents to be judged together, by their numbers, which are sorted.

    `own` are judged, by the rules on these kinds of unit (`each`); `met` are other incidents that the facts of
    these may look at. The `own` of the batches of a run have no number in common.
    """

    own: pl.Series
    met: pl.Series
    each: frozenset[str]


@dataclass(frozen=True)
class Kept:
    """What the sieve kept: batches to be judged, and reports of which rules may only count a silence.

    Each plan of `silent` gives the numbers (`incident_id`) of some reports that are counted together, sorted.
    """

    batches: Sequence[Batch]
    silent: Sequence[pl.LazyFrame]

    @property
    def incidents(self) -> int:
        """How many there are in all."""
        counted = (int(numbers.select(pl.len()).collect().item()) for numbers in self.silent)
        return sum(counted) + sum(len(batch.own) for batch in self.batches)


def kept(
    export: Export,
    live: Iterable[tuple[Pack, Law, Sequence[Rule]]],
    assumed: Collection[str] = (),
) -> Kept | None:
    """The incidents in which these rules could find anything, in batches that follow their numbers; None: all.

    `assumed` are the facts that the run takes where the record is silent. The batches on charges, of which there is
    always one, also have what the reporting trend counts.
    """
    if sum(export.rows.values()) <= WHOLE:
        return None
    from auditor.judging.gating import sift_export

    sifted, none = sift_export(export, live, assumed), pl.Series(KEY, [], dtype=pl.String)
    charges = sifted.charges
    reports, silent = (_without(numbers, charges) for numbers in (sifted.reports, sifted.silent))
    if len(charges) + len(reports) + len(silent) <= TOGETHER:
        charges, reports, silent = pl.concat([charges, reports, silent]).sort(), none, none
    on_charges = [Batch(own, _met(own, sifted.reach), BOTH) for own in parts(charges, MOST_JUDGED) or [none]]
    counted = [shelve(numbers.to_frame()) for numbers in parts(silent, MOST_COUNTED)]
    return Kept([*on_charges, *on_reports(reports)], counted)


def on_reports(numbers: pl.Series) -> list[Batch]:
    """Batches of incidents that are judged by rules on reports alone."""
    return [Batch(own, own.clear(), frozenset({"report"})) for own in parts(numbers, MOST_JUDGED)]


def parts(numbers: pl.Series, most: int) -> list[pl.Series]:
    """The numbers in as few parts of about one size as may be; none where there are none."""
    parts = -(-len(numbers) // most)
    size = -(-len(numbers) // max(1, parts))
    return [numbers.slice(part * size, size) for part in range(parts)]


def _without(numbers: pl.Series, others: pl.Series) -> pl.Series:
    return numbers.filter(~numbers.is_in(others.implode()))


def _met(own: pl.Series, reach: pl.DataFrame) -> pl.Series:
    """The incidents that these reach, without these."""
    others = reach.filter(pl.col(KEY).is_in(own.implode()))["other"].unique().sort()
    return _without(others, own)
