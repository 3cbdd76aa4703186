"""Works done some at a time in threads, so that one has the engine while another asks for Python, or for one core."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Event
from typing import TypeVar

NOTICE = 0.2
"""Seconds after which a signal is noticed: the engine's handler does not wake a thread that waits."""

T = TypeVar("T")


def abreast(works: Sequence[Iterator[T]], at_once: int) -> Iterator[tuple[int, T]]:
    """What works give as they give it, beside the number of the work; the first error of one ends all.

    So many are done `at_once`, in their order.
    """
    given: SimpleQueue[tuple[int, T | BaseException | None]] = SimpleQueue()
    stop, workers, left = Event(), ThreadPoolExecutor(at_once), len(works)
    try:
        for nth, work in enumerate(works):
            workers.submit(_do, nth, work, given, stop)
        while left:
            try:
                nth, one = given.get(timeout=NOTICE)
            except Empty:
                continue
            if isinstance(one, BaseException):
                raise one
            if one is None:
                left -= 1
            else:
                yield nth, one
    finally:
        stop.set()
        workers.shutdown(wait=False, cancel_futures=True)


def _do(
    nth: int, work: Iterator[T], given: SimpleQueue[tuple[int, T | BaseException | None]], stop: Event
) -> None:
    """Do a work step by step until it is done or `stop` is set; None says that it is done."""
    try:
        for one in work:
            given.put((nth, one))
            if stop.is_set():
                return
    except BaseException as error:  # a panic of the engine is no Exception
        given.put((nth, error))
    else:
        given.put((nth, None))
