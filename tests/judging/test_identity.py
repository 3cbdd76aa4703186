"""Ids are injective and frozen: a changed golden vector is a broken promise to every ledger."""

from hypothesis import given
from hypothesis import strategies as st

from auditor.judging.identity import case_id, charge_key, digest, finding_id, person_key

PART = st.one_of(st.none(), st.integers(-3, 3), st.text(max_size=3))


def test_golden_vectors():
    incident = ("SFPD", "180012345")
    person = person_key("P100", "ann lee", "1990-01-02")
    assert person == ("id", "P100")
    assert case_id(incident, person) == "aa68890a1e178756382bc9530dc80bd7"
    charge = charge_key("C1", "647(b) PC", None, 0)
    assert finding_id("sf-2017", "SF-P1", incident, person, charge) == "d64cb836746dd5775469a9ae2997b7dc"
    unnamed = charge_key(None, " 647(B)  PC", "2018-03-04T00:00:00", 1)
    assert person_key(None, "ann lee", "1990-01-02") == ("name_birth_date", "ann lee", "1990-01-02")
    assert person_key(None, None, "1990-01-02") == ("none",)
    nobody = person_key(None, "ann lee", None)
    assert nobody == ("none",)
    assert (
        finding_id("sf-2017", "SF-P1", (None, "180012345"), nobody, unnamed)
        == "dd1d1c57c1188b753551d1143e769440"
    )


def test_a_charge_id_that_stands_again_has_an_ordinal():
    assert charge_key("C1", "647(b) PC", "2018-03-04", 0) == ("id", "C1")
    assert charge_key("C1", "647(b) PC", "2018-03-04", 1) == ("id", "C1", 1)


@given(st.lists(PART, max_size=4), st.lists(PART, max_size=4))
def test_two_lists_of_parts_never_share_an_id(one, two):
    assert (digest("x", one) == digest("x", two)) == (
        [(type(p), p) for p in one] == [(type(p), p) for p in two]
    )


@given(st.lists(PART, min_size=1, max_size=3), st.lists(PART, min_size=1, max_size=3), st.data())
def test_parts_cannot_run_from_one_key_into_the_next(person, charge, data):
    moved = data.draw(st.integers(0, len(person)))
    other = [*person[:moved]], [*person[moved:], *charge]
    same = finding_id("p", "r", ("a", "1"), person, charge) == finding_id("p", "r", ("a", "1"), *other)
    assert same == (other == (person, charge))


def test_null_and_blank_and_the_word_differ():
    assert len({digest("x", [p]) for p in (None, "", "null", "None", 0, "0")}) == 6
