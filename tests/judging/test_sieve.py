"""What the sieve must not miss: people known elsewhere only by what other rows say of them."""

from __future__ import annotations

from unittest.mock import ANY

import narwhals as nw
import polars as pl
import pytest

from auditor.api import Options, audit
from auditor.engines import polars
from auditor.engines.polars import Holder, among, outside, with_who, wrap
from auditor.judging import docket, hearing, sifting
from auditor.records import ranges
from auditor.records.names import name_words


@pytest.fixture(autouse=True)
def every_export_is_sifted(monkeypatch):
    """A small export would be judged whole."""
    monkeypatch.setattr(sifting, "WHOLE", 0)


TEXT = {"incident_id": pl.String}
CASE = {
    "incidents": "incident_id,reported_at\n001,2018-03-04 10:00:00\n002,2018-03-05 11:00:00\n",
    "offenses": "incident_id,offense_id,citation\n001,O1,211 PC\n002,O2,647(b) PC\n",
    "arrests": "incident_id,arrest_id,person_id,arrested_at,kind,basis\n002,A1,,2018-03-05 11:00,CITE,O\n",
}
BY_ID = {
    "involvements": "incident_id,person_id,role,name,birth_date\n001,P1,VICTIM,,\n",
    "charges": (
        "incident_id,charge_id,person_id,arrest_id,citation,level\n"
        "002,C1,,A1,647(b) PC,M\n002,C2,P1,A1,484 PC,M\n"
    ),
}
BY_OTHER_ROW = {
    "involvements": (
        "incident_id,person_id,role,name,birth_date\n"
        '001,P1,VICTIM,"LOPEZ, MARIA",\n001,P1,WITNESS,Maria Anna López,1990-01-02\n'
    ),
    "charges": (
        "incident_id,charge_id,person_id,arrest_id,citation,level,name,birth_date\n"
        "002,C1,,A1,647(b) PC,M,Maria Lopez,1990-01-02\n"
    ),
}


@pytest.mark.parametrize(
    "tables", [BY_ID, BY_OTHER_ROW], ids=["id of a charge beside it", "cells of a twin row"]
)
def test_people_elsewhere_are_met(tmp_path, tables):
    for name, text in (CASE | tables).items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    options = Options(jurisdiction="US-CA-SF")
    found, every = (
        audit(tmp_path, ["sf-2017"], options=options, sieve=on).finding_list for on in (True, False)
    )
    assert [(f["rule"], f["incident_id"]) for f in found] == [("SF-D3", "002"), ("SF-P1", "002")]
    assert found == every


def test_batches_that_are_read_together_are_judged_as_ever(tmp_path, monkeypatch):
    """What a batch has met is read with it, and what another has met is not its own; rows are read for two at once."""
    monkeypatch.setattr(sifting, "MOST_JUDGED", 1)
    monkeypatch.setattr(sifting, "TOGETHER", 0)
    monkeypatch.setattr(hearing, "READ_AT_ONCE", 2)
    monkeypatch.setattr(docket, "READ", 1)
    readings, read_rows = [], hearing.read_rows
    monkeypatch.setattr(hearing, "read_rows", lambda *given: readings.append(given) or read_rows(*given))
    for name, text in (CASE | BY_ID).items():
        first, *rows = text.splitlines()
        more = [
            row.replace("00", f"0{case}", 1).replace("P1", f"P{case}") for row in rows for case in range(3)
        ]
        (tmp_path / f"{name}.csv").write_text("\n".join([first, *more, ""]), "utf-8")
    options = Options(jurisdiction="US-CA-SF")
    found, every = (
        audit(tmp_path, ["sf-2017"], options=options, sieve=on).finding_list for on in (True, False)
    )
    assert {f["incident_id"] for f in found} == {"002", "012", "022"}
    assert found == every
    assert [[len(numbers) for numbers in batches] for _, batches in readings] == [[2, 2], [2]]
    assert len({id(export) for export, _ in readings}) == 1


def test_who_is_equal_wherever_the_words_are():
    names = [
        "Ann Lee",
        "LEE, ANN",
        "lee ann  lee",
        "José Pérez",
        "PEREZ-JOSE",
        "ß Äb",
        "ss ab",
        "--",
        "Łucja",
        "ŁUCJA",
    ]
    plan = wrap(pl.LazyFrame({"name": names}))
    who = dict(with_who(plan).to_native().collect().select("name", "who").iter_rows())
    for one in names:
        for two in names:
            if name_words(one) == name_words(two):
                assert who[one] == who[two]
    assert len(set(who.values())) > 4


DIGITS = ["0017", "0170", "1700", None]
OTHERS = {
    "of several lengths": ["017", "17", "0017", None],
    "with a sign": ["+017", "0017", "-017", None],
    "with a dash": ["17-1", "1-71", None],
    "too long for an integer": ["1" * 19, "2" * 19],
    "of other digits": ["١٧", "17"],
    "blank": ["", None],
    "all null": [None, None],
    "digits": DIGITS,
}


@pytest.mark.parametrize("numbers", OTHERS.values(), ids=OTHERS)
def test_held_numbers_are_equal_where_they_were_and_come_back(numbers):
    one = pl.LazyFrame({"incident_id": numbers, "row": range(len(numbers))}, schema_overrides=TEXT)
    two = pl.LazyFrame({"incident_id": numbers[::-1]}, schema_overrides=TEXT)
    (left, right), number = Holder()([wrap(one), wrap(two)])
    both = left.join(right, on="incident_id")
    asked = [(n, row) for row, n in enumerate(numbers) if n is not None]
    assert sorted(number(both).to_native().collect().rows()) == sorted(asked)
    assert number(left).to_native().collect().equals(one.collect())
    assert sorted(among(left, right).to_native().collect()["row"]) == sorted(row for _, row in asked)
    named = number(left.rename({"incident_id": "other"}), "other")
    assert named.to_native().collect()["other"].to_list() == numbers


@pytest.mark.parametrize("numbers", OTHERS.values(), ids=OTHERS)
def test_many_numbers_are_found_as_few_are(numbers, monkeypatch):
    every = [*dict.fromkeys(n for those in OTHERS.values() for n in those), "+170", "170 ", "0018"]
    rows, told = (wrap(pl.LazyFrame({"incident_id": n}, schema=TEXT)) for n in (every, numbers))
    few = among(rows, told).to_native().collect()["incident_id"].to_list()
    monkeypatch.setattr(polars, "MANY", 0)
    many = among(rows, told).to_native().collect()["incident_id"].to_list()
    assert many == few == [n for n in every if n is not None and n in numbers]
    left = outside(rows, told).to_native().collect()["incident_id"].to_list()
    assert left == [n for n in every if n is None or n not in numbers]


@pytest.mark.parametrize("first", ["1", "one"])
def test_an_offense_is_held_as_a_code_of_its_id_and_number(first):
    """The id of one incident is not that of another, nor is an id that is the number itself."""
    schema = {"incident_id": pl.String, "offense_id": pl.String}
    rows = [(first, "O1"), (first, "O2"), (first, first), (first, None), ("2", "O1"), ("2", "2"), ("2", None)]
    one, two = (wrap(pl.LazyFrame(those, schema=schema, orient="row")) for those in (rows, rows[:1]))
    (left, right), _ = Holder()([one, two])
    codes = left.to_native().collect()["offense_id"].to_list()
    assert [code is None for code in codes] == [offense is None for _, offense in rows]
    assert len(set(codes)) == 6
    assert right.to_native().collect()["offense_id"].to_list() == codes[:1]


def test_numbers_of_one_length_are_held_as_integers():
    hold, (digits, text) = Holder(), (wrap(pl.LazyFrame({"incident_id": n})) for n in (DIGITS, ["1", "02"]))
    for plan, kind in ((digits, nw.Int64), (text, nw.Categorical), (digits, nw.Categorical)):
        (held,), _ = hold([plan])
        assert held.collect_schema()["incident_id"] == kind


def cut(*plans, groups=()):
    """Where plans of numbers are cut, with these groups of rows of the first (least, greatest, rows)."""
    told = [ranges.Group(f"{low:04}", f"{high:04}", rows) for low, high, rows in groups]
    return polars.cuts({str(n): wrap(plan.lazy()) for n, plan in enumerate(plans)}, {"0": told})


def test_rows_in_no_order_are_cut_in_fewer_parts(monkeypatch):
    monkeypatch.setattr(polars, "PART", 100)
    monkeypatch.setattr(ranges, "SAMPLED", 1)
    numbers = pl.DataFrame({"incident_id": [f"{n:04}" for n in range(800)]})
    few = numbers.head(10)
    assert cut(few) == []
    assert cut(few, numbers.tail(90)) == []
    assert cut(numbers) == [f"{n:04}" for n in range(100, 800, 100)]
    assert cut(few, numbers.sample(790, seed=1)) == [ANY] * 3


def test_parts_begin_where_groups_of_rows_do(monkeypatch):
    monkeypatch.setattr(polars, "PART", 100)
    monkeypatch.setattr(ranges, "SAMPLED", 1)
    numbers = pl.DataFrame({"incident_id": [f"{n:04}" for n in range(800)]})

    def at(*numbers):
        return [f"{number:04}" for number in numbers]

    sampled = at(*range(100, 800, 100))
    of_40, of_95 = [(n, n + 39, 40) for n in range(0, 800, 40)], [(n, n + 94, 95) for n in range(40, 800, 95)]
    of_5 = [(n, n + 4, 5) for n in range(0, 40, 5)]
    assert cut(numbers, groups=of_40) == at(*range(80, 800, 80))
    assert cut(numbers, groups=[*of_5, *of_95]) == at(*range(40, 800, 95))
    of_another = cut(numbers.head(90), numbers, groups=of_40)  # not of the longest
    assert of_another == at(*(800 * n // 9 for n in range(1, 9)))
    assert cut(numbers, groups=[(0, 119, 120), (120, 799, 680)]) == sampled  # larger than a part
    of_90 = [(low, high, 90) for low, high, _ in of_40]  # more than half of their rows left out
    assert cut(numbers, groups=of_90) == sampled


def test_parts_rather_begin_where_no_incident_lies_in_two_groups(monkeypatch):
    monkeypatch.setattr(polars, "PART", 100)
    numbers = pl.DataFrame({"incident_id": [f"{n:04}" for n in range(800)]})
    shared = [(n, n + 40 if n % 80 else n + 39, 40) for n in range(0, 800, 40)]
    assert {int(number) % 80 for number in cut(numbers, groups=shared)} == {40}
    assert len(cut(numbers, groups=[(n, n + 40, 40) for n in range(0, 800, 40)])) >= 4  # and of some size


@pytest.mark.parametrize("shape", ["{:04}", "17-{}", "{}"])
def test_ranges_of_numbers_lose_nothing(tmp_path, monkeypatch, shape):
    """Every incident of the export is found, whatever its number looks like and wherever ranges are cut."""
    monkeypatch.setattr(polars, "PART", 4)
    monkeypatch.setattr(ranges, "SAMPLED", 1)
    of = {f"{n:03}": shape.format(n) for n in range(1, 3)}
    whole = CASE | BY_OTHER_ROW
    for name, text in whole.items():
        for old, new in of.items():
            text = text.replace(f"\n{old},", f"\n{new},")
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    options = Options(jurisdiction="US-CA-SF")
    found, every = (
        audit(tmp_path, ["sf-2017"], options=options, sieve=on).finding_list for on in (True, False)
    )
    assert [f["incident_id"] for f in found] == [of["002"]] * 2
    assert found == every


def test_a_link_of_an_incident_without_a_report_is_of_no_agency(tmp_path):
    """Its source is that number in no agency, which the export does not hold though one agency has the number."""
    tables = {
        "incidents": "incident_id,agency,reported_at\n001,SFPD,2018-03-04\n003,SFPD,2018-03-04\n",
        "offenses": "incident_id,offense_id,citation\n001,O1,484 PC\n",
        "involvements": "incident_id,person_id,role\n001,P9,OTHER\n",
        "charges": (
            "incident_id,charge_id,person_id,citation,level,stage,date\n"
            "002,C1,P1,647(b) PC,M,booked,2018-03-05\n"
        ),
        "links": "incident_id,source_incident_id,kind\n002,001,rests_on\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    found, every = (
        audit(tmp_path, ["sf-2017"], options=Options(jurisdiction="US-CA-SF"), sieve=on).finding_list
        for on in (True, False)
    )
    assert [(f["rule"], f["incident_id"], f["verdict"]) for f in found] == [("SF-D3", "002", "possible")]
    assert found == every
