"""The sieve: which incidents could hold a finding at all, found on the whole export with a few semi-joins.

Written once with Narwhals, for whichever engine holds the tables. It keeps a superset, never less: the
incidents in which every condition of some rule *other than its act* could be true or unknown, those that
these reach by person or link, and those that the reporting trend counts. A test shows that findings and
summary are the same with the sieve off.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from auditor.judging.gates import KEY, TIES, Engine, Gate, Plan, Tables
from auditor.judging.sieve_charges import sift_charges
from auditor.judging.sieve_reports import sift_reports, sift_trend


def sift(tables: Tables, gates: Sequence[Gate], trends: Sequence[Sequence[str]], engine: Engine) -> Plan:
    """The numbers (`incident_id`) of the incidents to keep, each once, in no order.

    `trends`: for each pack, the citations of offenses that never qualify a report.
    """
    of_charges = [gate for gate in gates if gate.each == "charge"]
    of_reports = [gate for gate in gates if gate.each == "report"]
    kept = [
        *sift_charges(tables, of_charges, engine),
        *sift_reports(tables, of_reports, engine),
        *sift_trend(tables, trends, engine),
    ]
    found = engine.pin(nw.concat(kept).unique())
    return found if tables.links is None else nw.concat([found, _sources(tables.links, found)]).unique()


def _sources(links: Plan, kept: Plan) -> Plan:
    """The sources of the links of these incidents."""
    kind = nw.col("kind")
    tied = links.filter(kind.is_null() | kind.is_in(TIES)).join(kept, on=KEY, how="semi")
    return tied.select(nw.col("source_incident_id").alias(KEY))
