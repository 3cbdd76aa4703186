"""One clear breach of each rule (what is always for review: a possible), with nothing unknown that decides.

Tests change a cell or two. The logs are said to hold every item.
"""

from tests.slow.cells import Tables

SF = ("SF-P1", "SF-P2", "SF-P3", "SF-P4", "SF-P5", "SF-D1", "SF-D2", "SF-D3")
CA = ("CA-1", "CA-2", "CA-3")
POLICY = dict.fromkeys(SF, "sf-2017") | dict.fromkeys(CA, "ca-pc-647.3")
DAY = dict.fromkeys(SF, "2018-03-04") | dict.fromkeys(CA, "2020-06-01")
DRUG_RULES = ("SF-P2", "SF-P3", "SF-P5", "SF-D2", "CA-2")
CITATION = {rule: "11377(a) HS" if rule in DRUG_RULES else "647(b) PC" for rule in POLICY}
STAGE = {"SF-P3": "noted", "SF-P5": "noted", "SF-D1": "filed", "SF-D2": "filed"}
REVIEWED = ("SF-P5", "CA-3")
COMPLETE = ("evidence", "referrals")


def clear_breach(rule: str, number: str = "100") -> Tables:
    """Ana Silva reports that Ray Voss robbed her, is named as a sex worker, and is booked the same day.

    For SF-D3 the charge is one of a later incident that rests on her report.
    """
    day = DAY[rule]
    here: dict[str, object] = {"agency": "SFPD", "incident_id": number}
    ana: dict[str, object] = {"person_id": "P1", "name": "ANA SILVA", "birth_date": "1990-03-04", "age": "28"}
    ray: dict[str, object] = {"person_id": "P2", "name": "RAY VOSS", "birth_date": "1985-07-09", "age": "33"}
    stage = STAGE.get(rule, "booked")
    arrest_id = None if rule == "SF-D2" else "A1"
    tables: Tables = {
        "incidents": [
            {**here, "occurred_at": day, "reported_at": f"{day} 02:00:00", "district": "North"},
        ],
        "involvements": [
            {**here, **ana, "role": "victim", "offense_id": "O1", "sex_trade": "true"},
            {**here, **ray, "role": "suspect", "offense_id": "O1", "sex_trade": "false"},
        ],
        "offenses": [{**here, "offense_id": "O1", "citation": "211 PC"}],
        "arrests": [
            {**here, "arrest_id": "A1", "person_id": "P1", "arrested_at": f"{day} 04:30:00"}
            | {"kind": "custody", "basis": "on_view", "officer_id": "7"},
        ],
        "charges": [
            {**here, **ana, "charge_id": "C1", "arrest_id": arrest_id, "citation": CITATION[rule]}
            | {"stage": stage, "level": "misdemeanor", "date": day},
        ],
        "evidence": [
            {**here, "person_id": "P1", "kind": "condom" if rule == "CA-3" else "weapon", "action": "booked"}
        ],
        "referrals": [{**here, "person_id": "P2", "referred_to": "prosecutor", "date": day}],
    }
    if rule == "SF-D2":
        tables["arrests"] = []
    if rule == "SF-D3":
        later = {**here, "incident_id": f"{number}L"}
        tables["incidents"].append({**tables["incidents"][0], **later})
        for table in ("arrests", "charges"):
            tables[table][0] |= later
        tables["links"] = [{**later, "source_incident_id": number, "kind": "rests_on"}]
    return tables


def blank_person() -> dict[str, object]:
    """The person cells of a row that says nothing of who it is."""
    return {"person_id": None, "name": None, "birth_date": None, "age": None}
