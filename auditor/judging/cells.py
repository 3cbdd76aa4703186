"""Which cells of a record row a fact reads, and how they are shown beside the person charged.

Names of people, birth dates, places and narratives appear only as equal, unequal or blank beside the person charged,
and a minor's person columns not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from auditor.records.tables import PERSON_COLUMNS

PERSON = ("person_id", "name", "birth_date", "age", "deceased", "also_offender")
SCREENED = ("sex", "race", "ethnicity")
REPORT = ("reported_at", "occurred_at")
OFFENSE = ("citation", "level")
ITEM = ("person_id", "kind", "action", "date")
REFERRAL = ("person_id", "referred_to", "date")

CELLS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "in_force": {"charges": ("date", "stage"), "arrests": ("arrested_at",), "incidents": REPORT},
    "police_act": {"charges": ("stage",), "arrests": ("kind",)},
    "protected": {"charges": OFFENSE},
    "offense_class": {"charges": OFFENSE},
    "offense_subclass": {"charges": OFFENSE},
    "level": {"charges": OFFENSE},
    "reported_qualifying": {
        "involvements": ("role", "offense_id", *PERSON),
        "offenses": ("offense_id", "citation", "description"),
    },
    "reported_nearby": {
        "involvements": ("incident_id", "role", "offense_id", *PERSON),
        "incidents": ("incident_id", *REPORT),
    },
    "acted_before_report": {"charges": ("date",), "incidents": ("reported_at",)},
    "sex_trade_involved": {"involvements": ("sex_trade", *PERSON), "charges": ("citation",)},
    "on_warrant": {"arrests": ("basis",)},
    "other_grounds": {"charges": ("charge_id", "citation", "level", "stage")},
    "cited_only": {"charges": ("stage",), "arrests": ("kind",)},
    "suspect_of_qualifying": {
        "involvements": ("role", "offense_id", *PERSON),
        "charges": ("charge_id", "citation"),
    },
    "officer_trained": {"training": ("officer_id", "course", "completed_on")},
    "minor": {"charges": ("birth_date", "age"), "involvements": ("birth_date", "age")},
    "prosecution_act": {"charges": ("stage",)},
    "charged_by_police": {"charges": ("charge_id", "citation", "stage")},
    "derived_from_report": {
        "links": ("source_incident_id", "kind"),
        "involvements": ("incident_id", "role", "offense_id", "sex_trade", *PERSON),
        "incidents": ("incident_id", *REPORT),
    },
    "condom_evidence": {"evidence": ITEM},
    "evidence_booked": {"evidence": ITEM},
    "drug_noted": {
        "charges": ("charge_id", *OFFENSE),
        "involvements": ("role", "offense_id", *PERSON),
        "offenses": ("offense_id", "citation", "description"),
    },
    "referred_services": {"referrals": REFERRAL},
    "referred_victim_services": {"referrals": REFERRAL},
    "referred_prosecutor": {"referrals": REFERRAL, "charges": ("charge_id", "citation", "stage")},
    "evidence_log_complete": {},
    "referral_log_complete": {},
    "always": {},
}
PRIVATE = ("name", "birth_date", "location", "narrative")
MASK = "masked (minor)"


class Shown(NamedTuple):
    """What a run may show of people: their names (and birth dates), and the columns of minors."""

    names: bool = False
    minors: bool = False


class Person(NamedTuple):
    """The person charged: whether surely a minor, the folded name and the birth date, null where not known."""

    minor: bool
    name: str | None
    birth: date | None


class Record(NamedTuple):
    """A record row: where it stands, what is compared of its person, and its cells as exported."""

    file: str
    row: int
    name: str | None
    birth: date | None
    cells: Mapping[str, str | None]


class Sight(NamedTuple):
    """What one fact shows of the rows of one table: its columns, and those compared, or masked of a minor."""

    columns: tuple[str, ...]
    compared: tuple[str, ...]
    masked: tuple[str, ...]
    own: bool

    @classmethod
    def of(cls, fact: str, table: str, shown: Shown, *, screening: bool) -> Sight:
        """What `fact` reads of `table`; what is recorded of a person besides goes with the person where screened."""
        columns = CELLS[fact].get(table, ())
        if screening and "person_id" in columns:
            columns += SCREENED
        compared = () if shown.names else tuple(c for c in PRIVATE if c in columns)
        masked = () if shown.minors else tuple(c for c in columns if c in PERSON_COLUMNS)
        return cls(columns, compared, masked, own=fact == "minor")

    def cells(self, record: Record, person: Person) -> dict[str, object]:
        """The cells of a row, as they are shown beside a person."""
        cells: dict[str, object] = {c: record.cells[c] for c in self.columns}
        for column in self.compared:
            cells[column] = self._compared(column, record, person)
        if person.minor:
            cells |= dict.fromkeys(self.masked, MASK)
        return cells

    def _compared(self, column: str, record: Record, person: Person) -> str:
        """A name or a birth date as equal, unequal or blank beside that of the person charged; `own` is theirs."""
        if self.own:
            return "blank" if record.cells[column] is None else "equal"
        theirs, mine = (record.name, person.name) if column == "name" else (record.birth, person.birth)
        if theirs is None or mine is None:
            return "blank"
        return "equal" if theirs == mine else "unequal"


def read_records(rows: pl.DataFrame, ids: Iterable[int], columns: Iterable[str]) -> dict[int, Record]:
    """Rows of a table of the docket by their id, those with these ids, with these cells."""
    frame = rows.filter(pl.col("id").is_in(pl.Series(sorted(ids), dtype=pl.UInt32).implode()))
    named = {c: f"raw_{c}" if f"raw_{c}" in frame.columns else c for c in sorted(columns)}
    people = [
        (pl.col(c) if c in frame.columns else pl.lit(None, kind)).alias(f"of_{c}")
        for c, kind in (("name_key", pl.String), ("birth_date", pl.Date))
    ]
    cells = (_as_text(frame, name).alias(c) for c, name in named.items())
    told = frame.select(pl.col("id", "file", "row"), *people, *cells)
    return {
        id_: Record(file, row, name, birth, dict(zip(named, texts, strict=True)))
        for id_, file, row, name, birth, *texts in told.iter_rows()
    }


def _as_text(frame: pl.DataFrame, column: str) -> pl.Expr:
    """A cell as exported; a moment that was read without its text stands without empty fractions of a second."""
    if frame.schema[column] == pl.String:
        return pl.col(column)
    return pl.col(column).cast(pl.String).str.replace(r"\.0+$", "")
