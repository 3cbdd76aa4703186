"""The sieve on an export: its gates from the packs' rules, its tables from the export, and what it found.

Whatever needs Narwhals is loaded with this module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from auditor.engines.polars import (
    Holder,
    among,
    collect_ids,
    cuts,
    outside,
    pin,
    shelve,
    with_codes,
    with_who,
    wrap,
)
from auditor.intake.export import Export
from auditor.judging.agencies import shared_numbers
from auditor.judging.gates import KEY, Engine, Gate, Never, Plan, Tables
from auditor.judging.lawbook import Law, never_among, never_meet, never_protected, never_qualify, since
from auditor.judging.sieve import sift
from auditor.judging.silent import takes_silence
from auditor.policy.pack import Pack, Rule
from auditor.records.tables import empty_frame


@dataclass(frozen=True)
class Numbers:
    """Numbers of the incidents that the sieve kept, sorted, and the pairs of `reach`, as `sieve.Sifted` says."""

    charges: pl.Series
    reports: pl.Series
    silent: pl.Series
    reach: pl.DataFrame


def sift_export(
    export: Export,
    live: Iterable[tuple[Pack, Law, Sequence[Rule]]],
    assumed: Collection[str],
) -> Numbers:
    """The incidents in which these rules could find anything; none where there is no rule."""
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
    if not gates:
        none = pl.Series(KEY, [], dtype=pl.String)
        return Numbers(none, none, none, pl.DataFrame({KEY: none, "other": none}))
    cut = partial(cuts, groups=export.groups)
    engine = Engine(pin, shelve, Holder(), among, outside, with_codes, with_who, cut)
    tables = _tables(export, shared_numbers(export).lazy())
    sifted = sift(tables, list(dict.fromkeys(gates)), trends, engine)
    charges, reports, silent = map(collect_ids, (sifted.charges, sifted.reports, sifted.silent))
    return Numbers(charges, reports, silent, sifted.reach.to_native().collect())


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


def _tables(export: Export, shared: pl.LazyFrame) -> Tables:
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
        shared=wrap(shared),
        links=of("links") if "links" in export.tables else None,
        ids_tell=export.person_id_scope != "file",
    )
