"""Who is the same person: the seven lines of the record model, as one expression over pairs of rows.

A pair frame holds the two sides under prefixes. Each side has the columns of `SIDE`, made by `prepare`.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from auditor.records.names import folded_names

SIDE = ("pid", "pid_file", "name_key", "words", "birth_date", "age", "sex", "race_key", "ethnicity_key")


class Scope(NamedTuple):
    """What the export says of people as a whole.

    `person_ids` is the scope in which a person id is unique (export, file, incident); `screening` is true
    where the export holds neither a person id nor a name anywhere.
    """

    person_ids: str = "export"
    screening: bool = False


def prepare(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows (with `pid_file`) with the columns of `SIDE` made from `person_id` and the person columns."""
    folded = {f"{c}_key": folded_word(c) for c in ("race", "ethnicity")}
    return with_words(rows).with_columns(**folded, pid=pl.col("person_id"))


def with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with what compares of a `name`.

    `name_key` is the set of a name's words as text, null where the name has none; `words` are those of two
    letters or more.
    """
    names = pl.Series("words", folded_names(rows["name"]))
    told = pl.when(names.is_not_null() & (names != ""))
    return rows.with_columns(
        told.then(_in_order(names.str.split(" ").list.unique())).alias("name_key"),
        told.then(names.str.extract_all(r"\S\S+")).alias("words"),
    )


def _in_order(words: pl.Series) -> pl.Series:
    """Words of names, each once, as a text of them in order; most names have two, which are told by comparing them."""
    first, second = (words.list.get(n, null_on_oob=True) for n in (0, 1))
    pair = pl.DataFrame({"first": first, "second": second}).select(
        pl.concat_str(
            pl.min_horizontal("first", "second"),
            pl.when(pl.col("second").is_not_null()).then(pl.max_horizontal("first", "second")),
            separator=" ",
            ignore_nulls=True,
        )
    )
    more = (words.list.len() > 2).arg_true()
    in_order = words.gather(more).list.eval(pl.element().sort())  # list.sort is ten times slower
    return pair.to_series().scatter(more, in_order.list.join(" "))


def folded_word(column: str) -> pl.Expr:
    """A column of few words, such as race, as its words compare: in small letters, without spaces."""
    return pl.col(column).str.to_lowercase().str.replace_all(r"\s+", "")


def comparable(left: str, right: str, scope: Scope, *, within: bool) -> pl.Expr:
    """Both sides have a person id, and one scope holds both."""
    known = pl.col(f"{left}pid").is_not_null() & pl.col(f"{right}pid").is_not_null()
    if scope.person_ids == "file":
        return known & (pl.col(f"{left}pid_file") == pl.col(f"{right}pid_file"))
    if scope.person_ids == "incident" and not within:
        return pl.lit(False)
    return known


def _equal(left: str, right: str, column: str) -> pl.Expr:
    """Known on both sides and equal: never null."""
    one, two = pl.col(left + column), pl.col(right + column)
    return one.eq_missing(two) & one.is_not_null()


def contradicts(left: str, right: str, scope: Scope) -> pl.Expr:
    """Line 6: names without a common word, birth dates or ages too far apart; null where nothing is known."""
    words = (pl.col(f"{left}words"), pl.col(f"{right}words"))
    named = (words[0].list.len() > 0) & (words[1].list.len() > 0)
    apart = named & (words[0].list.set_intersection(words[1]).list.len() == 0)
    other_name = apart & ~_equal(left, right, "birth_date")
    ages = (pl.col(f"{left}age") - pl.col(f"{right}age")).abs() > 1
    found = other_name | _births_apart(left, right) | ages
    if scope.screening:
        for column in ("sex", "race_key", "ethnicity_key"):
            found = found | (pl.col(left + column) != pl.col(right + column))
    return found


def _births_apart(left: str, right: str) -> pl.Expr:
    one, two = pl.col(f"{left}birth_date").dt, pl.col(f"{right}birth_date").dt
    swapped = (one.day() == two.month()) & (one.month() == two.day())
    parts = [
        (one.day() != two.day()) & ~swapped,
        (one.month() != two.month()) & ~swapped,
        one.year() != two.year(),
    ]
    return pl.sum_horizontal(*(p.cast(pl.Int8) for p in parts), ignore_nulls=False) > 1


def same_by_record(left: str, right: str, scope: Scope, *, within: bool) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """The tests of lines 1, 2 and 3: equal ids; equal name and birth date; ids that can be compared."""
    ids = comparable(left, right, scope, within=within)
    equal_ids = ids & (pl.col(f"{left}pid") == pl.col(f"{right}pid"))
    named = _equal(left, right, "name_key") & _equal(left, right, "birth_date")
    return equal_ids, named, ids


def same_person(
    left: str,
    right: str,
    scope: Scope,
    *,
    within: bool = True,
    one_arrest: pl.Expr | None = None,
    sure_difference: pl.Expr | None = None,
) -> pl.Expr:
    """Lines 1 to 7 for two rows: true (the same), false (different) or null (unknown).

    `one_arrest` is line 4 (two charges of one arrest), `sure_difference` line 5 (a side deceased, or surely
    no offender); a null in either says nothing.
    """
    equal_ids, named, ids = same_by_record(left, right, scope, within=within)
    nothing = pl.lit(None, pl.Boolean)
    return (
        pl.when(equal_ids)
        .then(pl.lit(True))
        .when(named)
        .then(pl.when(ids).then(nothing).otherwise(pl.lit(True)))
        .when(ids)
        .then(pl.lit(False))
        .when(nothing if one_arrest is None else one_arrest)
        .then(pl.lit(True))
        .when(nothing if sure_difference is None else sure_difference)
        .then(pl.lit(False))
        .when(contradicts(left, right, scope))
        .then(pl.lit(False))
        .otherwise(nothing)
    )


def same_person_elsewhere(left: str, right: str, scope: Scope) -> pl.Expr:
    """Across incidents: lines 1 and 2, otherwise different."""
    equal_ids, named, ids = same_by_record(left, right, scope, within=False)
    return (
        pl.when(equal_ids)
        .then(pl.lit(True))
        .when(named)
        .then(pl.when(ids).then(pl.lit(None, pl.Boolean)).otherwise(pl.lit(True)))
        .otherwise(pl.lit(False))
    )


def contradictory_ids(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The (inc, pid, pid_file) whose rows in one incident contradict one another by line 6.

    `rows`: prepared involvements and charges together, with `inc` and `key`, a number of their own.
    """
    columns = ["inc", "key", *SIDE]
    told = rows.filter(pl.col("pid").is_not_null()).select(columns)
    some = told.filter(pl.len().over("inc", "pid") > 1)
    pairs = some.select(pl.all().name.prefix("a_")).join(
        some.select(pl.all().name.prefix("b_")), left_on=["a_inc", "a_pid"], right_on=["b_inc", "b_pid"],
        coalesce=False,
    )  # fmt: skip
    one = pairs.filter((pl.col("a_key") < pl.col("b_key")) & comparable("a_", "b_", scope, within=True))
    found = one.filter(contradicts("a_", "b_", scope))
    sides = [found.select(inc=f"{s}inc", pid=f"{s}pid", pid_file=f"{s}pid_file") for s in ("a_", "b_")]
    return pl.concat(sides).unique()
