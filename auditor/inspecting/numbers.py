"""Incident numbers: what scheme they follow, and where a stretch of them is missing.

A scheme is a fixed writing with a running number, and a year where one is written. It is found in the numbers
themselves: a part of them is the year if it is that of the report in nine rows of ten. A stretch is told only
where numbers are dense (half of them are followed by the next, a quarter of all are held), and only if numbers
missing at random would leave so long a hole in less than one of a hundred such series.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import polars as pl

DENSE, FILLED = 0.5, 0.25
SHORTEST = 10
FEWEST = 100
"""Series of fewer numbers are not looked at."""

CHANCE = 0.01
MOST_STRETCHES = 20
_SHARE = 0.9
_GROUPS = r"[0-9]+"
_YEAR = "@year"


@dataclass(frozen=True)
class Scheme:
    """Where the parts of a number are: of the digit groups, which is the running number, and which the year.

    `digits` is how many digits of the year there are; with `inside`, the group begins with them.
    """

    skeleton: str
    group: int
    year: int | None = None
    digits: int = 0
    inside: bool = False

    def words(self) -> str:
        """The scheme as a pattern: Y for the year, N for the running number."""
        first, *others = self.skeleton.split("9")
        out = [first]
        for number, rest in enumerate(others):
            year = "Y" * self.digits if number == self.year else ""
            running = "N" if number == self.group else ""
            out += [year + running or "9", rest]
        return "".join(out)


def number_gaps(reports: pl.DataFrame) -> list[dict[str, Any]]:
    """A series for each agency, writing and year, sorted, with its missing stretches.

    `reports` has `agency`, `incident_id` and `day` (null where not known), a row a report.
    """
    told = reports.drop_nulls("incident_id").group_by("agency", "incident_id").agg(pl.col("day").min())
    told = told.with_columns(
        skeleton=pl.col("incident_id").str.replace_all(_GROUPS, "9"),
        groups=pl.col("incident_id").str.extract_all(_GROUPS),
    )
    series = []
    for (agency, skeleton), own in sorted(
        told.partition_by("agency", "skeleton", as_dict=True).items(), key=lambda item: str(item[0])
    ):
        scheme = _scheme(str(skeleton), own) if own.height >= FEWEST else None
        if scheme is not None:
            series += _series(agency, scheme, own)
    return series


def _scheme(skeleton: str, own: pl.DataFrame) -> Scheme | None:
    count = skeleton.count("9")
    if not count:
        return None
    dated = own.drop_nulls("day")
    for number in range(count):
        group = pl.col("groups").list.get(number, null_on_oob=True)
        for digits in (4, 2):
            alone = count > 1 and _is_year(dated, group, digits, whole=True)
            if alone:
                running = next(n for n in reversed(range(count)) if n != number)
                return Scheme(skeleton, running, number, digits)
            if number == count - 1 and _one_width(own, group) and _is_year(dated, group, digits, whole=False):
                return Scheme(skeleton, number, number, digits, inside=True)
    return Scheme(skeleton, count - 1)


def _is_year(dated: pl.DataFrame, group: pl.Expr, digits: int, *, whole: bool) -> bool:
    """Whether the group is, or begins with, the year of the report in nine rows of ten."""
    if dated.is_empty():
        return False
    year = pl.col("day").dt.year().cast(pl.String).str.tail(digits)
    long = (group.str.len_chars() == digits) if whole else (group.str.len_chars() >= digits + 3)
    return float(dated.select(((group.str.head(digits) == year) & long).mean()).item() or 0) >= _SHARE


def _one_width(own: pl.DataFrame, group: pl.Expr) -> bool:
    return bool(own.select(group.str.len_chars().n_unique()).item() == 1)


def _series(agency: Any, scheme: Scheme, own: pl.DataFrame) -> list[dict[str, Any]]:
    group = pl.col("groups").list.get(scheme.group)
    running = group.str.slice(scheme.digits) if scheme.inside else group
    year = pl.lit(None, pl.String)
    if scheme.year is not None:
        place = pl.col("groups").list.get(scheme.year)
        year = place.str.head(scheme.digits) if scheme.inside else place
    numbers = own.select(
        year.alias(_YEAR), number=running.cast(pl.Int64, strict=False), text="incident_id"
    ).drop_nulls("number")
    found = []
    for (label,), part in sorted(
        numbers.partition_by(_YEAR, as_dict=True).items(), key=lambda item: str(item[0])
    ):
        if part["number"].n_unique() >= FEWEST:
            found.append(_one(agency, scheme, label, part))
    return found


def _one(agency: Any, scheme: Scheme, year: Any, part: pl.DataFrame) -> dict[str, Any]:
    ordered = part.unique("number", keep="any").sort("number")
    step = ordered.select(step=pl.col("number").diff().drop_nulls())["step"]
    held, span = ordered.height, int(ordered["number"][-1] - ordered["number"][0] + 1)
    density = float((step == 1).mean() or 0)  # type: ignore[arg-type]
    dense = density >= DENSE and held >= FILLED * span
    least = _least(density, held) if dense else None
    stretches = _stretches(ordered, least) if least is not None else []
    return {
        "agency": agency,
        "scheme": scheme.words(),
        "year": year,
        "first": ordered["text"][0],
        "last": ordered["text"][-1],
        "held": held,
        "missing": span - held,
        "missing_share": round((span - held) / span, 4),
        "dense": dense,
        "shortest_told": least,
        "stretches_total": len(stretches),
        "stretches": sorted(stretches, key=lambda s: (-s["missing"], s["after"]))[:MOST_STRETCHES],
    }


def _least(density: float, held: int) -> int:
    """The shortest hole that chance would hardly leave, where each number is missing with 1 − density."""
    absent = max(1 - density, 1 / held)
    return max(SHORTEST, math.ceil(math.log(held / CHANCE) / -math.log(absent)))


def _stretches(ordered: pl.DataFrame, least: int) -> list[dict[str, Any]]:
    told = ordered.with_columns(
        missing=pl.col("number").shift(-1) - pl.col("number") - 1, before=pl.col("text").shift(-1)
    ).filter(pl.col("missing") >= least)
    return [
        {"after": after, "before": before, "missing": missing}
        for after, before, missing in told.select("text", "before", "missing").iter_rows()
    ]
