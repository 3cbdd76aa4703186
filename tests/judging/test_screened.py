"""Exports without people: the incidents that the person records should be asked of."""

import csv
from datetime import date
from pathlib import Path

import pytest

from auditor.api import Options, audit
from auditor.errors import Exit
from auditor.reports.terminal import summary_text
from auditor.schema import validator

REAL = Path(__file__).parents[3] / "shared" / "data" / "sfpd-2018-12"
TABLES = {
    "incidents": ("incident_id", "reported_at"),
    "offenses": ("incident_id", "citation", "description"),
    "arrests": ("incident_id", "kind"),
}
DAY = "2018-06-01"
ROBBERY, PIPE, BATTERY, METH, WARRANT = (
    f"SFPD {code}" for code in ("03014", "16710", "04134", "16650", "63010")
)


def write(folder, **tables):
    folder.mkdir(exist_ok=True)
    for table, rows in tables.items():
        with (folder / f"{table}.csv").open("w", newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(TABLES.get(table, ("incident_id", "role")))
            writer.writerows(rows)
    return folder


def listed(folder, *offenses, day=DAY, arrest=("",), policies=("sf-2017",), options=None):
    """What is screened of one incident with these offenses."""
    write(
        folder,
        incidents=[("1", day)],
        offenses=[("1", o, f"words on {o}") for o in offenses],
        arrests=[("1", kind) for kind in arrest],
    )
    return audit(folder, policies, options=options or Options(jurisdiction="US-CA-SF")).coverage["screened"]


def test_an_incident_that_its_codes_settle(tmp_path):
    assert listed(tmp_path, ROBBERY, PIPE, WARRANT, arrest=("", "citation")) == [
        {
            "policy": "sf-2017",
            "rules": ["SF-P2"],
            "agency": None,
            "incident_id": "1",
            "report_date": DAY,
            "district": None,
            "arrests": [None, "citation"],
            "offenses": [
                {"citation": code, "offense": code, "description": f"words on {code}",
                 "protected": protected, "qualifying": qualifying}
                for code, protected, qualifying in (
                    (ROBBERY, False, True), (PIPE, True, False), (WARRANT, False, False)
                )
            ],
            "unclear": [],
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("offenses", "unclear"),
    [
        ((BATTERY, METH), ["protected"]),
        (("SFPD 15162", PIPE), ["qualifying"]),
        (("SFPD 15162", METH), ["protected", "qualifying"]),
        (("what is this", PIPE), ["qualifying"]),
        (("what is this", ROBBERY), ["protected"]),
        (("", ROBBERY), ["protected"]),
        (("SFPD 13060", "SFPD 16710", "SFPD 04014"), []),
        (("211 PC", "647(b) PC"), []),
        ((ROBBERY,), None),
        ((PIPE, METH), None),
        (("what is this", WARRANT), None),
        ((METH, "SFPD 06244"), None),
        ((ROBBERY, "SFPD 16652"), None),
    ],
)
def test_a_code_that_is_unclear_keeps_an_incident_in(tmp_path, offenses, unclear):
    found = listed(tmp_path, *offenses)
    assert [one["unclear"] for one in found] == ([] if unclear is None else [unclear])


def test_one_code_that_could_be_anything_is_not_two_offenses(tmp_path):
    assert listed(tmp_path, "what is this", "what is this", WARRANT) == []


def test_without_an_arrest_there_is_nothing_to_ask_for(tmp_path):
    write(tmp_path, incidents=[("1", DAY), ("2", DAY)], offenses=[("1", ROBBERY, ""), ("1", PIPE, "")],
          arrests=[("2", "custody")])  # fmt: skip
    assert audit(tmp_path, ["sf-2017"]).coverage["screened"] == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2017-11-30", None), ("2017-12-15", ["in_force"]), ("2018-01-11", []), ("2020-01-01", ["in_force"]),
     ("", ["in_force"])],
)  # fmt: skip
def test_the_directive_s_dates(tmp_path, day, expected):
    found = listed(tmp_path, ROBBERY, PIPE, day=day)
    assert [one["unclear"] for one in found] == ([] if expected is None else [expected])


def test_a_period_chooses_by_the_report(tmp_path):
    later = Options(jurisdiction="US-CA-SF", start=date(2018, 6, 2))
    assert listed(tmp_path, ROBBERY, PIPE, options=later) == []
    assert len(listed(tmp_path, ROBBERY, PIPE, day="", options=later)) == 1


def test_each_policy_lists_for_itself(tmp_path):
    found = listed(
        tmp_path, "SFPD 03014", "SFPD 13075", day="2021-05-05", policies=("sf-2017", "ca-pc-647.3")
    )
    assert [(one["policy"], one["rules"], one["unclear"]) for one in found] == [
        ("sf-2017", ["SF-P1"], ["in_force"]),
        ("ca-pc-647.3", ["CA-1"], []),
    ]


def test_a_policy_whose_list_has_no_such_codes_lists_nothing(tmp_path):
    assert listed(tmp_path, ROBBERY, PIPE, policies=("ca-sb-1322", "ny-pl-230.45")) == []


def test_an_export_with_people_is_not_screened(tmp_path):
    write(tmp_path, involvements=[("9", "victim")])
    assert listed(tmp_path, ROBBERY, PIPE) is None


def test_the_summary_says_what_to_ask_for(tmp_path):
    listed(tmp_path, ROBBERY, PIPE)
    run = audit(tmp_path, ["sf-2017"], options=Options(jurisdiction="US-CA-SF"))
    text = summary_text(run.summary, run.coverage, run.incomplete, Path("report.html"))
    assert (
        "Screened for sf-2017: 1 incident where a release of the person records could show a breach" in text
    )
    assert "Ask for: involvements, charges." in text
    assert run.exit_code == Exit.BAD_EXPORT
    assert list(validator("coverage").iter_errors(run.coverage)) == []


# Worked out from the file itself, by reading the words beside each code: incident number to what is unclear.
BY_HAND = {
    "180713698": [],  # 04013, 16710, 27199; only a supplement is of this month
    "180908811": [],  # 03073, 13075
    "180935842": [],  # 05043, 11012, 16710
    "180942160": [],  # 04138, 16710, 19057; the initial report is open, the supplement an arrest
    "180962061": [],  # 03044, 16710
    "180966160": [],  # 04014, 04170, 13060
    "180907001": ["protected"],  # 15040, 16650, 27170
    "180911610": ["protected", "qualifying"],  # 15162, 16030, 26170
    "180937519": ["qualifying"],  # 05053, 06303, 16710
    "180942706": ["protected"],  # 04013, 12120, 16650
    "180945619": ["protected"],  # 04138, 16650
    "180967287": ["protected", "qualifying"],  # 15162, 16100, 16662
    "180980477": ["protected"],  # 03011, 03014, 11012, 16010
}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real reports are not beside the repository")
def test_the_real_month_gives_the_list_made_by_hand():
    coverage = audit(REAL).coverage
    assert {one["incident_id"]: one["unclear"] for one in coverage["screened"]} == BY_HAND
    assert {one["policy"] for one in coverage["screened"]} == {"sf-2017"}
    assert not any(rule["auditable"] for policy in coverage["policies"] for rule in policy["rules"])
    assert coverage["citations"] == {"unreadable": [], "outside_tables": []}
