"""The facts of each charge that could meet SF-P1 or SF-P2, and the verdicts: 3_findings.sql in pandas."""

from __future__ import annotations

import pandas as pd
from peer import docket
from peer.citations import answers_to, begins, never_met, read_citations
from peer.docket import Tables, contradict, folded, sides
from peer.terms import FLAG, among, case, either, surely

START, CERTAIN, CERTAIN_END = pd.to_datetime(["2017-12-01", "2018-01-11", "2019-12-31"])
"""The directive may be in force from the first day on, and surely is from the second to the third."""

SEX_WORK = ["prostitution", "solicitation", "loitering_prostitution"]
PERHAPS_SEX_WORK = ["lewd_conduct", "solicitation_buyer", "solicitation_minor", "purchasing", "loitering_purchase",
                    "brothel", "public_nuisance"]  # fmt: skip
UNIT = ["n", "incident_id", "person_id", *docket.TOLD, "arrest"]


def same_person(pairs: pd.DataFrame, *, elsewhere: bool = False) -> pd.Series:
    """Whether both sides are one person: by id, by name and birth date, then by what tells them apart.

    Elsewhere, in another incident, who is not known to be the same is another.
    """
    a, b = sides(pairs)
    named = surely((a["words"] == b["words"]) & (a["born"] == b["born"]))
    silent = a["person_id"].isna() | b["person_id"].isna()
    alike = [(a["person_id"] == b["person_id"], True), (named & silent, True), (named, pd.NA)]
    if elsewhere:
        return case(*alike, otherwise=False)
    return case(*alike, (~silent, False), (contradict(a, b), False))


def reporting(role: pd.Series) -> pd.Series:
    """Whether a role is that of a victim or witness; a reporting party may be either."""
    return case((role.isin(["victim", "witness"]), True), (role != "reporting_party", False))


def find(tables: Tables, law: pd.DataFrame) -> pd.DataFrame:
    """The findings: `rule`, `incident_id`, `charge_id` and `verdict`, in order."""
    charges, offenses = tables["charges"], tables["offenses"]
    texts = pd.concat([offenses["citation"], charges["citation"]]).dropna().drop_duplicates()
    answers = answers_to(read_citations(texts), law)
    asked = (
        charges.loc[~charges["citation"].isin(never_met(answers)), "incident_id"].dropna().drop_duplicates()
    )
    people = docket.people_of(tables, asked)
    reports = docket.reports_of(tables["incidents"], asked)
    recorded = docket.recorded_of(offenses, reports, answers, asked)
    involved = docket.qualified(docket.involved_of(people), recorded)
    arrests = docket.arrests_of(tables["arrests"], people)
    charged = docket.charged_of(people, arrests, reports, answers)
    of_rules = charged["offense_class"].isna() | charged["offense_class"].isin(["sex_trade", "drug"])
    could = ~surely(~charged["protected"]) & of_rules & ~(charged["police_date"] < START)
    units = charged[could & ~surely(charged["stage"] == "noted")].set_index("n", drop=False).rename_axis(None)
    facts = of_involvements(units, involved) | of_charges(units, charged)
    met = met_elsewhere(tables, units, answers)
    facts["reported_crime"] |= pd.Series(False, index=units.index, dtype=FLAG).mask(units["n"].isin(met))
    return verdicts(units, facts)


def of_involvements(units: pd.DataFrame, involved: pd.DataFrame) -> dict[str, pd.Series]:
    """What the involvements of its incident say of the person of each charge."""
    others = involved[["incident_id", "person_id", *docket.TOLD, "role", "sex_trade", "qualifying"]]
    pairs = units[UNIT].merge(others, on="incident_id", suffixes=("", "_2"))
    same, by = same_person(pairs), pairs["n"]
    there = either(surely(same).astype(FLAG), by, units.index)
    return {
        "reported_crime": either(same & reporting(pairs["role"]) & pairs["qualifying"], by, units.index),
        # Who is not surely among the involved may be anybody.
        "traded": either(same & pairs["sex_trade"], by, units.index) | there.mask(~there).mask(there, False),
        "suspect": either(
            same & among(pairs["role"], docket.SUSPECTED) & pairs["qualifying"], by, units.index
        ),
    }


def of_charges(units: pd.DataFrame, charged: pd.DataFrame) -> dict[str, pd.Series]:
    """What every charge of its incident, itself among them, says of each charge."""
    law = ["code", "section", "subdivisions"]
    others = charged[[*UNIT, *law, "stage", "offense_class", "offense_subclass", "qualifying", "protected"]]
    pairs = units[[*UNIT, *law]].merge(others, on="incident_id", suffixes=("", "_2"))
    by, itself = pairs["n"], pairs["n"] == pairs["n_2"]
    (a, b), index = sides(pairs), units.index
    of_arrest = surely(pairs["arrest"] == pairs["arrest_2"])
    of_ground = of_arrest | (pairs["arrest"].isna() & surely(a["person_id"] == b["person_id"]))
    named = surely((a["words"] == b["words"]) & (a["born"] == b["born"]))
    alone = of_arrest & (a["person_id"].isna() | b["person_id"].isna()) & ~named
    theirs = itself | surely(same_person(pairs)) | alone
    known = pairs["section"].notna() & pairs["section_2"].notna()
    listed = pairs[
        known & surely((pairs["code"] == pairs["code_2"]) & (pairs["section"] == pairs["section_2"]))
    ]
    x, y = listed["subdivisions"], listed["subdivisions_2"]
    offense = (begins(x, y) | begins(y, x)).reindex(pairs.index, fill_value=False)
    group, subclass = pairs["offense_class"], pairs["offense_subclass"]
    unclear = group.isna() | subclass.isna() | subclass.isin(PERHAPS_SEX_WORK)
    traded = case((group != "sex_trade", False), (unclear, pd.NA), otherwise=subclass.isin(SEX_WORK))
    ground = (pairs["stage"] != "noted") & ~pairs["protected"]
    beside = of_ground & ~itself
    taken = theirs & ~itself & offense & pairs["stage"].isin(["cited", "booked"])
    single = of_arrest.groupby(by).sum().reindex(index) == 1
    without = units["arrest"].isna() | taken.groupby(by).any().reindex(index)
    return {
        "police_act": case((~units["later"], among(units["stage"], ["cited", "booked"])), (without, False),
                           (single, True)),
        "charged_traded": either(traded[theirs], by[theirs], index),
        "accused": either(pairs["qualifying"][theirs], by[theirs], index),
        "other_grounds": either(ground[beside], by[beside], index),
    }  # fmt: skip


def met_elsewhere(tables: Tables, units: pd.DataFrame, answers: pd.DataFrame) -> pd.Series:
    """The charges whose person may have reported a crime in another incident of the agency, within a day of the act."""
    involved = tables["involvements"][["incident_id", "person_id", "name", "birth_date"]]
    who = units[[*UNIT, "agency", "police_date"]]
    alike = involved[involved["birth_date"].isin(units["born"].dropna()) & involved["name"].notna()]
    alike = alike.assign(words=folded(alike["name"]), born=alike["birth_date"])
    by_name = who.dropna(subset=["words", "born"]).merge(alike, on=["words", "born"], suffixes=("", "_2"))
    by_id = who.dropna(subset="person_id").merge(involved, on="person_id", suffixes=("", "_2"))
    columns = ["n", "incident_id", "incident_id_2", "agency", "police_date"]
    places = pd.concat([by_name[columns], by_id[columns]]).drop_duplicates()
    places = places[places["incident_id"] != places["incident_id_2"]].drop(columns="incident_id")
    places = places.rename(columns={"incident_id_2": "incident_id"})
    reports = docket.reports_of(tables["incidents"], places["incident_id"])
    places = places.merge(reports, on="incident_id", how="left", suffixes=("", "_2"))
    of_agency = surely(places["agency"] == places["agency_2"]) | (
        places["agency"].isna() & places["agency_2"].isna()
    )
    far = (places["report_date"] - places["police_date"]).abs() > pd.Timedelta(days=1)
    places = places.loc[of_agency & ~far, ["n", "incident_id"]]
    people = docket.people_of(tables, places["incident_id"])
    recorded = docket.recorded_of(tables["offenses"], reports, answers, places["incident_id"])
    there = docket.qualified(docket.involved_of(people), recorded)
    pairs = places.merge(units[["n", "person_id", *docket.TOLD]], on="n").merge(
        there.drop(columns="n"), on="incident_id", suffixes=("", "_2"))  # fmt: skip
    same = same_person(pairs, elsewhere=True)
    perhaps = (same & reporting(pairs["role"]) & pairs["qualifying"]).fillna(True).astype(bool)
    by = [pairs["n"], pairs["incident_id"]]
    met = surely(same).groupby(by).any() & perhaps.groupby(by).any()
    return met[met].index.get_level_values("n").to_series()


def verdicts(units: pd.DataFrame, facts: dict[str, pd.Series]) -> pd.DataFrame:
    """Both rules over the facts."""
    day = units["police_date"]
    in_force = case((day < START, False), (day.between(CERTAIN, CERTAIN_END), True))
    trade = facts["traded"] | facts["charged_traded"]
    shared = in_force & facts["police_act"] & units["protected"] & facts["reported_crime"]
    on_warrant = among(units["basis"], ["warrant", "hold"])
    # A silent record of other grounds is taken as one that shows them.
    cleared = surely(on_warrant.fillna(True)) | surely(facts["other_grounds"].fillna(True))
    doubt = surely(facts["suspect"] | facts["accused"]) | (day < units["reported"])
    rules = {"SF-P1": shared & (units["offense_class"] == "sex_trade"),
             "SF-P2": shared & (units["offense_class"] == "drug") & trade}  # fmt: skip
    found = []
    for rule, required in rules.items():
        sure = surely(required) & ~cleared & ~doubt
        rows = units[["incident_id", "charge_id"]].assign(
            rule=rule, verdict=case((sure, "breach"), otherwise="possible", dtype="string"))  # fmt: skip
        found.append(rows[~surely(~required) & ~surely(on_warrant)])
    every = pd.concat(found)[["rule", "incident_id", "charge_id", "verdict"]]
    return every.sort_values(["rule", "incident_id", "charge_id", "verdict"])
