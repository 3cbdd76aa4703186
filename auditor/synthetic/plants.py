"""The planted scenes: where in the export they stand, their rows, and what must be found on each.

`plants.yaml` holds them. They come round in turn, one every so many incidents, so that each is met at every time:
before a directive, while it is surely in force, and when it may have lapsed. What must be found follows from the
scene and the day alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from auditor.records.tables import TABLES, Kind
from auditor.synthetic.citations import PLAIN, written
from auditor.synthetic.people import CLASSES, PLANTED

Row = dict[str, Any]
SPACING = 500
"""One plant in so many incidents; more of them in a small export, so that all come round."""

CLOSEST, PEOPLE = 10, 8
MOMENTS = {"occurred_at": 20, "reported_at": 21, "arrested_at": 22}


@dataclass(frozen=True)
class Plant:
    """A scene: its name, its rows by table, and what must be found: rule, charge or person, verdict."""

    name: str
    tables: Mapping[str, tuple[Row, ...]]
    expect: tuple[Mapping[str, str], ...]

    @property
    def size(self) -> int:
        """How many incidents it takes."""
        return len(self.tables["incidents"])


@cache
def plants() -> tuple[Plant, ...]:
    """All scenes, in the order of the file."""
    import yaml

    from auditor.yamlfile import Loader

    text = files("auditor.synthetic").joinpath("plants.yaml").read_text(encoding="utf-8")
    told = yaml.load(text, Loader=Loader)  # noqa: S506
    return tuple(Plant(p["name"], _tables(told["given"], p), tuple(p["expect"])) for p in told["plants"])


def _tables(given: Mapping[str, list[Row]], told: Mapping[str, Any]) -> dict[str, tuple[Row, ...]]:
    tables = {table: [dict(row) for row in rows] for table, rows in given.items()}
    _set(tables, told.get("set", {}))
    for place in sorted(told.get("drop", ()), reverse=True):
        table, _, index = place.partition(".")
        tables[table][slice(int(index), int(index) + 1) if index else slice(None)] = []
    for table, rows in told.get("add", {}).items():
        tables.setdefault(table, []).extend(dict(row) for row in rows)
    _set(tables, told.get("then", {}))
    return {table: tuple(rows) for table, rows in tables.items()}


def _set(tables: Mapping[str, list[Row]], cells: Mapping[str, Any]) -> None:
    for place, cell in cells.items():
        table, index, column = place.split(".")
        tables[table][int(index)][column] = cell


@dataclass(frozen=True)
class Plot:
    """Where the plants of an export of so many incidents stand, by the seed."""

    incidents: int
    seed: int

    @property
    def spacing(self) -> int:
        """From one plant to the next. Each scene is met about five times, while there is room."""
        return max(CLOSEST, min(SPACING, self.incidents // (5 * len(plants()))))

    def at(self, number: int) -> tuple[int, Plant] | None:
        """The plant that begins with the incident of this number, and its own number; None where none does."""
        nth, rest = divmod(number, self.spacing)
        plant = plants()[(nth + self.seed) % len(plants())]
        if rest != self.spacing // 2 or number + plant.size > self.incidents:
            return None
        return nth, plant

    def within(self, first: int, count: int) -> Iterator[tuple[int, int, Plant]]:
        """The plants that begin in a stretch of incidents: (number of the incident, of the plant, plant)."""
        start = first + (self.spacing // 2 - first) % self.spacing
        for number in range(start, first + count, self.spacing):
            found = self.at(number)
            if found is not None:
                yield number, *found

    def taken(self, first: int, count: int) -> list[int]:
        """The incident numbers of a stretch that belong to plants."""
        own = {n + i for n, _, plant in self.within(first - 1, count + 1) for i in range(plant.size)}
        return sorted(n for n in own if first <= n < first + count)


@dataclass(frozen=True)
class Grown:
    """A plant in its place: the day of the scene and how its labels are written in the export."""

    plant: Plant
    nth: int
    number: int
    ids: Mapping[str, str]
    day: date
    seed: int

    def person(self, label: str) -> int:
        """The number of a person of the scene."""
        return (self.nth * PEOPLE + int(label[1:])) * CLASSES + PLANTED

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, with `number`; names and birth dates hold the number of their person."""
        for row in self.plant.tables.get(table, ()):
            own = row.get("incident_id", "1")
            yield {"number": self.number + int(own) - 1} | {
                c: self._cell(table, c, v) for c, v in row.items()
            }

    def truth(self) -> Iterator[Row]:
        """What must be found: rule, incident_id, person_id, charge_id, verdict, scene."""
        for told in self.plant.expect:
            row = self._about(told)
            person = row.get("person_id")
            yield {
                "rule": told["rule"],
                "incident_id": self.ids[row["incident_id"]],
                "person_id": person and self.id(person),
                "charge_id": self._own(row["charge_id"]) if "charge_id" in row else None,
                "verdict": _in_time(
                    told["rule"], told["verdict"], self.day + timedelta(self._days(told, row))
                ),
                "scene": self.plant.name,
            }

    def id(self, label: str) -> str:
        """The person id of a person of the scene."""
        return f"P{self.person(label):09}"

    def _about(self, told: Mapping[str, str]) -> Row:
        table, key = ("charges", "charge_id") if "charge" in told else ("involvements", "person_id")
        wanted = told.get("charge") or told["person"]
        return {"person_id": None} | next(r for r in self.plant.tables[table] if r[key] == wanted)

    def _days(self, told: Mapping[str, str], row: Row) -> int:
        """The day that decides whether the rule is in force, counted from the scene's."""
        incident = next(r for r in self.plant.tables["incidents"] if r["incident_id"] == row["incident_id"])
        return int((row.get("date") if "charge" in told else None) or incident["reported_at"])

    def _own(self, label: str) -> str:
        return f"{self.ids['1']}-{label}"

    def _cell(self, table: str, column: str, value: Any) -> Any:
        kind = TABLES[table].column(column).kind
        if value is None:
            return None
        if column in ("incident_id", "source_incident_id"):
            return self.ids[value]
        if column == "person_id":
            return self.id(value)
        if column in ("name", "birth_date"):
            return self.person(value)
        if column in ("offense_id", "arrest_id", "charge_id"):
            return self._own(value)
        if column == "citation":
            return self._spelled(value)
        if column in MOMENTS:
            return datetime.combine(self.day, datetime.min.time()) + timedelta(
                int(value), hours=MOMENTS[column]
            )
        if column == "date":
            return self.day + timedelta(int(value))
        return value.upper() if kind is Kind.CODE and value != "other" else value

    def _spelled(self, citation: str) -> str:
        """The citation in one of the ways that say no level; one that says a level as it stands."""
        section, _, code = citation.partition(" ")
        if not code.isalpha():
            return citation
        way = random.Random(f"{self.seed}/plant/{self.nth}/{citation}").choice(PLAIN)  # noqa: S311
        return written(way, section, code)


FORCE = {
    "SF": (date(2017, 12, 1), date(2018, 1, 11), date(2019, 12, 31)),
    "CA": (date(2020, 1, 1),) * 2 + (date.max,),
}
"""From when a pack's rules are in force at all, from when surely, until when surely."""


def _in_time(rule: str, verdict: str, day: date) -> str:
    """The verdict on a day, given that of a day on which the rule is surely in force."""
    at_all, surely, until = FORCE[rule[:2]]
    if verdict == "none" or day < at_all:
        return "none"
    return verdict if surely <= day <= until else "possible"
