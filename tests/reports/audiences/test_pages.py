"""The pages for oversight and for the public in Chromium: complete in themselves, readable at every width."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from auditor.reports.html import report
from auditor.reports.outputs import AUDIENCES, Choices
from auditor.runs.keys import Key
from auditor.runs.reading import load_run
from tests.reports.browser import ARTIFACTS, CONTRAST, RULES, browser, opened

GOLDEN = Path(__file__).parents[3] / "fixtures" / "sf-demo.run"
OUTSIDE = sorted(set(AUDIENCES) - {"internal"})


@pytest.fixture(scope="module")
def chrome():
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder, run = tmp_path_factory.mktemp("pages"), load_run(GOLDEN)
    for audience in OUTSIDE:
        ready = AUDIENCES[audience].ready(run, Choices(Key(bytes(range(32)))))
        (folder / f"{audience}.html").write_bytes(report(ready))
    return folder


@pytest.mark.parametrize("width", [360, 1280, 2560])
@pytest.mark.parametrize("audience", OUTSIDE)
def test_it_fits_the_screen_and_asks_for_nothing(chrome, pages, audience, width):
    ARTIFACTS.mkdir(exist_ok=True)
    file = pages / f"{audience}.html"
    with opened(chrome, width) as told:
        page = told.go(file)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for place in ("top", "rules", "months", "people", "findings", "performance", "data"):
            page.evaluate("id => document.getElementById(id)?.scrollIntoView()", place)
            page.screenshot(path=ARTIFACTS / f"{audience}-{width}-{place}.png")
        assert (told.requests, told.said) == ([file.as_uri()], [])


def test_on_a_telephone_a_table_that_scrolls_breaks_no_word_and_no_id(chrome, pages):
    cells = """() => [...document.querySelectorAll("#data ~ * tbody th, .scroll .id")]
        .filter(cell => cell.closest(".scroll") && !/[ .]/.test(cell.innerText.trim()))
        .map(cell => {
            const range = document.createRange()
            range.selectNodeContents(cell)
            return [cell.innerText.trim(), new Set([...range.getClientRects()].map(box => box.top)).size]
        })"""
    with opened(chrome, 360) as told:
        page = told.go(pages / "oversight.html")
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        found = page.evaluate(cells)
    assert "involvements" in {text for text, _ in found}
    assert [text for text, _ in found if len(text) > 15 and text.startswith("x")], "ids of officers"
    assert [text for text, lines in found if lines > 1] == []


def test_a_pseudonym_in_the_table_of_findings_takes_two_lines_at_most(chrome, pages):
    lines = """() => [...document.querySelectorAll("#cases tbody.on td:nth-child(8)")].map(cell => {
        const range = document.createRange()
        range.selectNodeContents(cell)
        return new Set([...range.getClientRects()].map(box => box.top)).size
    })"""
    with opened(chrome, 1280) as told:
        assert max(told.go(pages / "oversight.html").evaluate(lines)) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("audience", OUTSIDE)
def test_axe_finds_nothing(chrome, pages, audience, scheme):
    with opened(chrome, color_scheme=scheme) as told:
        page = told.go(pages / f"{audience}.html")
        if audience == "oversight":
            page.select_option("#by-rule", "CA-2")  # a few cards stand for all, and axe is slow
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        options = {"runOnly": RULES if scheme == "light" else CONTRAST, "resultTypes": ["violations"]}
        found = Axe().run(page, options=options).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
