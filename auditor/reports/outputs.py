"""What `auditor report` can write, and for whom: one line a format, one line an audience."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auditor.reports.vocabulary import Vocabulary
from auditor.runs.reading import Run

Content = bytes | Mapping[str, bytes]
"""What a writer gives: the bytes of one file, or the files of a folder by name."""


@dataclass(frozen=True)
class Format:
    """A format: the writer as `module:function` (`Run` to `Content`, imported only to write), what it is.

    `suffix` ends the name of its file or folder. Where a reviewer is asked for a finding (`reviewed`), the writer
    takes the vocabulary as well.
    """

    writer: str
    says: str
    suffix: str
    reviewed: bool = False


FORMATS: Mapping[str, Format] = {
    "html": Format("auditor.reports.html:report", "a page with charts, one file", ".html"),
    "csv": Format("auditor.reports.dataset:csv_folder", "tables and their dictionary, a folder", "-csv"),
    "parquet": Format("auditor.reports.dataset:parquet_folder", "the same, typed, a folder", "-parquet"),
}

AUDIENCES: Mapping[str, Callable[[Run], Run]] = {
    "internal": lambda run: run,
}
"""For whom a run is made ready, and what makes it so: a run in, a run out."""


def write(run: Run, audience: str, form: str, vocabulary: Vocabulary) -> Content:
    """The run made ready for `audience`, as `form` (keys of the tables above), in a reviewer's `vocabulary`."""
    module, _, function = FORMATS[form].writer.partition(":")
    writer: Callable[..., Content] = getattr(importlib.import_module(module), function)
    ready = AUDIENCES[audience](run)
    return writer(ready, vocabulary) if FORMATS[form].reviewed else writer(ready)
