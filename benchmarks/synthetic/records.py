"""What the agency recorded of the scenes: the record tables of a chunk of incidents.

Each table is made of parts (the victims, the suspects, the first charge of an arrest …), one row an incident
at most: every cell is drawn for the whole chunk, then the rows that are there are kept. Gaps, clerical errors
and rows written twice are of a few percent or less, as exports have them.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from synthetic.arrests import arrests, charges, with_arrests
from synthetic.citations import OffenseMix
from synthetic.draws import Draws
from synthetic.people import person_columns
from synthetic.rows import kept, unless
from synthetic.scenes import STREETS, UNIDENTIFIED, Size, scenes

ID, DAY = pl.col("incident_id"), pl.col("reported_at")
ROLES = {
    "victim": "VICTIM",
    "second_victim": "VICTIM",
    "witness": "WITNESS",
    "reporting_party": "REPORTING PARTY",
    "suspect": "SUSPECT",
    "second_suspect": "SUSPECT",
    "turned_person": "ARRESTEE",
}
NAMED = {"victim": 0.75, "witness": 0.6, "reporting_party": 0.5}
FLAGGED = {"VICTIM": 0.25, "WITNESS": 0.25, "ARRESTEE": 0.25}
AGENCIES = {"SFPD": 96.0, "SFSD": 2.0, "BART": 1.5, None: 0.5}


def record(size: Size, first: int, count: int, mix: OffenseMix) -> dict[str, pl.DataFrame]:
    """The rows of every table for the incidents from number `first` on, in the order of their incidents."""
    scene, draws = scenes(size, first, count)
    scene = _with_offenses(scene, draws.within("offense of"), mix)
    scene = with_arrests(scene, draws.within("arrest of"), mix)
    parts = {
        "incidents": _incidents(scene, draws.within("incidents")),
        "involvements": [_involved(scene, draws.within(part), part) for part in ROLES],
        "offenses": _offenses(scene, draws.within("offenses"), mix),
        "arrests": arrests(scene, draws.within("arrests")),
        "charges": charges(scene, draws.within("charges"), mix),
    }
    return {
        table: pl.concat(frames).sort("incident_id", maintain_order=True) for table, frames in parts.items()
    }


def _with_offenses(scene: pl.DataFrame, draws: Draws, mix: OffenseMix) -> pl.DataFrame:
    """Up to three offenses: of the incident, another of its kind, and what a turned victim is arrested for."""
    kinds = {"offense_1": "kind", "offense_2": "kind", "offense_3": "turned_kind"}
    return scene.with_columns(
        has_offense_1=~draws.chance("none", 0.01),
        has_offense_2=draws.chance("second", 0.13),
        has_offense_3=pl.col("turned") & draws.chance("third", 0.6),
        **{nth: mix.offense(draws.within(nth), pl.col(kind)) for nth, kind in kinds.items()},
    )


def _incidents(scene: pl.DataFrame, draws: Draws) -> list[pl.DataFrame]:
    """The reports, a few of them missing, and the supplements to some."""
    block = (draws.below("block", 60) * 100).cast(pl.String)
    columns: Mapping[str, pl.Expr] = {
        "agency": pl.lit(draws.pick("agency", AGENCIES)),
        "occurred_at": unless(draws.chance("no_crime_date", 0.08), pl.col("occurred_at")),
        "district": pl.col("district"),
        "beat": pl.lit(draws.below("beat", 90).cast(pl.String)),
        "location": pl.lit(block)
        + " block of "
        + pl.lit(pl.Series(STREETS)).gather(draws.below("street", len(STREETS)))
        + " ST",
    }
    reported = unless(draws.chance("no_report_date", 0.004), DAY)
    later = DAY + pl.duration(hours=draws.below("more_hours", 400))
    there = ~draws.chance("lost", 0.0005)
    more = there & draws.chance("supplement", 0.03)
    return [
        scene.select(ID, reported_at=reported, report_type=pl.lit("Initial"), **columns).filter(there),
        scene.select(ID, reported_at=later, report_type=pl.lit("Supplement"), **columns).filter(more),
    ]


def _involved(scene: pl.DataFrame, draws: Draws, part: str) -> pl.DataFrame:
    """The involvements of one part; suspects who were not arrested are often known to nobody."""
    role, person = ROLES[part], pl.col(part)
    suspected = pl.lit(role == "SUSPECT")
    unknown = draws.chance_by("unidentified", pl.col("kind"), UNIDENTIFIED) & ~pl.col("arrested")
    who = unless(unknown & suspected, person)
    written = pl.when(pl.col("arrested") & suspected).then(pl.lit("ARRESTEE")).otherwise(pl.lit(role))
    vague = pl.when(draws.chance("vague", 0.01)).then(pl.lit("UNKNOWN")).otherwise(written)
    columns = person_columns(draws, who, DAY, ids=0.95, names=NAMED.get(part, 0.7))
    if role == "WITNESS":
        columns["person_id"] = _clerical_error(draws, columns["person_id"])
    rows = scene.select(
        ID,
        role=unless(draws.chance("no_role", 0.02), vague),
        offense_id=unless(draws.chance("of_none", 0.07), ID + "-" + _offense_of(draws, part)),
        sex_trade=_sex_trade(draws, FLAGGED.get(role, 0.1)),
        there=person.is_not_null(),
        **columns,
    )
    return kept(rows, draws)


def _offense_of(draws: Draws, part: str) -> pl.Expr:
    """The number of the offense that the row names."""
    if part == "turned_person":
        return pl.lit("3")
    second = pl.col("has_offense_2") & draws.chance("of_second", 0.3)
    return pl.when(second).then(pl.lit("2")).otherwise(pl.lit("1"))


def _clerical_error(draws: Draws, person_id: pl.Expr) -> pl.Expr:
    """Once in a while a witness is written under the victim's number."""
    victim = "P" + pl.col("victim").cast(pl.String).str.zfill(8)
    return pl.when(draws.chance("clerical_error", 0.003)).then(victim).otherwise(person_id)


def _sex_trade(draws: Draws, denied: float) -> pl.Expr:
    """The agency's flag: blank on most rows, more often set where the sex trade is the matter."""
    matter = pl.col("turned") | pl.col("follows") | (pl.col("kind") == "sex_trade")
    rarely = pl.lit(draws.chance("rarely", 0.004))
    flag = pl.when(matter).then(pl.lit(draws.chance("often", 0.45))).otherwise(rarely)
    return pl.when(flag).then(pl.lit(True)).when(draws.chance("denied", denied)).then(pl.lit(False))


def _offenses(scene: pl.DataFrame, draws: Draws, mix: OffenseMix) -> list[pl.DataFrame]:
    parts = ((n, f"offense_{n}", draws.within(f"offense_{n}")) for n in (1, 2, 3))
    return [
        kept(
            scene.select(
                ID,
                offense_id=unless(own.chance("no_number", 0.01), ID + f"-{n}"),
                citation=mix.text(own, pl.col(nth)),
                attempted=pl.when(own.chance("told", 0.5)).then(pl.lit(own.chance("attempted", 0.06))),
                there=pl.col(f"has_{nth}"),
            ),
            own,
        )
        for n, nth, own in parts
    ]
