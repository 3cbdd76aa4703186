"""The workbook: typed cells, nothing that computes or links, a list for the reviewer, the same bytes every time."""

import datetime
import io
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest

from auditor.errors import UsageError
from auditor.reports import workbook as made
from auditor.reports import worksheets
from auditor.reports.cases import make_cases
from auditor.reports.vocabulary import load_vocabulary
from auditor.reports.workbook import MOST, Told, workbook
from tests.reports import runs
from tests.reports.hostile import HOSTILE, SPREADSHEET

VOCABULARY = load_vocabulary()
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module", params=runs.EVERY)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def content(name):
    return workbook(runs.named(name), VOCABULARY)


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def golden():
    return openpyxl.load_workbook(io.BytesIO(workbook(runs.named("golden"), VOCABULARY)))


def records(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def parts(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def test_every_part_is_sound_xml_without_formula_or_link(content):
    for name, part in parts(content).items():
        root = ElementTree.fromstring(part)
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"f", "hyperlink", "hyperlinks", "r", "rPr", "phoneticPr"}, name
        assert b"TargetMode" not in part
        assert "externalLink" not in name


def test_every_text_is_within_what_a_cell_can_hold(content):
    strings = ElementTree.fromstring(parts(content)["xl/sharedStrings.xml"])
    for text in strings.iter(f"{MAIN}t"):
        assert len((text.text or "").encode("utf-16-le")) // 2 <= 32_767
        assert (text.text or "").replace("\n", "").isprintable()
        assert not re.search("_x[0-9A-F]{4}_", text.text or "")


@pytest.mark.parametrize("name", runs.NAMES, indirect=True)
def test_a_row_stands_for_each_finding_in_the_order_to_read_them(book, name):
    run = runs.named(name)
    for verdict, title in (("breach", "Apparent breaches"), ("possible", "Possible breaches")):
        told = [row["Finding id"] for row in records(book[title])]
        ordered = [card.finding for case in make_cases(run.findings) for card in case.cards]
        assert told == [f["finding_id"] for f in ordered if f["verdict"] == verdict]
    conditions = sum(len(f["conditions"]) for f in run.findings)
    assert ("Conditions" in book.sheetnames) == bool(conditions)
    assert not conditions or book["Conditions"].max_row - 1 == conditions


def test_cells_have_the_type_of_what_they_hold():
    book, findings = golden(), {f["finding_id"]: f for f in runs.named("golden").findings}
    for row in records(book["Apparent breaches"]) + records(book["Possible breaches"]):
        finding = findings[row["Finding id"]]
        day = row["Day"] and row["Day"].date().isoformat()
        assert day == finding["act_date"]
        assert row["Incident"] == finding["incident_id"]
        assert row["Officer"] == finding["officer_id"]
        assert row["Facts missing"] == len(finding["unknowns"])
        assert row["What-if"] is False
        assert row["Reviewer's finding"] is row["Reviewer"] is row["Reviewed on"] is row["Note"] is None
    rules = records(book["Rules"])
    assert {type(row["Applied"]) for row in rules} == {int}
    assert {type(row["Auditable"]) for row in rules} == {bool}
    assert {type(row["Share kept"]) for row in rules} <= {float, int, type(None)}
    assert isinstance(book["Apparent breaches"]["F2"].value, datetime.datetime)
    assert book["Apparent breaches"]["F2"].number_format == "yyyy-mm-dd"


def test_the_header_stays_and_every_sheet_can_be_filtered(book):
    assert book.sheetnames[0] == "Notes"
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(9 <= of.width <= 49 for of in sheet.column_dimensions.values())


def test_a_reviewer_chooses_from_the_words_of_the_body():
    book = golden()
    sheet = book["Possible breaches"]
    (rule,) = sheet.data_validations.dataValidation
    head = [cell.value for cell in sheet[1]]
    column = openpyxl.utils.get_column_letter(head.index("Reviewer's finding") + 1)
    assert str(rule.sqref) == f"{column}2:{column}{sheet.max_row}"
    first, last = (int(n) for n in re.fullmatch(r"Notes!\$A\$(\d+):\$A\$(\d+)", rule.formula1).groups())
    offered = [book["Notes"].cell(row, 1).value for row in range(first, last + 1)]
    assert offered == [one.finding for one in VOCABULARY.findings]


def test_the_notes_say_a_what_if_before_anything_else():
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(runs.named("screening"), VOCABULARY)))["Notes"]
    assert [cell.value for cell in sheet["A"]][:2] == ["Audit of police records", "What-if"]


def test_a_sheet_has_rows_or_a_reviewer_and_the_notes_say_which_has_none(book):
    told = {row[0]: row[1] or "" for row in book["Notes"].iter_rows(values_only=True) if row[0]}
    for title in worksheets.TITLES.values():
        if title in told:
            assert (title not in book.sheetnames) == told[title].endswith("No row, so no sheet.")
            assert title not in book.sheetnames or book[title].max_row > 1


def test_the_public_gets_no_empty_column_and_no_word_that_explains_nothing():
    book = openpyxl.load_workbook(io.BytesIO(workbook(runs.named("public"), VOCABULARY)))
    for sheet in book.worksheets[1:]:
        for heading, *cells in sheet.iter_cols(values_only=True):
            assert any(cell is not None for cell in cells), (sheet.title, heading)
    notes = [str(cell) for row in book["Notes"].iter_rows(values_only=True) for cell in row]
    for gone in ("Excepted", "reading", "finding says", "findings.jsonl", "Texts cut"):
        assert not [note for note in notes if gone in note]
    assert {row["Policy"] for row in records(book["Rules"])} == {"sf-2017"}


def test_a_code_stands_in_words_and_a_rule_without_an_audit_counts_nothing():
    book = openpyxl.load_workbook(io.BytesIO(workbook(runs.named("listing"), VOCABULARY)))
    rows = [row for row in records(book["Rules"]) if not row["Auditable"]]
    assert rows
    for row in rows:
        assert row["Why no share"] == "not auditable"
        assert row["Apparent breach"] is row["Possible breach"] is row["Applied"] is row["Kept"] is None


def test_every_printed_page_repeats_what_its_rows_are(book):
    for sheet in book.worksheets[1:]:
        last = sheet.freeze_panes.rstrip("0123456789")
        frozen = openpyxl.utils.column_index_from_string(last) - 1
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.print_title_cols == f"$A:${openpyxl.utils.get_column_letter(frozen)}"


def test_hostile_text_stands_as_text(book, name):
    texts = {"hostile": HOSTILE, "formulas": SPREADSHEET}.get(name, {})
    rows = (
        [row for title in ("Apparent breaches", "Possible breaches") for row in records(book[title])]
        if texts
        else []
    )
    assert len(rows) == len(texts)
    for row in rows:
        assert {type(row[key]) for key in ("Incident", "Person", "Charge as exported", "District")} <= {str}


def test_a_text_that_looks_like_rich_text_stays_one():
    assert Told().text("<r><t>=1</t></r>") == "<r><t>=1</t></r> "


def test_what_is_cut_or_shown_by_signs_is_counted():
    told = Told()
    assert told.text("plain") == "plain"
    assert (told.cut, told.signs) == (0, 0)
    assert told.text("a\u202eb") == "a⟨U+202E⟩b"
    assert told.text("7" * 100_000).endswith("… [100,000 characters in all]")
    assert (told.cut, told.signs) == (1, 1)
    assert len(told.text(tuple("\0" * 2_000 for _ in range(3)))) == MOST + 1
    assert (told.cut, told.signs) == (2, 2)


def test_the_notes_tell_what_was_cut():
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(runs.named("hostile"), VOCABULARY)))["Notes"]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert int(told["Texts cut"].partition(",")[0]) > 0
    assert int(told["Texts with signs"].partition(",")[0]) > 0


def test_rows_that_a_sheet_cannot_hold_are_told(monkeypatch):
    monkeypatch.setattr(made, "MOST_ROWS", 100)
    book = golden()
    assert book["Possible breaches"].max_row == 101
    notes = [row[1] for row in book["Notes"].iter_rows(values_only=True) if row[0] == "Rows left out"]
    assert "48 of “Possible breaches”, since a sheet holds no more" in notes


def test_the_same_run_gives_the_same_bytes(content, name):
    assert workbook(runs.named(name), VOCABULARY) == content
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"<dc:creator></dc:creator>" in archive.read("docProps/core.xml")


def test_without_the_library_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(UsageError) as error:
        workbook(runs.named("sample"), VOCABULARY)
    assert "auditor[report]" in error.value.problems[0].hint
