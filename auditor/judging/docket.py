"""The docket: the record rows of the kept incidents, keyed, without duplicates, in an order of their own.

Every table gets `inc`, the number of its incident, and `id`, the number of the row. Both follow the content
of the rows and never their order in the files, so that nothing downstream can depend on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from auditor.intake.export import Export
from auditor.judging import persons
from auditor.judging.agencies import KEYLESS, owners, take_agency
from auditor.judging.issued import with_issue
from auditor.judging.sifting import parts
from auditor.records.shelf import shelve
from auditor.records.tables import TABLES, empty_frame

READ = 50_000
"""The rows of so many incidents are read at a time."""


@dataclass(frozen=True)
class Docket:
    """The rows of the kept incidents.

    `incidents` has one row an incident (key `inc`): its key, its earliest dates, the other columns where its
    reports agree, `report_date`, `crime_date`, `held`: whether the export has an `incidents` row for it, and
    `judged`: whether it is judged here, not only looked at by the facts of others.
    `rows` has every record table (an absent one is empty), each row with `inc` and `id`.
    `tied` lists pairs of incidents (`inc`, `other`) tied by a link, both ways.
    """

    incidents: pl.DataFrame
    rows: Mapping[str, pl.DataFrame]
    tied: pl.DataFrame
    scope: persons.Scope
    contradictory: int

    def table(self, name: str) -> pl.DataFrame:
        """The rows of a record table."""
        return self.rows[name]


def make_docket(
    export: Export, judged: pl.Series | None, scope: persons.Scope, met: pl.Series | None = None
) -> Docket:
    """Read the rows of the incidents with these numbers (None: of all), and of those that they have `met`.

    Rows that name no agency while their number belongs to several are left out (intake counts them).
    """
    raw = _fetch(export, judged if judged is None or met is None else pl.concat([judged, met]).sort())
    rows = _drop_duplicates(with_issue(_with_incidents(raw), by_file=scope.person_ids == "file"))
    keys, rows = _number(rows)
    rows, clashes = _without_contradictory_ids(rows, scope)
    own = pl.lit(True) if judged is None else pl.col("incident_id").is_in(judged.implode())
    keys = keys.with_columns(judged=own)
    contradictory = clashes.join(keys.filter("judged"), on="inc", how="semi").height
    return Docket(_incidents(keys, rows["incidents"]), rows, _tied(keys, rows["links"]), scope, contradictory)


def read_rows(export: Export, batches: Sequence[pl.Series]) -> list[Export]:
    """For each batch the export with the rows of the incidents with these numbers (sorted) alone.

    They are read once for all batches, since a reading looks into every page of a file, and held compressed until
    their turn. Rows that were just read hold on to whole pages, so that those of some numbers are put away at a time.
    A link that two of these meet is read twice, and counts once in a docket, as rows that repeat do.
    """
    every, shelves = pl.concat(batches).unique().sort(), [dict[str, pl.LazyFrame]() for _ in batches]
    for name in (name for name in export.tables if name not in KEYLESS):
        plans = (_of_incidents(export, name, numbers) for numbers in parts(every, READ) or [every])
        read = pl.concat([shelve(plan.collect(engine="streaming")).collect() for plan in plans])
        for shelf, numbers in zip(shelves, batches, strict=True):
            shelf[name] = shelve(read.filter(_told(name, numbers)))
    return [replace(export, tables=dict(export.tables) | shelf) for shelf in shelves]


def _fetch(export: Export, incident_ids: pl.Series | None) -> dict[str, pl.DataFrame]:
    plans = {name: _of_incidents(export, name, incident_ids) for name in TABLES}
    return dict(zip(plans, pl.collect_all(plans.values()), strict=True))


def _of_incidents(export: Export, table: str, incident_ids: pl.Series | None) -> pl.LazyFrame:
    plan = export.tables.get(table)
    if plan is None:
        return empty_frame(table).lazy()
    return plan if incident_ids is None or table in KEYLESS else plan.filter(_told(table, incident_ids))


def _told(table: str, incident_ids: pl.Series) -> pl.Expr:
    """The rows that tell of these incidents; a link does so of both of its own."""
    keep = among_numbers("incident_id", incident_ids)
    return keep | among_numbers("source_incident_id", incident_ids) if table == "links" else keep


def among_numbers(column: str, numbers: pl.Series) -> pl.Expr:
    """The rows with one of these numbers, which are sorted: the ends let whole groups of rows be passed over."""
    if numbers.is_empty():
        return pl.lit(False)
    number = pl.col(column)
    return number.is_between(pl.lit(numbers[0]), pl.lit(numbers[-1])) & number.is_in(numbers.implode())


def _with_incidents(raw: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Give rows without an agency that of the incident with their number; leave out the ambiguous."""
    own, owned = {*KEYLESS, "incidents"}, owners(raw["incidents"])
    return {n: rows if n in own else take_agency(rows, owned) for n, rows in raw.items()}


def _drop_duplicates(rows: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Rows equal in every record column count once: the first of them by file and row stays."""
    return {name: _each_once(frame, name) for name, frame in rows.items()}


def _each_once(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    cells = [c.name for c in TABLES[table].columns]
    alike = frame.select(cells).hash_rows().is_duplicated()
    if not alike.any():
        return frame
    first = frame.filter(alike).sort("file", "row", *(c.raw for c in TABLES[table].columns if c.raw))
    return pl.concat([frame.filter(~alike), first.unique(subset=cells, keep="first", maintain_order=True)])


def _number(rows: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """Number the incidents and the rows by their content."""
    keys = (
        pl.concat([f.select("agency", "incident_id") for n, f in rows.items() if n not in KEYLESS])
        .unique()
        .sort("incident_id", "agency", nulls_last=True)
        .with_row_index("inc")
    )
    numbered = {}
    for name, frame in rows.items():
        if name not in KEYLESS:
            frame = frame.join(keys, on=["agency", "incident_id"], how="left", nulls_equal=True)
        order = [c.name for c in TABLES[name].columns]
        numbered[name] = frame.sort(order, nulls_last=True).with_row_index("id")
    return keys, numbered


def _without_contradictory_ids(
    rows: dict[str, pl.DataFrame], scope: persons.Scope
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Null the person ids whose rows in one incident contradict one another; prepare people for comparing.

    Beside the rows come the ids that were nulled, each once, with `inc`.
    """
    people = {name: persons.prepare(rows[name]) for name in ("involvements", "charges")}
    # An involvement and a charge may share an id number: odd and even keep the keys apart.
    both = pl.concat(
        [
            frame.select("inc", key=pl.col("id") * 2 + odd, **{c: pl.col(c) for c in persons.SIDE})
            for odd, frame in enumerate(people.values())
        ]
    )
    clashes = persons.contradictory_ids(both, scope)
    by_file = scope.person_ids == "file"
    on = ["inc", "pid"] + (["pid_file"] if by_file else [])
    out = dict(rows) | people
    for name in ("involvements", "charges", "arrests", "evidence", "referrals"):
        frame = out[name]
        if "pid" not in frame.columns:
            frame = frame.with_columns(pid="person_id")
        marked = frame.join(clashes.select(on).unique().with_columns(clash=pl.lit(True)), on=on, how="left")
        clean = [
            pl.when(pl.col("clash").is_null()).then(pl.col(c)).alias(c)
            for c in ("pid", "pid_file", "person_id")
        ]
        out[name] = marked.with_columns(clean).drop("clash").sort("id")
    return out, clashes.select(on).unique()


def agreed(column: str) -> pl.Expr:
    """In a group: the one value that the rows give which give one; null where none or two different."""
    said = pl.col(column).drop_nulls()
    return pl.when(said.n_unique() == 1).then(said.first()).alias(column)


def dates() -> dict[str, pl.Expr]:
    """The day of a report and that of its crime, from the earliest moments of an incident."""
    return {
        "report_date": pl.coalesce("reported_at", "occurred_at").dt.date(),
        "crime_date": pl.coalesce("occurred_at", "reported_at").dt.date(),
    }


def _incidents(keys: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    others = ("report_type", "district", "beat")
    merged = reports.group_by("inc").agg(
        pl.col("reported_at", "occurred_at").min(), *(agreed(c) for c in others), held=pl.lit(True)
    )
    return (
        keys.join(merged, on="inc", how="left")
        .with_columns(
            held=pl.col("held").is_not_null(),
            **dates(),
        )
        .sort("inc")
    )


def _tied(keys: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Pairs of incidents tied by a link; the source is the incident of its number in the agency of the link."""
    sources = keys.select("agency", source_incident_id="incident_id", other="inc")
    pairs = (
        links.join(sources, on=["agency", "source_incident_id"], nulls_equal=True)
        .select("inc", "other")
        .filter(pl.col("inc") != pl.col("other"))
    )
    return pl.concat([pairs, pairs.select(inc="other", other="inc")]).unique()
