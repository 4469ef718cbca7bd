"""A YAML file read with the place of every key and value, so that a mistake can be shown where it stands.

Ours, on PyYAML's nodes: ruamel.yaml keeps places, too, but then parses in Python alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from modelstacks.errors import Mistake, SpecError
from modelstacks.yaml_nodes import NotYamlError, compose, place_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from modelstacks.yaml_nodes import Node

Loc: TypeAlias = tuple[str | int, ...]

VARIABLE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}")
CONFLICT = "<<<<<<<"
OTHER_MARKERS = ("=======", ">>>>>>>")
MOST_BYTES = 32 * 2**20
"""What a file may hold: twice the lock of 20,000 deployments."""


@dataclass
class Source:
    """The content of a YAML file (mappings as dict, lists as tuple) and where each part of it stands."""

    path: Path
    data: dict[Any, Any] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    key_places: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    value_places: dict[Loc, tuple[int, int]] = field(default_factory=dict)

    def add_new(self, mistakes: Iterable[Mistake]) -> None:
        """Add *mistakes*, but not where one is known already: it would only follow from that."""
        known = {(mistake.line, mistake.column) for mistake in self.mistakes}
        self.mistakes.extend(mistake for mistake in mistakes if (mistake.line, mistake.column) not in known)

    def mistake(self, loc: Loc, message: str, *, at_key: bool = False) -> Mistake:
        """Return a mistake at *loc* (a key's or a value's place), or at the nearest thing around it."""
        place = self.key_places.get(loc) if at_key else self.value_places.get(loc)
        while place is None and loc:
            place = self.key_places.get(loc) or self.value_places.get(loc)
            loc = loc[:-1]
        line, column = place or (0, 0)
        return Mistake(self.path, line + 1, column + 1, message)


def read_yaml(
    path: Path,
    environ: Mapping[str, str] | None = None,
    *,
    list_under: str | None = None,
    hint: str = "",
) -> Source:
    """Read *path*, with `${NAME}` in keys and values replaced from *environ* (None: left as they are).

    A file that is one list is read as if it stood under the key *list_under*. *hint* ends what is said of a file that is
    not there or empty.

    What does not stop the reading (a key given twice, a variable that is not set) is in the source's mistakes.
    Raises SpecError when there is nothing to read: no file, no YAML, no mapping, or more than anybody means.
    """
    return parse_yaml(read_text(path, hint), path, environ, list_under=list_under, hint=hint)


def parse_yaml(
    text: str,
    path: Path,
    environ: Mapping[str, str] | None = None,
    *,
    list_under: str | None = None,
    hint: str = "",
) -> Source:
    """Read *text*, which stands in *path*, as `read_yaml` does."""
    source = Source(path)
    _refuse_conflict(source, text)
    try:
        node = compose(text)
    except NotYamlError as err:
        raise SpecError([Mistake(path, err.line + 1, err.column + 1, str(err))]) from err
    if node is None:
        raise SpecError([source.mistake((), f"the file is empty{hint}")])
    loc: Loc = (list_under,) if list_under and node.kind == "list" else ()
    data = _Reader(source, environ).value(node, loc)
    data = {list_under: data} if loc else data
    if not isinstance(data, dict):
        raise SpecError([source.mistake((), f"a mapping (key: value) is expected, not {describe(data)}")])
    source.data = data
    return source


def describe(value: object) -> str:
    """Return *value* in words a YAML author knows."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text '{value}'"
        case dict():
            return "a mapping"
        case tuple() | list():
            return "a list"
        case _:
            return f"the {type(value).__name__} {value}"


def read_text(path: Path, hint: str = "") -> str:
    """Return the text of *path*. Raises SpecError where there is none: no file, too large, not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as err:
        raise SpecError([Mistake(path, 1, 1, _not_there(path) + hint)]) from err
    except IsADirectoryError as err:
        raise SpecError([Mistake(path, 1, 1, "this is a folder: give the path of a file")]) from err
    except OSError as err:
        raise SpecError([Mistake(path, 1, 1, f"the file can't be read: {err.strerror}")]) from err
    if len(content) > MOST_BYTES:
        message = f"the file is larger than {MOST_BYTES // 2**20} MB, more than is read: split it, or give another path"
        raise SpecError([Mistake(path, 1, 1, message)])
    return _decoded(content, path)


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        before = content[: err.start].decode("utf-8", errors="replace")
        line, column = place_of(before, len(before))
        message = "the file is not text in UTF-8: save it in that encoding"
        raise SpecError([Mistake(path, line + 1, column + 1, message)]) from err


def _refuse_conflict(source: Source, text: str) -> None:
    """Raise SpecError where version control left both sides of a merge in the file."""
    both = all(
        f"\n{marker}" in f"\n{text}" for marker in (CONFLICT, *OTHER_MARKERS)
    )  # a key may look like one of them
    for number, line in enumerate(text.splitlines() if both else ()):
        if line.startswith(CONFLICT):
            source.value_places[()] = (number, 0)
            raise SpecError(
                [
                    source.mistake(
                        (),
                        f"a merge left both sides here ({CONFLICT}): keep one of them, and delete the markers",
                    )
                ]
            )


def _not_there(path: Path) -> str:
    folder = path.absolute().parent
    where = f"there is no such file in {folder}" if folder.is_dir() else f"there is no folder {folder}"
    return f"{where}: give the path of yours"


@dataclass
class _Reader:
    source: Source
    environ: Mapping[str, str] | None

    def value(self, node: Node, loc: Loc) -> Any:
        if not node.empty:  # an empty value has no place of its own
            self.source.value_places.setdefault(loc, (node.line, node.column))
        if node.kind == "list":
            return tuple(self.value(item, (*loc, index)) for index, item in enumerate(node.items))
        return self.mapping(node, loc) if node.kind == "mapping" else self.scalar(node, loc)

    def mapping(self, node: Node, loc: Loc) -> dict[Any, Any]:
        merged: dict[Any, Any] = {}
        own: dict[Any, Any] = {}
        for key_node, value_node in zip(node.items[::2], node.items[1::2], strict=True):
            if key_node.is_merge:
                merged |= self.merge(value_node, loc)
                continue
            key = self.key(key_node, loc)
            if key in own:
                self.source.mistakes.append(self._at(key_node, f"'{key}' is given here a second time"))
                continue
            self.source.key_places[*loc, key] = (key_node.line, key_node.column)
            own[key] = self.value(value_node, (*loc, key))
        return merged | own

    def merge(self, node: Node, loc: Loc) -> dict[Any, Any]:
        """`<<: *anchor`, or a list of them, of which the first one wins."""
        merged: dict[Any, Any] = {}
        for part in node.items if node.kind == "list" else [node]:
            value = self.value(part, loc)
            if not isinstance(value, dict):
                self.source.mistakes.append(self._at(part, f"<< takes a mapping, not {describe(value)}"))
                continue
            merged = value | merged
        return merged

    def key(self, node: Node, loc: Loc) -> str:
        if node.kind != "scalar":
            self.source.mistakes.append(self._at(node, "a key is a single word here"))
            return ""
        self.source.key_places.setdefault((*loc, node.text), (node.line, node.column))
        return self.expanded(node.text, (*loc, node.text))

    def scalar(self, node: Node, loc: Loc) -> Any:
        try:
            return value_of(node, self.expanded(node.text, loc))
        except ValueError as err:
            self.source.mistakes.append(self._at(node, str(err)))
            return node.text

    def expanded(self, text: str, loc: Loc) -> str:
        if self.environ is None or "${" not in text:
            return text
        environ = self.environ
        for name in sorted({found["name"] for found in VARIABLE.finditer(text)} - environ.keys()):
            self.source.mistakes.append(
                self.source.mistake(loc, f"the environment variable {name} is not set: export {name}=…")
            )
        return VARIABLE.sub(lambda found: environ.get(found["name"], found[0]), text)

    def _at(self, node: Node, message: str) -> Mistake:
        return Mistake(self.source.path, node.line + 1, node.column + 1, message)
