import pytest

from auditor.judging.packed import Findings
from auditor.policy.facts import FACTS
from auditor.reports import cards, words
from auditor.reports.cases import asked, open_questions
from auditor.reports.visible import prose, visible
from tests.reports import sample


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (("2020-01-01", None, None, None), "from 2020-01-01, with no end"),
        (("2020-01-01", "2020-01-01", "2021-01-01", "2021-01-01"), "from 2020-01-01 to 2021-01-01"),
        (
            ("2020-01-01", "2020-02-01", None, "2021-01-01"),
            "surely from 2020-02-01, perhaps from 2020-01-01 to 2021-01-01",
        ),
        (("2020-01-01", None, "2020-06-01", None), "from 2020-01-01; surely to 2020-06-01, perhaps longer"),
        (
            ("2020-01-01", None, "2020-06-01", "2021-01-01"),
            "from 2020-01-01; surely to 2020-06-01, perhaps to 2021-01-01",
        ),
    ],
)
def test_dates_in_words(dates, told):
    assert words.in_force(dict(zip(("from", "certain_from", "certain_to", "to"), dates, strict=True))) == told


@pytest.mark.parametrize(
    ("need", "told"),
    [
        ("evidence", "evidence (items taken as evidence)"),
        ("charges", "charges"),
        ("charges.stage", "the column “stage” of charges"),
        (
            "citations of CA (those of the export are NIBRS)",
            "citations of CA (those of the export are NIBRS)",
        ),
    ],
)
def test_needs_in_words(need, told):
    assert words.need(need) == told


def test_every_fact_that_is_true_or_false_has_a_question():
    assert {name for name, spec in FACTS.items() if spec.kind == "bool"} <= set(words.QUESTIONS)


def test_a_condition_of_ones_own_pack_is_asked_by_its_sentence():
    finding = sample.findings()[3]
    told = sample.condition("requires", "sex_trade_involved", None, reasons=["new_reason"]) | {
        "name": "of_our_own",
        "says": "Nobody knows.",
    }
    card = cards.make_card({**finding, "conditions": [told], "unknowns": ["of_our_own (new_reason)"]})
    assert card.missing == ("Nobody knows. (new reason)",)


def test_facts_missing():
    assert [words.facts_missing(n) for n in (1, 2, 12)] == [
        "One fact missing",
        "Two facts missing",
        "12 facts missing",
    ]


def test_an_assumption_on_a_fact_that_is_no_condition_is_told():
    card = cards.make_card({**sample.findings()[0], "assumptions": ["reported_nearby"]})
    assert card.taken == (
        "Taken where the record is silent: was the person a victim or witness in another report of those days.",
    )


def test_open_questions_count_findings_and_say_where_the_record_is_silent():
    told = {q.text: q for q in open_questions(*asked(Findings.of(sample.findings())).values())}
    warrant = told["was there a warrant or a hold?"]
    assert (warrant.findings, warrant.blank, warrant.searched) == (2, ("arrests.basis",), ("arrests",))
    assert told["was the directive in force that day?"].reasons == (
        "the day on which the directive began is not known",
    )


def test_plain_text_stays_as_it_is():
    assert visible("O'Neil, José 647(b) PC") == "O'Neil, José 647(b) PC"
    assert visible("x" * 240, 240) == "x" * 240
    assert visible("x" * 241, 240) == "x" * 240 + "… [241 characters in all]"
    assert prose(" over\n two  lines ") == "over two lines"
