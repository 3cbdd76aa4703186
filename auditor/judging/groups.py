"""The units of a judged rule, counted: by month, place, officer and what is recorded of the person; by reading.

Counts of two batches of incidents are added up by adding up their rows.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from auditor.intake.export import Export
from auditor.intake.said import said
from auditor.judging.findings import Period, within
from auditor.judging.ground import Ground
from auditor.judging.involved import years_old
from auditor.judging.persons import folded_word
from auditor.judging.verdicts import Judged

COUNTS = ("breach", "possible", "applied", "kept")
BY = ("month", "district", "officer_id", "race", "gender", "age_band")
BANDS = ((18, "under 18"), (25, "18 to 24"), (35, "25 to 34"), (45, "35 to 44"), (55, "45 to 54"))
OLDEST = "55 and over"
SEXES = {"F": "female", "M": "male", "X": "neither"}
READINGS = ("strict", "tool", "broad")
COUNTED = (*COUNTS, "excepted", *(f"{of}_{reading}" for reading in READINGS for of in ("found", "base")))


def counted_units(ground: Ground, judged: Judged, period: Period, races: pl.DataFrame) -> pl.DataFrame:
    """The judged units of the period, counted by each column of `BY` (`by`) and what it says (`value`), in no order.

    Each row has the number of units with `breach`, `possible`, `excepted`, `applied`, `kept`, and for each reading
    `found_…` and `base_…`. A null `value` is what the record does not say. Day and month are those of the act, or
    for a report of the report; a null day lies in every period. `races` are those of `race_names`.
    """
    marks = judged.verdicts.select(
        "unit", "act_date", "excepted", "applied", "kept",
        breach=pl.col("verdict") == "breach", possible=pl.col("verdict") == "possible", **_readings(judged),
    )  # fmt: skip
    some = marks.filter(pl.any_horizontal(COUNTED))
    day = pl.col("act_date" if ground.each == "charge" else "report_date")
    units = _grouped(ground, some, races).filter(within(day, period))
    told = units.with_columns(month=day.dt.strftime("%Y-%m"))
    told = told.unpivot(BY, index=COUNTED, variable_name="by", value_name="value")
    return told.group_by("by", "value").agg(pl.col(COUNTED).sum().cast(pl.Int64))


def only_broad(units: int) -> pl.DataFrame:
    """So many units, of which nothing counts but that the record does not rule them out."""
    counted = dict.fromkeys(COUNTED, 0) | {"found_broad": units, "base_broad": units}
    schema = {"by": pl.String, "value": pl.String, **dict.fromkeys(COUNTED, pl.Int64)}
    return pl.DataFrame([{"by": by, "value": None, **counted} for by in BY if units], schema=schema)


def of_rules(units: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The counted units of several rules as one frame, with `rule`, whose order is that of the rules."""
    rules = pl.Enum(list(units))
    told = [frame.with_columns(rule=pl.lit(rule, rules)) for rule, frame in units.items()]
    return pl.concat(told or [only_broad(0).with_columns(rule=pl.lit(None, rules))])


def by_group(units: pl.DataFrame, column: str) -> list[dict[str, object]]:
    """Counts of `of_rules` by rule and a column of `BY`, null first, without the groups of which nothing is counted."""
    own = units.filter(pl.col("by") == column).rename({"value": column})
    counts = own.group_by("rule", column).agg(pl.col(COUNTS).sum()).sort("rule", column)
    return [row for row in counts.iter_rows(named=True) if any(row[c] for c in COUNTS)]


def in_all(units: pl.DataFrame) -> dict[str, int]:
    """How many units have each mark of `COUNTED`: each unit is counted once by every column of `BY`."""
    return units.filter(pl.col("by") == BY[0]).select(pl.col(COUNTED).sum()).row(0, named=True)


def by_reading(counted: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Three readings of the same record, each with what it takes for a breach (`found`) among how many (`base`).

    `strict`: only what the record answers by itself, every condition of it; `tool`: the apparent breaches;
    `broad`: whatever the record does not rule out.
    """
    return {r: {of: counted[f"{of}_{r}"] for of in ("found", "base")} for r in READINGS}


def _readings(judged: Judged) -> dict[str, pl.Expr]:
    rule, number = judged.rule, {c.name: f"c{i}" for i, c in enumerate(judged.rule.conditions)}
    acts = [pl.col(number[c.name]) for c in rule.requires if c.act]
    others = [pl.col(number[c.name]) for c in rule.requires if not c.act]
    unless = [pl.col(number[c.name]) for c in rule.unless]
    review = [pl.col(number[c.name]) for c in rule.review_if]
    sure = _every(*(c.eq_missing(True) for c in others), *(c.eq_missing(False) for c in unless))
    perhaps = _every(*(c.ne_missing(False) for c in others), *(c.ne_missing(True) for c in unless))
    done = _every(*(c.eq_missing(True) for c in acts), *(c.eq_missing(False) for c in review))
    return {
        "found_strict": sure & done,
        "base_strict": sure,
        "found_tool": pl.col("verdict") == "breach",
        "base_tool": pl.col("applied"),
        "found_broad": perhaps & _every(*(c.ne_missing(False) for c in acts)),
        "base_broad": perhaps,
    }


def _every(*marks: pl.Expr) -> pl.Expr:
    return pl.all_horizontal(pl.lit(True), *marks)


def _grouped(ground: Ground, marks: pl.DataFrame, races: pl.DataFrame) -> pl.DataFrame:
    """Units with marks and `district`, `officer_id`, `race`, `gender` (where it is blank, sex) and `age_band`."""
    officer = pl.col("officer_id") if ground.each == "charge" else pl.lit(None, pl.String)
    units = ground.units.join(marks.select("unit"), on="unit", how="semi").select(
        "unit", "district", "report_date", "race_key", officer_id=officer,
        gender=pl.coalesce("gender", pl.col("sex").replace(SEXES)), years=years_old(),
    )  # fmt: skip
    units = units.with_columns(age_band=_band(pl.col("years")))
    return units.join(races, on="race_key", how="left").join(marks, on="unit")


def _band(years: pl.Expr) -> pl.Expr:
    band = pl.when(years >= BANDS[-1][0]).then(pl.lit(OLDEST))
    for under, name in reversed(BANDS):
        band = pl.when(years < under).then(pl.lit(name)).otherwise(band)  # type: ignore[assignment]
    return band


def race_names(export: Export) -> pl.DataFrame:
    """Each race (`race_key`) as the export most often writes it (`race`), ties by the alphabet."""
    every = pl.concat(said(export, table, "race") for table in ("involvements", "charges"))
    often = every.group_by("race").agg(pl.col("rows").sum()).with_columns(race_key=folded_word("race"))
    often = often.sort("rows", "race", descending=[True, False])
    return often.group_by("race_key", maintain_order=True).agg(pl.col("race").first())
