import io
import re

import pytest
from rich.console import Console

from auditor.reports.explain import explain
from tests.reports import sample
from tests.reports.hostile import HOSTILE, hostile_finding


def printed(finding, width=100, **console):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, emoji=False, **console).print(explain(finding))
    return out.getvalue()


def words(text):
    return " ".join(text.split())


def test_a_breach_is_told_step_by_step():
    text = words(printed(sample.findings()[0]))
    steps = [
        "Apparent breach",
        "sf-2017 SF-P1: Arrested or cited for a sex-trade offense",
        "Incident 180012345, person P100, agency SFPD, district Mission",
        "was booked for PC 647(b)",
        "That is an apparent breach.",
        "The clause",
        "San Francisco Police Department; Department bulletin of December 2017",
        "Yes The police cited or arrested the person for it. police_act",
        "charges.csv, row 12: stage = BOOKED",
        "No The arrest was not on a warrant or a hold. on_warrant Looked in arrests (1 row).",
        "not said The record does not say whether the arresting officer had been trained.",
        "Charge as exported 647(b) PC",
    ]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)


def test_a_possible_breach_says_what_is_missing_derived_and_taken():
    text = words(printed(sample.findings()[4]))
    assert (
        "Missing: is it a sex-trade offense that the directive protects from? (the section may speak" in text
    )
    assert "Missing: was there a warrant or a hold?" in text
    assert "leaves open part of what the rule requires and cannot rule out an exception" in text
    assert "its arrest" in text
    taken = words(printed(sample.findings()[8]))
    assert "For review: The record does not say whether the arrest had another ground." in taken
    assert "Taken where the record is silent: were there other grounds for the arrest: yes." in taken


def test_a_what_if_is_said_first():
    assert printed(sample.screening_run()[0][0]).startswith("Possible breach, for review (what-if)")


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_values_reach_no_terminal(kind):
    text = printed(
        hostile_finding(sample.findings()[0], HOSTILE[kind]), force_terminal=True, color_system="standard"
    )
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert all(c.isprintable() or c == "\n" for c in plain)
    assert len(plain) < 100_000
    if kind == "template":
        assert "[bold red]rich[/bold red]" in words(plain)
        assert "\x1b]8" not in text


@pytest.mark.parametrize("width", [20, 60, 200])
def test_every_width_is_kept(width):
    assert all(len(line) <= width for line in printed(sample.findings()[9], width).splitlines())
