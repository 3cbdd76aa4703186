"""The words that random exports are made of: few of each, so that rows meet one another."""

from datetime import date, timedelta

from tests.slow.cells import COLUMNS

WORKING = ["647(b) PC", "PC 647(b)(1)", "647(a) PC", "653.22(a) PC", "664/647(b) PC", "40A", "647(b) PC/M"]
UNCLEAR = ["647(b)(2) PC", "PC 647(b)(3)", "372 PC", "40C", "647 PC", "315 PC"]
NEAR_MISSES = ["653.23(a)(1) PC", "40B", "647(f) PC", "PC 647(b)-F"]
DRUGS = ["11377(a) HS/M", "HS 11350(a)", "11364(a) HS", "11550(a) HS", "11357(b) HS", "11377 HS", "35B"]
OTHER_DRUGS = ["HS 11350(a)-F", "11378 HS", "11395 HS", "11366 HS", "35A", "23152(f) VC", "11353(a) HS"]
VIOLENT = ["211 PC", "664/211 PC", "245(a)(1) PC", "PC 273.5(a)", "236.1 PC", "261(a)(2) PC", "11A"]
HALF_VIOLENT = ["242 PC", "459 PC", "243.4(e)(1) PC", "13A", "PC 273.6(a)", "246.3(a) PC", "518 PC"]
REST = ["148(a)(1) PC", "853.7 PC", "594(a) PC", "???", "40016"]
CITATIONS = WORKING + UNCLEAR + NEAR_MISSES + DRUGS + OTHER_DRUGS + VIOLENT + HALF_VIOLENT + REST

ANCHORS = [
    date(2018, 3, 4),
    date(2020, 6, 1),
    date(2018, 1, 11),
    date(2020, 1, 1),
    date(2017, 11, 30),
    date(2017, 12, 1),
    date(2018, 1, 10),
    date(2019, 12, 31),
    date(2022, 12, 31),
    date(2023, 1, 1),
    date(2024, 12, 18),
]
NUMBERS = ["100", "101", "102"]
ORPHAN = "900"


def written(anchor: date, days: int, clock: str | None = None) -> str:
    """A date cell some days from an anchor, with or without a time."""
    day = (anchor + timedelta(days=days)).isoformat()
    return day if clock is None else f"{day} {clock}"


WHENS: list[object] = [written(anchor, days) for anchor in ANCHORS for days in (-1, 0, 1, 3)]
WHENS += [written(ANCHORS[0], 0, "23:30:00"), written(ANCHORS[1], 1, "00:15:00"), "1899-12-31"]

# What a cell may be changed to, beside null.
BY_COLUMN: dict[str, list[object]] = {
    "incident_id": [*NUMBERS, ORPHAN],
    "source_incident_id": [*NUMBERS, ORPHAN, "901"],
    "person_id": ["P1", "P2", "P3", "0", "000", "UNKNOWN"],
    "offense_id": ["O1", "O2", "O9"],
    "arrest_id": ["A1", "A2", "A9"],
    "charge_id": ["C1", "C2"],
    "officer_id": ["7", "8"],
    "name": [
        "ANA SILVA",
        "Silva, Ana",
        "Aña Silva",
        "A SILVA",
        "ANA VOSS",
        "RAY VOSS",
        "JANE DOE",
        "VICTIM 1",
    ],
    "birth_date": [
        "1990-03-04",
        "1990-04-03",
        "1990-03-05",
        "1991-03-05",
        "1990-12-31",
        "2003-06-01",
        "1900-01-01",
    ],
    "age": ["27", "28", "29", "30", "17"],
    "race": ["WHITE", "white", "BLACK", "UNK"],
    "ethnicity": ["H", "N"],
    "citation": list(CITATIONS),
    "district": ["North", "South"],
    "course": ["Directive"],
    "description": ["as read"],
}
BY_KIND: dict[str, list[object]] = {"when": WHENS, "day": WHENS, "bool": ["true", "false"], "text": ["x"]}


def alternatives(table: str, column: str, agencies: list[str | None]) -> list[object]:
    """Other words for a cell."""
    kind = COLUMNS[table][column]
    if column == "agency":
        return list(agencies)
    return BY_COLUMN.get(column) or BY_KIND.get(kind) or list(kind.split())
