"""Which record cells decided a condition: the witnesses of its facts, with the cells that each fact read.

Where a condition is true the rows that make it true, where it is unknown the unknown rows; otherwise, or
where there was no row, what was searched. Names of people, birth dates, places and narratives appear only as
equal, unequal or blank beside the person charged, and a minor's person columns not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from auditor.judging.ground import Ground
from auditor.policy.conditions import Node
from auditor.policy.facts import FACTS
from auditor.policy.pack import Condition
from auditor.records.tables import PERSON_COLUMNS

MOST = 20
"""The most evidence rows that a condition shows; the total stands beside them."""

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
IN_FORCE = "in_force"
"""The fact that depends on the rule."""
OF_INCIDENT = frozenset({"reported_qualifying", "sex_trade_involved", "suspect_of_qualifying", "drug_noted"})
"""Facts that look through all involvements of the incident."""

MASK = "masked (minor)"


@dataclass(frozen=True)
class Shown:
    """What a run may show of people: their names (and birth dates), and the columns of minors."""

    names: bool = False
    minors: bool = False


Place = tuple[str, str, int, int]
"""Where a row stands: its table, file and row; and its id, since a file can be read twice."""

Witness = tuple[Place, Mapping[str, object]]
"""A row that speaks, and its cells."""


@dataclass
class Weighed:
    """The terms of one fact for one unit: rows that are true or unknown, and how many were searched where."""

    true: list[Witness] = field(default_factory=list)
    unknown: list[Witness] = field(default_factory=list)
    searched: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


Shows = tuple[list[dict[str, object]], list[dict[str, object]], list[str]]
"""What decided a condition for one unit: its rows as they are shown, what was searched, the reasons."""

Found = dict[int, Weighed]
"""What the terms of one fact weigh, by unit."""
Evidence = Mapping[str, Mapping[int, Weighed]]
"""By fact."""


@dataclass(frozen=True)
class Witnesses:
    """The witnesses of the facts of a ground, for the units that are told of.

    `people` has (`unit`, `minor`, `own_name`, `own_birth`) of all units. `wanted` names the units of each fact, so
    that a fact is read once for all rules that ask for it, and a condition that several have is weighed once.
    """

    ground: Ground
    shown: Shown
    people: pl.DataFrame
    wanted: Mapping[str, pl.Series]
    _facts: dict[str, Found] = field(default_factory=dict, repr=False)
    _conditions: dict[Node, dict[int, Shows]] = field(default_factory=dict, repr=False)

    def of(self, fact: str, terms: pl.DataFrame) -> Found:
        """What the terms of a fact weigh for its units."""
        if fact not in self._facts:
            self._facts[fact] = self.weigh(fact, terms, self.wanted[fact])
        return self._facts[fact]

    def known(self, condition: Condition) -> dict[int, Shows]:
        """What decided a condition for the units that were asked of so far, to be filled.

        The facts of a ground are the same for all rules but for whether a directive was in force.
        """
        return {} if IN_FORCE in condition.facts else self._conditions.setdefault(condition.node, {})

    def weigh(self, fact: str, terms: pl.DataFrame, units: pl.Series) -> Found:
        """Weigh the terms of a fact for these units, and read the cells of its witnesses."""
        found: Found = defaultdict(Weighed)
        told = self.people.filter(pl.col("unit").is_in(units.implode()))
        asked = terms.join(told, on="unit")
        _count_searched(found, asked)
        if fact in OF_INCIDENT:
            for unit, rows in _involvements(self.ground, told).iter_rows():
                found[unit].searched["involvements"] = rows
        speaking = asked.filter(pl.col("value").ne_missing(False)).partition_by("table", as_dict=True)
        for table in FACTS[fact].tables:
            if (rows := speaking.get((table,))) is not None:
                _read_cells(found, fact, table, rows, self.ground, self.shown)
        reasons = asked.filter(pl.col("value").is_null() & pl.col("reason").is_not_null())
        for unit, reason in sorted(set(reasons.select("unit", "reason").rows())):
            found[unit].reasons.append(reason)
        return found


def _involvements(ground: Ground, units: pl.DataFrame) -> pl.DataFrame:
    """(unit, rows): how many involvements the unit's incident has; those of surely other people make no term."""
    counts = ground.people.group_by("inc").agg(rows=pl.len())
    joined = units.join(ground.units.select("unit", "inc"), on="unit").join(counts, on="inc")
    return joined.select("unit", "rows")


def _count_searched(found: Found, asked: pl.DataFrame) -> None:
    counts = asked.group_by("unit", "table").agg(pl.col("id").n_unique())
    for unit, table, rows in counts.iter_rows():
        if table is not None:
            found[unit].searched[table] = rows


def _read_cells(
    found: Found,
    fact: str,
    table: str,
    rows: pl.DataFrame,
    ground: Ground,
    shown: Shown,
) -> None:
    columns = [*CELLS[fact].get(table, ())]
    if "person_id" in columns and ground.docket.scope.screening:
        columns += SCREENED
    private = () if shown.names else tuple(c for c in PRIVATE if c in columns)
    masked = () if shown.minors else tuple(c for c in columns if c in PERSON_COLUMNS)
    source = _exported(ground, table, rows["id"], columns)
    joined = (
        rows.select("unit", "value", "id", "note", "minor", "own_name", "own_birth")
        .unique()
        .join(source, on="id")
        .sort("unit", "file", "row", "id", "note")
    )
    for row in joined.iter_rows(named=True):
        cells = {c: row[c] for c in columns}
        cells |= {c: _compared(c, row, own=fact == "minor") for c in private}
        if row["minor"]:
            cells |= dict.fromkeys(masked, MASK)
        if row["note"] is not None:
            cells["note"] = row["note"]
        weighed, place = found[row["unit"]], (table, row["file"], row["row"], row["id"])
        (weighed.true if row["value"] else weighed.unknown).append((place, cells))


def _exported(ground: Ground, table: str, ids: pl.Series, columns: Iterable[str]) -> pl.DataFrame:
    """Rows of a table, those with these ids: cells as exported, and what is compared of people (`_name`, `_birth`)."""
    frame = ground.docket.table(table).filter(pl.col("id").is_in(ids.implode()))
    named = {c: f"raw_{c}" if f"raw_{c}" in frame.columns else c for c in columns}
    cells = [_as_text(frame, name).alias(c) for c, name in named.items()]
    people = [
        pl.col(c).alias(alias) if c in frame.columns else pl.lit(None, kind).alias(alias)
        for c, alias, kind in (("name_key", "_name", pl.String), ("birth_date", "_birth", pl.Date))
    ]
    return frame.select("id", "file", "row", *cells, *people)


def _as_text(frame: pl.DataFrame, column: str) -> pl.Expr:
    """A cell as exported; a moment that was read without its text stands without empty fractions of a second."""
    if frame.schema[column] == pl.String:
        return pl.col(column)
    return pl.col(column).cast(pl.String).str.replace(r"\.0+$", "")


def _compared(column: str, row: Mapping[str, object], *, own: bool) -> str:
    """A name or a birth date as equal, unequal or blank beside that of the person charged; `own` is theirs."""
    if own:
        return "blank" if row[column] is None else "equal"
    theirs, mine = {"name": ("_name", "own_name"), "birth_date": ("_birth", "own_birth")}[column]
    if row[theirs] is None or row[mine] is None:
        return "blank"
    return "equal" if row[theirs] == row[mine] else "unequal"
