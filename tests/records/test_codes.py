"""Spellings fold to codes; what is vague, unknown or not recognised is told apart."""

from __future__ import annotations

import csv
from importlib.resources import files

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.records.codes import CODES, UNKNOWN, VAGUE, fold_code, squeeze
from auditor.records.names import folded_names, name_words, no_ones
from tests.slow.cells import name_words as slow_words


@pytest.mark.parametrize(
    ("codes", "text", "code"),
    [
        ("role", "V", "victim"),
        ("role", " vic ", "victim"),
        ("role", "VICTIM_IN_REPORT", "victim"),
        ("role", "V2", "victim"),
        ("role", "Witness 1", "witness"),
        ("role", "R/W", "witness"),
        ("role", "Reporting-Party", "reporting_party"),
        ("role", "SUS", "suspect"),
        ("role", "A", "arrestee"),
        ("role", "next of kin", "other"),
        ("arrest_kind", "O", "custody"),
        ("arrest_kind", "T", "custody"),
        ("arrest_kind", "Summoned / Cited", "citation"),
        ("basis", "O", "on_view"),
        ("basis", "Bench Warrant", "warrant"),
        ("basis", "parole hold", "hold"),
        ("level", "m", "misdemeanor"),
        ("stage", "DA REJECT", "declined"),
        ("evidence_kind", "Drugs/Narcotics", "drug"),
        ("evidence_kind", "OTHER", "other"),
        ("referred_to", "D.A.", "prosecutor"),
        ("sex", "Female", "F"),
        ("gender", "MTF", "transgender_woman"),
        ("bool", "Y", "true"),
        ("bool", "1", "true"),
        ("bool", "0.0", "false"),
        ("role", "other", "other"),
        ("role", "OTHER", VAGUE),
        ("role", "Other", VAGUE),
        ("role", "Mentioned", VAGUE),
        ("basis", "T", VAGUE),
        ("role", "UNK", UNKNOWN),
        ("sex", "u", UNKNOWN),
        ("level", "N/A", UNKNOWN),
        ("stage", " ", UNKNOWN),
        ("role", "C", None),
        ("role", "V/W", None),
        ("role", "7", None),
        ("sex", "Z", None),
    ],
)
def test_spellings(codes: str, text: str, code: object) -> None:
    assert fold_code(text, codes) == code


@pytest.mark.parametrize("codes", CODES)
def test_every_code_spells_itself(codes: str) -> None:
    assert [fold_code(code, codes) for code in CODES[codes]] == list(CODES[codes])


def test_the_table_of_spellings_is_clean() -> None:
    text = files("auditor.records").joinpath("spellings.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    seen: dict[tuple[str, str], str] = {}
    for row in rows:
        assert row["code"] in ("", *CODES[row["list"]]), row
        key = (row["list"], squeeze(row["spelling"]))
        assert key[1], row
        assert seen.setdefault(key, row["code"]) == row["code"], f"two codes for {row}"


def test_names_of_no_one_and_of_someone() -> None:
    nobody = ["DOE, JANE", "john doe", "Unknown", "VICTIM 1", "ＤＯＥ", "J. Döe"]
    somebody = ["DOERR, JANE", "Victimo Doeman", "", "---"]
    told = no_ones(pl.Series([*nobody, *somebody, None]), {"doe", "unknown", "victim"})
    assert told.to_list() == [True] * len(nobody) + [False] * len(somebody) + [None]


def test_words_of_a_name() -> None:
    assert name_words("O'Neil-Muñoz,  José") == {"o", "neil", "munoz", "jose"}


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=12), st.text("aBZ -'éßİ李ก์1٣", max_size=8)), max_size=12)
)
def test_names_folded_together_have_the_words_of_each_alone(names: list[str | None]) -> None:
    folded = folded_names(pl.Series("name", names, pl.String)).to_list()
    told = [None if words is None else {w for w in words.split(" ") if w} for words in folded]
    assert told == [None if name is None else slow_words(name) for name in names]
    assert told == [None if name is None else name_words(name) for name in names]


@given(st.lists(st.text("dDoOeEöＤ -'x", max_size=9), max_size=12))
def test_no_one_is_who_has_a_word_for_no_one_among_the_words_of_a_name(names: list[str]) -> None:
    told = no_ones(pl.Series("name", names, pl.String), ["doe", "xo"]).to_list()
    assert told == [not slow_words(name).isdisjoint({"doe", "xo"}) for name in names]
