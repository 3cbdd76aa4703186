"""Distinct citations read and looked up once, over all the days on which the answers stay the same.

Each text gives rows that cover all time without overlap (`since` to `until`, both included, null is open), and
one row with `undated` for a charge without any day. A text that cites several provisions, or has several
readings, has the answers that all of them give. An unread text has one row of each kind, all null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

import polars as pl

from auditor.law.citations import Citation, read_citation
from auditor.law.ladder import Ladder
from auditor.law.statutes import agreed_value, statutes
from auditor.policy.offenses import Answer, OffenseList, agreed
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

_read = lru_cache(maxsize=1 << 16)(read_citation)
"""Every pack asks for the same texts."""


def statute_answers(texts: Iterable[str], system: str | None) -> pl.DataFrame:
    """How each text is read, and what the statute tables say of it (the columns of `STATUTES`)."""
    return pl.DataFrame(
        [row for text in texts for row in _of_statutes(text, system)], schema=STATUTES, orient="row"
    )


def pack_answers(pack: Pack, texts: Iterable[str], system: str | None) -> pl.DataFrame:
    """What a pack's list says of each text at every level (the columns of `PACK`)."""
    rows = [(text, *row) for text in texts for row in _of_list(pack.offenses, _read(text, system).citations)]
    return pl.DataFrame(rows, schema=PACK, orient="row")


def _of_statutes(text: str, system: str | None) -> Iterator[tuple[object, ...]]:
    reading = _read(text, system)
    one = reading.citation
    place: tuple[object, ...] = (None, None, None)
    if one is not None:
        place = (one.normal, f"{one.system} {one.code} {one.section}", list(one.subdivisions))
    known = one is not None and statutes().known(one)
    for since, until, undated, said in _statutes_say(reading.citations):
        read = (
            one is not None,
            reading.why,
            known,
            agreed_value(c.system for c in reading.citations),
            *place,
        )
        yield (text, since, until, undated, *read, *said)


@lru_cache(maxsize=1 << 16)
def _statutes_say(citations: tuple[Citation, ...]) -> list[tuple[*Span, tuple[object, ...]]]:
    """The spans of what a text may stand for, each with `_law`; many spellings stand for one citation."""
    return [
        (since, until, undated, _law(citations, None if undated else since or date.min))
        for since, until, undated in _spans(citations, statutes().ladder)
    ]


def _law(citations: Sequence[Citation], on: date | None) -> tuple[object, ...]:
    """What citations that a text may stand for agree on: their levels, attempt, and the statutes' answers."""
    answers = [statutes().answer(c, on) for c in citations]
    some_written = len({c.level for c in citations}) > 1
    return (
        agreed_value(c.level for c in citations),
        agreed_value(c.attempt for c in citations),
        agreed_value(a.offense_class for a in answers),
        agreed_value(a.offense_subclass for a in answers),
        agreed_value((some_written and c.level) or a.level for c, a in zip(citations, answers, strict=True)),
        agreed_value(a.victimless for a in answers),
    )


@lru_cache(maxsize=1 << 16)
def _of_list(offenses: OffenseList, citations: tuple[Citation, ...]) -> list[tuple[object, ...]]:
    """The spans of what a text may stand for, each with what the list says; charges and offenses cite alike."""
    spans = _spans(citations, statutes().ladder, offenses.ladder)
    said = [
        list_says(offenses, citations, None if undated else since or date.min) for since, _, undated in spans
    ]
    return [(*span, *chain.from_iterable(answers)) for span, answers in zip(spans, said, strict=True)]


def list_says(offenses: OffenseList, citations: Sequence[Citation], on: date | None) -> list[Answer]:
    """What a pack's list says of a text that may stand for some citations, all of which must give an answer.

    First the answer to *qualifying?*, then those to *protected?* at each of `LEVELS`. No citation is an unread one.
    """
    may_be = citations or (None,)
    classes = [statutes().answer(c, on).offense_class if c else None for c in may_be]
    qualifying = agreed(offenses.qualifying(c, on, k) for c, k in zip(may_be, classes, strict=True))
    protected = zip(*(offenses.protected(c, LEVELS, on) for c in may_be), strict=True)
    return [qualifying, *map(agreed, protected)]


def _spans(citations: Sequence[Citation], *ladders: Ladder) -> list[Span]:  # type: ignore[type-arg]
    """The spans on which every ladder's answer to each citation stays the same, and the undated one."""
    starts = {since for ladder in ladders for cited in citations for since, _ in ladder.spans(cited) if since}
    begins = [None, *sorted(starts)]
    ends = [start - timedelta(days=1) for start in sorted(starts)]
    return [*((b, e, False) for b, e in zip(begins, [*ends, None], strict=True)), (None, None, True)]
