"""Unknown is a value: the three-valued terms and the groups that the pandas peer needs. A null is `pd.NA`, or `NaT`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

FLAG = "bool[pyarrow]"
"""The type of a term: it combines by Kleene logic, as comparisons of texts do in pandas."""


def case(*branches: tuple[pd.Series, Any], otherwise: Any = pd.NA, dtype: str = FLAG) -> pd.Series:
    """Row by row the value of the first branch whose condition is true; a condition that is unknown is not."""
    result = pd.Series(otherwise, index=branches[0][0].index, dtype=dtype)
    for condition, value in reversed(branches):
        result = result.mask(surely(condition), value)
    return result


def surely(term: pd.Series) -> pd.Series:
    """Whether a term is true, and not false or unknown."""
    return term.fillna(False).astype(bool)


def among(column: pd.Series, words: Collection[str]) -> pd.Series:
    """Whether a cell is one of these words; unknown where it is null."""
    return column.isin(list(words)).astype(FLAG).mask(column.isna())


def either(term: pd.Series, by: pd.Series, groups: pd.Index) -> pd.Series:
    """Kleene's OR over the rows of each group: true where one is true, else unknown where one is, else false."""
    true = surely(term).groupby(by).any().reindex(groups, fill_value=False)
    unknown = term.isna().groupby(by).any().reindex(groups, fill_value=False)
    return case((true, True), (unknown, pd.NA), otherwise=False)


def one_value(rows: pd.DataFrame, keys: list[str], columns: Sequence[str]) -> pd.DataFrame:
    """The one value of each column in a group, where a null is silent and two values tell nothing."""
    groups = rows.groupby(keys)[list(columns)]
    return groups.first().where(groups.nunique() == 1).reset_index()


def agreed(rows: pd.DataFrame, keys: list[str], columns: Sequence[str]) -> pd.DataFrame:
    """The one value of each column in a group that all of its rows give; the groups are the index."""
    groups = rows.groupby(keys)[list(columns)]
    whole = groups.count().eq(groups.size(), axis=0)
    return groups.first().where(whole & (groups.nunique() == 1))
