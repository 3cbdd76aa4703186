"""What `auditor report` can write, and for whom: one line a format, one line an audience."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from auditor.errors import UsageError, nearest
from auditor.reports.vocabulary import Vocabulary
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
    "csv": Format("auditor.reports.dataset:csv_folder", "tables and their dictionary, a folder"),
    "parquet": Format("auditor.reports.dataset:parquet_folder", "the same, typed, a folder"),
    "pdf": Format(
        "auditor.reports.packet:packets",
        "a packet for each case, a folder",
        ".pdf",
        reviewed=True,
        by_case=True,
    ),
}

AUDIENCES: Mapping[str, Callable[[Run], Run]] = {
    "internal": lambda run: run,
}
"""For whom a run is made ready, and what makes it so: a run in, a run out."""


def write(run: Run, audience: str, form: str, vocabulary: Vocabulary, case: str | None = None) -> Content:
    """The run made ready for `audience`, as `form` (keys of the tables above), in a reviewer's `vocabulary`.

    `case` begins the id of the one case that is wanted, or of a finding in it, as that audience sees them.
    """
    module, _, function = FORMATS[form].writer.partition(":")
    writer: Callable[..., Content] = getattr(importlib.import_module(module), function)
    ready = AUDIENCES[audience](run)
    if case is not None:
        ready = _of_case(ready, form, case)
    content = writer(ready, vocabulary) if FORMATS[form].reviewed else writer(ready)
    if case is None or isinstance(content, bytes):
        return content
    return content[f"{ready.findings[0]['case_id']}{FORMATS[form].suffix}"]


def _of_case(run: Run, form: str, begins: str) -> Run:
    """The run with the findings of one case only; a `UsageError` unless the format can hold it and one case fits."""
    if not FORMATS[form].by_case:
        able = [name for name, one in FORMATS.items() if one.by_case]
        raise UsageError.at("--case", f"--format {form}", f"--format {' or '.join(able)}")
    ids = {(f["case_id"], key) for f in run.findings for key in (f["case_id"], f["finding_id"])}
    fitting = {case for case, key in ids if key.startswith(begins.lower())}
    if len(fitting) != 1:
        raise UsageError.at(
            "--case", f"{len(fitting)} cases fit {begins!r}", "the id of one case, or of one of its findings",
            nearest(begins, sorted(key for _, key in ids)[:20]) if ids else "This run has no findings.",
        )  # fmt: skip
    return replace(run, findings=[f for f in run.findings if f["case_id"] in fitting])
