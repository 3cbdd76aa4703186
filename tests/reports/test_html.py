import base64
import copy
import functools
import hashlib
import itertools
import re

import pytest

from auditor.reports import html as page_of
from auditor.reports.cases import make_cases
from auditor.reports.charts import with_charts
from auditor.reports.views import views
from tests.reports import sample
from tests.reports.hostile import HOSTILE, hostile_run
from tests.reports.page import Page


def render(*parts, charts=False):
    run = sample.as_run(*parts)
    return page_of.render(run, [with_charts(v) for v in views(run)] if charts else views(run))


RUNS = {
    "sample": sample.run,
    "screening": sample.screening_run,
    "listing": sample.listing_run,
    "hostile": hostile_run,
}
PLAIN_ELEMENTS = """
html head meta title style body a header footer nav main section article h1 h2 h3 h4 h5 p ul ol li dl dt dd div span b
i em strong bdi blockquote details summary table caption thead tbody tfoot tr th td script noscript form label input
select option button figure figcaption svg desc g path rect line text
"""
PLAIN_ATTRIBUTES = """
lang dir charset http-equiv content name class id href aria-label aria-labelledby role scope colspan data-label
tabindex open value hidden type autocomplete spellcheck
width height viewbox fill stroke stroke-width stroke-dasharray stroke-miterlimit fill-opacity stroke-opacity opacity
transform d x y x1 x2 y1 y2 cx cy r text-anchor font-size font-weight font-family aria-describedby xmlns
"""


@pytest.fixture(params=[(name, charts) for name in RUNS for charts in (False, True)], scope="module")
def html(request):
    name, charts = request.param
    return drawn(name, charts)


@functools.cache
def drawn(name, charts):
    return render(*RUNS[name](), charts=charts)


@pytest.fixture(scope="module")
def sample_page():
    return Page(render(*sample.run()))


def test_nothing_but_plain_elements_and_attributes(html):
    page = Page(html)
    assert {tag for tag, _ in page.elements} <= set(PLAIN_ELEMENTS.split())
    assert {name for _, attributes in page.elements for name in attributes} <= set(PLAIN_ATTRIBUTES.split())
    assert page.open == []


def test_nothing_from_outside(html):
    page = Page(html)
    assert all(link.startswith("#") for link in page.all("href"))
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_the_content_policy_allows_this_one_style_and_this_one_script(html):
    digests = []
    for tag in ("style", "script"):
        (own,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digests.append(base64.b64encode(hashlib.sha256(own.encode()).digest()).decode())
    policies = [
        a["content"] for _, a in Page(html).elements if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == [
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    ]


def test_links_lead_somewhere_and_ids_are_unique(html):
    page = Page(html)
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.all("href")} <= set(ids)
    assert {i for told in page.all("aria-labelledby") for i in told.split()} <= set(ids)


def test_headings_leave_out_no_level(html):
    levels = [level for level, _ in Page(html).headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))


def test_landmarks_and_header_cells(html):
    page = Page(html)
    tags = [tag for tag, _ in page.elements]
    pager = int('id="pages"' in html)
    assert [tags.count(t) for t in ("main", "nav")] == [1, 1 + pager]
    assert all(a.get("scope") in ("col", "row") for tag, a in page.elements if tag == "th")


@pytest.mark.parametrize("name", RUNS)
def test_the_same_bytes_twice(name):
    charts = name == "sample"
    assert render(*RUNS[name](), charts=charts) == render(*RUNS[name](), charts=charts)


def test_no_word_that_is_the_oversight_bodys():
    text = Page(render(*sample.run())).text.lower()
    assert "sustained" not in text
    assert "violation" not in text


def test_every_finding_is_there_once(sample_page):
    ids = sample_page.all("id")
    assert all(ids.count(f["finding_id"]) == 1 for f in sample.findings())
    assert ids.count(f"case-{sample.findings()[0]['case_id']}") == 1


@pytest.mark.parametrize(("most", "told"), [(1, 1), (2, 1), (4, 3)])
def test_a_page_of_a_run_tells_its_first_cases_and_how_many_it_leaves_out(monkeypatch, most, told):
    run = sample.as_run(*sample.run())
    cases = make_cases(run.findings)
    monkeypatch.setattr(page_of, "MOST_TOLD", most)
    page = Page(b"".join(page_of.page(run)).decode())
    assert [i for i in page.all("id") if i.startswith("case-")] == [f"case-{c.case_id}" for c in cases[:told]]
    links = [href for href in page.all("href") if href.startswith("#")]
    assert [link[1:] for link in links if link[1:] in {f["finding_id"] for f in run.findings}] == [
        f["finding_id"] for case in cases[:told] for f in case.heads
    ]
    assert f"of {len(cases)}." in page.text
    assert f"{len(cases) - told} more case" in page.text


def test_a_page_that_tells_every_case_says_nothing_of_others(sample_page, monkeypatch):
    run = sample.as_run(*sample.run())
    monkeypatch.setattr(page_of, "MOST_TOLD", len(run.findings))
    assert "more case" not in b"".join(page_of.page(run)).decode() + sample_page.text


def test_cases_stand_by_urgency(sample_page):
    headings = [text for level, text in sample_page.headings if level == 4]
    cases = [text.split("person")[0].strip() for text in headings if text.startswith("Incident")]
    assert cases[:5] == [
        "Incident 180012345", "Incident 180204417", "Incident 200045512", "Incident 210310009",
        "Incident 220118230",
    ]  # fmt: skip


def test_a_card_says_what_a_reader_must_know(sample_page):
    text = " ".join(sample_page.text.split())
    for told in (
        "On 2018-12-24 a person recorded as a victim in incident 181100871 was booked for PC 647(b)(2)",
        "Two facts missing: is it a sex-trade offense that the directive protects from? (the section may speak",
        "One fact missing: was the directive in force that day? (the day on which the directive began is not known)",
        "The charge's own stage is blank: it is taken from its arrest.",
        "arrests.csv, row 34 basis = blank",
        "And 23 more rows, not shown here.",
        "birth_date = masked, since the person is under 18",
        "name = same as the person charged",
        "Looked in arrests (1 row).",
        "surely from 2018-01-11, perhaps from 2017-12-01; surely to 2019-12-31, perhaps longer",
        "Not auditable. The export lacks evidence (items taken as evidence).",
        "What would settle most: evidence (items taken as evidence).",
        "was the person engaged in the sex trade? 5 cleared.",
        "basis not recognised: PC 849 ×3",
        "Rejected: no incident id: 1; too many fields: 1.",
        "SEE NARR ×2 the text names no section",
        "notes.docx: no table of the mapping",
    ):
        assert told in text


def test_a_what_if_and_the_notes_come_before_the_figures():
    text = " ".join(Page(render(*sample.screening_run())).text.split())
    places = [
        text.index(t)
        for t in ("What-if. “San", "cannot identify a person: it has", "cases in which they lie")
    ]
    assert places == sorted(places)
    assert text.count("What-if: this export is not known to be bound by the directive.") == 3


def test_nothing_found():
    _, summary, coverage, packs = sample.run()
    summary["totals"] = {"breach": 0, "possible": 0, "cases": 0}
    text = Page(render([], summary, coverage, packs)).text
    assert "No apparent and no possible breach was found by the rules that could be audited." in text


def test_reports_outside_the_dates_and_packs_without_an_auditable_rule_are_said():
    _, summary, coverage, packs = sample.run()
    summary["policies"][1]["dates"] = "before"
    for rule in summary["policies"][1]["rules"]:
        rule |= {"auditable": False, "missing": ["charges.stage"]}
    text = " ".join(Page(render([], summary, coverage, packs)).text.split())
    assert "All reports of this export (2017-10-28 to 2024-02-11) lie before the dates of “California" in text
    assert "No rule of “California Penal Code 647.3” could be audited" in text
    assert "The export lacks the column “stage” of charges." in text


def test_an_export_of_which_little_is_known():
    findings, summary, coverage, packs = sample.screening_run()
    nothing = {
        "citation": None,
        "offense": None,
        "offense_class": None,
        "stage": None,
        "act_date": None,
        "level": None,
    }
    findings = [{**f, **nothing, "charge_id": None, "arrest_id": None} for f in findings]
    summary["export"] |= {"jurisdiction": None, "first_report": None, "last_report": None, "rows": {}}
    coverage |= {"files": [], "files_not_read": [], "tables": {}, "people": {}, "logs": {}}
    coverage["citations"] = {"unreadable": [], "outside_tables": []}
    page = Page(render(findings, summary, coverage, packs))
    assert "does not say whose it is" in page.text
    assert "None" not in page.text


REASONING = "<details open><summary>How this was reached"


def test_many_findings_stand_folded_and_few_unfolded():
    assert render(*sample.run()).count(REASONING) == 0
    assert render(*sample.screening_run()).count(REASONING) == 3


def test_hostile_values_stay_text():
    page = Page(render(*hostile_run()))
    text = page.text
    assert HOSTILE["markup"] in text
    assert HOSTILE["attribute"] in text
    assert HOSTILE["template"] in text
    assert "P100⟨U+202E⟩gnp.exe⟨U+2066⟩ שלום" in text
    assert "a⟨U+0000⟩b⟨U+001B⟩[31mred⟨U+009B⟩2J⟨U+000D⟩↵next⟨U+0085⟩line⟨U+2028⟩end" in text
    assert "P1⟨U+200B⟩00⟨U+00A0⟩ ⟨U+FEFF⟩⟨U+E0041⟩⟨U+D800⟩" in text
    assert "7" * 240 + "… [100,000 characters in all]" in text
    assert "7" * 2001 not in text
    assert "⟨and 497 marks⟩" in text
    assert all(c.isprintable() or c in "\n" for c in text)


def test_a_page_can_be_written_as_utf_8():
    assert render(*hostile_run()).encode("utf-8")


def test_a_key_that_is_missing_is_an_error_and_not_a_gap():
    findings, summary, coverage, packs = copy.deepcopy(sample.run())
    del packs[0]["authority"]
    with pytest.raises(Exception, match="authority"):
        render(findings, summary, coverage, packs)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colors_have_the_contrast_of_wcag_aa(scheme):
    style = re.search("<style>(.*?)</style>", render(*sample.run()), re.DOTALL)[1]
    themes = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colors = dict(
        re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", themes[0] + (themes[1] if scheme == "dark" else ""))
    )
    for ink in ("ink", "soft", "link", "breach", "open"):
        for paper in ("page", "card", "quiet"):
            assert _contrast(colors[ink], colors[paper]) >= 4.5, (ink, paper)
    for ink, paper in (
        ("open", "open-wash"),
        ("ink", "open-wash"),
        ("soft", "open-wash"),
        ("card", "breach"),
    ):
        assert _contrast(colors[ink], colors[paper]) >= 4.5, (ink, paper)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_incidents_to_ask_for_are_listed_with_what_to_ask(sample_page):
    page = Page(render(*sample.listing_run()))
    assert "The offense codes settle 1; the other 1 hang on a code that is unclear" in page.text
    assert "involvements (people and their roles in incidents); charges" in page.text
    assert page.text.index("S-1") < page.text.index("S-2")
    assert "perhaps protected" in page.text
    assert "whether the policy protects from an offense" in page.text
    assert "arrest or citation and citation" in page.text
    assert "Incidents to ask for" not in sample_page.text


def test_an_export_without_people_in_which_no_incident_stands_out():
    _, summary, coverage, packs = sample.listing_run()
    page = Page(render([], summary, coverage | {"screened": []}, packs))
    assert "There is none." in page.text
