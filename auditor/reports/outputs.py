"""What `auditor report` can write, and for whom: one line a format, one line an audience."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from auditor.errors import UsageError, nearest
from auditor.reports.shares import SMALL
from auditor.reports.vocabulary import Vocabulary
from auditor.runs.keys import Key
from auditor.runs.reading import Run

Content = bytes | Mapping[str, bytes]
"""What a writer gives: the bytes of one file, or the files of a folder by name."""


@dataclass(frozen=True)
class Format:
    """A format: the writer as `module:function` (`Run` to `Content`, imported only to write), what it is.

    `suffix` ends the name of its file, if it is ever one. Where a reviewer is asked for a finding (`reviewed`),
    the writer takes the vocabulary as well. Of a folder with a file for each case (`by_case`), named by its id,
    one file can be written alone.
    """

    writer: str
    says: str
    suffix: str = ""
    reviewed: bool = False
    by_case: bool = False


FORMATS: Mapping[str, Format] = {
    "html": Format("auditor.reports.html:report", "a page with charts, one file", ".html"),
    "xlsx": Format("auditor.reports.workbook:workbook", "a workbook for a reviewer", ".xlsx", reviewed=True),
    "csv": Format("auditor.reports.dataset:csv_folder", "tables and their dictionary, a folder"),
    "markdown": Format("auditor.reports.markdown:report", "the report for a memo, one file", ".md"),
    "parquet": Format("auditor.reports.dataset:parquet_folder", "the same, typed, a folder"),
    "pdf": Format(
        "auditor.reports.packet:packets",
        "a packet for each case, a folder",
        ".pdf",
        reviewed=True,
        by_case=True,
    ),
}


@dataclass(frozen=True)
class Choices:
    """What a reader's report is made with: the key of oversight, and under which count the public has none.

    `case` begins the id of the one case that is wanted, or of a finding in it, as that audience sees them.
    """

    key: Key | None = None
    threshold: int = SMALL
    case: str | None = None


@dataclass(frozen=True)
class Audience:
    """For whom a run is made ready, in words, and what makes it so: a run and choices in, a run out."""

    says: str
    ready: Callable[[Run, Choices], Run]


def _for_oversight(run: Run, choices: Choices) -> Run:
    from auditor.reports.audiences.oversight import for_oversight

    if choices.key is None:
        raise UsageError.at(
            "--audience oversight", "no key", "a key, by which every id becomes a pseudonym",
            "Make one: auditor keygen. Then name it with --key FILE. Ids are never hashed without a key.",
        )  # fmt: skip
    return for_oversight(run, choices.key)


def _for_public(run: Run, choices: Choices) -> Run:
    from auditor.reports.audiences.public import for_public

    return for_public(run, choices.threshold)


AUDIENCES: Mapping[str, Audience] = {
    "internal": Audience("ids, officer ids and rows of the record", lambda run, _: run),
    "oversight": Audience("findings with ids re-keyed, no text as exported", _for_oversight),
    "public": Audience("counts and shares alone, small ones withheld", _for_public),
}


def write(
    run: Run, audience: str, form: str, vocabulary: Vocabulary, choices: Choices | None = None
) -> Content:
    """The run made ready for `audience`, as `form` (keys of the tables above), in a reviewer's `vocabulary`."""
    module, _, function = FORMATS[form].writer.partition(":")
    writer: Callable[..., Content] = getattr(importlib.import_module(module), function)
    chosen = choices or Choices()
    ready = AUDIENCES[audience].ready(run, chosen)
    if chosen.case is not None:
        ready = _of_case(ready, form, chosen.case)
    content = writer(ready, vocabulary) if FORMATS[form].reviewed else writer(ready)
    if chosen.case is None or isinstance(content, bytes):
        return content
    return content[f"{ready.findings[0]['case_id']}{FORMATS[form].suffix}"]


def _of_case(run: Run, form: str, begins: str) -> Run:
    """The run with the findings of one case only; a `UsageError` unless the format can hold it and one case fits."""
    if not FORMATS[form].by_case:
        able = [name for name, one in FORMATS.items() if one.by_case]
        raise UsageError.at("--case", f"--format {form}", f"--format {' or '.join(able)}")
    ids = {(f["case_id"], key) for f in run.findings.heads for key in (f["case_id"], f["finding_id"])}
    fitting = {case for case, key in ids if key.startswith(begins.lower())}
    if len(fitting) != 1:
        raise UsageError.at(
            "--case", f"{len(fitting)} cases fit {begins!r}", "the id of one case, or of one of its findings",
            nearest(begins, sorted(key for _, key in ids)[:20]) if ids else "This run has no findings.",
        )  # fmt: skip
    return replace(run, findings=run.findings.where(lambda finding: finding["case_id"] in fitting))
