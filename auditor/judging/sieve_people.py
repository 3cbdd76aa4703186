"""People across incidents, as the sieve meets them: somebody charged, and the other reports that they appear in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import narwhals as nw

from auditor.judging.gates import KEY, Engine, Plan, Tables


def within(first: int, last: int) -> nw.Expr:
    """Meetings so many days apart, and those of which a day is not known."""
    apart = nw.col("apart")
    return apart.is_null() | ((apart >= first) & (apart <= last))


def met_elsewhere(
    tables: Tables, ranges: Sequence[Tables], charges: Plan, near: Tables, engine: Engine
) -> Plan:
    """(`incident_id`, `other`, `apart`): incidents with a charge in question, and others with a person of theirs.

    A person is surely the same elsewhere by id, or by name and birth date. A charge may have its id from its
    arrest, or from any charge beside it.
    """
    pin = engine.pin
    beside = engine.among(tables.charges.select(KEY, "person_id"), near.charges)
    ids = pin(_known(nw.concat([beside, near.arrests.select(KEY, "person_id")]), "person_id").unique())
    by_id = _known(tables.involvements.select(KEY, "person_id"), "person_id")
    named = pin(_named(charges, near, engine))
    by_name = nw.concat(
        [pin(engine.among(rows, named, "who")) for rows in _named_elsewhere(tables, ranges, named, engine)]
    )
    by_id = engine.among(by_id, ids, "person_id")
    met = [_beside(ids, by_id, ["person_id"]), _beside(named, by_name, ["birth_date", "who"])]
    pairs = pin(nw.concat(met).filter(nw.col(KEY) != nw.col("other")).unique())
    return _with_days(tables, charges, near, pairs, engine)


def _named(charges: Plan, near: Tables, engine: Engine) -> Plan:
    """(`incident_id`, `birth_date`, `who`) of the charged: a blank cell of theirs may be filled from other rows."""
    rows = (charges, near.involvements)
    names = engine.with_who(_known(nw.concat([t.select(KEY, "name") for t in rows]), "name"))
    births = _known(nw.concat([t.select(KEY, "birth_date") for t in rows]), "birth_date")
    return births.join(names.select(KEY, "who").unique(), on=KEY).unique()


def _named_elsewhere(tables: Tables, ranges: Sequence[Tables], named: Plan, engine: Engine) -> Iterator[Plan]:
    """The same of involvements, by their own cells, range by range, or by those of a row of the same id."""
    columns = (KEY, "birth_date", "who")
    for part in ranges:
        own = _known(part.involvements.select(KEY, "name", "birth_date"), "name", "birth_date")
        yield engine.with_who(engine.among(own, named, "birth_date")).select(columns)
    names = _known(tables.twins.select(KEY, "person_id", "name"), "name")
    days = _known(tables.twins.select(KEY, "person_id", "birth_date"), "birth_date")
    yield engine.with_who(names.join(days, on=[KEY, "person_id"])).select(columns)


def _known(rows: Plan, *columns: str) -> Plan:
    """The rows in which these columns are not null."""
    return rows.filter(*(~nw.col(c).is_null() for c in columns))


def _beside(people: Plan, rows: Plan, key: list[str]) -> Plan:
    """(`incident_id`, `other`): the incidents of people, and those of the rows that are theirs."""
    others = rows.select(nw.col(KEY).alias("other"), *key)
    return others.join(people, on=key).select(KEY, "other")


def _with_days(tables: Tables, charges: Plan, near: Tables, pairs: Plan, engine: Engine) -> Plan:
    """`apart` are the days from the other report to an act, null where a day is not known.

    The day of an act is the charge's, the arrest's or the report's, and known wherever the report's is.
    """
    acts = nw.concat(
        [
            charges.select(KEY, day=nw.col("date").dt.date()),
            near.arrests.select(KEY, day=nw.col("arrested_at").dt.date()),
        ]
    ).filter(~nw.col("day").is_null())
    reported = near.charges.join(_days(near.incidents), on=KEY, how="left")
    undated = tables.shared.with_columns(day=nw.lit(None, nw.Date))
    days = nw.concat([acts, reported, undated]).unique()
    asked = engine.pin(pairs.select(nw.col("other").alias(KEY)).unique())
    told = engine.pin(_days(engine.among(tables.incidents, asked)))
    other_days = nw.concat([told, undated]).unique().rename({KEY: "other", "day": "other_day"})
    dated = pairs.join(days, on=KEY, how="left").join(other_days, on="other", how="left")
    minutes = (nw.col("day") - nw.col("other_day")).dt.total_minutes()
    return dated.select(KEY, "other", apart=minutes / (24 * 60))


def _days(incidents: Plan) -> Plan:
    return incidents.select(KEY, day=nw.coalesce("reported_at", "occurred_at").dt.date())
