"""What the law and a pack say of the docket's offenses and charges: answers read once, joined back by day."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

LEVELS = ("felony", "misdemeanor", "infraction")


class Answers(NamedTuple):
    """The answers to the distinct citations of one table (`policy.answers`): the statutes' and one pack's."""

    statutes: pl.DataFrame
    pack: pl.DataFrame


def on_day(rows: pl.DataFrame, answers: pl.DataFrame, day: str) -> pl.DataFrame:
    """`rows` with the columns of the answer that holds on their `day`; all null for a null citation.

    The answers of one citation cover all time once, and the undated row answers for a null day, so a row
    of a known citation meets exactly one.
    """
    dated = pl.col(day).is_not_null()
    live = (
        pl.when(dated)
        .then(
            ~pl.col("undated")
            & (pl.col("since").is_null() | (pl.col("since") <= pl.col(day)))
            & (pl.col("until").is_null() | (pl.col("until") >= pl.col(day)))
        )
        .otherwise(pl.col("undated"))
    )
    met = (
        rows.select("id", "citation", day)
        .join(answers, on="citation")
        .filter(live)
        .drop("citation", day, "since", "until", "undated")
    )
    return rows.join(met, on="id", how="left")


def with_statutes(rows: pl.DataFrame, statutes: pl.DataFrame, day: str) -> pl.DataFrame:
    """Rows with `offense`, `section_key`, `subdivisions`, `offense_class`, … and `law_level`.

    `law_level` is the record's level, else the one written in the citation, null (and no default) where
    these two differ; else the statute table's.
    """
    joined = on_day(rows, statutes, day)
    recorded = pl.col("level") if "level" in rows.columns else pl.lit(None, pl.String)
    written = pl.col("written_level")
    level = pl.when(recorded != written).then(pl.lit(None, pl.String)).otherwise(
        pl.coalesce(recorded, written, "default_level")
    )  # fmt: skip
    return joined.with_columns(law_level=level)


def with_protected(rows: pl.DataFrame, answers: Answers, day: str) -> pl.DataFrame:
    """Rows (with `law_level`) and the pack's `protected` and `protected_reason` for their level."""
    asked = ["citation", "since", "until", "undated"]
    told = [c for c in answers.pack.columns if c.startswith("protected_")]
    joined = on_day(rows, answers.pack.select(*asked, *told), day)
    value, reason = pl.col("protected_unknown"), pl.col("protected_reason_unknown")
    for level in LEVELS:
        at = pl.col("law_level") == level
        value = pl.when(at).then(pl.col(f"protected_{level}")).otherwise(value)
        reason = pl.when(at).then(pl.col(f"protected_reason_{level}")).otherwise(reason)
    return joined.with_columns(protected=value, protected_reason=reason).drop(told)


def with_qualifying(rows: pl.DataFrame, answers: Answers, day: str) -> pl.DataFrame:
    """Rows with the pack's `qualifying` and `qualifying_reason`."""
    asked = ["citation", "since", "until", "undated", "qualifying", "qualifying_reason"]
    return on_day(rows, answers.pack.select(asked), day)


def same_offense(left: str, right: str) -> pl.Expr:
    """Code, section, and subdivisions as far as both name them; an unread citation gives null."""
    one, two = pl.col(f"{left}subdivisions"), pl.col(f"{right}subdivisions")
    shared = pl.min_horizontal(one.list.len(), two.list.len())
    paths = one.list.head(shared) == two.list.head(shared)
    return (pl.col(f"{left}section_key") == pl.col(f"{right}section_key")) & paths


def involvement_offenses(involvements: pl.DataFrame, offenses: pl.DataFrame) -> pl.Series:
    """Whether each involvement's offense is qualifying, in the order of the rows.

    `offenses` carry `qualifying` and `victimless`. With an `offense_id` it is that offense's answer (no such
    row, or rows that disagree: null; a row without a citation says nothing). Without one it is taken over the
    incident's offenses, for suspects and arrestees over all, for others over those not victimless.
    """
    by_id = (
        offenses.filter(pl.col("offense_id").is_not_null(), pl.col("citation").is_not_null())
        .group_by("inc", "offense_id")
        .agg(_share("named"))
        .select("inc", "offense_id", named=_whole("named"))
    )
    harmed = pl.col("victimless").ne_missing(True)
    bare = involvements["inc"].filter(involvements["offense_id"].is_null())
    around = offenses.filter(pl.col("inc").is_in(bare.implode()))
    over = around.group_by("inc").agg(*_share("all"), *_share("harmed", harmed))
    joined = (
        involvements.select("inc", "offense_id", "role")
        .join(by_id, on=["inc", "offense_id"], how="left", maintain_order="left")
        .join(over, on="inc", how="left", maintain_order="left")
    )
    suspected = pl.col("role").is_in(["suspect", "arrestee"])
    unnamed = pl.when(suspected).then(_whole("all")).otherwise(_whole("harmed"))
    value = pl.when(pl.col("offense_id").is_not_null()).then(pl.col("named")).otherwise(unnamed)
    return joined.select(qualifying=value).to_series()


def _share(name: str, counted: pl.Expr | None = None) -> list[pl.Expr]:
    """Of the counted offenses (None: all) of a group: how many there are, how many qualify, how many surely do not."""
    answer, of = pl.col("qualifying"), pl.len()
    if counted is not None:
        answer, of = pl.when(counted).then(answer), counted.sum()
    return [
        of.alias(f"{name}_of"),
        answer.sum().alias(f"{name}_true"),
        (~answer).sum().alias(f"{name}_false"),
    ]


def _whole(name: str) -> pl.Expr:
    """None or all false: false. All true: true. No offenses recorded at all, or else: null."""
    return (
        pl.when(pl.col(f"{name}_false") == pl.col(f"{name}_of"))
        .then(pl.lit(False))
        .when(pl.col(f"{name}_true") == pl.col(f"{name}_of"))
        .then(pl.lit(True))
        .otherwise(pl.lit(None, pl.Boolean))
    )
