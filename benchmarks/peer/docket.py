"""Who is who, which arrest a charge is of, at which stage and on which day police acted: 2_docket.sql in pandas."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import pandas as pd
from peer.citations import NO_DAY, PROTECTS
from peer.terms import FLAG, agreed, case, one_value, surely

Tables = dict[str, pd.DataFrame]

PERSON = ["incident_id", "person_id"]
TOLD = ["words", "born", "age"]
NOBODY = {"doe", "unknown", "confidential", "redacted", "victim", "juvenile"}
NO_BIRTH = pd.to_datetime(["1900-01-01", "1901-01-01"])
LATER = ["referred", "filed", "declined", "dismissed", "convicted"]
SUSPECTED = ["suspect", "arrestee"]


def code_of(cells: pd.Series) -> pd.Series:
    """Coded cells in one spelling."""
    folded = cells.str.lower().str.replace(" ", "_")
    return folded.mask(surely(folded == "unknown"))


def folded(names: pd.Series) -> pd.Series:
    """The distinct words of each name in order, without case, accents and marks; each distinct name is read once."""

    def fold(name: str) -> str:
        plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
        return " ".join(sorted(set(re.sub("[^a-z0-9]+", " ", plain).strip().split(" "))))

    return names.map({name: fold(name) for name in names.dropna().unique()}).astype("string")


def real_name(words: pd.Series) -> pd.Series:
    """Folded names without those that stand for nobody."""
    nobody = {name for name in words.dropna().unique() if NOBODY & set(name.split(" "))}
    return words.mask(words.isin(nobody))


@cache
def long_words(words: str) -> frozenset[str]:
    return frozenset(word for word in words.split(" ") if len(word) > 1)


def contradict(a: pd.DataFrame, b: pd.DataFrame) -> pd.Series:
    """Whether what both rows tell makes them two people for sure, by name, birth date or age."""
    names = a["words"].notna() & b["words"].notna() & (a["born"] != b["born"])
    pairs = zip(a.loc[names, "words"], b.loc[names, "words"], strict=True)
    sets = ((long_words(one), long_words(other)) for one, other in pairs)
    apart = [bool(one and other and not one & other) for one, other in sets]
    apart = pd.Series(apart, index=a.index[names], dtype=bool).reindex(a.index, fill_value=False)
    x, y = a["born"].dt, b["born"].dt
    swapped = (x.day == y.month) & (x.month == y.day)
    parts = (x.day != y.day).astype(int) + (x.month != y.month).astype(int)
    births = a["born"].notna() & b["born"].notna() & (parts.mask(swapped, 0) + (x.year != y.year) > 1)
    return apart | births | surely((a["age"] - b["age"]).abs() > 1)


def sides(pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two sides of a self-join: the second has the suffix `_2`."""
    names = ["person_id", *TOLD]
    second = pairs[[f"{name}_2" if f"{name}_2" in pairs else name for name in names]]
    return pairs[names], second.set_axis(names, axis=1)


def reports_of(incidents: pd.DataFrame, wanted: pd.Series) -> pd.DataFrame:
    """The reports of each of these incidents, as one."""
    rows = incidents[incidents["incident_id"].isin(wanted)]
    first = rows.groupby("incident_id")[["reported_at", "occurred_at"]].min()
    reported, occurred = first["reported_at"].dt.normalize(), first["occurred_at"].dt.normalize()
    days = pd.DataFrame({"reported": reported, "report_date": reported.fillna(occurred),
                         "crime_date": occurred.fillna(reported)}).reset_index()  # fmt: skip
    return days.merge(one_value(rows, ["incident_id"], ["agency"]), on="incident_id")


def people_of(tables: Tables, wanted: pd.Series) -> pd.DataFrame:
    """The involvements and charges of these incidents as people, numbered, without ids that contradict themselves."""
    involved, charges = (tables[name][tables[name]["incident_id"].isin(wanted)]
                         for name in ("involvements", "charges"))  # fmt: skip
    rows = pd.concat([involved.assign(charged=False), charges.drop_duplicates().assign(charged=True)],
                     ignore_index=True)  # fmt: skip
    rows = rows.assign(n=rows.index, words=real_name(folded(rows["name"])),
                       born=rows["birth_date"].mask(rows["birth_date"].isin(NO_BIRTH)),
                       **{name: code_of(rows[name]) for name in ("role", "level", "stage")})  # fmt: skip
    told = rows.dropna(subset=PERSON)[["n", *PERSON, *TOLD]]
    told = told[told.duplicated(PERSON, keep=False)]
    pairs = told.merge(told, on=PERSON, suffixes=("", "_2"))
    pairs = pairs[pairs["n"] < pairs["n_2"]]
    twofold = pairs.loc[contradict(*sides(pairs)), PERSON].drop_duplicates().assign(refused=True)
    rows = rows.drop(columns=["name", "birth_date"]).merge(twofold, on=PERSON, how="left")
    refused = surely(rows["refused"].astype(FLAG))
    rows["refused"] = rows["person_id"].where(refused)
    rows["person_id"] = rows["person_id"].mask(refused)
    return rows


def with_told(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Fill silent cells of rows from the involvements of their person id in their incident."""
    known = people[~people["charged"] & people["person_id"].notna()]
    told = rows[PERSON].merge(one_value(known, PERSON, TOLD), on=PERSON, how="left").set_index(rows.index)
    return rows.assign(**{name: rows[name].fillna(told[name]) for name in TOLD})


def involved_of(people: pd.DataFrame) -> pd.DataFrame:
    """The involvements among these people, silent cells filled."""
    return with_told(people[~people["charged"]], people)


def arrests_of(arrests: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Arrests by `arrest`: rows of one arrest id are one; a row without an id is an arrest of its own."""
    refused = people.loc[people["refused"].notna(), ["incident_id", "refused"]].drop_duplicates()
    rows = arrests[arrests["incident_id"].isin(people["incident_id"])]
    rows = rows.merge(refused.assign(person_id=refused["refused"]), on=PERSON, how="left")
    rows["person_id"] = rows["person_id"].mask(rows["refused"].notna())
    rows = rows.drop(columns="refused").drop_duplicates(ignore_index=True)
    rows["arrest"] = rows["arrest_id"].fillna("#" + rows.index.astype("string").to_series(index=rows.index))
    found = one_value(rows, ["incident_id", "arrest"], ["person_id", "arrested_at", "kind", "basis"])
    return found.assign(arrest_date=found["arrested_at"].dt.normalize(), kind=code_of(found["kind"]),
                        basis=code_of(found["basis"])).drop(columns="arrested_at")  # fmt: skip


def charged_of(
    people: pd.DataFrame, arrests: pd.DataFrame, reports: pd.DataFrame, answers: pd.DataFrame
) -> pd.DataFrame:
    """The charges among these people with their arrest, person, stage, day, and what the law says of them."""
    lone = arrests[arrests["person_id"].notna() & ~arrests.duplicated(PERSON, keep=False)]
    found = people[people["charged"]].merge(lone[[*PERSON, "arrest"]], on=PERSON, how="left")
    found["arrest"] = found["arrest_id"].fillna(found["arrest"])
    of_arrest = ["incident_id", "arrest"]
    carried = one_value(found, of_arrest, ["person_id"]).rename(columns={"person_id": "carried_id"})
    found = found.merge(arrests.rename(columns={"person_id": "arrested_id"}), on=of_arrest, how="left")
    found = found.merge(carried, on=of_arrest, how="left").merge(reports, on="incident_id", how="left")
    found["person_id"] = found["person_id"].fillna(found["arrested_id"]).fillna(found["carried_id"])
    taken = found["stage"].isna() & found["arrest"].notna()
    cited = taken & found["kind"].isin(["citation", "summons"])
    found["stage"] = found["stage"].mask(taken, "booked").mask(cited, "cited")
    found = with_told(found, people)
    found["later"] = found["stage"].isin(LATER)
    acted = found["date"].mask(found["later"]).fillna(found["arrest_date"])
    found["police_date"] = acted.fillna(found["report_date"])
    law_date = found["police_date"].fillna(found["date"]).fillna(found["crime_date"])
    found = with_answers(found.assign(law_date=law_date), answers)
    lawful = found["level"].fillna(found["written"]).fillna(found["default_level"])
    lawful = lawful.mask(surely(found["level"] != found["written"]))
    protected, felony, unknown = (found[name] for name in PROTECTS)
    return found.assign(
        protected=case((lawful == "felony", felony), (lawful.isna(), unknown), otherwise=protected)
    )


def with_answers(rows: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Add what the law says of each row's citation on its `law_date`; nulls where it says nothing."""
    days = rows["law_date"].fillna(NO_DAY)
    asked = rows[["citation"]].assign(day=days, at=rows.index).merge(answers, on="citation")
    asked = asked[(asked["since"] <= asked["day"]) & (asked["day"] <= asked["until"])]
    return rows.join(asked.set_index("at").drop(columns=["citation", "day", "since", "until"]))


def recorded_of(
    offenses: pd.DataFrame, reports: pd.DataFrame, answers: pd.DataFrame, wanted: pd.Series
) -> pd.DataFrame:
    """What is recorded in these incidents, and whether it is qualifying."""
    rows = offenses[offenses["incident_id"].isin(wanted)]
    rows = rows.merge(reports[["incident_id", "crime_date"]], on="incident_id", how="left")
    return with_answers(rows.rename(columns={"crime_date": "law_date"}), answers)


def qualified(involved: pd.DataFrame, recorded: pd.DataFrame) -> pd.DataFrame:
    """Add whether the offense of each involvement is qualifying.

    Where it names none, every offense of the incident must be (but those without a victim, for who is no suspect).
    """
    named = recorded[recorded["citation"].notna() & recorded["offense_id"].notna()]
    named = agreed(named, ["incident_id", "offense_id"], ["qualifying"]).reset_index()
    qualifying, harmful = recorded["qualifying"], ~surely(recorded["victimless"].astype(FLAG))
    by, yes, no = recorded["incident_id"], surely(qualifying), surely(~qualifying)
    counts = pd.DataFrame({"many": 1, "yes": yes, "no": no}, index=recorded.index).astype(int)
    every, some = counts.groupby(by).sum(), counts.where(harmful, 0).groupby(by).sum()
    suspected = involved["role"].isin(SUSPECTED)
    of = involved["incident_id"]
    every, some = (counted.reindex(of).set_axis(involved.index) for counted in (every, some))
    counted = every.where(suspected, some)
    own = involved[["incident_id", "offense_id"]].merge(named, on=["incident_id", "offense_id"], how="left")
    own = own.set_index(involved.index)["qualifying"].astype(FLAG)
    unnamed = case((counted["no"] == counted["many"], False), (counted["yes"] == counted["many"], True))
    return involved.assign(qualifying=case((involved["offense_id"].notna(), own), otherwise=unnamed))
