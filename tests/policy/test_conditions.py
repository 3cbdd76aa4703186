"""The condition grammar: the same as the engine's SQL, the same as plain Python, and nothing beyond it."""

import contextlib
from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.policy.conditions import ConditionError, evaluate, names, parse, responsible, to_expr

FACTS, WORDS = ("a", "b", "c"), ("x", "y", "z")
ATOMS = st.one_of(
    st.sampled_from(FACTS),
    st.sampled_from([f"w {op} '{word}'" for op in ("=", "<>") for word in WORDS]),
    st.sampled_from(["w IN ('x', 'y')", "w NOT IN ('y', 'z')", "w in ('z')"]),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("NOT ({})".format, inner),
        st.builds("NOT {}".format, ATOMS),
        st.builds("({}) and {}".format, inner, inner),
        st.builds("{} AND {}".format, inner, inner),
        st.builds("{} OR {}".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
    ),
    max_leaves=8,
)
ROWS = [dict(zip("abcw", row, strict=True)) for row in product(*[[True, False, None]] * 3, ["x", "y", None])]
FRAME = pl.DataFrame(ROWS, schema={"a": pl.Boolean, "b": pl.Boolean, "c": pl.Boolean, "w": pl.String})


@given(CONDITIONS)
def test_engine_sql_and_plain_python_agree(text):
    node = parse(text)
    ours = FRAME.select(v=to_expr(node))["v"].to_list()
    assert ours == FRAME.select(v=pl.sql_expr(text))["v"].to_list()
    assert ours == [evaluate(node, row) for row in ROWS]


@given(CONDITIONS, st.sampled_from(ROWS), st.data())
def test_the_facts_that_are_not_responsible_can_be_anything(text, row, data):
    node = parse(text)
    decided = responsible(node, row)
    assert set(decided) <= names(node)
    value = evaluate(node, row)
    if value is not None:
        other = data.draw(st.sampled_from(ROWS))
        assert evaluate(node, {n: row[n] if n in decided else other[n] for n in row}) is value


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "a b", "a =", "a = b", "a = 1", "= 'x'", "(a", "a)", "a AND", "NOT", "a OR OR b", "a IN ()",
        "a IN 'x'", "a NOT 'x'", "a LIKE 'x'", "a IS NULL", "a; b", "a -- b", "a /* b */", "CASE WHEN a THEN b END",
        "a = 'x' || 'y'", "(SELECT a)", "a = \"x\"", "a = 'it''s'", "a::bool", "read_csv('x')",
        "a = '" + "x" * 99 + "'",
        "(" * 99 + "a" + ")" * 99, "NOT " * 99 + "a", "a AND " * 999 + "a", "a\0b", "ä", "and", "a = 'x",
    ],
)  # fmt: skip
def test_what_is_outside_the_grammar_is_refused(text):
    with pytest.raises(ConditionError):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_a_condition_or_refused(text):
    with contextlib.suppress(ConditionError):
        assert names(parse(text))
