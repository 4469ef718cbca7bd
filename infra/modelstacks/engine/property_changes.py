"""What differs inside a resource between two states of it, as lines: `tags.owner: "a" -> "b"`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pulumi.automation.events import StepEventMetadata

PLAIN = re.compile(r"[A-Za-z_][\w-]*")
ABSENT = object()


def changed_paths(step: StepEventMetadata) -> list[str]:
    """Return the paths of the properties that differ: by their values, then those that the engine alone knows of."""
    before, after = _values(step)
    paths = [path for path in dict.fromkeys([*before, *after]) if _at(before, path) != _at(after, path)]
    told = [path for path in step.detailed_diff or step.diffs or () if not path.startswith("__")]
    return paths + [
        path for path in told if not any(path in (each, each.partition("[")[0]) for each in paths)
    ]


def change_lines(step: StepEventMetadata) -> list[str]:
    """Return a line for each property that differs. Secrets are masked in the engine's events already."""
    before, after = _values(step)
    return [_line(path, _at(before, path), _at(after, path)) for path in changed_paths(step)]


def _line(path: str, before: object, after: object) -> str:
    if before == after:  # a secret, or what only Azure's side has
        return f"{path}: changes"
    if before is ABSENT:
        return f"{path}: {_text(after)}"
    return f"{path}: {_text(before)} -> {'(none)' if after is ABSENT else _text(after)}"


def _values(step: StepEventMetadata) -> tuple[dict[str, Any], dict[str, Any]]:
    old, new = (state.inputs or {} if state else {} for state in (step.old, step.new))
    return dict(_leaves(old)), dict(_leaves(new))


def _leaves(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if key.startswith("__"):  # Pulumi's own: a pickled provider
            continue
        step = f".{key}" if PLAIN.fullmatch(key) else f"[{json.dumps(key)}]"
        inner = (path + step).removeprefix(".")
        if isinstance(value, dict) and value:
            yield from _leaves(value, inner)
        else:
            yield inner, value


def _at(values: Mapping[str, Any], path: str) -> object:
    return values.get(path, ABSENT)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
