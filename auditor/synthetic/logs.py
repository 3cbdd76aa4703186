"""The logs beside the scenes: evidence taken, referrals made, incidents tied to others, training of officers."""

from __future__ import annotations

from datetime import date

import polars as pl

from auditor.synthetic.arrests import OFFICERS
from auditor.synthetic.draws import Draws, unless
from auditor.synthetic.figures import Weights, shares, weights
from auditor.synthetic.people import id_of

DAY = pl.col("reported_at").dt.date()
TIES: Weights = {"supplement": 6.0, "duplicate": 3.0, "related": 1.0}
COURSE = "Directive on people who report violent crime"


def evidence(scene: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Items taken, of a kind that fits the incident."""
    taken = scene.filter(draws.chance_by("taken", pl.col("kind"), shares("evidence")))
    return (
        pl.concat(
            _items(rows, draws.within(str(kind), rows.height), str(kind))
            for (kind,), rows in sorted(taken.partition_by("kind", as_dict=True).items())
        )
        if taken.height
        else _items(taken, draws.within("none", 0), "other")
    )


def _items(rows: pl.DataFrame, draws: Draws, kind: str) -> pl.DataFrame:
    return rows.select(
        "number",
        "incident_id",
        person_id=unless(draws.chance("no one's", 0.4), id_of(pl.col("suspect"))),
        kind=pl.lit(draws.pick("kind", weights("evidence_kinds", kind))),
        action=pl.lit(draws.pick("action", weights("evidence_actions"))),
        date=unless(draws.chance("no day", 0.03), DAY),
    )


def referrals(scene: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Victims referred to somebody."""
    made = scene.filter(
        draws.chance_by("made", pl.col("kind"), shares("referred")), pl.col("victim").is_not_null()
    )
    own = draws.within("referrals", made.height)
    return made.select(
        "number",
        "incident_id",
        person_id=unless(own.chance("no one's", 0.1), id_of(pl.col("victim"))),
        referred_to=pl.lit(own.pick("to", weights("referrals"))),
        date=unless(own.chance("no day", 0.03), DAY),
    )


def links(scene: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Incidents tied to an earlier one; one that is merely related is of the same agency and to no violent crime."""
    harmless = (pl.col("kind") == "other") & pl.col("has_offense_1") & ~pl.col("unread") & ~pl.col("lost")
    back = scene.with_columns(
        source_incident_id=pl.col("incident_id").shift(7),
        harmless=harmless.shift(7) & (pl.col("agency") == pl.col("agency").shift(7)),
        tie=pl.lit(draws.pick("tie", TIES)),
    )
    fits = (pl.col("tie") != "related") | pl.col("harmless")
    tied = back.filter(draws.chance("tied", 0.02), fits, pl.col("source_incident_id").is_not_null())
    return tied.select("number", "incident_id", "source_incident_id", kind="tie")


def training(seed: int) -> pl.DataFrame:
    """Courses that officers have finished; some officers twice, many never."""
    draws = Draws(f"{seed}/training", len(OFFICERS))
    done = pl.lit(date(2018, 1, 1)) + pl.duration(days=pl.lit(draws.below("day", 2_500)))
    rows = pl.DataFrame({"officer": pl.Series(OFFICERS)}).select(
        number=pl.lit(0, pl.Int64),
        officer_id=pl.col("officer").cast(pl.String),
        course=pl.lit(COURSE),
        completed_on=unless(draws.chance("no day", 0.02), done),
    )
    return rows.filter(draws.chance("trained", 0.6))
