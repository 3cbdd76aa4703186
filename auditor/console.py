"""The only place that prints: results to stdout, everything else to stderr, progress only on a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

Say = Callable[[str], None]


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


@contextlib.contextmanager
def progress() -> Iterator[Say]:
    """A line on stderr that names the stage in work; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(file=sys.stderr).status("starting", spinner="dots") as status:
        yield lambda stage: status.update(stage)
