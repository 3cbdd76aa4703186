"""The grammar of conditions: SQL boolean expressions over facts, and nothing else of SQL.

    condition  = either
    either     = both { OR both }
    both       = denial { AND denial }
    denial     = NOT denial | "(" either ")" | FACT [ ("=" | "<>") 'word' | [NOT] IN ( 'word' {, 'word'} ) ]

A condition is untrusted text. It is read by an allow-list of tokens into a small tree, and everything is made
from the tree: the engine's expression, the value in plain Python, and which facts decided it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

LONGEST, DEEPEST = 2000, 30
_TOKEN = re.compile(
    r"\s*(?:(?P<sign>\(|\)|=|<>|,)|'(?P<word>[A-Za-z0-9_ -]{1,60})'|(?P<name>[A-Za-z_]\w{0,60}))"
)
_KEYWORDS = frozenset({"AND", "OR", "NOT", "IN"})


class ConditionError(ValueError):
    """The text is no condition; the message says what was found and what was expected."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that is true, false or unknown."""

    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact that is a word, compared with words: whether it is one of them, or (`negated`) none of them."""

    name: str
    words: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


Node = Fact | Compare | And | Or | Not


def parse(text: str) -> Node:
    """The tree of a condition. Raises ConditionError on anything outside the grammar."""
    return _Parser(text).condition()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0
        self.depth = 0

    def condition(self) -> Node:
        node = self.either()
        if self.place < len(self.tokens):
            raise ConditionError(f"unexpected {self.tokens[self.place][1]!r}")
        return node

    def take(self, *wanted: str) -> bool:
        """Step over the next token if it is one of these signs or keywords."""
        if self.place < len(self.tokens):
            kind, text = self.tokens[self.place]
            if kind != "word" and text.upper() in wanted:
                self.place += 1
                return True
        return False

    def expect(self, kind: str, what: str) -> str:
        if self.place >= len(self.tokens):
            raise ConditionError(f"it ends where {what} was expected")
        found, text = self.tokens[self.place]
        if found != kind or (kind == "name" and text.upper() in _KEYWORDS):
            raise ConditionError(f"found {text!r} where {what} was expected")
        self.place += 1
        return text

    def either(self) -> Node:
        parts = [self.both()]
        while self.take("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Node:
        parts = [self.denial()]
        while self.take("AND"):
            parts.append(self.denial())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def denial(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError(f"nested more than {DEEPEST} deep")
        try:
            if self.take("NOT"):
                return Not(self.denial())
            if self.take("("):
                node = self.either()
                self.close()
                return node
            return self.atom()
        finally:
            self.depth -= 1

    def close(self) -> None:
        if not self.take(")"):
            raise ConditionError("a parenthesis is not closed")

    def atom(self) -> Node:
        name = self.expect("name", "the name of a fact")
        if self.take("="):
            return Compare(name, (self.expect("word", "a quoted word"),))
        if self.take("<>"):
            return Compare(name, (self.expect("word", "a quoted word"),), negated=True)
        if self.take("IN"):
            return Compare(name, self.words())
        if self.take("NOT"):
            if not self.take("IN"):
                raise ConditionError("found NOT behind a fact where NOT IN was expected")
            return Compare(name, self.words(), negated=True)
        return Fact(name)

    def words(self) -> tuple[str, ...]:
        if not self.take("("):
            raise ConditionError("IN wants quoted words in parentheses")
        words = [self.expect("word", "a quoted word")]
        while self.take(","):
            words.append(self.expect("word", "a quoted word"))
        self.close()
        return tuple(words)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    if len(text) > LONGEST:
        raise ConditionError(f"longer than {LONGEST} characters")
    end, text = 0, text.rstrip()
    while end < len(text):
        found = _TOKEN.match(text, end)
        if found is None or found.lastgroup is None:
            raise ConditionError(f"unexpected {text[end:].lstrip()[:12]!r}")
        yield found.lastgroup, found[found.lastgroup]
        end = found.end()


def leaves(node: Node) -> Iterator[Fact | Compare]:
    """The facts and comparisons of a condition, in order, repeats included."""
    if isinstance(node, Fact | Compare):
        yield node
    elif isinstance(node, Not):
        yield from leaves(node.part)
    else:
        for part in node.parts:
            yield from leaves(part)


def names(node: Node) -> frozenset[str]:
    """The names of the facts that a condition asks."""
    return frozenset(leaf.name for leaf in leaves(node))


def to_expr(node: Node) -> pl.Expr:
    """The condition over columns named as the facts; Kleene logic, so null where the record does not say."""
    if isinstance(node, Fact):
        return pl.col(node.name)
    if isinstance(node, Compare):
        among = pl.any_horizontal(*(pl.col(node.name) == word for word in node.words))
        return ~among if node.negated else among
    if isinstance(node, Not):
        return ~to_expr(node.part)
    combine = pl.all_horizontal if isinstance(node, And) else pl.any_horizontal
    return combine(*map(to_expr, node.parts))


def evaluate(node: Node, values: Mapping[str, object]) -> bool | None:
    """The condition in plain Python; a fact that is None is unknown."""
    if isinstance(node, Fact):
        value = values[node.name]
        return None if value is None else bool(value)
    if isinstance(node, Compare):
        word = values[node.name]
        return None if word is None else (word in node.words) is not node.negated
    if isinstance(node, Not):
        part = evaluate(node.part, values)
        return None if part is None else not part
    found = [evaluate(part, values) for part in node.parts]
    decisive = isinstance(node, Or)
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def responsible(node: Node, values: Mapping[str, object]) -> tuple[str, ...]:
    """The facts that decide the condition's value, in order, each once.

    An AND that is true rests on all its parts, one that is false or unknown on the parts that are; an OR that
    is false on all, one that is true or unknown on the parts that are.
    """
    if isinstance(node, Fact | Compare):
        return (node.name,)
    if isinstance(node, Not):
        return responsible(node.part, values)
    value = evaluate(node, values)
    rests_on_all = value is isinstance(node, And)
    deciding = [p for p in node.parts if rests_on_all or evaluate(p, values) is value]
    return tuple(dict.fromkeys(name for part in deciding for name in responsible(part, values)))
