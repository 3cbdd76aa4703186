"""People across incidents, as the sieve meets them: somebody charged, and the other reports that they appear in."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from auditor.judging.gates import KEY, Engine, Held, Plan, Tables, twins


@dataclass(frozen=True)
class People:
    """The people of incidents with a charge in question.

    They are known by id (`ids`: `incident_id`, `person_id` as its code), and by name (`named`: `incident_id`,
    `birth_date`, `who`). A person is surely the same elsewhere by id, or by name and birth date. A charge may have
    its id from its arrest, or from any charge beside it, and a blank cell filled from other rows.
    """

    ids: Plan
    named: Plan


def within(first: int, last: int) -> nw.Expr:
    """Meetings so many days apart, and those of which a day is not known."""
    apart = nw.col("apart")
    return apart.is_null() | ((apart >= first) & (apart <= last))


def people_of(tables: Tables, charges: Plan, arrests: Plan, incidents: Plan, engine: Engine) -> People:
    """The people of these incidents, their arrests and their charges in question."""
    beside = engine.among(tables.charges.select(KEY, "person_id"), incidents)
    ids = _known(
        engine.with_codes(nw.concat([beside, arrests.select(KEY, "person_id")])), "person_id"
    ).unique()
    involved = engine.pin(engine.among(tables.involvements.select(KEY, "name", "birth_date"), incidents))
    rows = (charges, involved)
    names = engine.with_who(_known(nw.concat([t.select(KEY, "name") for t in rows]), "name"))
    births = _known(nw.concat([t.select(KEY, "birth_date") for t in rows]), "birth_date")
    named = births.join(names.select(KEY, "who").unique(), on=KEY).unique()
    return People(engine.pin(ids), engine.pin(named))


def meet(held: Held, people: People, reports: Plan, engine: Engine) -> Plan:
    """(`incident_id`, `other`, `other_day`): the incidents of people, and those of the range in which they appear.

    Only `reports` are looked at, and `other` is a code. A pair stands once for each day of the other report, null
    where a day is not known, and a report also beside itself.
    """
    pin, columns = engine.pin, (KEY, "person_id", "name", "birth_date")
    rows = pin(engine.among(held.involvements.select(*columns), reports))
    met = [
        _beside(people.ids, _known(rows, "person_id"), ["person_id"], engine),
        _beside(people.named, _named(rows, engine), ["who", "birth_date"], engine),
    ]
    pairs = pin(nw.concat(met).unique())
    told = pin(engine.among(held.incidents.select(KEY, "day"), pairs.select(nw.col("other").alias(KEY))))
    undated = held.shared.select(KEY, day=nw.lit(None, nw.Date))
    days = nw.concat([told, undated]).unique().rename({KEY: "other", "day": "other_day"})
    return pin(pairs.join(days, on="other", how="left"))


def _named(rows: Plan, engine: Engine) -> Plan:
    """(`incident_id`, `birth_date`, `who`) of involvements, by their own cells or by those of a row of the same id."""
    own = _known(rows, "name", "birth_date")
    alike = engine.pin(twins(rows))
    names, days = (_known(alike.select(KEY, "person_id", c), c) for c in ("name", "birth_date"))
    both = [own, names.join(days, on=[KEY, "person_id"])]
    return engine.pin(
        engine.with_who(nw.concat([plan.select(KEY, "name", "birth_date") for plan in both]))
    ).select(KEY, "birth_date", "who")


def _known(rows: Plan, *columns: str) -> Plan:
    """The rows in which these columns are not null."""
    return rows.filter(*(~nw.col(c).is_null() for c in columns))


def _beside(people: Plan, rows: Plan, key: list[str], engine: Engine) -> Plan:
    """(`incident_id`, `other`): the incidents of people, and those of the rows that are theirs.

    The people of all charged incidents are many, and gone through for each range: those of the rows are found first.
    """
    theirs = engine.pin(engine.among(people, rows, key[0]))
    return rows.select(nw.col(KEY).alias("other"), *key).join(theirs, on=key).select(KEY, "other")
