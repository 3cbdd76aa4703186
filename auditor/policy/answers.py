"""Distinct citations read and looked up once, over all the days on which the answers stay the same.

Each text gives rows that cover all time without overlap (`since` to `until`, both included, null is open), and
one row with `undated` for a charge without any day. An unread text has one row of each kind, all null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import polars as pl

from auditor.law.citations import Citation, read_citation
from auditor.law.ladder import Ladder
from auditor.law.statutes import statutes
from auditor.policy.pack import Pack

LEVELS = ("felony", "misdemeanor", "infraction", None)

Schema = dict[str, pl.DataType | type[pl.DataType]]
_SPAN: Schema = {"citation": pl.String, "since": pl.Date, "until": pl.Date, "undated": pl.Boolean}
STATUTES: Schema = _SPAN | {
    "read": pl.Boolean,
    "why": pl.String,
    "known": pl.Boolean,
    "system": pl.String,
    "offense": pl.String,
    "section_key": pl.String,
    "subdivisions": pl.List(pl.String),
    "written_level": pl.String,
    "attempt": pl.Boolean,
    "offense_class": pl.String,
    "offense_subclass": pl.String,
    "default_level": pl.String,
    "victimless": pl.Boolean,
}
PACK: Schema = _SPAN | {"qualifying": pl.Boolean, "qualifying_reason": pl.String}
for _level in LEVELS:
    PACK |= {
        f"protected_{_level or 'unknown'}": pl.Boolean,
        f"protected_reason_{_level or 'unknown'}": pl.String,
    }

Span = tuple[date | None, date | None, bool]


def statute_answers(texts: Iterable[str], system: str | None) -> pl.DataFrame:
    """How each text is read, and what the statute tables say of it (the columns of `STATUTES`)."""
    return pl.DataFrame(
        [row for text in texts for row in _of_statutes(text, system)], schema=STATUTES, orient="row"
    )


def pack_answers(pack: Pack, texts: Iterable[str], system: str | None) -> pl.DataFrame:
    """What a pack's list says of each text at every level (the columns of `PACK`)."""
    return pl.DataFrame(
        [row for text in texts for row in _of_pack(pack, text, system)], schema=PACK, orient="row"
    )


def _of_statutes(text: str, system: str | None) -> Iterator[tuple[object, ...]]:
    table = statutes()
    reading = read_citation(text, system)
    cited = reading.citation
    for since, until, undated in _spans(cited, table.ladder):
        span = (text, since, until, undated)
        if cited is None:
            yield (*span, False, reading.why, False, *[None] * 10)
            continue
        answer = table.answer(cited, None if undated else since or date.min)
        yield (
            *span, True, None, table.known(cited), cited.system, cited.normal,
            f"{cited.system} {cited.code} {cited.section}", list(cited.subdivisions), cited.level, cited.attempt,
            answer.offense_class, answer.offense_subclass, answer.level, answer.victimless,
        )  # fmt: skip


def _of_pack(pack: Pack, text: str, system: str | None) -> Iterator[tuple[object, ...]]:
    table, offenses = statutes(), pack.offenses
    cited = read_citation(text, system).citation
    for since, until, undated in _spans(cited, table.ladder, offenses.ladder):
        on = None if undated else since or date.min
        of_class = table.answer(cited, on).offense_class if cited else None
        protected = [part for level in LEVELS for part in offenses.protected(cited, level, on)]
        yield (text, since, until, undated, *offenses.qualifying(cited, on, of_class), *protected)


def _spans(cited: Citation | None, *ladders: Ladder) -> list[Span]:  # type: ignore[type-arg]
    """The spans on which every ladder's answer stays the same, and the undated one."""
    starts = {since for ladder in ladders for since, _ in ladder.spans(cited) if since} if cited else set()
    begins = [None, *sorted(starts)]
    ends = [start - timedelta(days=1) for start in sorted(starts)]
    return [*((b, e, False) for b, e in zip(begins, [*ends, None], strict=True)), (None, None, True)]
