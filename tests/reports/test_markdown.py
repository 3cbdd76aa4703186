"""The report as Markdown: the same facts as the page, and no value of it becomes markup."""

import itertools
import re

import pytest
from markdown_it import MarkdownIt

from auditor.reports.markdown import MOST_FINDINGS, report
from auditor.reports.markup import code, plain
from auditor.reports.visible import CELL, visible
from tests.reports import runs, sample
from tests.reports.hostile import HOSTILE, SPREADSHEET

ALLOWED = {
    "inline", "text", "softbreak", "code_inline", "strong_open", "strong_close", "em_open", "em_close",
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close",
    "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close", "table_open", "table_close",
    "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open", "th_close",
    "td_open", "td_close",
}  # fmt: skip
MORE = (
    "1. one", "- two", "+ three", "# four", "> five", "---", "    six", "![x](y)", "<https://a.b>", "a@b.example",
    "www.example.com", "HTTPS://EXAMPLE.COM", "&lt;b&gt;", "`x` | y", "a\\|b", "a\\", "``` fence", "[^1]", "~~x~~",
    "| a |", "**b**", "__b__", "x\n\n# y", "$x$", "`https://a.b`c|d", "\\`x`", "http://a`|b`c",
)  # fmt: skip


def parsed(text):
    """The tokens of a reader that allows HTML and makes links of addresses, as GitHub's does."""
    reader = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    reader.linkify.set({"fuzzy_link": False})
    for token in reader.parse(text):
        yield token
        yield from token.children or ()


def shown(text):
    """What a reader sees, cells and paragraphs apart."""
    return [
        "".join(child.content for child in token.children) for token in parsed(text) if token.type == "inline"
    ]


@pytest.fixture(scope="module", params=runs.EVERY)
def text(request):
    return report(runs.named(request.param)).decode("utf-8")


def test_nothing_but_the_markup_of_the_templates(text):
    assert {token.type for token in parsed(text)} <= ALLOWED


def test_the_headings_are_those_of_the_templates(text):
    heads = [line for line in text.splitlines() if line.startswith("#")]
    assert sum(line.startswith("# ") for line in heads) == 1
    assert len(heads) == sum(token.type == "heading_open" for token in parsed(text))


def test_nothing_is_listed_twice_and_every_table_ends_before_a_blank_line(text):
    asked = text[text.index("What was asked:") :].splitlines()
    assert len(asked) > 3
    assert len([line for line in asked if line]) == len({line for line in asked if line})
    lines = text.splitlines()
    assert [b for a, b in itertools.pairwise(lines) if a.startswith("|") and b.startswith("#")] == []


def test_every_row_of_a_table_has_its_columns(text):
    width = 0
    for token in parsed(text):
        if token.type == "thead_open":
            width = head = 0
        if token.type == "th_open":
            width += 1
        if token.type == "tr_open":
            head = 0
        if token.type == "td_open":
            head += 1
        if token.type == "tr_close" and head:
            assert head == width
    tables = sum(token.type == "table_open" for token in parsed(text))
    assert tables == len(re.findall(r"(?m)^\| ---", text))
    assert not [line for line in shown(text) if line.startswith("|")]


def test_what_cannot_be_seen_is_shown(text):
    assert text.replace("\n", "").isprintable()
    assert max(map(len, text.splitlines())) < 10_000


@pytest.mark.parametrize("value", [*HOSTILE.values(), *SPREADSHEET.values(), *MORE])
@pytest.mark.parametrize("frame", ["{}", "- {}", "| a |\n| --- |\n| {} |", "> {}", "before {} after"])
@pytest.mark.parametrize("write", [plain, code])
def test_a_value_is_read_as_it_was_written(value, frame, write):
    written = frame.format(write(value))
    tokens = list(parsed(written))
    assert {token.type for token in tokens} <= ALLOWED - {"strong_open", "em_open", "heading_open"}
    assert sum(token.type in ("bullet_list_open", "table_open", "blockquote_open") for token in tokens) == (
        frame != "{}" and frame != "before {} after"
    )
    told = "".join(shown(written))
    expected = visible(value, CELL) if write is code else visible(" ".join(value.split()))
    signs = {"⟨U+0060⟩": "`", "⟨U+007C⟩": "|"}
    for sign, character in signs.items():
        told = told.replace(sign, character)
    assert expected.strip() in told


def test_every_finding_has_its_row():
    run = runs.named("golden")
    told = report(run).decode("utf-8")
    table = told[told.index("## Findings by case") : told.index("## As a performance audit")]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert len(rows) == len(run.findings) < MOST_FINDINGS
    assert sum("| apparent |" in row for row in rows) == run.summary["totals"]["breach"]


def test_more_findings_than_a_memo_holds_are_counted(monkeypatch):
    monkeypatch.setattr("auditor.reports.markdown.MOST_FINDINGS", 3)
    assert "And 7 more findings, all in" in report(runs.named("sample")).decode("utf-8")


def test_a_what_if_is_said_first():
    lines = report(runs.named("screening")).decode("utf-8").splitlines()
    assert lines[2].startswith("> **What-if.**")


def test_the_counts_are_those_of_the_summary():
    run = runs.named("golden")
    told = report(run).decode("utf-8")
    assert told.startswith(f"# {run.summary['totals']['breach']} apparent breaches and")
    for policy in run.summary["policies"]:
        for rule in policy["rules"]:
            start = f"| {rule['rule']} | {rule['title']} |"
            (row,) = (line for line in told.splitlines() if line.startswith(start))
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            assert cells[2:6] == [str(rule[k]) for k in ("breach", "possible", "applied", "kept")]
            assert cells[8] == str(rule["excepted"])


def test_the_public_reads_that_counts_are_withheld_and_of_no_finding():
    told = report(runs.named("public")).decode("utf-8")
    assert "| withheld |" in told
    assert "**Small numbers are withheld.**" in told
    for title in (
        "## Findings by case",
        "## By officer",
        "## Incidents to ask for",
        "## Quality of the data",
    ):
        assert title not in told


def test_no_hostile_text_is_left_out():
    told = report(sample.as_run(*runs.MADE["formulas"]())).decode("utf-8")
    for text in SPREADSHEET.values():
        assert code(text) in told


def test_the_same_run_gives_the_same_bytes(text, request):
    name = request.node.callspec.params["text"]
    assert report(runs.named(name)).decode("utf-8") == text
