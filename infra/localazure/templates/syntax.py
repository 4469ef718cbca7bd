"""Reading a template expression: text in, a tree out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from localazure.templates import refusals

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"\s*(?:(?P<Literal>'(?:[^']|'')*')|(?P<Integer>-?\d+)|(?P<Identifier>[A-Za-z_][\w]*)"
    r"|(?P<LeftParenthesis>\()|(?P<RightParenthesis>\))|(?P<LeftSquareBracket>\[)|(?P<RightSquareBracket>\])"
    r"|(?P<Comma>,)|(?P<Dot>\.)|(?P<EndOfData>\Z))"
)


@dataclass(frozen=True)
class Literal:
    """A text or a whole number."""

    value: str | int


@dataclass(frozen=True)
class Call:
    """A function's call."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Member:
    """`target.name`, or `target[key]` with any expression as *key*."""

    target: Node
    key: Node


Node: TypeAlias = Literal | Call | Member


def is_expression(text: str) -> bool:
    """Say whether *text* is an expression: in brackets, the first one not doubled."""
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def literal_text(text: str) -> str:
    """Return a text that is no expression as it is meant: `[[x]` is `[x]`."""
    return text[1:] if text.startswith("[[") and text.endswith("]") else text


def calls_in(raw: Any) -> Iterator[Call]:
    """Yield every call in the expressions of *raw* (any JSON), outer ones before what they hold."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from calls_in(key)
            yield from calls_in(value)
    elif isinstance(raw, list):
        for item in raw:
            yield from calls_in(item)
    elif isinstance(raw, str) and is_expression(raw):
        yield from _calls(parse(raw[1:-1]))


def _calls(node: Node) -> Iterator[Call]:
    if isinstance(node, Member):
        yield from _calls(node.target)
        yield from _calls(node.key)
    if isinstance(node, Call):
        yield node
        for argument in node.arguments:
            yield from _calls(argument)


@lru_cache(maxsize=2048)
def parse(expression: str) -> Node:
    """Read *expression* (without its outer brackets). Raises ArmError `InvalidTemplate`."""
    reader = _Reader(expression)
    node = reader.value()
    reader.take("EndOfData")
    return node


class _Reader:
    """One token of look-ahead over an expression."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.position = 0
        self.kind, self.text = "", ""
        self._advance()

    def _advance(self) -> None:
        match = _TOKEN.match(self.expression, self.position)
        if match is None:
            raise refusals.failed_expression(
                f"Unable to parse language expression '{self.expression}': "
                f"unexpected character at position '{self.position}'."
            )
        assert match.lastgroup is not None
        self.kind, self.text = match.lastgroup, match.group(match.lastgroup)
        self.position = match.end()

    def take(self, kind: str) -> str:
        """Return the token's text and go on; it must be of *kind*."""
        if self.kind != kind:
            raise refusals.unexpected_token(self.expression, kind, self.kind)
        text = self.text
        if kind != "EndOfData":
            self._advance()
        return text

    def value(self) -> Node:
        """Read a literal or a call, and all `.name` and `[key]` after it."""
        node = self._start()
        while self.kind in {"Dot", "LeftSquareBracket"}:
            if self.kind == "Dot":
                self.take("Dot")
                node = Member(node, Literal(self.take("Identifier")))
                continue
            self.take("LeftSquareBracket")
            node = Member(node, self.value())
            self.take("RightSquareBracket")
        return node

    def _start(self) -> Node:
        if self.kind == "Literal":
            return Literal(self.take("Literal")[1:-1].replace("''", "'"))
        if self.kind == "Integer":
            return Literal(int(self.take("Integer")))
        name = self.take("Identifier")
        self.take("LeftParenthesis")
        return Call(name, self._arguments())

    def _arguments(self) -> tuple[Node, ...]:
        arguments: list[Node] = []
        while self.kind != "RightParenthesis":
            if arguments:
                if self.kind != "Comma":
                    raise refusals.unexpected_token(self.expression, "RightParenthesis", self.kind)
                self.take("Comma")
            arguments.append(self.value())
        self.take("RightParenthesis")
        return tuple(arguments)
