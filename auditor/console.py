"""The only place that prints: results to stdout, everything else to stderr, progress only on a terminal."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

Say = Callable[[str], None]

PATIENCE = 2.0
"""Seconds of work after which a person wants to know what is going on."""


def out(text: str) -> None:
    """Print a result to stdout."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()


def err(text: str) -> None:
    """Print a message to stderr, without control characters that a terminal would obey."""
    clean = "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
    sys.stderr.write(f"{clean}\n")
    sys.stderr.flush()


def show(renderable: object) -> None:
    """Print something that rich draws, in the width of the terminal (100 columns where there is none)."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 100
    Console(file=sys.stdout, width=width, highlight=False, emoji=False).print(renderable)


class _Line:
    """The stage in work and the time so far, drawn after `PATIENCE` seconds; short work draws and imports nothing."""

    def __init__(self) -> None:
        self._stage = "starting"
        self._drawn: Progress | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(PATIENCE, self._draw)
        self._timer.daemon = True
        self._timer.start()

    def say(self, stage: str) -> None:
        """Name the stage in work."""
        with self._lock:
            self._stage = stage
            if self._drawn is not None:
                self._drawn.update(self._drawn.task_ids[0], description=stage)

    def clear(self) -> None:
        """Leave nothing on the terminal."""
        self._timer.cancel()
        with self._lock:
            if self._drawn is not None:
                self._drawn.stop()

    def _draw(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._timer.finished.is_set():
                return
            columns = (
                SpinnerColumn("dots"),
                TextColumn("{task.description}", markup=False),
                TimeElapsedColumn(),
            )
            self._drawn = Progress(*columns, console=Console(file=sys.stderr), transient=True)
            self._drawn.add_task(self._stage, total=None)
            self._drawn.start()


@contextlib.contextmanager
def progress() -> Iterator[Say]:
    """A line on stderr that names the stage in work; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    line = _Line()
    try:
        yield line.say
    finally:
        line.clear()
