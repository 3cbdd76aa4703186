"""The sieve on an export: its gates from the packs' rules, its tables from the export, what it keeps in batches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from auditor.engines.polars import among, collect_ids, cuts, hold, pin, with_who, wrap
from auditor.intake.export import Export
from auditor.intake.repeats import Suspects
from auditor.judging.agencies import shared_numbers
from auditor.judging.gates import KEY, Engine, Gate, Never, Plan, Tables
from auditor.judging.lawbook import Law, never_among, never_meet, never_protected, never_qualify, since
from auditor.judging.scope import twins
from auditor.judging.sieve import sift
from auditor.judging.silent import takes_silence
from auditor.policy.pack import Pack, Rule
from auditor.records.tables import empty_frame

MOST_JUDGED = 25_000
"""How many incidents are judged together: what is in memory follows it, and not the size of the export."""

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
    """What the sieve kept: batches to be judged, and the numbers of reports of which rules may only count a silence."""

    batches: Sequence[Batch]
    silent: pl.Series


def kept(
    export: Export,
    live: Iterable[tuple[Pack, Law, Sequence[Rule]]],
    suspects: Suspects,
    assumed: Collection[str] = (),
) -> Kept | None:
    """The incidents in which these rules could find anything, in batches that follow their numbers; None: all.

    `suspects` are the export's; `assumed` the facts that the run takes where the record is silent. The batches on
    charges, of which there is always one, also have what the reporting trend counts.
    """
    if sum(export.rows.values()) <= WHOLE:
        return None
    gates, trends, ids_tell = [], [], export.person_id_scope != "file"
    first = first_day(export)
    for pack, told, rules in live:
        law = Law(since(told.charges, first), since(told.offenses, first))
        never = _never(pack, law)
        gates += [
            _gate(pack, law, rule, never, countable=ids_tell and takes_silence(rule, assumed))
            for rule in rules
        ]
        trends += [never.qualifying] if rules else []
    none = pl.Series(KEY, [], dtype=pl.String)
    if not gates:
        return Kept([Batch(none, none, BOTH)], none)
    engine, once = Engine(pin, hold, among, with_who, cuts), list(dict.fromkeys(gates))
    tables = _tables(export, twins(export, suspects), shared_numbers(export).lazy())
    sifted = sift(tables, once, trends, engine)
    charges, reach = collect_ids(sifted.charges), sifted.reach.to_native().collect()
    reports = _without(collect_ids(sifted.reports), charges)
    silent = _without(_without(collect_ids(sifted.silent), charges), reports)
    if len(charges) + len(reports) + len(silent) <= TOGETHER:
        charges, reports, silent = pl.concat([charges, reports, silent]).sort(), none, none
    on_charges = [Batch(own, _met(own, reach), BOTH) for own in parts(charges, MOST_JUDGED) or [none]]
    return Kept([*on_charges, *on_reports(reports)], silent)


def on_reports(numbers: pl.Series) -> list[Batch]:
    """Batches of incidents that are judged by rules on reports alone."""
    return [Batch(own, own.clear(), frozenset({"report"})) for own in parts(numbers, MOST_JUDGED)]


def parts(numbers: pl.Series, most: int) -> list[pl.Series]:
    """The numbers in as few parts of about one size as may be; none where there are none."""
    parts = -(-len(numbers) // most)
    size = -(-len(numbers) // max(1, parts))
    return [numbers.slice(part * size, size) for part in range(parts)]


def first_day(export: Export) -> date | None:
    """The first day that anything of the export tells by which law is looked up; None where nothing does."""
    told = {"incidents": ("occurred_at", "reported_at"), "arrests": ("arrested_at",), "charges": ("date",)}
    plans = [
        export.tables[table].select(first=pl.min_horizontal(pl.col(c).min() for c in columns).dt.date())
        for table, columns in told.items()
        if table in export.tables
    ]
    days = pl.concat(plans).collect(engine="streaming")["first"].drop_nulls().to_list() if plans else []
    return min(days, default=None)


def _without(numbers: pl.Series, others: pl.Series) -> pl.Series:
    return numbers.filter(~numbers.is_in(others.implode()))


def _met(own: pl.Series, reach: pl.DataFrame) -> pl.Series:
    """The incidents that these reach, without these."""
    others = reach.filter(pl.col(KEY).is_in(own.implode()))["other"].unique().sort()
    return _without(others, own)


def _gate(pack: Pack, law: Law, rule: Rule, never: Never, *, countable: bool) -> Gate:
    span = rule.span or pack.span
    meets = tuple(sorted(never_meet(law.charges, rule))) if rule.each == "charge" else ()
    nexus, lead = (int(str(pack.parameters[name])) for name in ("nexus_days", "lead_window_days"))
    requires = tuple(c.node for c in rule.requires if not c.act)
    act = tuple(c.node for c in rule.requires if c.act and countable)
    return Gate(rule.each, requires, meets, never, nexus, lead, (span.from_, span.to), act)


def _never(pack: Pack, law: Law) -> Never:
    def words(parameter: str) -> list[str]:
        value = pack.parameters[parameter]
        return list(value) if isinstance(value, list) else []

    group, subclass = pl.col("offense_class"), pl.col("offense_subclass")
    drug = (group == "drug") & ~subclass.is_in(words("nothing_to_seize"))
    in_trade = [*words("sex_worker_subclasses"), *words("sex_worker_unclear")]
    involved = (group == "sex_trade") & subclass.is_in(in_trade)
    return Never(
        qualifying=never_qualify(law.offenses),
        drug_offense=never_among(law.offenses, drug),
        protected=never_protected(law.charges),
        drug=never_among(law.charges, drug),
        involved=never_among(law.charges, involved),
    )


def _tables(export: Export, alike: pl.LazyFrame, shared: pl.LazyFrame) -> Tables:
    def of(name: str) -> Plan:
        return wrap(export.tables.get(name, empty_frame(name).lazy()))

    return Tables(
        incidents=of("incidents"),
        involvements=of("involvements"),
        offenses=of("offenses"),
        arrests=of("arrests"),
        charges=of("charges"),
        evidence=of("evidence"),
        referrals=of("referrals"),
        twins=wrap(alike),
        shared=wrap(shared),
        links=of("links") if "links" in export.tables else None,
        ids_tell=export.person_id_scope != "file",
    )
