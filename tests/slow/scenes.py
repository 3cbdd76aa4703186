"""Scenes: the plausible incidents that random exports are put together from."""

from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.slow.cells import Tables
from tests.slow.pools import (
    BY_COLUMN,
    CITATIONS,
    DRUGS,
    HALF_VIOLENT,
    NUMBERS,
    UNCLEAR,
    VIOLENT,
    WORKING,
    written,
)

Record = dict[str, object]
Agencies = list[str | None]
SCENE_TABLES = ("incidents", "involvements", "offenses", "arrests", "charges")
LOGS = ("evidence", "referrals")
REFERRED = ("community_resources", "victim_services", "prosecutor")
PEOPLE: dict[str, Record] = {
    "ana": {"person_id": "P1", "name": "ANA SILVA", "birth_date": "1990-03-04", "age": "28", "sex": "F"},
    "ana again": {"person_id": "P3", "name": "Silva, Ana", "birth_date": "1990-03-04", "sex": "F"},
    "ray": {"person_id": "P2", "name": "RAY VOSS", "birth_date": "1985-07-09", "age": "33", "sex": "M"},
    "nobody": {"person_id": "0", "name": "JANE DOE", "birth_date": "1900-01-01", "race": "WHITE"},
    "silent": {},
}
BLURRED = ("person_id", "person_id", "person_id", "name", "birth_date", "age", "race", "sex")
SEXES: list[object] = ["F", "M"]


def pick(draw: DrawFn, *options: object) -> object:
    """One of the options; the first is the simplest."""
    return draw(st.sampled_from(options))


def citation(draw: DrawFn, likely: Sequence[str], *, clean: bool) -> str:
    """A likely citation, or, where the scene is not clean, any."""
    return draw(st.sampled_from(likely if clean or draw(st.booleans()) else CITATIONS))


def blurred(draw: DrawFn, someone: Record) -> Record:
    """The person with some cells unknown, or told otherwise."""
    told = dict(someone)
    for column in draw(st.lists(st.sampled_from(BLURRED), max_size=4)):
        told[column] = draw(st.sampled_from([None] * 4 + BY_COLUMN.get(column, SEXES)))
    return told


class Scene:
    """What the rows of one incident share while they are drawn.

    A clean scene is a plain case for one of the rules; another may have any quirk. In a blurry one each row
    has its own opinion of who someone is.
    """

    def __init__(self, draw: DrawFn, number: str, day: date, agencies: Agencies) -> None:
        self.draw, self.day = draw, day
        self.clean, self.blurry = draw(st.booleans()), draw(st.integers(0, 2)) == 2
        self.here: Record = {"incident_id": number, "agency": draw(st.sampled_from(agencies))}
        self.reporter = PEOPLE[str(self.quirk("ana", "ray", "ana again", "nobody", "silent"))]
        same = self.quirk(True, False)
        self.charged = self.reporter if same else PEOPLE[str(pick(draw, *PEOPLE))]

    def quirk(self, first: object, *others: object) -> object:
        """The plain option in a clean scene, else any."""
        return first if self.clean else pick(self.draw, *(first,) * (len(others) + 1), *others)

    def who(self, someone: Record) -> Record:
        """Someone as a row of the scene has it."""
        return self.here | (blurred(self.draw, someone) if self.blurry else someone)

    def incidents(self) -> list[Record]:
        """The report of the incident."""
        late = 0 if self.clean else self.draw(st.sampled_from((0, 1, -1)))
        return [
            self.here
            | {"occurred_at": written(self.day, 0), "reported_at": written(self.day, late, "02:00:00")}
        ]

    def involvements(self) -> list[Record]:
        """Who reported, perhaps someone nobody knows, perhaps a suspect."""
        crime: Record = {"offense_id": pick(self.draw, "O1", "O1", None)}
        known: Record = {
            "deceased": self.quirk(None, "true"),
            "also_offender": self.quirk(None, "false", "true"),
        }
        role = self.quirk("victim", "witness", None, "reporting_party", "suspect", "other")
        rows = [self.who(self.reporter) | crime | {"role": role, "sex_trade": self.quirk("true", None)}]
        if self.quirk(False, True):
            stranger = PEOPLE[str(pick(self.draw, "silent", "ray"))]
            rows.append(self.who(stranger) | crime | known | {"role": "victim"})
        if self.draw(st.booleans()):
            rows.append(self.who(PEOPLE["ray"]) | crime | {"role": "suspect"})
        return rows

    def offenses(self) -> list[Record]:
        """What was reported, and perhaps another offense; where there are quirks, perhaps of the same id."""
        likely = VIOLENT if self.clean else HALF_VIOLENT
        rows = [self.here | {"offense_id": "O1", "citation": citation(self.draw, likely, clean=self.clean)}]
        if pick(self.draw, False, False, True):
            other = citation(self.draw, [*WORKING, *DRUGS], clean=self.clean)
            rows.append(self.here | {"offense_id": self.quirk("O2", "O1"), "citation": other})
        return rows

    def arrests(self) -> list[Record]:
        """The arrest of the person charged."""
        basis = pick(self.draw, *("on_view",) * 6, None, "warrant", "hold")
        arrest: Record = {"arrest_id": self.quirk("A1", None), "person_id": self.charged.get("person_id")}
        arrest |= {"officer_id": pick(self.draw, "7", "8", None), "kind": "custody", "basis": basis}
        return [self.here | arrest | {"arrested_at": written(self.day, 0)}]

    def charges(self, arrest_id: object) -> list[Record]:
        """The charges of the arrest, the second perhaps the first one over again at another stage."""
        draw = self.draw
        groups = (WORKING, DRUGS) if self.clean else (WORKING, DRUGS, UNCLEAR, CITATIONS)
        offenses = draw(st.sampled_from(groups))
        rows: list[Record] = []
        for n in range(1, 3 if self.quirk(False, True) else 2):
            stage = pick(
                draw, *("booked",) * 6, "cited", "cited", None, "noted", "noted", "filed", "filed", "referred"
            )
            words = citation(draw, offenses, clean=self.clean)
            again = bool(rows) and draw(st.booleans())
            whose = self.charged if self.quirk(True, False) else {"person_id": self.charged.get("person_id")}
            rows.append(
                self.who(whose)
                | {"charge_id": f"C{n}", "arrest_id": arrest_id, "date": written(self.day, 0), "stage": stage}
                | {"citation": rows[0]["citation"] if again else words}
                | {"level": self.quirk("misdemeanor", None, "felony")}
            )
        return rows

    def logs(self) -> Tables:
        """What was taken and where somebody was referred; often nothing."""
        draw, whose = self.draw, self.charged.get("person_id")
        rows: Tables = {log: [] for log in LOGS}
        for log in draw(st.lists(st.sampled_from(LOGS), max_size=3)):
            row = self.here | {
                "person_id": pick(draw, whose, whose, None, "P2"),
                "date": written(self.day, 0),
            }
            if log == "evidence":
                row |= {"kind": pick(draw, "drug", "condom", "paraphernalia", None, "weapon")}
                row |= {"action": pick(draw, "booked", "seized", "photographed", "released", None)}
            else:
                row |= {"referred_to": pick(draw, *REFERRED, None)}
            rows[log].append(row)
        return rows


@st.composite
def scenes(draw: DrawFn, number: str, anchor: date, agencies: Agencies) -> Tables:
    """One incident: a report, a victim and perhaps a suspect, an arrest and its charges."""
    day = date.fromisoformat(written(anchor, draw(st.integers(0, 3))))
    scene = Scene(draw, number, day, agencies)
    arrests = scene.arrests()
    return {
        "incidents": scene.incidents(),
        "involvements": scene.involvements(),
        "offenses": scene.offenses(),
        "arrests": arrests,
        "charges": scene.charges(arrests[0]["arrest_id"]) if pick(draw, *(True,) * 5, False) else [],
        **scene.logs(),
    }


@st.composite
def neighbours(draw: DrawFn, anchor: date, agencies: Agencies) -> Tables:
    """An arrest in one incident, and a report in another within days of it, perhaps tied by a link."""
    days = draw(st.sampled_from((0, -1, -2, 1, 2, -29, -30, -31)))
    day = date.fromisoformat(written(anchor, 0))
    arrested = Scene(draw, NUMBERS[0], day, agencies)
    reported = Scene(draw, NUMBERS[1], date.fromisoformat(written(anchor, days)), agencies)
    arrests = arrested.arrests()
    role = pick(draw, "victim", "victim", "other", "suspect", None)
    stranger = PEOPLE[str(pick(draw, "silent", "silent", "ana again", "ray"))]
    stranger = stranger if draw(st.booleans()) else blurred(draw, stranger)
    tie: Record = {"source_incident_id": NUMBERS[1], "kind": pick(draw, "rests_on", "related", None)}
    links = [arrested.here | tie]
    return {
        "incidents": arrested.incidents() + reported.incidents(),
        "involvements": [
            arrested.who(arrested.charged) | {"role": "arrestee"},
            reported.here
            | arrested.charged
            | {"role": role, "offense_id": "O1", "sex_trade": pick(draw, "true", "true", None, "false")},
            reported.here | stranger | {"role": "victim", "offense_id": "O1"},
        ],
        "offenses": reported.offenses(),
        "arrests": arrests,
        "charges": arrested.charges(arrests[0]["arrest_id"]),
        "links": draw(st.sampled_from((links, links, []))),
    }


def tie(draw: DrawFn) -> list[Record]:
    """Links between incidents of the export, in one export of three."""
    kinds = (None, "rests_on", "related", "supplement", "duplicate")
    return [
        {
            "incident_id": pick(draw, *NUMBERS),
            "source_incident_id": pick(draw, *NUMBERS),
            "kind": pick(draw, *kinds),
        }
        for _ in range(max(0, draw(st.integers(-3, 3))))
    ]
