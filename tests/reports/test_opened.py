"""The spreadsheets opened in LibreOffice: nothing computes, nothing links, every text is text."""

import csv
import io
import os
import shutil
import subprocess
from xml.etree import ElementTree

import pytest
import xlsxwriter

from auditor.reports.dataset import csv_folder
from auditor.reports.vocabulary import load_vocabulary
from auditor.reports.workbook import workbook
from tests.reports import runs

csv.field_size_limit(10_000_000)

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
LINK = "{http://www.w3.org/1999/xlink}href"
TRIED = ("hostile", "formulas", "golden")
UTF_8 = "--infilter=CSV:44,34,76"
"""How LibreOffice is told that CSV has commas, double quotes and UTF-8."""

ROOM = 65_535
"""How much of a text LibreOffice takes from a CSV cell."""


@pytest.fixture(scope="module")
def calc():
    path = shutil.which("soffice")
    if path is None:
        pytest.skip("LibreOffice is not installed; `make sheets` installs it where apt is allowed")
    return path


@pytest.fixture(scope="module")
def opened(calc, tmp_path_factory):
    """Every spreadsheet as LibreOffice holds it after opening: the root of its flat XML, by name."""
    folder = tmp_path_factory.mktemp("sheets")
    for name in TRIED:
        run = runs.named(name)
        (folder / f"{name}.xlsx").write_bytes(workbook(run, load_vocabulary()))
        for file, content in csv_folder(run).items():
            (folder / f"{name}-{file}").write_bytes(content)
    (folder / "control.csv").write_text('"=1+1",x\n', encoding="utf-8")
    book = xlsxwriter.Workbook(str(folder / "linked.xlsx"))
    book.add_worksheet().write("A1", "https://example.com/")
    book.close()
    flat, user = folder / "flat", f"-env:UserInstallation={folder.as_uri()}/user"
    for kind, reading in (("xlsx", []), ("csv", [UTF_8])):
        files, out = sorted(map(str, folder.glob(f"*.{kind}"))), str(flat / kind)
        subprocess.run(
            [calc, user, "--headless", *reading, "--convert-to", "fods", "--outdir", out, *files],
            check=True,
            capture_output=True,
            timeout=600,
            env={**os.environ, "HOME": str(folder)},
        )
    return {
        f"{path.stem}.{path.parent.name}": ElementTree.parse(path).getroot() for path in flat.glob("*/*.fods")
    }


def formulas(root):
    """The formulas of cells but TRUE() and FALSE(), which is how LibreOffice holds a truth value of a workbook."""
    told = (cell.get(f"{TABLE}formula") for cell in root.iter())
    return [formula for formula in told if formula and formula not in ("of:=TRUE()", "of:=FALSE()")]


def links(root):
    """Links in cells; the document's own styles and settings are no part of it."""
    return [e.get(LINK) for table in root.iter(f"{TABLE}table") for e in table.iter() if e.get(LINK)]


def texts(root, sheet=None):
    """The texts of cells that hold text, a line end between their paragraphs."""
    for table in root.iter(f"{TABLE}table"):
        for cell in table.iter(f"{TABLE}table-cell") if sheet in (None, table.get(f"{TABLE}name")) else ():
            if cell.get(f"{OFFICE}value-type") == "string":
                yield "\n".join("".join(p.itertext()) for p in cell.findall(f"{TEXT}p"))


def test_the_check_sees_a_formula_and_a_link_where_there_is_one(opened):
    assert formulas(opened["control.csv"]) != []
    assert links(opened["linked.xlsx"]) == ["https://example.com/"]


def test_every_spreadsheet_opened(opened):
    assert {f"{name}.xlsx" for name in TRIED} <= set(opened)
    for name in TRIED:
        files = {f"{name}-{file}" for file in csv_folder(runs.named(name)) if file.endswith(".csv")}
        assert files <= set(opened)


def test_nothing_computes_and_nothing_links(opened):
    for name, root in opened.items():
        if name not in ("control.csv", "linked.xlsx"):
            assert formulas(root) == [], name
            assert links(root) == [], name


@pytest.mark.parametrize("name", ["hostile", "formulas"])
def test_a_hostile_citation_is_text_in_csv(opened, name):
    content = csv_folder(runs.named(name))["findings.csv"].decode("utf-8")
    written = [row["citation"][:ROOM] for row in csv.DictReader(io.StringIO(content, newline=""))]
    held = {squeezed(text) for text in texts(opened[f"{name}-findings.csv"])}
    numbers = {text for text in written if text.strip("7") == ""}
    assert {squeezed(text) for text in written if text not in numbers} <= held


def squeezed(text):
    """Without spaces, line ends and controls, which the flat XML writes in ways of its own."""
    return "".join(c for c in text if c.isprintable() and not c.isspace())


def test_the_workbook_holds_every_finding_as_text(opened):
    for name in TRIED:
        ids = {f["finding_id"] for f in runs.named(name).findings}
        assert ids <= set(texts(opened[f"{name}.xlsx"]))
