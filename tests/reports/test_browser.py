"""What a reader can do with the page, in Chromium."""

import io
import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pypdf import PdfReader

from auditor.judging.packed import Findings
from auditor.reports import html as page_of
from auditor.reports.charts import with_charts
from auditor.reports.views import views
from auditor.runs.reading import Run, load_run
from tests.reports import sample
from tests.reports.browser import ARTIFACTS, CONTRAST, RULES, browser, opened
from tests.reports.hostile import hostile_run

GOLDEN = Path(__file__).parents[2] / "fixtures" / "sf-demo.run"
FINDINGS = [json.loads(line) for line in (GOLDEN / "findings.jsonl").read_text("utf-8").splitlines()]
IDS = [f["finding_id"] for f in FINDINGS]
CASES = len({f["case_id"] for f in FINDINGS})


@pytest.fixture(scope="module")
def chrome():
    with browser() as running:
        yield running


def written(folder, run, name, charts=True):
    told = [with_charts(v) for v in views(run)] if charts else views(run)
    path = folder / f"{name}.html"
    path.write_bytes(page_of.render(run, told).encode("utf-8", errors="replace"))
    return path


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return written(tmp_path_factory.mktemp("demo"), load_run(GOLDEN), "demo")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return written(tmp_path_factory.mktemp("hostile"), sample.as_run(*hostile_run()), "hostile")


@pytest.fixture
def reader(chrome, demo):
    with opened(chrome) as told:
        told.go(demo)
        yield told.page
        assert [url for url in told.requests if not url.startswith("file:")] == []
        assert told.said == []


def rows(page):
    return page.locator("#cases tbody.on tr:visible")


def test_it_asks_for_nothing_and_says_nothing(chrome, demo):
    with opened(chrome) as told:
        told.go(demo)
        assert told.requests == [demo.as_uri()]
        assert told.said == []


def test_the_first_screen_says_what_was_audited_and_found(reader):
    first = reader.locator("header").inner_text()
    totals = json.loads((GOLDEN / "summary.json").read_bytes())["totals"]
    said = ("reported 2017-", "Could not be audited", "San Francisco directives", "kept, in")
    for told in (f"{totals['breach']} apparent", f"{totals['possible']} possible", *said):
        assert told in first


def test_filters_search_and_clear(reader):
    assert f"of {CASES}" in reader.locator("#told").inner_text()
    reader.select_option("#by-rule", "SF-P1")
    reader.select_option("#by-verdict", "Apparent")
    wanted = [f for f in FINDINGS if f["rule"] == "SF-P1" and f["verdict"] == "breach"]
    assert rows(reader).count() == len(wanted)
    reader.fill("#search", f"{wanted[0]['incident_id']} {wanted[0]['act_date']}")
    expect(reader.locator("#told")).to_contain_text("1 to 1 of 1")
    reader.fill("#search", "no such thing")
    expect(reader.locator("#told")).to_have_text("No case matches.")
    reader.click("#tools button")
    expect(reader.locator("#told")).to_contain_text(f"of {CASES},")


def test_sorting_by_a_column_and_back(reader):
    first = rows(reader).first.inner_text()
    day = reader.locator("#cases thead th", has_text="Day")
    for state in ("ascending", "descending"):
        day.locator("button").click()
        assert day.get_attribute("aria-sort") == state
        days = reader.locator("#cases tbody.on tr:first-child td:nth-child(6)").all_inner_texts()
        assert len(days) == 50
        assert "–" not in days  # what has no day comes last both ways
        assert days == sorted(days, reverse=state == "descending")
    day.locator("button").click()
    assert day.get_attribute("aria-sort") is None
    assert rows(reader).first.inner_text() == first


def test_pages_hold_every_case_once(reader):
    seen = []
    while True:
        seen += reader.locator(".case.on").evaluate_all("cards => cards.map(c => c.id)")
        if reader.locator("#later").is_disabled():
            break
        reader.click("#later")
    assert len(seen) == len(set(seen)) == CASES


@pytest.mark.parametrize("which", [0, -1])
def test_a_deep_link_opens_its_card(chrome, demo, which):
    finding = FINDINGS[which]
    with opened(chrome) as told:
        page = told.go(demo, f"#{finding['finding_id']}")
        card = page.locator(f"[id='{finding['finding_id']}']")
        assert card.is_visible()
        assert card.locator("details").get_attribute("open") is not None
        assert finding["statement"][:60] in card.inner_text()
        assert page.evaluate("document.activeElement.id") == finding["finding_id"]
        assert 0 <= card.bounding_box()["y"] < 800


def test_a_search_says_what_is_not_on_the_page(chrome, tmp_path, monkeypatch):
    monkeypatch.setattr(page_of, "MOST_TOLD", len(FINDINGS) - 1)
    path = tmp_path / "report.html"
    path.write_bytes(b"".join(page_of.page(load_run(GOLDEN))))
    with opened(chrome) as told:
        page = told.go(path)
        page.fill("#search", "no such case")
        expect(page.locator("#told")).to_have_text(
            "No case matches. Not searched: 1 more case, not on this page."
        )
        assert told.said == []


def test_a_row_leads_to_its_card_though_filters_would_hide_it(reader):
    reader.select_option("#by-verdict", "Possible")
    open_cases = {f["case_id"] for f in FINDINGS if f["verdict"] == "possible"}
    target = next(f["finding_id"] for f in FINDINGS if f["case_id"] not in open_cases)
    reader.evaluate(f"location.hash = '{target}'")
    expect(reader.locator(f"[id='{target}']")).to_be_focused()
    assert reader.locator("#by-verdict").input_value() == ""


def test_all_of_it_by_keyboard(reader):
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.className") == "skip"
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.id") == "search"
    reader.keyboard.type("SF-P1")
    for _ in range(6):
        reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.textContent") == "Incident"
    reader.keyboard.press("Enter")
    assert reader.locator("th[aria-sort=ascending]").inner_text() == "Incident"
    for _ in range(9):
        reader.keyboard.press("Tab")
    link = reader.evaluate("document.activeElement.getAttribute('href')")
    reader.keyboard.press("Enter")
    expect(reader.locator(f"[id='{link[1:]}']")).to_be_focused()
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.activeElement.tagName") == "SUMMARY"
    reader.keyboard.press("Enter")
    assert not reader.evaluate("document.activeElement.parentElement.open")


def test_without_scripts_everything_is_there(chrome, demo):
    with opened(chrome, java_script_enabled=False) as told:
        page = told.go(demo)
        assert page.locator("#cases tbody tr").count() == len(FINDINGS)
        assert page.locator(".finding").count() == len(FINDINGS)
        assert page.locator(".finding").last.is_visible()
        assert not page.locator("#tools").is_visible()
        assert page.locator("svg").count() > 20


def test_it_prints_every_case_with_its_reasoning(reader):
    assert len(PdfReader(io.BytesIO(reader.pdf())).pages) > CASES
    reader.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert reader.locator(".finding").evaluate_all("all => all.map(f => f.id).sort()") == sorted(IDS)
    assert reader.locator(".finding details:not([open])").count() == 0
    reader.evaluate("dispatchEvent(new Event('afterprint'))")
    assert rows(reader).count() < len(FINDINGS)
    assert reader.locator("details[open]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(chrome, demo, scheme, width):
    with opened(chrome, width, color_scheme=scheme) as told:
        page = told.go(demo, f"#{FINDINGS[0]['finding_id']}")
        page.select_option("#by-rule", "CA-2")  # a few cards stand for all, and axe is slow
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        options = {"runOnly": RULES if scheme == "light" else CONTRAST, "resultTypes": ["violations"]}
        found = Axe().run(page, options=options).response["violations"]
    assert [
        (v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"][:300]) for v in found
    ] == []


@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_it_fits_the_screen(chrome, demo, hostile, width):
    ARTIFACTS.mkdir(exist_ok=True)
    for file in (demo, hostile):
        with opened(chrome, width) as told:
            page = told.go(file)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            for place in ("top", "rules", "months", "purpose", "people", "findings", "cards", "performance"):
                page.evaluate("id => document.getElementById(id)?.scrollIntoView()", place)
                page.screenshot(path=ARTIFACTS / f"{file.stem}-{width}-{place}.png")


def test_on_a_telephone_a_table_of_few_columns_hides_none_of_its_numbers(chrome, demo, hostile):
    beyond = """() => [...document.querySelectorAll("table.counts")]
        .filter(t => t.rows[0].cells.length < 5)
        .map(t => t.parentElement)
        .map(box => [box.ariaLabel, box.scrollWidth - box.clientWidth])"""
    for file in (demo, hostile):
        with opened(chrome, 360) as told:
            found = told.go(file).evaluate(beyond)
            assert found
            assert [(label, over) for label, over in found if over > 0] == []


def test_hostile_records_do_nothing(chrome, hostile):
    with opened(chrome) as told:
        page = told.go(hostile)
        page.fill("#search", "</noscript>")
        page.click("#cases thead button >> nth=0")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.wait_for_timeout(200)
        assert page.locator("#shown img, #shown script").count() == 0
        assert page.locator("article.on noscript").count() == 0
        assert (told.requests, told.said) == ([hostile.as_uri()], [])


def test_ten_thousand_findings_open_within_three_seconds_of_work(chrome, tmp_path):
    run = load_run(GOLDEN)
    many = [
        {
            **f,
            "finding_id": f"{n:08x}{f['finding_id'][8:]}",
            "case_id": f"{n // len(FINDINGS):08x}{f['case_id'][8:]}",
        }
        for n, f in ((n, FINDINGS[n % len(FINDINGS)]) for n in range(10_000))
    ]
    file = written(
        tmp_path, Run(Findings.of(many), run.summary, run.coverage, run.manifest), "many", charts=False
    )
    with opened(chrome) as told:
        session = told.page.context.new_cdp_session(told.page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page = told.go(file)
        expect(page.locator("#told")).to_contain_text("10,000 findings", timeout=60_000)
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
        assert metrics["ProcessTime"] < 3
        last = many[-1]["finding_id"]
        page.evaluate(f"location.hash = '{last}'")
        expect(page.locator(f"[id='{last}']")).to_be_focused(timeout=60_000)
