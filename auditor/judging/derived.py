"""Whether a charge rests on what the person reported: by a link in the record, or by the days between."""

from __future__ import annotations

import polars as pl

from auditor.judging.ground import Ground
from auditor.judging.involved import charged_so, recorded_so
from auditor.judging.reported import between, reports_of, with_days
from auditor.judging.terms import any_by, terms

UNKNOWN = pl.lit(None, pl.Boolean)
TIES = ("rests_on", "related")
PLACE = ["unit", "inc"]


def derived_from_report(ground: Ground) -> pl.DataFrame:
    """OR over the links of the charge's incident; a protected charge soon after a report is unknown without one.

    A link counts if the person reported a qualifying crime in its source and was engaged in the sex trade in
    it: `rests_on` then says yes, `related` or a null kind leaves it open. A source that the export does not
    hold is unknown, one surely dated after the act is passed over.
    """
    reports = reports_of(ground, ground.pairs.tied)
    links = _links(ground, _both(ground, reports, ground.pairs.tied))
    kept = links.select("unit", "inc", "link", term="value").filter(pl.col("term").ne_missing(False))
    behind = reports.filter(pl.col("value").ne_missing(False)).join(kept.drop_nulls("inc"), on=PLACE)
    return pl.concat(
        [
            terms(links, pl.col("value"), "links", "link"),
            terms(with_days(ground, behind), pl.col("term"), "involvements", "id", note=between()),
            *_leads(ground),
        ]
    )


def _both(ground: Ground, reports: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """(`unit`, `inc`, `reported`, `involved`): what the person is in other incidents; no row where surely nobody."""
    charged = ground.pairs.charged_elsewhere.join(pairs.select(PLACE).unique(), on=PLACE, how="semi")
    unseen = pairs.group_by(PLACE).agg(seen=pl.col("same").eq_missing(True).any()).filter(~pl.col("seen"))
    signs = [
        recorded_so(ground, pairs).select(*PLACE, "value"),
        charged_so(ground, charged).select(*PLACE, "value"),
        unseen.select(*PLACE, value=UNKNOWN),
    ]
    involved = any_by(pl.concat(signs), PLACE).rename({"value": "involved"})
    return any_by(reports, PLACE).rename({"value": "reported"}).join(involved, on=PLACE)


def _links(ground: Ground, people: pl.DataFrame) -> pl.DataFrame:
    """Each unit's links (`link`, the row) with `value`, and `inc` of the source where the export holds it."""
    sources = ground.docket.incidents.select(
        "agency", source_incident_id="incident_id", source="inc", other_date="report_date"
    ).join(_held(ground), on="source")
    rows = (
        ground.docket.table("links")
        .filter(pl.col("source_incident_id") != pl.col("incident_id"))
        .select("inc", "agency", "source_incident_id", "kind", link="id")
        .join(sources, on=["agency", "source_incident_id"], how="left", nulls_equal=True)
        .filter(pl.col("kind").is_null() | pl.col("kind").is_in(TIES))
    )
    tied = ground.units.select("unit", "inc", "police_date").join(rows, on="inc").drop("inc")
    later = (pl.col("other_date") > pl.col("police_date")).eq_missing(True)
    met = tied.filter(~later).rename({"source": "inc"}).join(people, on=PLACE, how="left")
    sure = pl.when(pl.col("kind") == "rests_on").then(pl.lit(True)).otherwise(UNKNOWN)
    both = pl.col("reported") & pl.col("involved") & sure
    nobody = pl.when(pl.col("met").is_null()).then(pl.lit(False)).otherwise(both)
    return met.join(people.select(*PLACE, met=pl.lit(True)), on=PLACE, how="left").with_columns(
        value=pl.when(pl.col("inc").is_null()).then(UNKNOWN).otherwise(nobody)
    )


def _held(ground: Ground) -> pl.DataFrame:
    """The incidents (`source`) of which the export holds the report or the people."""
    reports = ground.docket.incidents.filter("held").select(source="inc")
    return pl.concat([reports, ground.people.select(source="inc")]).unique()


def _leads(ground: Ground) -> list[pl.DataFrame]:
    """A report of the person under another number, within the days before the act that the pack asks about."""
    reports = with_days(ground, reports_of(ground, ground.pairs.elsewhere))
    soon = pl.col("days").is_between(-ground.days("lead_window_days"), 0)
    protected = ground.units.filter("protected").select("unit")
    places = (
        _both(ground, reports, ground.pairs.elsewhere)
        .filter(pl.col("reported") & pl.col("involved").ne_missing(False))
        .join(protected, on="unit", how="semi")
    )
    found = reports.filter(soon & pl.col("value")).join(places.select(PLACE), on=PLACE, how="semi")
    rows = ground.docket.table("incidents").select("inc", report="id")
    known = found.unique(PLACE).join(rows, on="inc")
    return [
        terms(found, UNKNOWN, "involvements", "id", note=between()),
        terms(known, UNKNOWN, "incidents", "report", note=between()),
    ]
