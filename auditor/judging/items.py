"""Facts that the evidence log and the referral log tell: what was booked, what was taken, who was referred where."""

from __future__ import annotations

import polars as pl

from auditor.judging.ground import Ground
from auditor.judging.logs import theirs
from auditor.judging.noted import drug_charges
from auditor.judging.terms import terms

UNKNOWN = pl.lit(None, pl.Boolean)
TAKEN_ONLY = ("seized", "photographed")


def evidence_booked(ground: Ground) -> pl.DataFrame:
    """Drugs or paraphernalia of the person booked; taken, but not said to be booked, is unknown."""
    action = pl.col("action")
    booked = pl.when(action.is_null() | action.is_in(TAKEN_ONLY)).then(UNKNOWN).otherwise(action == "booked")
    value = pl.col("theirs") & pl.col("kind").is_in(["drug", "paraphernalia"]) & booked
    rows = terms(_items(ground, "evidence"), value, "evidence", "item")
    return pl.concat([rows, _uncovered(ground, "evidence")])


def condom_evidence(ground: Ground) -> pl.DataFrame:
    """Condoms of the person seized or booked."""
    value = pl.col("theirs") & (pl.col("kind") == "condom") & pl.col("action").is_in(["seized", "booked"])
    return terms(_items(ground, "evidence"), value, "evidence", "item")


def referred(ground: Ground, to: str) -> pl.DataFrame:
    """The person was referred there by the log; unknown where the log does not cover the report."""
    value = pl.col("theirs") & (pl.col("referred_to") == to)
    rows = terms(_items(ground, "referrals"), value, "referrals", "item")
    return pl.concat([rows, _uncovered(ground, "referrals")])


def referred_prosecutor(ground: Ground) -> pl.DataFrame:
    """Referred by the log, or by a drug charge of the person at a later stage."""
    charges = drug_charges(ground).with_columns(
        value=pl.col("same") & pl.col("drug") & ~pl.col("early_stage")
    )
    return pl.concat([referred(ground, "prosecutor"), terms(charges, pl.col("value"), "charges", "id")])


def log_complete(ground: Ground, log: str) -> pl.DataFrame:
    """The log is said to hold every item."""
    return terms(ground.units, pl.lit(ground.base.logs[log].complete))


def _items(ground: Ground, log: str) -> pl.DataFrame:
    """Units beside the rows of a log in their incident, with `item` (the row) and `theirs`."""
    frame = ground.docket.table(log)
    told = [c for c in ("kind", "action", "referred_to") if c in frame.columns]
    rows = frame.select("inc", *told, item="id", l_pid="pid", l_pid_file="pid_file")
    units = ground.units.select("unit", "inc", u_pid="pid", u_pid_file="pid_file")
    return units.join(rows, on="inc").with_columns(theirs=theirs(ground.docket.scope.person_ids))


def _uncovered(ground: Ground, log: str) -> pl.DataFrame:
    covered = ground.base.logs[log].covers(pl.col("report_date"))
    return terms(ground.units.filter(~covered), UNKNOWN, reason=pl.lit("log_does_not_cover"))
