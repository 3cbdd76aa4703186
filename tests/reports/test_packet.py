"""The case packet: its words, its pages, hostile values, and the same bytes twice."""

import copy
import json
import re
from datetime import date
from io import BytesIO

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from auditor.api import Options, audit
from auditor.cli import cli
from auditor.errors import UsageError
from auditor.judging.packed import Findings
from auditor.reports import doubts, outputs
from auditor.reports.audiences.public import for_public
from auditor.reports.cards import make_card
from auditor.reports.cases import make_cases
from auditor.reports.packet import packets
from auditor.reports.readers import ONE_DIRECTIVE, suppressed
from auditor.reports.sources import sources
from auditor.reports.timeline import read_days, timeline
from auditor.reports.typesetting import drawn, typeset
from auditor.reports.views import views
from auditor.reports.vocabulary import load_vocabulary
from auditor.runs.reading import Run
from tests.reports.hostile import hostile_run
from tests.reports.runs import named
from tests.reports.sample import as_run, condition, findings, row, run, screening_run

WORDS = load_vocabulary()
FIRST = "180012345"


def text_of(content, page=None):
    """The text of a PDF without white space, which line breaks move."""
    pages = PdfReader(BytesIO(content)).pages
    text = "\n".join(p.extract_text() for p in (pages if page is None else [pages[page]]))
    return "".join(text.replace("\u200b", "").split())


def bare(text):
    return "".join(text.split())


def of_case(incident):
    every = as_run(*run())
    return Run(
        every.findings.where(lambda f: f["incident_id"] == incident),
        every.summary,
        every.coverage,
        every.manifest,
    )


def one_packet(incident):
    """The packet of the only case of an incident."""
    return next(iter(packets(of_case(incident), WORDS).values()))


@pytest.fixture(scope="module")
def folder():
    return packets(as_run(*run()), WORDS)


def test_every_word_of_a_finding_stands_in_its_packet(folder):
    for case in make_cases(Findings.of(findings())):
        text = text_of(folder[f"{case.case_id}.pdf"])
        for card in case.cards:
            told = [card.finding["statement"], card.why, card.in_force, card.finding["criteria"]["clause"]]
            told += [*card.review, *card.taken, *(value for pair in card.facts for value in pair)]
            checks = [check for _, group in card.groups for check in group]
            told += [one for check in checks for one in (check.says, check.looked, *check.notes)]
            told += [c.content for check in checks for r in check.rows for c in r.cells if not c.told]
            told += [row.at[1] for check in checks for row in check.rows]
            told += [question[1:] for question in card.missing]
            for one in told:
                assert bare(one) in text, one


def test_the_reviewer_chooses_in_the_words_of_the_body_and_signs():
    text = text_of(one_packet("180204417"))
    for one in WORDS.findings:
        assert bare(one.finding + one.meaning) in text, "a box, and beside it what it means"
    for label in ("Reasons", "Name", "Date", "Signature", bare(WORDS.body), bare(WORDS.source)):
        assert label in text
    first = text_of(one_packet(FIRST))
    assert first.count("Policyfailure") == 3, "a box for each of two findings, and what it means"


@pytest.mark.parametrize("incident", ["180204417", FIRST])
def test_no_page_holds_a_line_or_two_however_long_a_packet_is(incident):
    every = of_case(incident)
    for more in range(1, 40, 3):
        told = list(every.findings)
        cells = {f"column_{number}": "cell" for number in range(more)}
        told[0]["conditions"].append(condition("shows", "minor", False, row("incidents", 99, **cells)))
        packet = next(
            iter(
                packets(Run(Findings.of(told), every.summary, every.coverage, every.manifest), WORDS).values()
            )
        )
        pages = [page.extract_text() for page in PdfReader(BytesIO(packet)).pages]
        assert min(len(page.splitlines()) for page in pages) > 12, more
        assert all(word in pages[-1] for word in ("Signature", WORDS.findings[-1].meaning, "Source: "))
        whole = text_of(packet)
        assert whole.index("Digest(SHA-256)") < whole.index("ColumnValueS1"), "digests head the cells"


def test_the_bytes_are_the_same_twice_and_no_day_or_author_is_in_them(folder):
    assert packets(as_run(*run()), WORDS) == folder
    for content in folder.values():
        meta = PdfReader(BytesIO(content)).metadata
        assert set(meta) <= {"/Title", "/Creator"}
        assert meta["/Title"] in ("Case packet for review", "Cases for review")
        assert not re.search(rb"CreateDate|ModifyDate|CreationDate|dc:creator", content)


def test_it_is_tagged_for_a_screen_reader():
    content = one_packet(FIRST)
    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert b"pdfuaid" in content
    (title, sections) = reader.outline
    assert title.title == f"Incident {FIRST}"
    assert [one.title for one in sections if not isinstance(one, list)] == [
        "Reasoning", "Timeline", "Contrary evidence", "Ambiguity", "Source cells", "The reviewer's finding",
    ]  # fmt: skip


def test_every_page_says_whose_it_is_and_how_many_there_are():
    content = one_packet(FIRST)
    pages = len(PdfReader(BytesIO(content)).pages)
    assert 3 <= pages <= 9
    for number in range(pages):
        assert f"Page{number + 1}of{pages}" in text_of(content, number)
        assert bare(f"incident {FIRST}") in text_of(content, number)


def test_the_list_of_cases_comes_last_and_names_each_file(folder):
    *names, last = folder
    cases = make_cases(Findings.of(findings()))
    assert names == [f"{case.case_id}.pdf" for case in cases]
    assert last == "cases.pdf"
    text = text_of(folder[last])
    places = [text.find(bare(case.case_id)) for case in cases]
    assert places == sorted(places)
    assert places[0] > 0
    assert all(case.incident in text for case in cases)


def test_a_run_of_no_findings_says_so():
    _, summary, coverage, packs = run()
    (told,) = packets(as_run([], summary, coverage, packs), WORDS).values()
    assert "Thereisnocasetoreview." in text_of(told)


def test_a_what_if_is_said_before_the_reasoning():
    text = text_of(next(iter(packets(as_run(*screening_run()), WORDS).values())))
    assert -1 < text.find("What-if.") < text.find("Reasoning")
    assert "cannotidentifyaperson" in text


def test_one_case_is_chosen_by_an_id_of_it_or_of_a_finding():
    every = as_run(*run())
    finding = every.findings[0]
    by_case = outputs.write(every, "internal", "pdf", WORDS, outputs.Choices(case=finding["case_id"][:12]))
    assert by_case == outputs.write(
        every, "internal", "pdf", WORDS, outputs.Choices(case=finding["finding_id"])
    )
    assert by_case == one_packet(FIRST)
    for wrong, form in (("", "pdf"), ("zz", "pdf"), (finding["case_id"], "html")):
        with pytest.raises(UsageError, match="--case"):
            outputs.write(every, "internal", form, WORDS, outputs.Choices(case=wrong))


def test_the_command_writes_one_case_as_a_file_and_all_as_a_folder_that_it_replaces(tmp_path):
    made = audit("fixtures/sf-demo", ["sf-2017"], options=Options(end=date(2018, 1, 20))).write(
        tmp_path / "run"
    )
    case = json.loads((made / "findings.jsonl").read_text().splitlines()[0])["case_id"]

    def report(*more):
        done = CliRunner().invoke(cli, ["report", str(made), "--format", "pdf", *more], standalone_mode=False)
        assert done.exception is None

    report("--case", case[:12])
    one = tmp_path / f"run.internal.{case[:12]}.pdf"
    assert one.stat().st_mode & 0o777 == 0o600
    for _ in range(2):
        report()
        assert (tmp_path / "run.internal-pdf" / f"{case}.pdf").read_bytes() == one.read_bytes()


def test_the_public_gets_counts_and_no_case():
    every = named("golden")
    public = for_public(every, 11)
    content = packets(public, WORDS)
    assert content == packets(public, WORDS)
    text = text_of(content)
    for view in views(public):
        assert bare(f"{view.pack['authority']}; in force") in text
        for name, share in view.rates.items():
            assert bare(f"{share.whole:,} {share.part:,} {share.percent} {share.between}") in text, name
        for group in (*view.months, *view.districts):
            assert bare(f"{group.label} withheld withheld {group.applied:,}") in text
    (told,) = (view for view in views(public) if view.counted)
    withheld = next(rule for rule in told.policy["rules"] if rule["applied"] is None)
    assert bare(f"{withheld['rule']}: {withheld['title']} withheld withheld withheld") in text
    for word in (bare(suppressed(public.made_for)), "Countsforthepublic", "Wilson", bare(ONE_DIRECTIVE)):
        assert word in text
    for group in views(every)[0].officers:
        assert bare(f"{group.label} {group.breach}") not in text


def test_what_speaks_against_a_breach_has_its_place():
    cards = make_cases(of_case(FIRST).findings)[0].cards
    told = {kind: {d.check.name for d in own} for kind, own in doubts.contrary(cards)}
    assert told[doubts.AGAINST] == {"other_grounds"}
    assert told[doubts.CONSIDERED] >= {"on_warrant", "suspect_of_qualifying"}
    assert told[doubts.INFORMS] == {"officer_trained", "minor"}
    assert doubts.PERHAPS not in told
    (case,) = make_cases(of_case("181100871").findings)
    told = {kind: {d.check.name for d in own} for kind, own in doubts.contrary(case.cards)}
    assert told[doubts.PERHAPS] == {"sex_trade_offense", "on_warrant"}


def test_what_can_be_read_in_two_ways_is_noted():
    every = as_run(*run())
    (case,) = make_cases(of_case("181100871").findings)
    told = {(n.topic, n.text) for n in doubts.notes(case.cards, every)}
    topics = {topic for topic, _ in told}
    assert {doubts.UNKNOWN, doubts.PERSON, doubts.TAKEN, doubts.DIRECTIVE} <= topics
    assert any("may speak of the buyer" in text for _, text in told)
    assert any("no id proves" in text for _, text in told)
    unread = make_card({**findings()[0], "citation": "647(b) & 11350", "offense": None})
    assert any(
        n.topic == doubts.CITATION and "647(b) & 11350" in n.text for n in doubts.notes([unread], every)
    )


def dated(cell, order=None):
    """The dated and undated events of a finding whose report has this cell."""
    found = copy.deepcopy(findings()[0])
    found["conditions"][0] = condition("requires", "in_force", True, row("incidents", 7, reported_at=cell))
    column = {"date_order": [{"files": ["incidents.csv"], "order": order}]} if order else {}
    coverage = {"tables": {"incidents": {"columns": {"reported_at": column}}}}
    cards = [make_card(found)]
    return timeline(cards, sources(cards).values(), read_days([found], coverage))


@pytest.mark.parametrize(
    ("cell", "order", "when"),
    [
        ("2018-03-05 21:40:00", None, "2018-03-05 21:40"),
        ("05-MAR-18", None, "2018-03-05"),
        ("03/13/2018", None, "2018-03-13"),
        ("03/04/2018", "month_first", "2018-03-04"),
        ("03/04/2018", "day_first", "2018-04-03"),
        ("03/04/2018", None, None),
        ("a while ago", None, None),
        ("text withheld", None, None),
        (None, None, None),
    ],
)
def test_the_timeline_reads_days_as_the_audit_did(cell, order, when):
    events, undated = dated(cell, order)
    (report,) = (e for e in (*events, *undated) if e.what.startswith("The incident was reported"))
    assert report.when == when
    assert report.sources == ("S1",)
    if when is None:
        said = {None: "no day in the record", "text withheld": "its day is withheld"}
        assert said.get(cell, f"“{cell}”") in report.what
    assert [e.when[:10] for e in events] == sorted(e.when[:10] for e in events)
    assert [e.when for e in events if e.own] == ["2018-03-04"]


def test_hostile_values_are_shown_in_every_place_and_move_nothing():
    folder = packets(as_run(*hostile_run()), WORDS)
    text = "".join(map(text_of, folder.values()))
    for said in (
        "<script>alert('x')</script>",
        "[boldred]rich[/boldred]",
        "P100⟨U+202E⟩gnp.exe",
        "a⟨U+0000⟩b⟨U+001B⟩",
    ):
        assert said in text, said
    assert "⟨U+1F469⟩" in text
    assert "[100,000charactersinall]" in text
    assert "W" * 239 in text
    assert "\u202e" not in text
    for content in folder.values():
        for action in (b"/JavaScript", b"/Launch", b"/URI", b"/EmbeddedFile"):
            assert action not in content
        lines = "\n".join(p.extract_text() for p in PdfReader(BytesIO(content)).pages).splitlines()
        assert max(line.count("W") for line in lines) < 110, "no line leaves the page"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80))
def test_any_text_can_be_set(text):
    letter = {"to": text, "act": text, "period": text, "incidents": [], "more": 0, "instruments": []}
    letter |= {"tables": [], "columns": [], "others": [], "places": {"opening": [], "form": [], "answer": []}}
    assert typeset("letter.typ", letter).startswith(b"%PDF")


def test_long_words_can_break_and_ids_stay_whole():
    assert drawn("a" * 32) == "a" * 32
    assert drawn(["b" * 40])[0].replace("\u200b", "") == "b" * 40
    assert "\u200b" in drawn("b" * 40)
