"""What `auditor report` can write, and for whom: one line a format, one line an audience."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from auditor.runs.reading import Run

Content = bytes | Mapping[str, bytes]
"""What a writer gives: the bytes of one file, or the files of a folder by name."""


@dataclass(frozen=True)
class Format:
    """A format: the writer as `module:function` (`Run` to `Content`, imported only to write), what it is.

    `suffix` ends the name of its file; empty where it is a folder.
    """

    writer: str
    says: str
    suffix: str = ""


FORMATS: Mapping[str, Format] = {
    "html": Format("auditor.reports.html:report", "a page with charts, one file", ".html"),
}

AUDIENCES: Mapping[str, Callable[[Run], Run]] = {
    "internal": lambda run: run,
}
"""For whom a run is made ready, and what makes it so: a run in, a run out."""


def write(run: Run, audience: str, form: str) -> Content:
    """The run made ready for `audience`, as `form` (keys of the tables above)."""
    module, _, function = FORMATS[form].writer.partition(":")
    writer: Callable[[Run], Content] = getattr(importlib.import_module(module), function)
    return writer(AUDIENCES[audience](run))
