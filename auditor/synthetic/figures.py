"""The figures of `figures.yaml`: how often things happen, with their sources beside them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

Weights = dict[str | None, float]


@cache
def _all() -> dict[str, Any]:
    import yaml

    from auditor.yamlfile import Loader

    text = files("auditor.synthetic").joinpath("figures.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=Loader)  # noqa: S506
    return read


def share(name: str) -> float:
    """A share between 0 and 1."""
    return float(_all()[name])


def shares(name: str, of: str | None = None) -> dict[str, float]:
    """Shares by the kind of incident."""
    found: dict[str, float] = _all()[name][of] if of else _all()[name]
    return found


def weights(name: str, of: str | None = None) -> Weights:
    """Words with their weights; the word None is a blank cell."""
    found: Weights = _all()[name][of] if of else _all()[name]
    return found


def names(name: str) -> list[str]:
    """The names under which figures stand."""
    return list(_all()[name])
