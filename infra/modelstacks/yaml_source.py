"""A YAML file read with the place of every key and value, so that a mistake can be shown where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from modelstacks.errors import Mistake, SpecError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Loc: TypeAlias = tuple[str | int, ...]

VARIABLE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}")
MERGE_TAG = "tag:yaml.org,2002:merge"
CONFLICT = "<<<<<<<"
FIRST_ONES = {"deployments.yaml", "platform.yaml"}
TEXT_TAG = "tag:yaml.org,2002:str"


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
    path: Path, environ: Mapping[str, str] | None = None, *, list_under: str | None = None
) -> Source:
    """Read *path*, with `${NAME}` in values replaced from *environ* (None: left as they are).

    A file that is one list is read as if it stood under the key *list_under*.

    What does not stop the reading (a key given twice, a variable that is not set) is in the source's mistakes.
    Raises SpecError when there is nothing to read: no file, no YAML, no mapping.
    """
    source = Source(path)
    node, yaml = _compose(source)
    reader = _Reader(source, yaml, environ)
    loc: Loc = (list_under,) if list_under and isinstance(node, SequenceNode) else ()
    data = reader.value(node, loc)
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


def _compose(source: Source) -> tuple[Node, YAML]:
    try:
        text = source.path.read_text(encoding="utf-8")
    except FileNotFoundError as err:
        raise SpecError([source.mistake((), _not_there(source.path))]) from err
    except IsADirectoryError as err:
        raise SpecError([source.mistake((), "this is a folder: give the path of a file")]) from err
    except OSError as err:
        raise SpecError([source.mistake((), f"the file can't be read: {err.strerror}")]) from err
    except UnicodeDecodeError as err:
        raise SpecError([source.mistake((), "the file is not text in UTF-8: save it as that")]) from err
    _refuse_conflict(source, text)
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as err:
        raise SpecError([_syntax_mistake(source, err)]) from err
    except ReaderError as err:
        text = f"a character that YAML does not take (U+{err.character:04X}): delete it"
        raise SpecError([source.mistake((), text)]) from err
    if node is None:
        raise SpecError([source.mistake((), f"the file is empty{_first_one(source.path)}")])
    return node, yaml


def _refuse_conflict(source: Source, text: str) -> None:
    """Raise SpecError where version control left both sides of a merge in the file."""
    for number, line in enumerate(text.splitlines() if CONFLICT in text else ()):
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
    return f"{where}: give the path of yours{_first_one(path)}"


def _first_one(path: Path) -> str:
    return "; `modelstacks init` writes a first one" if path.name in FIRST_ONES else ""


def _syntax_mistake(source: Source, err: Any) -> Mistake:
    mark = err.problem_mark or err.context_mark
    source.value_places[()] = (mark.line, mark.column)
    if "'\\t'" in (err.problem or ""):
        return source.mistake((), "a tab stands where YAML wants blanks: indent with blanks")
    said = ", ".join(part for part in (err.context, err.problem) if part)
    return source.mistake((), f"this is not YAML: {said}")


@dataclass
class _Reader:
    source: Source
    yaml: YAML
    environ: Mapping[str, str] | None

    def value(self, node: Node, loc: Loc) -> Any:
        if node.start_mark.index != node.end_mark.index:  # an empty value has no place of its own
            self.source.value_places.setdefault(loc, (node.start_mark.line, node.start_mark.column))
        match node:
            case ScalarNode():
                return self.scalar(node, loc)
            case SequenceNode():
                return tuple(self.value(item, (*loc, index)) for index, item in enumerate(node.value))
            case MappingNode():
                return self.mapping(node, loc)
            case _:
                raise AssertionError(f"unknown YAML node {node}")

    def mapping(self, node: MappingNode, loc: Loc) -> dict[Any, Any]:
        merged: dict[Any, Any] = {}
        own: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == MERGE_TAG:
                merged |= self.merge(value_node, loc)
                continue
            key = self.key(key_node)
            if key in own:
                self.source.mistakes.append(self._at(key_node, f"'{key}' stands here a second time"))
                continue
            self.source.key_places[*loc, key] = (key_node.start_mark.line, key_node.start_mark.column)
            own[key] = self.value(value_node, (*loc, key))
        return merged | own

    def merge(self, node: Node, loc: Loc) -> dict[Any, Any]:
        """`<<: *anchor`, or a list of them, of which the first one wins."""
        merged: dict[Any, Any] = {}
        for part in node.value if isinstance(node, SequenceNode) else [node]:
            value = self.value(part, loc)
            if not isinstance(value, dict):
                self.source.mistakes.append(self._at(part, f"<< takes a mapping, not {describe(value)}"))
                continue
            merged = value | merged
        return merged

    def key(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            self.source.mistakes.append(self._at(node, "a key is a single word here"))
            return ""
        return str(node.value)

    def scalar(self, node: ScalarNode, loc: Loc) -> Any:
        if self.environ is None or "${" not in node.value:
            return self.yaml.constructor.construct_object(node)
        text = self.expanded(node.value, loc)
        if node.style is None:
            node.tag = self.yaml.resolver.resolve(type(node), text, (True, False))
        node.value = text
        return self.yaml.constructor.construct_object(node) if node.tag != TEXT_TAG else text

    def expanded(self, text: str, loc: Loc) -> str:
        environ = self.environ or {}
        for name in sorted({found["name"] for found in VARIABLE.finditer(text)} - environ.keys()):
            self.source.mistakes.append(
                self.source.mistake(loc, f"the environment variable {name} is not set: export {name}=…")
            )
        return VARIABLE.sub(lambda found: environ.get(found["name"], found[0]), text)

    def _at(self, node: Node, message: str) -> Mistake:
        return Mistake(self.source.path, node.start_mark.line + 1, node.start_mark.column + 1, message)
