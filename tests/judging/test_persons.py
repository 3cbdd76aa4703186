"""Who is the same person, line by line."""

from datetime import date

import polars as pl
import pytest

from auditor.judging.persons import Scope, prepare, same_person, same_person_elsewhere
from auditor.records.names import name_words

SIDE = {
    "person_id": pl.String, "pid_file": pl.String, "name": pl.String, "birth_date": pl.Date, "age": pl.Int64,
    "sex": pl.String, "race": pl.String, "ethnicity": pl.String,
}  # fmt: skip
ANN = {"name": "Ann Lee", "birth_date": date(1990, 3, 4)}


def pair(one, two):
    left, right = (
        prepare(pl.DataFrame([{**dict.fromkeys(SIDE), "pid_file": "a.csv", **row}], schema=SIDE))
        for row in (one, two)
    )
    return pl.concat(
        [left.select(pl.all().name.prefix("l_")), right.select(pl.all().name.prefix("r_"))], how="horizontal"
    )


def same(one, two, scope=Scope(), **more):  # noqa: B008
    return pair(one, two).select(s=same_person("l_", "r_", scope, **more)).item()


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ({"person_id": "1"}, {"person_id": "1"}, True),
        ({"person_id": "1", **ANN}, {"person_id": "2", **ANN}, None),  # a duplicate master record
        ({"person_id": "1", **ANN}, ANN, True),
        (ANN, {"name": "LEE, Ann", "birth_date": date(1990, 3, 4)}, True),
        ({"person_id": "1"}, {"person_id": "2"}, False),
        ({"person_id": "1"}, {"person_id": "01"}, False),
        ({"name": "Ann Lee"}, {"name": "Ann Lee"}, None),
        ({"name": "Ann Lee"}, {"name": "Bo Kim"}, False),
        ({"name": "Ann Lee"}, {"name": "Ann Kim"}, None),
        ({"name": "A B"}, {"name": "C D"}, None),  # initials tell nobody apart
        (ANN, {"name": "Bo Kim", "birth_date": date(1990, 3, 4)}, None),
        ({"birth_date": date(1990, 3, 4)}, {"birth_date": date(1990, 4, 3)}, None),  # day and month swapped
        ({"birth_date": date(1990, 3, 4)}, {"birth_date": date(1990, 3, 5)}, None),
        ({"birth_date": date(1990, 3, 4)}, {"birth_date": date(1990, 5, 6)}, False),
        ({"birth_date": date(1990, 3, 4)}, {"birth_date": date(1991, 4, 3)}, None),
        ({"age": 30}, {"age": 31}, None),
        ({"age": 30}, {"age": 32}, False),
        ({"sex": "F"}, {"sex": "M"}, None),
        ({}, {}, None),
    ],
)
def test_lines(one, two, expected):
    assert same(one, two) is expected
    assert same(two, one) is expected


def test_sex_and_race_tell_apart_in_a_screening_export_only():
    assert same({"sex": "F"}, {"sex": "M"}, Scope(screening=True)) is False
    assert same({"race": "Asian "}, {"race": "ASIAN"}, Scope(screening=True)) is None


def test_one_arrest_and_sure_difference_come_in_their_place():
    yes = pl.lit(True)
    assert same({"age": 30}, {"age": 50}, one_arrest=yes) is True
    assert same({"person_id": "1"}, {"person_id": "2"}, one_arrest=yes) is False
    assert same({}, {}, sure_difference=yes) is False
    assert same({"person_id": "1"}, {"person_id": "1"}, sure_difference=yes) is True


def test_scope_of_ids():
    other_file = {"person_id": "1", "pid_file": "b.csv"}
    assert same({"person_id": "1"}, other_file, Scope("file")) is None
    assert same({"person_id": "1"}, other_file, Scope("export")) is True
    elsewhere = pair({"person_id": "1"}, {"person_id": "1"})
    for scope, expected in (("incident", False), ("file", True), ("export", True)):
        assert elsewhere.select(s=same_person_elsewhere("l_", "r_", Scope(scope))).item() is expected


def test_names_compare_as_sets_of_words():
    names = ["O'Brien-Núñez, José", "--- ", "Lee LEE  Ann", "ß Łucja X", "李 1", "Cher", "cher CHER", None]
    rows = pl.DataFrame({"name": names, "race": None, "ethnicity": None, "person_id": None}, strict=False)
    told = prepare(rows.with_columns(pl.col("race", "ethnicity", "person_id").cast(pl.String)))
    keys = [None if n is None else " ".join(sorted(name_words(n))) or None for n in names]
    assert told["name_key"].to_list() == keys
    assert keys[0] == "brien jose nunez o"
    expected = [k and {w for w in k.split() if len(w) > 1} for k in keys]
    assert [w if w is None else set(w) for w in told["words"].to_list()] == expected
