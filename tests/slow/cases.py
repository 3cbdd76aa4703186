"""One clear breach of each rule, with nothing in it unknown; tests change a cell or two."""

from tests.slow.cells import Tables

DAY = {"SF-P1": "2018-03-04", "SF-P2": "2018-03-04", "CA-1": "2020-06-01", "CA-2": "2020-06-01"}
CITATION = {"SF-P1": "647(b) PC", "SF-P2": "11377(a) HS", "CA-1": "647(b) PC", "CA-2": "11377(a) HS"}
POLICY = {"SF-P1": "sf-2017", "SF-P2": "sf-2017", "CA-1": "ca-pc-647.3", "CA-2": "ca-pc-647.3"}


def clear_breach(rule: str) -> Tables:
    """Ana Silva reports that Ray Voss robbed her, is named as a sex worker, and is booked the same day."""
    day = DAY[rule]
    here: dict[str, object] = {"agency": "SFPD", "incident_id": "100"}
    ana: dict[str, object] = {"person_id": "P1", "name": "ANA SILVA", "birth_date": "1990-03-04", "age": "28"}
    ray: dict[str, object] = {"person_id": "P2", "name": "RAY VOSS", "birth_date": "1985-07-09", "age": "33"}
    return {
        "incidents": [
            {**here, "occurred_at": day, "reported_at": f"{day} 02:00:00", "district": "North"},
        ],
        "involvements": [
            {**here, **ana, "role": "victim", "offense_id": "O1", "sex_trade": "true"},
            {**here, **ray, "role": "suspect", "offense_id": "O1", "sex_trade": "false"},
        ],
        "offenses": [{**here, "offense_id": "O1", "citation": "211 PC"}],
        "arrests": [
            {
                **here,
                "arrest_id": "A1",
                "person_id": "P1",
                "arrested_at": f"{day} 04:30:00",
                "kind": "custody",
            }
            | {"basis": "on_view", "officer_id": "7"},
        ],
        "charges": [
            {
                **here,
                **ana,
                "charge_id": "C1",
                "arrest_id": "A1",
                "citation": CITATION[rule],
                "stage": "booked",
            }
            | {"level": "misdemeanor", "date": day},
        ],
    }


def blank_person() -> dict[str, object]:
    """The person cells of a row that says nothing of who it is."""
    return {"person_id": None, "name": None, "birth_date": None, "age": None}
