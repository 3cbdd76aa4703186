"""How a target is run: on drawn inputs, each within a time, until the examples or the seconds are over."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import inputs, targets

TARGETS: dict[str, tuple[Callable[..., None], Callable[[], st.SearchStrategy[Any]]]] = {
    "citations": (targets.citation, inputs.citations),
    "csv": (targets.csv_intake, inputs.exports),
    "mapping": (targets.mapping, inputs.mapping_files),
    "pack": (targets.pack, inputs.pack_folders),
}
LONGEST = 20
"""The seconds after which an input counts as a hang, on a busy machine."""


def run(name: str, examples: int, derandomize: bool) -> int:
    """Run a target on some drawn inputs; how many there were. What fails is shrunk and raised."""
    target, strategy = TARGETS[name]
    tried = 0

    @settings(
        max_examples=examples, derandomize=derandomize, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy())
    def once(drawn: Any) -> None:
        nonlocal tried
        tried += 1
        with _within(LONGEST):
            target(*drawn) if isinstance(drawn, tuple) else target(drawn)

    once()
    return tried


def run_for(name: str, seconds: float) -> int:
    """Run a target on ever new inputs for some seconds; how many there were."""
    end, tried = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        tried += run(name, 100, derandomize=False)
    return tried


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    """Raise TimeoutError where the body takes longer."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"an input took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
