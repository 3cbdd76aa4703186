"""Random exports for Hypothesis: scenes of one incident each, put together, changed, blanked and doubled.

Independent random cells would hardly ever breach anything. So each incident starts as a plausible scene
(someone reports a crime, someone is arrested), and what is random are the people, the days, the offenses and
the damage.
"""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.slow.cases import POLICY, clear_breach
from tests.slow.cells import COLUMNS, REQUIRED, Tables
from tests.slow.pools import ANCHORS, NUMBERS, ORPHAN, alternatives
from tests.slow.scenes import LOGS, SCENE_TABLES, Agencies, Record, neighbours, pick, scenes, tie

ADDED = (
    *SCENE_TABLES,
    "links",
    "evidence",
    "referrals",
    "training",
    "training",
)
MARKS = "BCDEFGHIJKLMNOPQRSTUVWXYZ" + "ΓΔΘΛΞΠΣΦΨΩ" + "БГДЖЗИЛПФЦЧШЩЭЮЯ"
SPANS = (
    None,
    None,
    (None, None),
    (date(2018, 1, 1), None),
    (date(2018, 3, 4), date(2020, 6, 2)),
    (None, date(2018, 3, 4)),
)
TAKEN = (
    "on_warrant",
    "other_grounds",
    "in_force",
    "police_act",
    "protected",
    "reported_qualifying",
    "reported_nearby",
    "sex_trade_involved",
    "suspect_of_qualifying",
    "acted_before_report",
    "drug_noted",
    "evidence_booked",
    "referred_services",
    "referred_prosecutor",
    "derived_from_report",
    "charged_by_police",
    "condom_evidence",
    "minor",
)


@st.composite
def random_rows(draw: DrawFn, table: str, agencies: Agencies) -> Record:
    """A row of independent cells, most of them null, its required ones known."""
    required = REQUIRED.get(table, ("incident_id",))
    row: Record = {}
    for column in COLUMNS[table]:
        words = alternatives(table, column, agencies)
        row[column] = draw(st.sampled_from(words if column in required else [None, *words, None]))
    return row


def change_cells(draw: DrawFn, tables: Tables, agencies: Agencies, least: int, most: int) -> None:
    """Null or change some cells, anywhere but in required columns (the incident number may change)."""
    rows = [(table, row) for table in sorted(tables) for row in tables[table]]
    for _ in range(draw(st.integers(least, most)) if rows else 0):
        table, row = draw(st.sampled_from(rows))
        column = draw(st.sampled_from(sorted(COLUMNS[table])))
        words = alternatives(table, column, agencies)
        required = column in REQUIRED.get(table, ("incident_id",))
        row[column] = draw(st.sampled_from(words if required else [None] * len(words) + words))


def blank_columns(draw: DrawFn, tables: Tables, people: str) -> None:
    """What an export does not hold at all: ids, names, or some column chosen."""
    gone = {"all": (), "no ids": ("person_id",), "no people": ("person_id", "name")}[people]
    chosen = draw(
        st.sampled_from((None,) * 8 + ("stage", "date", "level", "arrest_id", "basis", "sex_trade"))
    )
    for rows in tables.values():
        for row in rows:
            for column in {*gone, chosen} & set(row):
                row[str(column)] = None


def full(tables: Tables) -> Tables:
    """Every row with every column of its table, so that whoever writes it has whole headers."""
    return {
        t: [{column: row.get(column) for column in COLUMNS[t]} for row in rows] for t, rows in tables.items()
    }


def without_agency(draw: DrawFn, tables: Tables) -> None:
    """In half of the exports only the incidents name their agency."""
    if draw(st.booleans()):
        for table in SCENE_TABLES[1:]:
            for row in tables[table]:
                row["agency"] = None


def double_rows(draw: DrawFn, tables: Tables) -> None:
    """Write up to two rows twice."""
    for table in draw(st.lists(st.sampled_from(SCENE_TABLES), max_size=2)):
        if tables[table]:
            tables[table].append(dict(draw(st.sampled_from(tables[table]))))


def rare_gaps(draw: DrawFn, tables: Tables) -> None:
    """Once in a while a table is missing, or no incident of the other tables is there."""
    gap = draw(st.sampled_from(("none",) * 18 + ("table", "incidents")))
    if gap == "table":
        tables.pop(draw(st.sampled_from(SCENE_TABLES)))
    if gap == "incidents":
        for row in tables["incidents"]:
            row["incident_id"] = ORPHAN


@st.composite
def worlds(draw: DrawFn, most: int) -> Tables:
    """Some incidents that have to do with one another."""
    anchor = draw(st.sampled_from((*ANCHORS, *ANCHORS[:4])))
    agencies: Agencies = draw(
        st.sampled_from((["SFPD"], [None], ["SFPD", "BART"], ["SFPD", None], ["A", "B", "C"]))
    )
    tables: Tables = {table: [] for table in SCENE_TABLES}
    for nth in range(draw(st.integers(1, most))):
        at = draw(st.sampled_from((anchor,) * len(ANCHORS) + tuple(ANCHORS)))
        number = draw(st.sampled_from((NUMBERS[nth],) * 3 + tuple(NUMBERS)))
        alone = pick(draw, True, True, False)
        scene = draw(scenes(number, at, agencies) if alone else neighbours(at, agencies))
        for table, rows in scene.items():
            tables.setdefault(table, []).extend(dict(row) for row in rows)
    without_agency(draw, tables)
    tables.setdefault("links", []).extend(tie(draw))
    for table in draw(st.lists(st.sampled_from(ADDED), max_size=4)):
        tables.setdefault(table, []).append(draw(random_rows(table, agencies)))
    change_cells(draw, tables, agencies, 0, draw(st.sampled_from((1, 3, 8))))
    double_rows(draw, tables)
    return tables


@st.composite
def exports(draw: DrawFn) -> Tables:
    """A random export of a few incidents; tables may be missing or empty, ids or names be nowhere."""
    tables = draw(worlds(3))
    blank_columns(draw, tables, str(pick(draw, "all", "all", "all", "no ids", "no people")))
    rare_gaps(draw, tables)
    return full(tables)


def moved(tables: Tables, nth: int) -> Tables:
    """The same with incident numbers, people and arrests of its own, so that many fit into one export."""

    def cell(column: str, value: object) -> object:
        if value is None:
            return None
        if column in ("incident_id", "source_incident_id") or (
            column == "person_id" and str(value).startswith("P")
        ):
            return f"{value}.{nth}"
        if column == "name":
            return " ".join(w if len(w) < 3 or w in ("JANE", "DOE", "VICTIM") else w + MARKS[nth] for w in
                            str(value).replace(",", "").split())  # fmt: skip
        return value

    return {
        table: [{column: cell(column, value) for column, value in row.items()} for row in rows]
        for table, rows in tables.items()
    }


def together(parts: Sequence[Tables]) -> Tables:
    """Many small exports as one, each apart from the others."""
    whole: Tables = {}
    for nth, tables in enumerate(parts):
        for table, rows in moved(tables, nth).items():
            whole.setdefault(table, []).extend(rows)
    return full(whole)


def crowds(least: int, most: int) -> SearchStrategy[Tables]:
    """An export of many incidents: worlds that have nothing to do with one another."""
    return st.lists(worlds(2), min_size=least, max_size=most).map(together)


@st.composite
def runs(draw: DrawFn) -> dict[str, object]:
    """What a run is told: assumptions, logs, courses."""
    spans = {log: draw(st.sampled_from(SPANS)) for log in LOGS}
    return {
        "assume": {fact: draw(st.booleans()) for fact in draw(st.lists(st.sampled_from(TAKEN), max_size=2))},
        "complete": tuple(log for log in LOGS if draw(st.booleans())),
        "covers": {log: span for log, span in spans.items() if span is not None},
        "courses": draw(st.sampled_from(((), ("Directive",), ("Directive", "Other")))),
    }


def mutants(rules: Sequence[str] = tuple(POLICY)) -> SearchStrategy[Tables]:
    """A clear breach of one of the rules, with one or two cells nulled or changed."""
    return st.sampled_from(list(rules)).flatmap(_mutant)


@st.composite
def _mutant(draw: DrawFn, rule: str) -> Tables:
    """One mutant of one rule's clear breach."""
    tables = clear_breach(rule)
    change_cells(draw, tables, ["SFPD", "BART"], 1, 2)
    return tables


def many_mutants(least: int, most: int) -> SearchStrategy[Tables]:
    """An export of many mutants, each apart from the others."""
    return st.lists(mutants(), min_size=least, max_size=most).map(together)


def header(table: str, rows: list[Record]) -> list[str]:
    """The columns to write: those that some row has, or all where no row is."""
    return [column for column in COLUMNS[table] if not rows or any(column in row for row in rows)]


def write_csv(tables: Tables, folder: Path) -> None:
    """Write an export folder, one CSV a table, null as nothing between the commas."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header(table, rows))
            writer.writeheader()
            writer.writerows(
                {c: "" if row.get(c) is None else row[c] for c in header(table, rows)} for row in rows
            )


def write_parquet(tables: Tables, folder: Path) -> None:
    """Write an export folder, one Parquet file a table, every column text."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        schema = pa.schema([(column, pa.string()) for column in header(table, rows)])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{table}.parquet")
