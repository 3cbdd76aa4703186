"""The built-in packs by what stands on their covers, read without judging them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from auditor.yamlfile import read_yaml


class Cover(NamedTuple):
    """What a list of packs says of each; `start` is the day from which it is in force, as ISO text."""

    id: str
    title: str
    jurisdictions: tuple[str, ...]
    start: str


def shelf() -> Traversable:
    """The folder of the built-in packs."""
    return files("auditor.policy").joinpath("packs")


def available() -> list[str]:
    """The ids of the built-in packs, sorted."""
    return sorted(f.name for f in shelf().iterdir() if f.joinpath("pack.yaml").is_file())


def covers() -> Iterator[Cover]:
    """The covers of the built-in packs, in the order of their ids."""
    for name in available():
        data = read_yaml(shelf().joinpath(name, "pack.yaml").read_text("utf-8"), "pack.yaml").data
        yield Cover(
            data["id"], data["title"], tuple(data["bound"]["jurisdictions"]), str(data["span"]["from"])
        )
