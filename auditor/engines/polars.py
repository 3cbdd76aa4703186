"""The sieve on this machine: Polars, streaming."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import narwhals as nw
import polars as pl

from auditor.records import ranges, shelf
from auditor.records.names import folded_names
from auditor.records.ranges import NUMBER

Plan = nw.LazyFrame[pl.LazyFrame]

WHO, LENGTH, OFFENSE, PERSON = "who", "@length", "offense_id", "person_id"
PART = 1_500_000
"""About so many rows make a part where an incident is looked at alone; two are held at a time."""
SCATTERED = 2
"""So many times more, where the rows of a part lie all over the table."""
DIGITS = 18
"""Numbers of so many digits fit a 64-bit integer."""
MANY = 10_000
"""So many texts are looked up as integers where they can be: the list is in reach of the processor for longer."""


def wrap(plan: pl.LazyFrame) -> Plan:
    """A Polars plan as the sieve reads it."""
    return nw.from_native(plan)


def pin(plan: Plan) -> Plan:
    """Work a plan out now and keep its rows in memory, so that what builds on it does not repeat it."""
    return wrap(_collect(plan.to_native()).lazy())


def shelve(plan: Plan) -> Plan:
    """Work a plan out now and keep its rows compressed, for what starts from them much later."""
    return wrap(shelf.shelve(_collect(plan.to_native())))


def among(plan: Plan, pinned: Plan, column: str = NUMBER) -> Plan:
    """The rows with these values, found by list: unlike a join, a list reaches down into Parquet and holds no row."""
    told = _values(pinned, column)
    if told.is_empty():
        return wrap(plan.to_native().head(0))
    return wrap(plan.to_native().filter(_is_among(pl.col(column), told)))


def outside(plan: Plan, pinned: Plan, column: str = NUMBER) -> Plan:
    """The rows without these values, found by list; a null is none of them."""
    told = _values(pinned, column)
    return wrap(plan.to_native().filter(pl.col(column).is_in(told.implode()).ne_missing(True)))


def _values(pinned: Plan, column: str) -> pl.Series:
    return pinned.to_native().select(column).collect()[column]


def _is_among(cells: pl.Expr, told: pl.Series) -> pl.Expr:
    """The cells that are among these values; many texts that are all digits, and as many, are looked up as integers."""
    if told.dtype != pl.String or len(told) < MANY:
        return cells.is_in(told.implode())
    lengths, whole = told.str.len_bytes().unique(), told.cast(pl.Int64, strict=False)
    if whole.has_nulls() or len(lengths) != 1 or lengths[0] > DIGITS or not (told >= "0").all():
        return cells.is_in(told.implode())
    alike = cells.is_between(pl.lit(told.min()), pl.lit(told.max())) & (cells.str.len_bytes() == lengths[0])
    found: pl.Expr = alike & cells.cast(pl.Int64, strict=False).is_in(whole.implode())
    return found


class Holder:
    """Keeps the rows of plans with codes as numbers (`incident_id`), and tells what gives numbers of a column back.

    Codes are integers where all numbers are so many digits, which is seen as they are read; once they are not,
    they are categories, of each holding its own.
    """

    def __init__(self) -> None:
        self._all_digits = True

    def __call__(self, plans: Sequence[Plan]) -> tuple[list[Plan], Callable[..., Plan]]:
        """The rows, and what restores numbers."""
        native = [_with_codes(plan.to_native(), PERSON, OFFENSE) for plan in plans]
        digits, held = _as_integers(native) if self._all_digits else (0, [])
        self._all_digits = digits > 0
        if not digits:
            categories = pl.Categorical(pl.Categories.random())
            frames = (_collect(plan).with_columns(pl.col(NUMBER).cast(categories)) for plan in native)
            held = [frame.lazy() for frame in frames]

        def restore(plan: Plan, column: str = NUMBER) -> Plan:
            number = pl.col(column).cast(pl.String)
            return wrap(plan.to_native().with_columns(number.str.zfill(digits) if digits else number))

        return [wrap(plan) for plan in held], restore


def with_codes(plan: Plan) -> Plan:
    """The plan with its ids of people (`person_id`) as codes (UInt64), as they are held; null for a null id."""
    return wrap(_with_codes(plan.to_native(), PERSON))


def _with_codes(plan: pl.LazyFrame, *columns: str) -> pl.LazyFrame:
    """The plan with these ids, where it has them, as their hashes, those of offenses together with the number's."""
    has = plan.collect_schema()
    code = {PERSON: pl.col(PERSON).hash(), OFFENSE: pl.col(OFFENSE).hash() ^ pl.col(NUMBER).hash(seed=1)}
    known = {c: pl.when(pl.col(c).is_not_null()).then(code[c]) for c in columns if c in has}
    return plan.with_columns(**known) if known else plan


def _as_integers(plans: Sequence[pl.LazyFrame]) -> tuple[int, list[pl.LazyFrame]]:
    """Rows with numbers as integers, and of how many digits all are; 0 where the integers do not tell them apart.

    What reads as an integer and has a sign sorts before digits.
    """
    number = pl.col(NUMBER)
    read = {NUMBER: number.cast(pl.Int64, strict=False), LENGTH: number.str.len_bytes() * (number >= "0")}
    frames = [_collect(plan.with_columns(**read)) for plan in plans]
    lengths = {length for frame in frames for length in frame[LENGTH].unique().drop_nulls()} or {1}
    plain = all(frame[NUMBER].null_count() == frame[LENGTH].null_count() for frame in frames)
    digits = max(lengths) if plain and len(lengths) == 1 else 0
    return (digits if digits <= DIGITS else 0), [frame.lazy().drop(LENGTH) for frame in frames]


def _collect(plan: pl.LazyFrame) -> pl.DataFrame:
    return plan.collect(engine="streaming")


def cuts(plans: Mapping[str, Plan], groups: Mapping[str, Sequence[ranges.Group]]) -> list[str]:
    """Numbers (`incident_id`), sorted, that cut plans in parts of about `PART` rows; none if they have no more.

    There are `SCATTERED` times fewer where rows lie in no order. `groups` are those of tables, by name, where known.
    """
    native = {name: plan.to_native() for name, plan in plans.items()}
    return ranges.cuts(native, PART, PART * SCATTERED, groups)


def with_who(plan: Plan) -> Plan:
    """The plan with `who` (UInt64): equal wherever two names (`name`) fold to the same words, null for a null name."""
    native = plan.to_native()
    schema = {**native.collect_schema(), WHO: pl.UInt64()}
    return wrap(native.map_batches(_add_who, schema=schema, streamable=True))


def _add_who(rows: pl.DataFrame) -> pl.DataFrame:
    hashed = folded_names(rows["name"]).str.split(" ").list.eval(pl.element().hash())
    return rows.with_columns((hashed.list.min() + hashed.list.max()).cast(pl.UInt64).alias(WHO))


def collect_ids(found: Plan) -> pl.Series:
    """The incident numbers that the sieve kept, sorted; of many, most lie so already, and no copy is made."""
    numbers = found.to_native().collect()["incident_id"]
    return numbers if numbers.is_sorted() else numbers.sort()
