"""What stands in a written citation, part by part, before the law is asked what it means."""

from __future__ import annotations

from typing import NamedTuple

from auditor.law.spellings import Code


class Unread(Exception):  # noqa: N818 - not an error: the text is left unread, and `why` says so
    """The text is not read. Never leaves this package."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Item(NamedTuple):
    """One section as written. `letter` stands between number and groups, where it may be part of either.

    `lower` says that the letter is a small one, `apart` that a space is before it; `clash` is the code that
    the text names if the letter is the first one of its spelling. `loose` says that the last group stands
    apart and is a letter that may be a level.
    """

    number: str
    title: str = ""
    letter: str = ""
    lower: bool = False
    apart: bool = False
    clash: Code | None = None
    groups: tuple[str, ...] = ()
    loose: bool = False
    code: Code | None = None
    level: str | None = None

    def listed(self) -> tuple[Item, ...]:
        """One item for each of several letters in a row, `647(a)(b)`, which can be no path; else this one."""
        letters = self.groups[1:] and all(len(group) == 1 and group.isalpha() for group in self.groups)
        if not letters or self.letter or self.loose:
            return (self,)
        return tuple(self._replace(groups=(group,)) for group in self.groups)


class Written(NamedTuple):
    """A whole text: its sections, and what is said of them all.

    `marked` says that a level is glued to the first number, `words` that free text follows the last section.
    """

    items: tuple[Item, ...]
    levels: frozenset[str]
    marked: bool
    warrant: bool
    release: bool
    attempt: bool
    words: bool
