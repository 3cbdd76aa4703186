"""The whole synthetic export: made chunk by chunk, so that memory does not grow with the number of incidents.

A chunk knows its seed and its place and nothing else. So the same seed gives the same rows, however many files
they are written to. While one is made, the one before it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from auditor.records.tables import TABLES
from auditor.synthetic import arrests, logs, records
from auditor.synthetic.citations import OffenseMix
from auditor.synthetic.draws import Draws
from auditor.synthetic.people import birth_of, name_of
from auditor.synthetic.plants import Grown, Plot, Row
from auditor.synthetic.scenes import Size, scenes
from auditor.synthetic.writing import TableWriter

CHUNK = 100_000
TRUTH_FILE = "truth.csv"
TWICE = 0.001
TRUTH = {
    "rule": pl.String,
    "incident_id": pl.String,
    "person_id": pl.String,
    "charge_id": pl.String,
    "verdict": pl.String,
    "scene": pl.String,
}


def generate(
    incidents: int, seed: int, folder: Path, form: str = "parquet", parts: int = 1,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, int]:  # fmt: skip
    """Write the export and `truth.csv` into an empty folder; the rows of each table and of the truth.

    `form` is `parquet` or `csv`. With more than one part, each table is a folder of up to that many files.
    """
    writers = {table: TableWriter(folder, table, form, parts, incidents) for table in TABLES}
    writers["truth"] = TableWriter(folder, "truth", "csv", 1, incidents)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(_write, writers, {})
        for first in range(0, incidents, CHUNK):
            say(f"{first:,} of {incidents:,} incidents")
            made = chunk(Size(incidents, seed), first, min(CHUNK, incidents - first))
            writing.result()
            writing = pool.submit(_write, writers, made)
        writing.result()
    for writer in writers.values():
        writer.close()
    return {table: writer.rows for table, writer in writers.items()}


def _write(writers: Mapping[str, TableWriter], made: Mapping[str, pl.DataFrame]) -> None:
    for table, frame in made.items():
        writers[table].write(frame)


def chunk(size: Size, first: int, count: int) -> dict[str, pl.DataFrame]:
    """The rows of every table and of the truth for the incidents from number `first` on, with `number`."""
    mix, plot = OffenseMix(), Plot(size.incidents, size.seed)
    scene, draws = scenes(size, first, count, mix)
    grown = list(_grown(scene, plot, first, count, size.seed))
    free = scene.filter(~pl.col("number").is_in(plot.taken(first, count)))
    background = _background(free, draws, mix)
    if first == 0:
        background["training"] = logs.training(size.seed)
    tables = {}
    for table in TABLES:
        planted = _planted(table, [row for one in grown for row in one.rows(table)])
        known = [background[table], planted] if table in background else [planted]
        tables[table] = _whole(
            pl.concat(known, how="diagonal_relaxed"), table, draws.within(f"{table} twice")
        )
    truth = pl.DataFrame([row for one in grown for row in one.truth()], schema=TRUTH)
    return tables | {"truth": truth.with_columns(number=pl.lit(first, pl.Int64))}


def _background(scene: pl.DataFrame, draws: Draws, mix: OffenseMix) -> dict[str, pl.DataFrame]:
    def of(table: str) -> Draws:
        return draws.within(table, scene.height)

    acted = arrests.with_arrests(scene, of("acts"))
    return {
        "incidents": records.incidents(scene, of("incidents")),
        "involvements": records.involvements(scene, of("involvements")),
        "offenses": records.offenses(scene, of("offenses"), mix),
        "arrests": arrests.arrests(acted, of("arrests")),
        "charges": arrests.charges(acted, of("charges"), mix),
        "evidence": logs.evidence(scene, of("evidence")),
        "referrals": logs.referrals(scene, of("referrals")),
        "links": logs.links(scene, of("links")),
    }


def _grown(scene: pl.DataFrame, plot: Plot, first: int, count: int, seed: int) -> Iterator[Grown]:
    days, own = scene["day"], scene["incident_id"]
    for number, nth, plant in plot.within(first, count):
        place, day = number - first, days[number - first]
        ids = {"1": own[place], "2": f"{day.year % 100}{number + 1:08}"}
        yield Grown(plant, nth, number, ids, day, seed)


def _planted(table: str, rows: list[Row]) -> pl.DataFrame:
    """The planted rows as a frame; people's names and birth dates from their numbers."""
    told = TABLES[table]
    people = {"name": pl.Int64(), "birth_date": pl.Int64()}
    schema = {"number": pl.Int64()} | {c.name: people.get(c.name, c.kind.dtype) for c in told.columns}
    schema |= {"date": pl.Date()} if "date" in told.names else {}
    frame = pl.DataFrame(rows, schema=schema)
    if "name" not in told.names:
        return frame
    return frame.with_columns(
        name=name_of(pl.col("name"), pl.lit("listed")), birth_date=birth_of(pl.col("birth_date"))
    )


def _whole(frame: pl.DataFrame, table: str, draws: Draws) -> pl.DataFrame:
    """The table in the order of its incidents, with all its columns, a few rows of it twice."""
    twice = draws.within("rows", frame.height).chance("twice", TWICE)
    rows = pl.concat([frame, frame.filter(twice)])
    columns = [c for c in TABLES[table].names if c in rows.columns]
    return rows.select("number", *columns).sort("number", maintain_order=True)
