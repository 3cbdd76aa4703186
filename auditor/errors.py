"""Every error a user can meet, and the exit code that each one ends in.

    AuditorError                 1   internal error (whatever escapes)
    ├── UsageError               2   usage or configuration
    ├── PackError                4   bad policy pack
    ├── ExportError              5   bad export or mapping: nothing could be audited
    ├── WriteError               6   could not write or publish
    ├── LockedError              7   another run holds the lock
    └── MismatchError            8   `verify` found a mismatch

An error says where it is, what was found, what was expected, and what to do next.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes, each with the sentence that the documentation prints."""

    def __new__(cls, code: int, meaning: str) -> Exit:
        """A code and its meaning."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    meaning: str

    CLEAR = 0, "audited; nothing to review"
    INTERNAL = 1, "internal error (whatever escapes)"
    USAGE = 2, "usage or configuration"
    INCOMPLETE = (
        3,
        (
            "ran to the end but incomplete: more rows rejected than `--max-rejected` allows, "
            "or a rule failed after it began; wins over 10 and 11"
        ),
    )
    BAD_PACK = 4, "bad policy pack"
    BAD_EXPORT = 5, "bad export or mapping: nothing could be audited"
    NOT_WRITTEN = 6, "could not write or publish"
    LOCKED = 7, "another run holds the lock"
    MISMATCH = 8, "`verify` found a mismatch"
    BREACH = 10, "audited; apparent breaches found"
    POSSIBLE = 11, "audited; only possible breaches"
    INTERRUPTED = 130, "stopped by Ctrl-C (SIGINT)"
    TERMINATED = 143, "stopped by SIGTERM"


@dataclass
class Problem:
    """One thing that is wrong: where, what was found, what was expected, what to do next."""

    where: str
    found: str
    expected: str = ""
    hint: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.found}"]
        parts += [f"expected {self.expected}"] if self.expected else []
        parts += [self.hint] if self.hint else []
        return "\n    ".join(parts)


class AuditorError(Exception):
    """The root. Holds one or many problems, all told at once."""

    exit_code: Exit = Exit.INTERNAL

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    @classmethod
    def at(cls, where: str, found: str, expected: str = "", hint: str = "") -> AuditorError:
        """The error of a single problem."""
        return cls(Problem(where, found, expected, hint))


class UsageError(AuditorError):
    """The command line or the configuration asks for something that cannot be done."""

    exit_code = Exit.USAGE


class PackError(AuditorError):
    """A policy pack cannot be used."""

    exit_code = Exit.BAD_PACK


class ExportError(AuditorError):
    """An export or its mapping cannot be read, so nothing could be audited."""

    exit_code = Exit.BAD_EXPORT


class WriteError(AuditorError):
    """A run folder could not be written or published."""

    exit_code = Exit.NOT_WRITTEN


class LockedError(AuditorError):
    """Another run is writing to the same place."""

    exit_code = Exit.LOCKED


class MismatchError(AuditorError):
    """A run folder is not what its manifest says."""

    exit_code = Exit.MISMATCH


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to `word`, or else every known word."""
    words = sorted(known)
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(words)}."
