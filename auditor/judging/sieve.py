"""The sieve: which incidents could hold a finding at all, found on the whole export with a few semi-joins.

Written once with Narwhals, for whichever engine holds the tables. It keeps a superset, never less: the
incidents in which every condition of some rule *other than its act* could be true or unknown, those that
these reach by person or link, and those that the reporting trend counts. A test shows that findings and
summary are the same with the sieve off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import narwhals as nw

from auditor.judging.gates import KEY, TIES, Engine, Gate, Plan, Tables
from auditor.judging.sieve_charges import sift_charges
from auditor.judging.sieve_reports import sift_reports, sift_trend


@dataclass(frozen=True)
class Sifted:
    """What the sieve keeps, each once, in no order.

    `charges` are the incidents (`incident_id`) in which a rule on charges could find anything, and those that the
    reporting trend counts; `reports` those in which a rule on reports could; `silent`, perhaps among the others,
    those of which such a rule can only count what it takes as a no; `reach` are pairs of an incident of
    `charges` and another (`other`) that its facts may look at: one with a person of it, or the source of a link.
    """

    charges: Plan
    reports: Plan
    silent: Plan
    reach: Plan


def sift(tables: Tables, gates: Sequence[Gate], trends: Sequence[Sequence[str]], engine: Engine) -> Sifted:
    """Sift the export. `trends`: for each pack, the citations of offenses that never qualify a report."""
    of_charges = [gate for gate in gates if gate.each == "charge"]
    of_reports = [gate for gate in gates if gate.each == "report"]
    ranges = list(_in_parts(tables, engine))
    by_charges, reach = sift_charges(tables, ranges, of_charges, engine)
    by_reports, silent, by_trend = [], [], []
    for part in ranges:
        found, counted = sift_reports(part, of_reports, engine)
        by_reports += found
        silent += counted
        by_trend += sift_trend(part, trends, engine)
    charges = engine.pin(nw.concat([*by_charges, *by_trend]).unique())
    if tables.links is not None:
        reach = [*reach, _sources(tables.links, charges)]
    return Sifted(
        charges,
        engine.pin(nw.concat([*by_reports, _none(charges)]).unique()),
        engine.pin(nw.concat([*silent, _none(charges)]).unique()),
        engine.pin(nw.concat([*reach, _none(charges).select(KEY, other=KEY)]).unique()),
    )


def _in_parts(tables: Tables, engine: Engine) -> Iterator[Tables]:
    """The rows of all incidents, those of one range of numbers at a time."""
    number = nw.col(KEY)
    ends = [None, *engine.cuts(tables.involvements.select(KEY)), None]
    for first, last in pairwise(ends):
        inside = [
            *([number >= first] if first is not None else []),
            *([number < last] if last is not None else []),
        ]

        def of(table: Plan, tests: Sequence[nw.Expr] = tuple(inside)) -> Plan:
            return table.filter(*tests) if tests else table

        yield replace(
            tables,
            incidents=of(tables.incidents),
            involvements=of(tables.involvements),
            offenses=of(tables.offenses),
            charges=of(tables.charges),
            referrals=of(tables.referrals),
        )


def _none(incidents: Plan) -> Plan:
    """No incident, in the shape of these."""
    return incidents.head(0)


def _sources(links: Plan, kept: Plan) -> Plan:
    """These incidents beside the sources of their links."""
    kind = nw.col("kind")
    tied = links.filter(kind.is_null() | kind.is_in(TIES)).join(kept, on=KEY, how="semi")
    return tied.select(KEY, other="source_incident_id")
