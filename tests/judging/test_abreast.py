"""Works that are done some at a time give all that they give, each in its order, and the first error ends them."""

import threading

import pytest

from auditor.judging.abreast import abreast


def test_each_work_gives_what_it_gives_in_its_order():
    works = [iter([]), iter("abc"), iter("d"), iter(range(50))]
    given = list(abreast(works, 2))
    assert [one for nth, one in given if nth == 1] == ["a", "b", "c"]
    assert [one for nth, one in given if nth == 3] == list(range(50))
    assert sorted({nth for nth, _ in given}) == [1, 2, 3]
    assert len(given) == 54


@pytest.mark.parametrize("at_once", [2, 3])
def test_so_many_are_done_at_a_time(at_once):
    """Each waits for the others to begin."""
    meeting = threading.Barrier(at_once, timeout=20)

    def work():
        yield meeting.wait()

    assert sorted(one for _, one in abreast([work() for _ in range(at_once)], at_once)) == [*range(at_once)]


class Panic(BaseException):
    """As the engine raises it."""


@pytest.mark.parametrize("error", [ValueError, Panic])
def test_an_error_ends_all_of_them(error):
    def failing():
        yield "first"
        raise error("no")

    with pytest.raises(error, match="no"):
        list(abreast([iter("abc"), failing(), *(iter("d") for _ in range(200))], 2))


def test_nothing_is_asked_of_a_work_that_was_left():
    asked = []

    def endless():
        while True:
            asked.append(True)
            yield "one"

    given = abreast([endless()], 2)
    next(given)
    given.close()
    threading.Event().wait(0.2)
    before = len(asked)
    threading.Event().wait(0.2)
    assert len(asked) == before
