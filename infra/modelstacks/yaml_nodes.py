"""YAML text as nodes with their places, and plain words as values: YAML 1.2's core schema, dates and merge keys.

A few lines of anchors can stand for billions of values. How many an alias stands for is added up while it is read,
so that such a text is refused where it passes the limit, before anything is made of it. Read with libyaml's parser,
20 times as fast as one in Python, where PyYAML was built with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import yaml
from yaml import events

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_VALUES = 1_000_000
"""Values that a text may stand for: twice what 20,000 locked deployments take."""
DEEPEST = 64
"""Lists and mappings inside each other; ours are less than ten deep."""

PARSER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML's `c-printable` leaves out."""
MERGE = "<<"
TAG = "tag:yaml.org,2002:"
WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
INT = re.compile(r"[-+]?[0-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+")
FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Dumper(yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper):  # type: ignore[misc]  # no stubs
    """Writes in quotation marks what `value_of` would not read as text; PyYAML by itself goes by YAML 1.1."""


for _kind, _pattern in (("int", INT), ("float", FLOAT)):
    _Dumper.add_implicit_resolver(TAG + _kind, re.compile(f"(?:{_pattern.pattern})$"), list("-+.0123456789"))


class NotYamlError(Exception):
    """The text can't be read; *line* and *column* count from 0."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line, self.column = line, column


@dataclass(slots=True, eq=False)
class Node:
    """A part of the text. A mapping's keys and values stand by turns in *items*.

    *plain*: a word without quotation marks. *empty*: nothing is written there. *size* counts the values it stands
    for, *height* the lists and mappings inside each other, itself one of them; both with aliases followed.
    """

    kind: Literal["scalar", "list", "mapping"]
    line: int
    column: int
    text: str = ""
    tag: str | None = None
    plain: bool = False
    empty: bool = False
    items: list[Node] = field(default_factory=list)
    size: int = 1
    height: int = 0

    @property
    def is_merge(self) -> bool:
        """Whether it is the key `<<`."""
        return self.plain and self.text == MERGE


def compose(text: str) -> Node | None:
    """Return the root of *text*, or None where nothing is in it. Raises NotYamlError."""
    if found := NOT_ALLOWED.search(text):
        line, column = place_of(text, found.start())
        raise NotYamlError(
            f"the character U+{ord(found[0]):04X} can't stand in YAML: delete it", line, column
        )
    composer = _Composer()
    try:
        for event in yaml.parse(text, Loader=PARSER):
            composer.take(event)
    except yaml.MarkedYAMLError as err:
        raise _syntax_error(text, err) from err
    return composer.root


def dump(value: Any) -> str:
    """Return *value* as YAML, keys in their order; reading it gives the same."""
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return text


def place_of(text: str, index: int) -> tuple[int, int]:
    """Return the line and the column of the character at *index*, both from 0."""
    return text.count("\n", 0, index), index - text.rfind("\n", 0, index) - 1


def _syntax_error(text: str, err: yaml.MarkedYAMLError) -> NotYamlError:
    mark = err.problem_mark
    lines = text.split("\n")
    at = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
    if at == "\t":
        message = "there is a tab where YAML expects spaces: indent with spaces"
    else:
        message = f"this is not YAML: {', '.join(part for part in (err.context, err.problem) if part)}"
    return NotYamlError(message, mark.line, mark.column)


@dataclass
class _Composer:
    """Makes nodes of a parser's events, in a loop: depth costs it nothing."""

    root: Node | None = None
    documents: int = 0
    values: int = 0
    open: list[Node] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)

    def take(self, event: Any) -> None:
        match event:
            case events.ScalarEvent():
                plain = event.implicit[0]
                empty = plain and event.start_mark.index == event.end_mark.index
                self._begin(event, Node("scalar", *_place(event), event.value, event.tag, plain, empty))
            case events.MappingStartEvent():
                self.open.append(self._begin(event, Node("mapping", *_place(event), tag=event.tag, height=1)))
            case events.SequenceStartEvent():
                self.open.append(self._begin(event, Node("list", *_place(event), tag=event.tag, height=1)))
            case events.CollectionEndEvent():
                self._end()
            case events.AliasEvent():
                self._alias(event)
            case events.DocumentStartEvent():
                self._document(event)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise NotYamlError("a second document begins here: one file holds one", *_place(event))

    def _begin(self, event: Any, node: Node) -> Node:
        if event.anchor:
            self.anchors[event.anchor] = node
        if self.open:
            self.open[-1].items.append(node)
            if node.kind == "scalar":
                self._count(self.open[-1], node)
        else:
            self.root = node
        self._refuse_too_much(event, 1, node.height)
        return node

    def _end(self) -> None:
        node = self.open.pop()
        if self.open:
            self._count(self.open[-1], node)

    def _count(self, around: Node, node: Node) -> None:
        around.size += node.size
        around.height = max(around.height, node.height + 1)

    def _alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            raise NotYamlError(f"this is not YAML: found undefined alias '{event.anchor}'", *_place(event))
        if node in self.open:
            message = f"the alias *{event.anchor} stands inside what it names, which would never end: write out what is meant"
            raise NotYamlError(message, *_place(event))
        self.open[-1].items.append(node)
        self._count(self.open[-1], node)
        self._refuse_too_much(event, node.size, node.height)

    def _refuse_too_much(self, event: Any, size: int, height: int) -> None:
        self.values += size
        if self.values > MOST_VALUES:
            alias = getattr(event, "anchor", None) if isinstance(event, events.AliasEvent) else None
            why = f"; the alias *{alias} alone stands for {size:,}" if alias else ""
            message = (
                f"up to here the file stands for more than {MOST_VALUES:,} values{why}: "
                "write out what is meant, or split the file"
            )
            raise NotYamlError(message, *_place(event))
        if len(self.open) + height > DEEPEST:
            raise NotYamlError(
                f"more than {DEEPEST} lists and mappings are inside each other here", *_place(event)
            )


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line, event.start_mark.column


def value_of(node: Node, text: str) -> Any:
    """Return what *text*, in the place of the scalar *node*'s own, stands for. Raises ValueError where its tag is unknown."""
    tag = node.tag.removeprefix(TAG) if node.tag and node.tag != "!" else None
    if tag is None:
        return _plain_value(text) if node.plain else text
    if tag not in TAGGED:
        raise ValueError(f"the tag {node.tag} means nothing here: leave it out")
    try:
        return TAGGED[tag](text)
    except (ValueError, KeyError):
        raise ValueError(f"'{text}' is not a valid !!{tag}") from None


def _plain_value(text: str) -> Any:
    if text in WORDS:
        return WORDS[text]
    if INT.fullmatch(text):
        return _int(text)
    if FLOAT.fullmatch(text):
        return _float(text)
    return _date(text) if DATE.fullmatch(text) else text


def _int(text: str) -> int:
    plain = text.replace("_", "")
    return int(plain, 0) if plain.startswith(("0o", "0x")) else int(plain)


def _float(text: str) -> float:
    return float(text.lower().replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))


def _date(text: str) -> date:
    """Raises ValueError for a day that no calendar has."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is not a day of the calendar") from None


TAGGED: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "int": _int,
    "float": _float,
    "bool": lambda text: WORDS[text],
    "null": lambda _: None,
    "timestamp": _date,
}
