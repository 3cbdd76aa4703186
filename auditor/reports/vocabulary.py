"""The words in which an oversight body finds on a case: the reviewer's to choose, never the tool's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.reports.datafiles import load

DEFAULT = "sf-dpa"


@dataclass(frozen=True)
class Disposition:
    """A finding as the body writes it, what it means, and how older reports call it (None: the same)."""

    finding: str
    meaning: str
    formerly: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """The findings of one body, in the order in which they are offered, each once; where they were read."""

    body: str
    source: str
    confidence: str
    findings: Sequence[Disposition]


def load_vocabulary(name: str = DEFAULT) -> Vocabulary:
    """A vocabulary by its name, or a file of one's own by its path; a `UsageError` with every problem."""
    data = load("vocabularies", "vocabulary", "--vocabulary", name)
    findings = {one["finding"]: Disposition(**one) for one in data["findings"]}
    return Vocabulary(data["body"], data["source"], data["confidence"], tuple(findings.values()))
