"""What is wrong with a pack that loads: rows and clauses that say nothing, words that nothing has, cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from auditor.errors import Problem, nearest
from auditor.law.statutes import statutes
from auditor.policy.cases import load_cases
from auditor.policy.checks import NAME as PACK
from auditor.policy.library import read_text
from auditor.policy.listfile import NAME as LIST
from auditor.policy.offenses import Listed
from auditor.policy.pack import Pack
from auditor.yamlfile import Lined, read_yaml

LONGEST_DELAY = 366
"""Days before a directive begins in which the crime of an incident may still have happened that it covers."""
SUBCLASSES = ("nothing_to_seize", "sex_worker_subclasses", "sex_worker_unclear")


def unsound(name: str | Path, pack: Pack) -> list[Problem]:
    """Every problem of a pack beyond those that keep it from loading, in the order of its files."""
    lined = read_yaml(read_text(name, PACK) or "", PACK)
    _, problems = load_cases(name, pack)
    return [*_clauses(pack, lined), *_parameters(pack, lined), *_rows(pack), *problems]


def _clauses(pack: Pack, lined: Lined) -> Iterator[Problem]:
    used = {rule.clause.id for rule in pack.rules}
    for i, clause in enumerate(pack.clauses):
        if clause.id not in used:
            where = f"{PACK}:{lined.line(('clauses', i))}"
            yield Problem(where, f"no rule is held to the clause {clause.id!r}", "a rule, or no clause")


def _parameters(pack: Pack, lined: Lined) -> Iterator[Problem]:
    known = {
        "open_ended": {row.offense_class for row in statutes().rows},
        **{key: {row.offense_subclass for row in statutes().rows} for key in SUBCLASSES},
    }
    for parameter, words in known.items():
        for word in pack.parameters[parameter]:  # type: ignore[attr-defined]
            if word not in words:
                where = f"{PACK}:{lined.line(('parameters', parameter))}"
                yield Problem(where, f"{parameter} names {word!r}, which no statute has",
                              "a word of the statute tables", nearest(word, sorted(words)))  # fmt: skip


def _rows(pack: Pack) -> Iterator[Problem]:
    """Rows that are never live while some rule can be in force, nor in the year before."""
    spans = [rule.span or pack.span for rule in pack.rules]
    first = min(span.from_ for span in spans) - timedelta(days=LONGEST_DELAY)
    ends = [span.to for span in spans]
    last = max((end for end in ends if end is not None), default=date.max) if None not in ends else date.max
    for row in pack.offenses.rows:
        if (row.valid_to or date.max) < first or (row.valid_from or date.min) > last:
            found = f"the row for {_told(row)} is never live while the directive is in force"
            yield Problem(f"{LIST}:{row.line}", found, "dates that meet those of the directive, or no row")


def _told(row: Listed) -> str:
    parts = "".join(f"({part})" for part in row.subdivisions)
    return f"{row.code or row.system} {row.section}{parts}"
