"""The sieve: which incidents could hold a finding at all, found on the whole export with a few semi-joins.

Written once with Narwhals, for whichever engine holds the tables. It keeps a superset, never less: the
incidents in which every condition of some rule *other than its act* could be true or unknown, those that
these reach by person or link, and those that the reporting trend counts. A test shows that findings and
summary are the same with the sieve off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

import narwhals as nw

from auditor.judging.abreast import abreast
from auditor.judging.gates import HELD, KEY, Engine, Gate, Held, Plan, Tables, reporting
from auditor.judging.sieve_charges import Charged, Seen, find_charged, see_charged, sift_charges, ties_of
from auditor.judging.sieve_reports import sift_reports, sift_trend

AT_ONCE = 2
"""How many ranges of numbers are sifted at a time."""


@dataclass(frozen=True)
class Sifted:
    """What the sieve keeps, each once.

    `charges` are the incidents (`incident_id`), in no order, in which a rule on charges could find anything, and
    those that the reporting trend counts. The others may be among them, and lie in the order of their numbers:
    `reports` in which a rule on reports could find anything, and `silent` of which such a rule can only count what it
    takes as a no, and no other could find anything. `reach` are pairs of an incident of `charges` and another
    (`other`) that its facts may look at: one with a person of it, or the source of a link.
    """

    charges: Plan
    reports: Plan
    silent: Plan
    reach: Plan


def sift(tables: Tables, gates: Sequence[Gate], trends: Sequence[tuple[str, ...]], engine: Engine) -> Sifted:
    """Sift the export. `trends`: for each pack, the citations of offenses that never qualify a report.

    The rows of a range of numbers are read once, and held for all that is asked of them. Two are sifted at
    a time.
    """
    pin, of_charges = engine.pin, [gate for gate in gates if gate.each == "charge"]
    charged = find_charged(tables, of_charges, engine)

    def sifted(plans: dict[str, Plan]) -> _Part:
        return _sift_part(_hold(tables, plans, engine), charged, gates, trends, engine)

    works = [map(sifted, [plans]) for plans in _in_parts(tables, charged.asked, engine)]
    parts = [part for _, part in sorted(abreast(works, AT_ONCE), key=itemgetter(0))]
    by_charges, reach = sift_charges(tables, charged, [part.seen for part in parts], of_charges, engine)
    charges = pin(nw.concat([*by_charges, *(part.trend for part in parts)]).unique())
    if tables.links is not None:
        reach = [*reach, _sources(tables.links, charges)]
    return Sifted(
        charges,
        nw.concat([part.reports for part in parts]),
        nw.concat([part.silent for part in parts]),
        pin(nw.concat([*reach, charges.head(0).select(KEY, other=KEY)]).unique()),
    )


@dataclass(frozen=True)
class _Part:
    """What was found in one range of numbers: what was seen of the charged, and incidents, sorted, each once."""

    seen: Seen
    reports: Plan
    silent: Plan
    trend: Plan


def _sift_part(
    held: Held, charged: Charged, gates: Sequence[Gate], trends: Sequence[tuple[str, ...]], engine: Engine
) -> _Part:
    lists = sorted({*(gate.never.qualifying for gate in gates), *trends})
    reporters = reporting(held, lists, engine)
    kept, counted = sift_reports(held, reporters, [g for g in gates if g.each == "report"], engine)
    in_trade = sift_trend(held, [reporters[never] for never in sorted(set(trends))], engine)
    reports, silent, trend = (_once(held, plans, engine) for plans in (kept, counted, in_trade))
    silent = silent.join(reports, on=KEY, how="anti")
    told = (engine.shelve(held.number(plan).sort(KEY)) for plan in (reports, silent, trend))
    measured = {g.never.qualifying: reporters[g.never.qualifying] for g in gates if g.each == "charge"}
    return _Part(see_charged(held, charged, measured, engine), *told)


def _once(held: Held, found: Sequence[Plan], engine: Engine) -> Plan:
    return engine.pin(nw.concat([*found, held.asked.select(KEY).head(0)]).unique())


def _in_parts(tables: Tables, asked: Plan, engine: Engine) -> Iterator[dict[str, Plan]]:
    """What is to be held of each range of numbers, by table."""
    day = nw.coalesce("reported_at", "occurred_at").dt.date().alias("day")
    plans = {
        name: getattr(tables, name).select(KEY, *columns, *([day] if name == "incidents" else []))
        for name, columns in HELD.items()
    }
    number = nw.col(KEY)
    ends = [None, *engine.cuts(plans), None]
    for first, last in pairwise(ends):
        inside = [
            *([number >= first] if first is not None else []),
            *([number < last] if last is not None else []),
        ]
        every = plans | {"asked": asked}
        yield {name: plan.filter(*inside) if inside else plan for name, plan in every.items()}


def _hold(tables: Tables, plans: dict[str, Plan], engine: Engine) -> Held:
    held, number = engine.hold(list(plans.values()))
    return Held(**dict(zip(plans, held, strict=True)), number=number, ids_tell=tables.ids_tell)


def _sources(links: Plan, kept: Plan) -> Plan:
    """These incidents beside the sources of their links."""
    return ties_of(links).join(kept, on=KEY, how="semi").select(KEY, other="source_incident_id")
