"""What the targets are given: texts that are nearly right, since those get furthest, and texts that are not."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from pathlib import Path

from hypothesis import strategies as st

from auditor.law.source import table_rows

DEMO = Path(__file__).parents[2] / "fixtures" / "sf-demo"
LINES = 12
"""The lines of a table that a mutated export begins with."""

TOKENS = [
    "", " ", "\n", "\r\n", "\r", "\t", ",", ";", "|", '"', '""', "'", "\0", "\ufeff", "-", "--- ", ": ", "{", "}", "[",
    "]", "(", ")", "#", "!", "&a", "*a", "null", "NULL", "N/A", "~", "true", "no", "0", "-1", "1e999", "9" * 40,
    "1.2E+08", "2018-02-30", "0000-00-00", "31/12/99", "24:00", "é", "ſ", "٣", "🙂", "\u202e", "x" * 300, "((((" * 60,
    "not " * 60, "[" * 60, "- " * 60, "incident_id", "from: ", "all: ", "any: ", "when_unknown", "%Y%", "%q",
    ".*", "(a+)+$", "\\",
]  # fmt: skip
"""What edits put in: separators, quotes, odd numbers and dates, deep nesting, words of the formats."""

EDITS = st.lists(
    st.tuples(
        st.integers(0, 1 << 16),
        st.integers(0, 60),
        st.sampled_from(TOKENS) | st.text(max_size=6),
        st.integers(1, 3),
    ),
    max_size=8,
)


def edited(text: str, edits: list[tuple[int, int, str, int]]) -> str:
    """A text in which pieces of some length are replaced, by tokens that may repeat."""
    for at, length, token, times in edits:
        place = at % (len(text) + 1)
        text = text[:place] + token * times + text[place + length :]
    return text


def revalued(text: str, edits: list[tuple[int, int, str, int]]) -> str:
    """A YAML text in which values are others, so that it stays YAML: quoted tokens, or those of other lines."""
    lines = text.splitlines()
    for at, other, token, times in edits:
        key, colon, _ = lines[at % len(lines)].partition(": ")
        value = lines[(at + other) % len(lines)].partition(": ")[2]
        lines[at % len(lines)] = key + colon + (json.dumps(token) if times == 1 or not value else value)
    return "\n".join(lines)


def mutations(texts: list[str]) -> st.SearchStrategy[str]:
    """Any of some texts with a few edits."""
    of = st.sampled_from(texts)
    return st.builds(edited, of, EDITS) | st.builds(revalued, of, EDITS)


def encoded(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Texts as bytes in one of the encodings that exports come in."""
    codings = st.sampled_from(
        ["utf-8", "utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]
    )
    return st.builds(lambda text, coding: text.encode(coding, "replace"), texts, codings)


@st.composite
def citations(draw: st.DrawFn) -> tuple[str, str | None]:
    """A text, and the system of its column."""
    words = [row["words"] for row in table_rows("code_words")] + [row["word"] for row in table_rows("words")]
    sections = [row["section"] for row in table_rows("statutes/california")]
    numbers = [row["doj"] for row in table_rows("doj_codes")] + [
        "647",
        "664",
        "288",
        "12022",
        "22:11377",
        "18 930",
    ]
    parts = [*words, *sections, *numbers, *"()/,-.;:&# \n*§abBFMI12", *TOKENS]
    glued = st.lists(st.sampled_from(parts), max_size=12).map("".join)
    spaced = st.lists(st.sampled_from(parts), max_size=8).map(" ".join)
    text = draw(glued | spaced | st.text(max_size=210))
    return text, draw(st.sampled_from([None, "CA", "CA-DOJ", "NY", "NIBRS", "SFPD", "US", "LOCAL", ""]))


@st.composite
def exports(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file's name and its content: a table of the demonstration, edited, encoded, perhaps packed."""
    table = draw(st.sampled_from(sorted(path.name for path in DEMO.glob("*.csv"))))
    delimiter = draw(st.sampled_from([*",,,,;|", "\t"]))
    lines = (DEMO / table).read_text(encoding="utf-8").splitlines(keepends=True)[:LINES]
    kept = draw(st.sampled_from([0, 1, 1, 1]))  # a header that is edited is mostly refused at once
    header, body = ("".join(part).replace(",", delimiter) for part in (lines[:kept], lines[kept:]))
    text = header + draw(st.builds(edited, st.just(body), EDITS))
    data = draw(encoded(st.just(text))) if draw(st.integers(0, 9)) else draw(st.binary(max_size=200))
    if draw(st.integers(0, 9)) == 0:
        return f"{table}.gz", gzip.compress(data, mtime=0)[: draw(st.sampled_from([None, None, 20, -4]))]
    return table, data


def mapping_files() -> st.SearchStrategy[bytes]:
    """The built-in mappings, edited."""
    folder = files("auditor.intake").joinpath("mappings")
    texts = [file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")]
    return encoded(mutations(sorted(texts))) | st.binary(max_size=100)


def pack_folders() -> st.SearchStrategy[tuple[bytes, bytes]]:
    """The built-in packs, either file edited."""
    folder = files("auditor.policy").joinpath("packs")
    packs = sorted((p for p in folder.iterdir() if p.joinpath("pack.yaml").is_file()), key=lambda p: p.name)
    texts = [
        [p.joinpath(name).read_text(encoding="utf-8") for p in packs]
        for name in ("pack.yaml", "offenses.csv")
    ]
    rules, lists = (encoded(mutations(of)) for of in texts)
    plain = [st.sampled_from(of).map(str.encode) for of in texts]
    return st.tuples(rules, plain[1]) | st.tuples(plain[0], lists) | st.tuples(rules, lists)
