"""Where the time of an audit goes: `python benchmarks/stages.py EXPORT --out RUN --told stages.json`.

It does what `auditor audit` does, by the API, with a clock in the callback that names the stage in work, and around
the steps of judging, the digests and the report's page. Seconds are told of each part without the parts inside it.
"""

from __future__ import annotations

import time

BEGUN = time.perf_counter()
"""Before anything heavy is imported: what an import takes belongs to the start."""

import argparse  # noqa: E402
import json  # noqa: E402
from collections.abc import Callable  # noqa: E402
from functools import wraps  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from auditor import api  # noqa: E402
from auditor.api import Options, audit  # noqa: E402
from auditor.intake.sources import Source  # noqa: E402
from auditor.judging import hearing, shared, sieve  # noqa: E402
from auditor.reports import html  # noqa: E402

STAGES = {
    "reading the export": "read",
    "reading citations": "citations",
    "sifting": "sieve",
    "judging": "judging: counts and trend",
    "summing up": "sum up",
}
"""What the product says when a stage begins, by its first words."""

STEPS: tuple[tuple[Any, str, str], ...] = (
    (api, "count", "count"),
    (hearing, "count_silent", "judging: silent reports"),
    (hearing, "read_rows", "judging: docket"),
    (hearing, "make_docket", "judging: docket"),
    (hearing, "make_base", "judging: grounds"),
    (shared, "make_grounds", "judging: grounds"),
    (shared.Known, "facts", "judging: facts"),
    (hearing, "judge", "judging: verdicts"),
    (hearing, "pack_all", "judging: evidence"),
    (html, "page", "write: the report's page"),
    (Source, "sha256", "hashes"),
)
"""Functions that are steps of their own, wherever they are called."""

PARTS = (
    "start", "read", "count", "citations", "sieve",
    "judging: silent reports", "judging: docket", "judging: grounds", "judging: facts", "judging: verdicts",
    "judging: evidence", "judging: counts and trend",
    "sum up", "write: the report's page", "write: the other files", "hashes",
)  # fmt: skip
"""In the order in which they begin."""


class Clock:
    """Seconds by part; time belongs to the innermost part that is in work."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PARTS, 0.0)
        self._inside = ["start"]
        self._since = BEGUN

    def turn(self, part: str) -> None:
        """Begin the next stage."""
        self._charge()
        self._inside[0] = part

    def say(self, text: str) -> None:
        """Begin the stage that the product names."""
        self.turn(next(part for words, part in STAGES.items() if text.startswith(words)))

    def around(self, step: Callable[..., Any], part: str) -> Callable[..., Any]:
        """The same step, timed."""

        @wraps(step)
        def timed(*given: Any, **more: Any) -> Any:
            self._charge()
            self._inside.append(part)
            try:
                return step(*given, **more)
            finally:
                self._charge()
                self._inside.pop()

        return timed

    def _charge(self) -> None:
        now = time.perf_counter()
        self.seconds[self._inside[-1]] += now - self._since
        self._since = now


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--told", type=Path, required=True)
    asked = parser.parse_args()
    clock = Clock()
    pieces = html.page
    html.page = lambda run: [b"".join(pieces(run))]  # type: ignore[assignment,return-value] # as a whole, to time it
    for owner, name, part in STEPS:
        setattr(owner, name, clock.around(getattr(owner, name), part))
    hearing.AT_ONCE = sieve.AT_ONCE = 1  # a clock can follow one work at a time
    result = audit(asked.export, options=Options(jurisdiction="US-CA-SF"), say=clock.say)
    clock.turn("write: the other files")
    result.write(asked.out)
    clock.turn("start")
    asked.told.write_text(json.dumps(clock.seconds), encoding="utf-8")


if __name__ == "__main__":
    main()
