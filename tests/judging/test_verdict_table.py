"""The verdict table and Kleene logic against truth tables worked out in plain Python."""

from itertools import product

import polars as pl
import pytest

from auditor.judging.terms import SCHEMA, any_of
from auditor.judging.verdicts import verdict

VALUES = (True, False, None)


def k_and(values):
    return False if False in values else None if None in values else True


def k_or(values):
    return True if True in values else None if None in values else False


def by_the_table(requires, unless, review):
    """The rows of the contract's table, in its order."""
    if False in requires:
        return "none"
    if True in unless:
        return "none"
    if None in requires or None in unless:
        return "possible"
    return "possible" if True in review else "breach"


@pytest.mark.parametrize(("many", "exceptions", "reviews"), list(product((1, 2, 3), (0, 1, 2), (0, 1, 2))))
def test_every_combination_has_the_verdict_of_the_table(many, exceptions, reviews):
    width = many + exceptions + reviews
    rows = list(product(VALUES, repeat=width))
    frame = pl.DataFrame({f"c{i}": pl.Series([r[i] for r in rows], dtype=pl.Boolean) for i in range(width)})
    columns = [pl.col(f"c{i}") for i in range(width)]
    parts = columns[:many], columns[many : many + exceptions], columns[many + exceptions :]
    found = frame.select(v=verdict(*parts))["v"].to_list()
    expected = [by_the_table(r[:many], r[many : many + exceptions], r[many + exceptions :]) for r in rows]
    assert found == expected


def test_or_over_rows_is_kleene_and_false_over_none():
    cases = [combo for n in range(4) for combo in product(VALUES, repeat=n)]
    rows = [
        {"unit": unit, "value": value, "table": "charges", "id": i, "reason": None, "note": None}
        for unit, combo in enumerate(cases)
        for i, value in enumerate(combo)
    ]
    units = pl.Series("unit", range(len(cases)), dtype=pl.UInt32)
    found = any_of(units, pl.DataFrame(rows, schema=SCHEMA).sample(fraction=1.0, shuffle=True, seed=3))
    assert found.to_list() == [k_or(combo) for combo in cases]


@pytest.mark.parametrize(("one", "two"), list(product(VALUES, VALUES)))
def test_the_engine_combines_as_kleene(one, two):
    frame = pl.DataFrame({"a": [one], "b": [two]}, schema={"a": pl.Boolean, "b": pl.Boolean})
    both, either = frame.select(pl.col("a") & pl.col("b"), c=pl.col("a") | pl.col("b")).row(0)
    assert both is k_and((one, two))
    assert either is k_or((one, two))
