"""The form of a CSV file: compression, encoding, delimiter, quote, header. It ends up in coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UTF8, WINDOWS = "utf-8", "windows-1252"


@dataclass(frozen=True)
class Form:
    """How a CSV file is read. `told` names what a mapping decided; all else was found in the file.

    `written` is the first record. `others` are delimiters that fit almost as well.
    """

    compression: str | None
    encoding: str
    marked: bool
    delimiter: str
    quote: str | None
    has_header: bool
    written: tuple[str, ...]
    others: tuple[str, ...] = ()
    told: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Form:
        """A form from its fields as JSON."""
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()}
        return cls(**fields)

    @property
    def names(self) -> tuple[str, ...]:
        """A name a column, trimmed, as often as the header has it; `column_1`, `column_2`, … without a header."""
        if self.has_header:
            return tuple(name.strip() for name in self.written)
        return tuple(f"column_{number}" for number in range(1, len(self.written) + 1))

    @property
    def repeated(self) -> dict[str, list[int]]:
        """The columns (from 0) of each name that the header has more than once, by its lower-case spelling."""
        places: dict[str, list[int]] = {}
        for place, name in enumerate(self.names):
            places.setdefault(name.casefold(), []).append(place)
        return {name: of for name, of in places.items() if name and len(of) > 1}

    def plain(self) -> dict[str, Any]:
        """The form as coverage tells it."""
        return {
            "format": "csv",
            "compression": self.compression,
            "encoding": self.encoding,
            "byte_order_mark": self.marked,
            "delimiter": self.delimiter,
            "other_delimiters": list(self.others),
            "quote": self.quote,
            "header": self.has_header,
            "columns": len(self.names),
            "unnamed_columns": sum(not name for name in self.names),
            "told": list(self.told),
        }


def column_names(form: Form, alike: frozenset[str]) -> list[str]:
    """A name for each column of the file, each once; an empty one for a column that nothing may read.

    Of columns with one name that are `alike` in every row the first has the name. Where they differ, none
    has it: they are `name#1`, `name#2`, …
    """
    names, seen = [], Counter[str]()
    for name in form.names:
        key = name.casefold()
        seen[key] += 1
        if key not in form.repeated:
            names.append(name)
        elif key in alike:
            names.append(name if seen[key] == 1 else "")
        else:
            names.append(f"{name}#{seen[key]}")
    return names
