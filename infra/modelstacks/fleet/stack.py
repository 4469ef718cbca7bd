"""A stack of a fleet: its spec, and the environment that it is read and run in."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError
from modelstacks.lock_path import LOCK_VARIABLE, lock_path
from modelstacks.spec.kinds import kind_of
from modelstacks.yaml_source import VARIABLE, read_text, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from modelstacks.spec.kinds import SpecKind

ALL = "all"
"""The one ring of a fleet that names none."""


@dataclass(frozen=True)
class Ring:
    """Stacks by patterns of their names. *at_once* None: as many as the executor takes."""

    name: str
    stacks: tuple[str, ...]
    stop_after: int = 1
    at_once: int | None = None


@dataclass(frozen=True)
class FleetStack:
    """*name* is also the Pulumi stack's. *variables* are as in the file: `${NAME}` in them is taken where the stack runs."""

    name: str
    spec: Path
    ring: str
    variables: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float | None = None

    @cached_property
    def kind(self) -> SpecKind:
        """Of which kind its spec is. Raises SpecError where that can't be read as YAML."""
        return kind_of(read_yaml(self.spec).data.keys())

    @cached_property
    def lock(self) -> Path:
        """Where its decisions stand: a spec that reads one of the stack's variables differs from stack to stack, and so has
        a lock for each of them."""
        plain = lock_path(self.spec, {})
        read = (found["name"] for found in VARIABLE.finditer(read_text(self.spec)))
        if self.variables.keys().isdisjoint(read):
            return plain
        return plain.with_name(f"{self.spec.stem}.{self.name}.lock.yaml")

    @property
    def all_variables(self) -> dict[str, str]:
        """*variables*, and where its lock lies."""
        if self.lock == lock_path(self.spec, {}):
            return dict(self.variables)
        return {**self.variables, LOCK_VARIABLE: os.fspath(self.lock.absolute())}

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return *environ* with the stack's own variables. Raises UsageError for one that takes what is not set."""
        return {**environ, **self.own_environment(environ)}

    def own_environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the stack's own variables alone, whose values may be secrets."""
        return expanded(self.name, self.all_variables, environ)


def expanded(stack: str, variables: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables with `${NAME}` taken from *environ*. Raises UsageError for a name that is not set there."""
    for variable, value in variables.items():
        missing = [found["name"] for found in VARIABLE.finditer(value) if found["name"] not in environ]
        if missing:
            raise UsageError(
                f"Stack {stack} takes {variable} from the environment variable {missing[0]}, which is not set.\n"
                f"Run: export {missing[0]}=…"
            )
    return {
        name: VARIABLE.sub(lambda found: environ[found["name"]], value) for name, value in variables.items()
    }


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Say whether one of the patterns is that name, `*` and `?` standing for any text and any character."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)
