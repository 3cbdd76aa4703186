"""Three-valued logic on True, False and None, as the contract takes it from SQL."""

from collections.abc import Iterable


def k_not(value: bool | None) -> bool | None:
    """NOT: unknown stays unknown."""
    return None if value is None else not value


def k_and(*values: bool | None) -> bool | None:
    """AND: one false settles it, else one unknown does; true over nothing."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def k_or(values: Iterable[bool | None]) -> bool | None:
    """OR over terms: one true settles it, else one unknown does; false over nothing."""
    seen = list(values)
    if any(value is True for value in seen):
        return True
    return None if any(value is None for value in seen) else False


def one_value(values: Iterable[object]) -> object | None:
    """What several rows say together: nulls are silence, one value is it, two are null."""
    said = {value for value in values if value is not None}
    return said.pop() if len(said) == 1 else None


def all_the_same(values: Iterable[object]) -> object | None:
    """The answer that every one of several rows gives, else null; here a null row is no silence."""
    said = set(values)
    return said.pop() if len(said) == 1 else None
