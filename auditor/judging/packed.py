"""Findings packed: what names them as it is, and their conditions as compressed text until somebody reads them.

As plain data a finding takes some 23 kB, most of it for its conditions; packed, it takes one or two. What is open in
its conditions stands beside them, since that is counted over all findings.
"""

from __future__ import annotations

import json
import zlib
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, overload

Finding = dict[str, Any]
"""A finding as plain data, of the shape of `schemas/finding.schema.json`."""

CONDITIONS = "conditions"
ORDER = ("policy", "rule", "incident_id", "agency", "person_id", "charge_id", "finding_id")
FASTEST = 1
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Open(NamedTuple):
    """A condition that is open in a possible breach under a policy: its name and what it says.

    `blank` are the cells without a value of the rows that it shows, as (table, column); `searched` are tables in which
    no row spoke; `reasons` are codes.
    """

    policy: str
    name: str
    says: str
    blank: tuple[tuple[str, str], ...]
    searched: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A finding: its keys, its values but for the conditions (None), and these packed with another text for a model.

    `opened` is what is open in it.
    """

    keys: tuple[str, ...]
    values: tuple[object, ...]
    opened: tuple[Open, ...]
    packed: bytes
    model: bytes

    def head(self) -> Finding:
        """The finding with None for its conditions."""
        return dict(zip(self.keys, self.values, strict=True))

    def finding(self) -> Finding:
        """The finding, whole."""
        return self.head() | {CONDITIONS: json.loads(self._text())}

    def line(self) -> str:
        """The finding as one line of JSON, without the line's end."""
        return _json(self.head()).replace(f'"{CONDITIONS}":null', f'"{CONDITIONS}":{self._text()}', 1)

    def order(self) -> tuple[object, ...]:
        """Where it stands among others."""
        head = self.head()
        return tuple(part for key in ORDER for part in (head[key] is not None, head[key] or ""))

    def _text(self) -> str:
        return zlib.decompressobj(zdict=self.model).decompress(self.packed).decode("utf-8", "surrogatepass")


def pack_all(findings: Iterable[Finding]) -> list[Packed]:
    """Findings packed in their order. Those of one rule, which say nearly the same, take the least room together."""
    models: dict[object, bytes] = {}
    keys: dict[tuple[str, ...], tuple[str, ...]] = {}
    known: dict[object, object] = {}
    told: dict[Open, Open] = {}
    packed = []
    for finding in findings:
        text = _json(finding[CONDITIONS]).encode("utf-8", "surrogatepass")
        model = models.setdefault((finding["policy"], finding["rule"]), text)
        small = zlib.compressobj(FASTEST, zdict=model)
        names = tuple(finding)
        values = tuple(_once(value, known) for value in (finding | {CONDITIONS: None}).values())
        opened = tuple(told.setdefault(one, one) for one in _opened(finding))
        packed.append(
            Packed(keys.setdefault(names, names), values, opened, small.compress(text) + small.flush(), model)
        )
    return packed


def condition_of(entry: str) -> str:
    """The condition that an entry of `unknowns` or `review` names; its reasons stand behind it in parentheses."""
    return entry.partition(" (")[0]


def named(entries: Iterable[str]) -> set[str]:
    """The conditions that these entries of `unknowns` or `review` name."""
    return {condition_of(entry) for entry in entries}


def _opened(finding: Finding) -> Iterator[Open]:
    """The conditions that `unknowns` names; of two of one name, what the first says."""
    if not (unknown := named(finding["unknowns"])):
        return
    says: dict[str, str] = {}
    for told in finding[CONDITIONS]:
        if (name := told["name"]) in unknown:
            blank = (
                (row["table"], column)
                for row in told["evidence"]
                for column, cell in row["cells"].items()
                if cell is None
            )
            searched, reasons = (one["table"] for one in told["searched"]), told["reasons"]
            words = says.setdefault(name, told["says"])
            yield Open(finding["policy"], name, words, tuple(blank), tuple(searched), tuple(reasons))


def _once(value: object, known: dict[object, object]) -> object:
    """A value as it stood in another finding, so that texts and lists which many say are held once."""
    if isinstance(value, str):
        return known.setdefault(value, value)
    return known.setdefault(tuple(value), value) if isinstance(value, list) else value


class _Made(Sequence[Finding]):
    """Packed findings in an order; each is made anew whenever it is read."""

    def __init__(self, packed: Sequence[Packed]) -> None:
        self._packed = packed

    @abstractmethod
    def _made(self, one: Packed) -> Finding:
        """What is read of a packed finding."""

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Finding]:
        return map(self._made, self._packed)

    @overload
    def __getitem__(self, at: int) -> Finding: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: int | slice) -> Finding | Self:
        return type(self)(self._packed[at]) if isinstance(at, slice) else self._made(self._packed[at])


class Heads(_Made):
    """Findings in an order, with None for their conditions."""

    def _made(self, one: Packed) -> Finding:
        return one.head()


class Findings(_Made):
    """Findings in an order, equal to a list of them."""

    __hash__ = None  # type: ignore[assignment]

    def _made(self, one: Packed) -> Finding:
        return one.finding()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Findings:
        """These findings, in their order."""
        return cls(pack_all(findings))

    def in_order(self) -> Findings:
        """By policy, rule, incident, person and charge; nulls first; the id breaks ties."""
        return Findings(sorted(self._packed, key=Packed.order))

    @property
    def heads(self) -> Heads:
        """The same without the conditions, of which none is unpacked."""
        return Heads(self._packed)

    def where(self, fits: Callable[[Finding], bool]) -> Findings:
        """Those that fit by their heads, in the same order."""
        return Findings([one for one in self._packed if fits(one.head())])

    def opened(self) -> Iterator[Open]:
        """What is open in each finding, in their order."""
        return (one for packed in self._packed for one in packed.opened)

    def lines(self) -> Iterator[str]:
        """The findings as JSON, one a line, without the lines' ends."""
        return (one.line() for one in self._packed)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented
