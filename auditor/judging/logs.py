"""The evidence and the referral log: which days each covers, whether it holds every item, and whose a row is.

That a log has no row says something only where the log covers the incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from auditor.intake.export import Export

LOGS = ("evidence", "referrals")


class Log(NamedTuple):
    """What is known of a log. It covers the days from `since` to `until` (None: no end), or none at all.

    `complete`: the mapping, the config or the run says that it holds every item. `known` is false where
    nothing tells which days it covers.
    """

    complete: bool = False
    known: bool = False
    since: date | None = None
    until: date | None = None

    def covers(self, day: pl.Expr) -> pl.Expr:
        """Whether the log covers a report of this day; never null, false without a day."""
        covered = day.is_not_null() & pl.lit(self.known)
        if self.since is not None:
            covered = covered & (day >= self.since)
        if self.until is not None:
            covered = covered & (day <= self.until)
        return covered.fill_null(False)


def read_logs(export: Export) -> Mapping[str, Log]:
    """The logs of an export: by what is declared of them, else by the days of their own rows."""
    return {name: _declared(export, name) or _by_rows(export, name) for name in LOGS}


def log_coverage(logs: Mapping[str, Log]) -> dict[str, object]:
    """What is known of each log, as plain data; null ends are open, or unknown where `known` is false."""
    return {
        name: {
            "known": log.known,
            "complete": log.complete,
            "from": log.since and log.since.isoformat(),
            "to": log.until and log.until.isoformat(),
        }
        for name, log in logs.items()
    }


def _declared(export: Export, name: str) -> Log | None:
    complete = name in export.complete
    span = export.covers.get(name) or export.complete.get(name)
    if span is not None:
        return Log(complete, True, span.since, span.until)
    return Log(complete=True, known=True) if complete else None


def _by_rows(export: Export, name: str) -> Log:
    """From the first to the last day of its rows: a row's own, else that of its incident's report.

    A row of a number that several agencies have, and that names none, is nobody's.
    """
    rows = export.tables.get(name)
    if rows is None:
        return Log()
    rows = rows.select("incident_id", "agency", day=pl.col("date").dt.date())
    ambiguous = pl.col("agency").is_null()
    clear = pl.concat(
        [
            rows.filter(~ambiguous),
            rows.filter(ambiguous).join(export.ambiguous.lazy(), on="incident_id", how="anti"),
        ]
    )
    days = [clear.select("day"), _of_reports(export, clear.filter(pl.col("day").is_null()))]
    found = pl.concat(days).select(first=pl.col("day").min(), last=pl.col("day").max())
    first, last = found.collect(engine="streaming").row(0)
    return Log(known=first is not None, since=first, until=last)


def _of_reports(export: Export, undated: pl.LazyFrame) -> pl.LazyFrame:
    """The report dates of the incidents of some rows."""
    incidents = export.tables.get("incidents")
    if incidents is None:
        return pl.LazyFrame(schema={"day": pl.Date})
    asked = undated.select("incident_id", row_agency="agency").unique()
    reports = incidents.join(asked, on="incident_id").filter(
        pl.col("row_agency").is_null() | pl.col("row_agency").eq_missing(pl.col("agency"))
    )
    first = reports.group_by("incident_id", "agency").agg(pl.col("reported_at", "occurred_at").min())
    return first.select(day=pl.coalesce("reported_at", "occurred_at").dt.date())


def theirs(scope: str) -> pl.Expr:
    """Whether a row of a log (`l_pid`, `l_pid_file`) is of the person (`u_pid`, `u_pid_file`).

    A row that names no person is the incident's, so anyone's in it; one that names a person is that
    person's, and unknown for a person without an id or with an id of another scope.
    """
    known = pl.col("l_pid").is_not_null() & pl.col("u_pid").is_not_null()
    if scope == "file":
        known = known & (pl.col("l_pid_file") == pl.col("u_pid_file"))
    same = pl.when(known).then(pl.col("l_pid") == pl.col("u_pid"))
    return pl.when(pl.col("l_pid").is_null()).then(pl.lit(True)).otherwise(same)
