"""What the law and the directive's list say of every citation written in the export, by day: 1_citations.sql in pandas.

Each distinct text is read once. The answers are joined back by text and day.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from peer.terms import FLAG, agreed, among, case, surely

WRITTEN = (
    r"^(?:C?(?P<before>PC|HS|BP|VC|H&S|B&P) ?)?(?:664/)?(?P<section>[0-9]+(?:\.[0-9]+)?[A-Z]?(?:\([A-Z0-9]+\))*)"
    r"(?: ?(?P<after>PC|HS|BP|VC))?(?:[/-](?P<letter>[FMI])| - [A-Z ]+\((?P<titled>[FMI])\))?$"
)
LEVELS = {"F": "felony", "M": "misdemeanor", "I": "infraction"}
NO_DAY, LAST_DAY, ONE_DAY = pd.Timestamp("0001-01-01"), pd.Timestamp("9999-12-31"), pd.Timedelta(days=1)
"""The first stands for no date at all, when every row of the law is live."""

SPAN = ["citation", "since"]
PROTECTS = ["protected", "protected_felony", "protected_unknown"]
"""Whether a charge is of a protected offense: as a misdemeanor, as a felony, and at a level nobody knows."""


def parts_of(section: pd.Series) -> pd.DataFrame:
    """The number of a section, and its subdivisions."""
    lower = section.str.lower()
    return pd.DataFrame({
        "section": lower.str.extract(r"^([0-9]+(?:\.[0-9]+)?[a-z]?)", expand=False),
        "subdivisions": lower.str.findall(r"\(([a-z0-9]+)\)").map(tuple),
    })  # fmt: skip


def begins(longer: pd.Series, shorter: pd.Series) -> pd.Series:
    """Whether one list of subdivisions begins with the other."""
    pairs = zip(longer, shorter, strict=True)
    return pd.Series([a[: len(b)] == b for a, b in pairs], index=longer.index, dtype=bool)


def read_citations(texts: pd.Series) -> pd.DataFrame:
    """The distinct citations that name one code: `code`, `section`, `subdivisions` and the level `written` in them."""
    found = texts.str.strip().str.upper().str.extract(WRITTEN)
    found["citation"] = texts
    found = found[found["section"].notna() & (found["before"].isna() != found["after"].isna())]
    return pd.DataFrame({
        "citation": found["citation"],
        "code": found["before"].fillna(found["after"]).str.replace("&", ""),
        **parts_of(found["section"]),
        "written": found["letter"].fillna(found["titled"]).map(LEVELS).astype("string"),
    })  # fmt: skip


def read_law(statutes: Path, offense_list: Path) -> pd.DataFrame:
    """The rows of the statute table and of the offense list, one under the other."""
    books = [pd.read_csv(path, dtype="string").assign(book=name)
             for name, path in (("statutes", statutes), ("list", offense_list))]  # fmt: skip
    law = pd.concat(books, ignore_index=True)
    law = law[law["system"] == "CA"]
    role, listed = law["role"], law["book"] == "list"
    days = {name: law[name].astype("datetime64[us]") for name in ("valid_from", "valid_to")}
    protects = case((role == "protected", True), (role == "protected_unclear", pd.NA), otherwise=False)
    qualifies = case((role == "qualifying", True), (role == "qualifying_unclear", pd.NA), otherwise=False)
    never, level = surely(~protects), law["level"]
    felony = case((never, False), (among(level, ["felony", "wobbler"]), protects),
                  (law["felony_form"] == "no", pd.NA), otherwise=False)  # fmt: skip
    unknown = case((never, False), (among(level, ["misdemeanor", "infraction"]), pd.NA), otherwise=protects)
    return law.drop(columns="title").assign(
        listed=listed, protected=protects, qualifying=qualifies, protected_felony=felony,
        protected_unknown=unknown, victimless=law["victimless"] == "yes", **days, **parts_of(law["section"]),
    )  # fmt: skip


def answers_to(cites: pd.DataFrame, law: pd.DataFrame) -> pd.DataFrame:
    """What each citation is on each span of days, `since` to `until`, on which its answers stay the same."""
    hits = cites[["citation", "code", "section", "subdivisions"]].merge(
        law, on=["code", "section"], suffixes=("", "_law")
    )
    deep = begins(hits["subdivisions"], hits["subdivisions_law"])
    hits["depth"] = hits["subdivisions_law"].map(len).where(deep)
    hits = hits[deep | begins(hits["subdivisions_law"], hits["subdivisions"])]
    spans = spans_of(cites, hits)
    live = spans[SPAN].merge(hits, on="citation")
    in_law = ~(live["valid_from"] > live["since"]) & ~(live["valid_to"] < live["since"])
    live = live[in_law | (live["since"] == NO_DAY)]
    deepest = live.groupby([*SPAN, "book"])["depth"].transform("max")
    live = live[deepest.isna() | (live["depth"] == deepest)]
    statutes = agreed(
        live[~live["listed"]], SPAN, ["offense_class", "offense_subclass", "level", "victimless"]
    )
    listed = agreed(live[live["listed"]], SPAN, ["qualifying", *PROTECTS])
    ever = agreed(hits[hits["listed"]], ["citation"], ["qualifying", "protected"])
    found = cites.merge(spans, on="citation").merge(statutes, on=SPAN, how="left")
    found = found.rename(columns={"level": "default_level"})
    found["default_level"] = found["default_level"].mask(surely(found["default_level"] == "wobbler"))
    found["victimless"] = surely(found["victimless"].astype(FLAG))
    return with_list(found, listed, ever)


def spans_of(cites: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """The days on which the answers to a citation may turn, each with the last day before the next."""
    turns = [hits[["citation"]].assign(since=hits["valid_from"]),
             hits[["citation"]].assign(since=hits["valid_to"] + ONE_DAY),
             cites[["citation"]].assign(since=NO_DAY), cites[["citation"]].assign(since=NO_DAY + ONE_DAY)]  # fmt: skip
    spans = pd.concat(turns).dropna().drop_duplicates().sort_values(SPAN, ignore_index=True)
    until = spans.groupby("citation")["since"].shift(-1) - ONE_DAY
    return spans.assign(until=until.fillna(LAST_DAY))


def with_list(found: pd.DataFrame, listed: pd.DataFrame, ever: pd.DataFrame) -> pd.DataFrame:
    """Add what the list says of each span.

    Not in the list: no, but another violent offense may be one. In it, but not on this day: no where no row of it
    ever says more, else unknown.
    """
    now = found[SPAN].merge(listed.reset_index().assign(here=True), on=SPAN, how="left")
    once = found[["citation"]].merge(ever.reset_index().assign(here=True), on="citation", how="left")
    here, before = surely(now["here"].astype(FLAG)), surely(once["here"].astype(FLAG))
    violent = found["offense_class"] == "violent"
    columns = {}
    for name in ("qualifying", *PROTECTS):
        past = once["qualifying" if name == "qualifying" else "protected"].astype(FLAG)
        past = past.mask(surely(past))
        other = (violent, pd.NA) if name == "qualifying" else (violent, False)
        columns[name] = case((here, now[name].astype(FLAG)), (before, past), other, otherwise=False)
    return found.assign(**columns)


def never_met(answers: pd.DataFrame) -> pd.Series:
    """Citations of which no charge can meet either rule, on any day and at any level."""
    named = among(answers["offense_class"], ["sex_trade", "drug"]).fillna(True).astype(bool)
    refused = (answers[PROTECTS] == False).fillna(False).all(axis=1)  # noqa: E712
    possible = (named & ~refused).groupby(answers["citation"]).any()
    return possible.index[~possible].to_series()
