"""The typed rows of an export put in order: arrests found, ids taken, person columns filled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.slow.cells import PERSON, Row, Tables, day_of, name_words, typed_tables
from tests.slow.kleene import one_value
from tests.slow.people import contradict, folded

Key = tuple[str | None, str]
LATER = ("referred", "filed", "declined", "dismissed", "convicted")


@dataclass(frozen=True)
class Told:
    """What a run is told beside its export.

    `assume`: facts taken where they are unknown, over a pack's own. `complete`: logs that hold every item.
    `covers`: first and last day of a log (None: open). `courses`: those that the packs list. `bound`: the packs
    that bind the export; in a finding of another one `bound` is an assumption.
    """

    assume: Mapping[str, bool] = field(default_factory=dict)
    complete: tuple[str, ...] = ()
    covers: Mapping[str, tuple[date | None, date | None]] = field(default_factory=dict)
    courses: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()


@dataclass
class World:
    """Everything the facts ask for; rows are the dicts of `cells`."""

    tables: dict[str, list[Row]]
    screening: bool
    ties: set[frozenset[Key]]
    reports: dict[Key, dict[str, date | None]]
    told: Told = field(default_factory=Told)
    by_key: dict[tuple[str, Key], list[Row]] = field(default_factory=dict)
    places: dict[str | None, list[Key]] = field(default_factory=dict)
    memo: dict[tuple[object, ...], object] = field(default_factory=dict)

    def rows(self, table: str, key: Key) -> list[Row]:
        """The rows of one table in one incident."""
        return self.by_key.get((table, key), [])

    def report_date(self, key: Key) -> date | None:
        """`reported_at`, else `occurred_at`; null for an orphan."""
        report = self.reports.get(key, {})
        return report.get("reported_at") or report.get("occurred_at")

    def crime_date(self, key: Key) -> date | None:
        """`occurred_at`, else `reported_at`; null for an orphan."""
        report = self.reports.get(key, {})
        return report.get("occurred_at") or report.get("reported_at")

    def police_date(self, charge: Row) -> date | None:
        """The day the police acted, by the charge's stage."""
        own = None if charge["stage"] in LATER else day_of(charge["date"])
        return own or day_of(charge["arrest"].get("arrested_at")) or self.report_date(charge["key"])


def merged_reports(rows: list[Row]) -> dict[Key, dict[str, date | None]]:
    """Several incidents rows of one key: the earliest times."""
    reports: dict[Key, dict[str, date | None]] = {}
    for key in {row["key"] for row in rows}:
        here = [row for row in rows if row["key"] == key]
        reports[key] = {
            column: day_of(min((row[column] for row in here if row[column] is not None), default=None))
            for column in ("occurred_at", "reported_at")
        }
    return reports


def is_screening(tables: dict[str, list[Row]]) -> bool:
    """Whether the export holds neither a person id nor a name anywhere."""
    # reading: asked of the rows that were read (not of rejected ones), names and ids that stand for no one
    # being null, before contradictory ids are taken away.
    every = [row for rows in tables.values() for row in rows]
    return not any(row.get("person_id") is not None or row.get("name") is not None for row in every)


def null_contradictory_ids(world: World) -> None:
    """An id whose rows in one incident contradict one another by line 6 is null in that incident."""
    # reading: an id's rows are those that carry it themselves in involvements and charges; an id that a
    # charge takes from its arrest comes later. Other tables have no person columns, but lose the id too.
    contradicted = set()
    people = world.tables["involvements"] + world.tables["charges"]
    for a in people:
        for b in people:
            same_id = a["person_id"] is not None and a["person_id"] == b["person_id"]
            if a["key"] == b["key"] and same_id and contradict(a, b, screening=False):
                contradicted.add((a["key"], a["person_id"]))
    for rows in world.tables.values():
        for row in rows:
            if "person_id" in row and (row["key"], row["person_id"]) in contradicted:
                row["person_id"] = None


def arrests_of(world: World, key: Key) -> dict[tuple[str, object], Row]:
    """The arrests of an incident: rows of one arrest_id are one (D2), with the values they agree on (D1)."""
    groups: dict[tuple[str, object], list[Row]] = {}
    for row in world.rows("arrests", key):
        handle = ("id", row["arrest_id"]) if row["arrest_id"] is not None else ("row", row["n"])
        groups.setdefault(handle, []).append(row)
    columns = ("person_id", "arrested_at", "kind", "basis", "officer_id", "unit")
    return {
        handle: {column: one_value(row[column] for row in rows) for column in columns}
        for handle, rows in groups.items()
    }


def find_arrest(world: World, charge: Row) -> None:
    """Set `handle` (which arrest, None without one) and `arrest` (its values, empty without a row)."""
    arrests = arrests_of(world, charge["key"])
    handle: tuple[str, object] | None = None
    if charge["arrest_id"] is not None:
        handle = ("id", charge["arrest_id"])
    elif charge["person_id"] is not None:
        theirs = [h for h, arrest in arrests.items() if arrest["person_id"] == charge["person_id"]]
        handle = theirs[0] if len(theirs) == 1 else None
    charge["handle"] = handle
    charge["arrest"] = arrests.get(handle, {}) if handle is not None else {}


def take_ids(charges: list[Row]) -> None:
    """A charge without an id takes its arrest's, else the one id that the arrest's other charges carry."""
    # reading: "carry" is their own id. A charge whose id was contradictory is "without a person_id".
    taken = {}
    for charge in charges:
        if charge["person_id"] is None and charge["handle"] is not None:
            fellows = [c for c in charges if c["handle"] == charge["handle"] and c is not charge]
            carried = one_value(c["person_id"] for c in fellows)
            taken[charge["n"]] = charge["arrest"].get("person_id") or carried
    for charge in charges:
        charge["person_id"] = charge["person_id"] or taken.get(charge["n"])


def derive_stage(charge: Row) -> None:
    """A null stage with an arrest is cited or booked by the arrest's kind; `stage_given` keeps the cell."""
    charge["stage_given"] = charge["stage"]
    if charge["stage"] is None and charge["handle"] is not None:
        charge["stage"] = "cited" if charge["arrest"].get("kind") in ("citation", "summons") else "booked"


def comparable(column: str, value: object) -> object:
    """What makes two person cells one value: as identity compares them."""
    # reading: "their non-null values are one value" as the column compares (names as sets of words, race and
    # ethnicity folded), not as spelled.
    if value is None:
        return None
    if column == "name":
        return name_words(str(value))
    if column in ("race", "ethnicity"):
        return folded(str(value))
    return value


def filled(row: Row, involvements: list[Row]) -> dict[str, object]:
    """The person columns of a row, null ones from the involvements of its id where these say one value."""
    same = [i for i in involvements if row["person_id"] is not None and i["person_id"] == row["person_id"]]
    columns = {}
    for column in PERSON:
        value = row[column]
        if value is None and one_value(comparable(column, i[column]) for i in same) is not None:
            value = next(i[column] for i in same if i[column] is not None)
        columns[column] = value
    return columns


def build(tables: Tables, told: Told | None = None) -> World:
    """The world of an export, made in the order of the contract's sentences."""
    typed = typed_tables(tables)
    # reading: a link's source is the incident of that number in the link row's own agency.
    ties = {frozenset((row["key"], (row["agency"], row["source_incident_id"]))) for row in typed["links"]}
    world = World(typed, is_screening(typed), ties, merged_reports(typed["incidents"]))
    world.told = told or world.told
    for table in set(typed) - {"training"}:
        for row in typed[table]:
            world.by_key.setdefault((table, row["key"]), []).append(row)
    null_contradictory_ids(world)
    for charge in typed["charges"]:
        find_arrest(world, charge)
        derive_stage(charge)
    for key in {charge["key"] for charge in typed["charges"]}:
        take_ids(world.rows("charges", key))
    people = typed["involvements"] + typed["charges"]
    columns = [filled(row, world.rows("involvements", row["key"])) for row in people]
    for row, values in zip(people, columns, strict=True):
        row.update(values)
    for key in dict.fromkeys(row["key"] for row in typed["involvements"]):
        world.places.setdefault(key[0], []).append(key)
    return world
