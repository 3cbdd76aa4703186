"""Whom and what a finding is about: the units of a ground with all that a finding names of them.

A charge and the person of a report come in one shape; what a report does not have is null.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from auditor.judging import identity
from auditor.judging.ground import Ground

NAMED: Mapping[str, pl.DataType] = {
    "charge_id": pl.String(),
    "arrest_id": pl.String(),
    "citation": pl.String(),
    "offense": pl.String(),
    "offense_class": pl.String(),
    "law_level": pl.String(),
    "stage": pl.String(),
    "officer_id": pl.String(),
    "date": pl.Datetime("us"),
    "ordinal": pl.Int64(),
    "stage_derived": pl.Boolean(),
    "act_derived": pl.Boolean(),
}
Role = tuple[str | None, bool | None]
"""A role of the person in the incident, and whether it is surely (True) or perhaps (None) theirs."""

PERSON = ("unit", "inc", "pid", "name_key", "birth_date", "district")


def subjects(ground: Ground, binds: str) -> pl.DataFrame:
    """The units with the columns above, `agency`, `incident_id` and `report_date`.

    `act_derived`: the day of the act, as `binds` asks for it, was not read from the charge itself.
    """
    rows = _charges(ground, binds) if ground.each == "charge" else _reports(ground)
    incidents = ground.docket.incidents.select("inc", "agency", "incident_id", "report_date")
    return rows.join(incidents, on="inc", how="left")


def _charges(ground: Ground, binds: str) -> pl.DataFrame:
    spelled = pl.col("citation").str.to_lowercase().str.strip_chars().str.replace_all(r"\s+", " ")
    alike = [
        "inc",
        pl.when(pl.col("charge_id").is_null()).then(pl.struct("pid", "name_key", "birth_date")),
        "charge_id",
        pl.when(pl.col("charge_id").is_null()).then(pl.struct(spelled, "date")),
    ]
    by_police = {"police": pl.lit(True), "prosecutor": pl.lit(False), "both": pl.col("early")}
    own = pl.col("own_date").is_not_null() & pl.col("early")
    by_id = pl.when(pl.col("arrest").str.starts_with("id:")).then(pl.col("arrest").str.strip_prefix("id:"))
    return (
        ground.charges.sort("id")
        .with_columns(
            unit=pl.col("id"),
            ordinal=pl.int_range(pl.len()).over(alike),
            arrest_id=pl.coalesce("arrest_id", by_id),
            act_derived=by_police[binds] & pl.col("police_date").is_not_null() & ~own,
        )
        .select(*PERSON, *NAMED)
    )


def _reports(ground: Ground) -> pl.DataFrame:
    nothing = [pl.lit(None, kind).alias(name) for name, kind in NAMED.items()]
    return ground.units.select(*PERSON, *nothing)


def roles(ground: Ground, units: pl.DataFrame) -> Mapping[int, tuple[Role, ...]]:
    """Per unit the roles that the incident records for the person (surely or perhaps), in a fixed order."""
    pairs = (
        ground.pairs.involved.join(units.select("unit"), on="unit", how="semi")
        .filter(pl.col("same").ne_missing(False))
        .join(ground.people.select("id", "role"), on="id")
        .select("unit", "role", "same")
        .unique()
        .sort("unit", "same", "role", nulls_last=True)
    )
    found: dict[int, list[Role]] = {}
    for unit, role, same in pairs.iter_rows():
        found.setdefault(unit, []).append((role, same))
    return {unit: tuple(told) for unit, told in found.items()}


def ids(row: Mapping[str, object], policy: str, rule: str, *, charge: bool) -> dict[str, str]:
    """`finding_id`, `case_id` and `person_key` of a subject."""
    person = identity.person_key(_text(row["pid"]), _text(row["name_key"]), _iso(row["birth_date"]))
    incident = (_text(row["agency"]), _text(row["incident_id"]))
    key: tuple[identity.Part, ...] = ()
    if charge:
        key = identity.charge_key(
            _text(row["charge_id"]), _text(row["citation"]), _iso(row["date"]), int(str(row["ordinal"]))
        )
    return {
        "finding_id": identity.finding_id(policy, rule, incident, person, key),
        "case_id": identity.case_id(incident, person),
        "person_key": str(person[0]),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _iso(value: object) -> str | None:
    return None if value is None else value.isoformat()  # type: ignore[attr-defined]
