"""What the agency recorded of the scenes: incidents, the people in them and their offenses.

Gaps, clerical errors and rows written twice are of a few percent or less, as exports have them. Every frame has
the incident's `number` besides the columns of its table, and is in no order.
"""

from __future__ import annotations

import polars as pl

from auditor.synthetic.citations import OffenseMix
from auditor.synthetic.draws import Draws, unless, words
from auditor.synthetic.figures import share, weights
from auditor.synthetic.people import person_columns

NUMBER, ID, DAY = pl.col("number"), pl.col("incident_id"), pl.col("reported_at")
ROLES = {
    "victim": "VICTIM",
    "second_victim": "VICTIM",
    "witness": "WITNESS",
    "reporting_party": "REPORTING PARTY",
    "suspect": "SUSPECT",
    "second_suspect": "SUSPECT",
}
VAGUE = {None: 4.0, "OTHER": 3.0, "INVOLVED": 2.0, "MENTIONED": 1.0}
STREETS = words(
    "AGATE BASALT COPAL FLINT GARNET JASPER ONYX OPAL QUARTZ SLATE TOPAZ ZIRCON ALDER CEDAR LINDEN"
)
TOLD = ("number", "incident_id", "reported_at", "kind", "vague", "arrested", "nobody")
OFFENSES = ("has_offense_1", "has_offense_2")


def incidents(scene: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """The reports, a few of them missing, and the supplements to some."""
    block = (draws.below("block", 60) * 100).cast(pl.String)
    street = pl.Series(STREETS).gather(draws.below("street", len(STREETS)))
    rows = scene.select(
        "number",
        "incident_id",
        "agency",
        "lost",
        occurred_at=unless(draws.chance("no_crime_date", 0.03), pl.col("occurred_at")),
        reported_at=unless(draws.chance("no_report_date", 0.004), DAY),
        report_type=pl.lit("Initial"),
        district=pl.lit(draws.pick("district", weights("districts"))),
        beat=pl.lit(draws.below("beat", 90).cast(pl.String)),
        location=unless(
            draws.chance("nowhere", share("no_location")), pl.lit(block + " block of " + street + " ST")
        ),
    )
    there = rows.filter(~pl.col("lost")).drop("lost")
    own = draws.within("supplements", there.height)
    more = there.filter(own.chance("supplement", share("supplement")))
    later = pl.duration(hours=pl.lit(draws.within("later", more.height).below("hours", 400)))
    supplements = more.with_columns(
        reported_at=pl.col("reported_at") + later, report_type=pl.lit("Supplement")
    )
    return pl.concat([there, supplements])


def involvements(scene: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Everybody who is there, each in a role."""
    people = pl.concat(
        scene.filter(pl.col(slot).is_not_null()).select(
            *TOLD, *OFFENSES, person=slot, said=pl.lit(role), first=pl.lit(slot == "suspect")
        )
        for slot, role in ROLES.items()
    )
    own = draws.within("people", people.height)
    nobody = (pl.col("said") == "SUSPECT") & pl.col("nobody")
    person = pl.when(~nobody).then(pl.col("person"))
    arrestee = pl.col("first") & pl.col("arrested") & own.chance("arrestee", 0.6)
    role = pl.when(arrestee).then(pl.lit("ARRESTEE")).otherwise(pl.col("said"))
    vague = pl.col("vague") & own.chance("vague", 0.6)
    matter = (pl.col("kind") == "sex_trade") & (pl.col("said") == "SUSPECT")
    engaged = pl.when(matter & own.chance("engaged", 0.45)).then(True)
    return people.select(
        "number",
        "incident_id",
        role=pl.when(vague).then(pl.lit(own.pick("role", VAGUE))).otherwise(role),
        offense_id=unless(own.chance("of none", 0.07), _offense_id(own)),
        sex_trade=pl.coalesce(engaged, pl.when(own.chance("denied", 0.2)).then(False)),
        also_offender=pl.when((pl.col("said") == "VICTIM") & own.chance("apart", 0.05)).then(False),
        **person_columns(own, person, DAY, ids=0.93, names=1 - share("no_name")),
    )


def _offense_id(draws: Draws) -> pl.Expr:
    second = pl.col("has_offense_2") & draws.chance("second", 0.3)
    return pl.when("has_offense_1").then(ID + pl.when(second).then(pl.lit("-2")).otherwise(pl.lit("-1")))


def offenses(scene: pl.DataFrame, draws: Draws, mix: OffenseMix) -> pl.DataFrame:
    """The offenses of the incidents."""
    frames = []
    for n in ("1", "2"):
        rows = scene.filter(f"has_offense_{n}")
        own = draws.within(n, rows.height)
        attempted = pl.lit(own.chance("attempted", share("attempted")))
        frames.append(
            rows.select(
                "number",
                "incident_id",
                offense_id=ID + f"-{n}",
                citation=mix.text(own, pl.col(f"offense_{n}"), pl.col("unread") & own.chance("unread", 0.7)),
                attempted=pl.when(own.chance("told", 0.5)).then(attempted),
            )
        )
    return pl.concat(frames)
