"""The files that a stack is run with, carried to a worker that has none of them: the spec, its lock, its rows, its config."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from modelstacks.lock_path import LOCK_VARIABLE
from modelstacks.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.fleet.stack import FleetStack
    from modelstacks.fleet.stack_process import StackRun


@dataclass(frozen=True)
class Carried:
    """Texts by path, relative to the folder that all of them lie in; *spec* and *lock* are two of those paths."""

    spec: str
    lock: str
    texts: Mapping[str, str]

    @contextmanager
    def unpacked(self, run: StackRun) -> Iterator[tuple[StackRun, Path]]:
        """Yield *run* as it is in a folder of its own, and that folder, which is deleted after it."""
        with TemporaryDirectory(prefix="modelstacks-") as name:
            folder = Path(name)
            for path, text in self.texts.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
            command, _, *options = run.arguments
            variables = {**run.variables, LOCK_VARIABLE: os.fspath(folder / self.lock)}
            arguments = (command, os.fspath(folder / self.spec), *options)
            yield replace(run, arguments=arguments, variables=variables), folder

    def changed(self, folder: Path, stack: str) -> dict[str, str]:
        """Return what the run wrote: the stack's config, in which a new stack's salt stands."""
        found = {
            os.fspath(path.relative_to(folder)): path.read_text(encoding="utf-8")
            for path in folder.rglob(f"Pulumi.{stack}.yaml")
        }
        return {path: text for path, text in found.items() if self.texts.get(path) != text}


def pack(stack: FleetStack) -> tuple[Carried, Path]:
    """Return the stack's files, and the folder that they are relative to. Raises SpecError where the spec can't be read."""
    spec = stack.spec.absolute()
    rows = read_yaml(spec).data.get("rows") or ()
    named = [spec, stack.lock.absolute(), *(spec.parent / str(row) for row in rows)]
    files = [
        *named,
        *spec.parent.glob("Pulumi*.yaml"),
        *spec.parent.glob(".modelstacks/stacks/*/Pulumi*.yaml"),
    ]
    there = [Path(os.path.normpath(file)) for file in files]
    root = Path(os.path.commonpath([file.parent for file in there]))
    wanted = [file for file in there if file.is_file() and _is_about(file.name, stack.name)]
    texts = {os.fspath(file.relative_to(root)): file.read_text(encoding="utf-8") for file in wanted}
    return Carried(os.fspath(there[0].relative_to(root)), os.fspath(there[1].relative_to(root)), texts), root


def _is_about(name: str, stack: str) -> bool:
    """Whether it is no other stack's config."""
    return not name.startswith("Pulumi.") or name in ("Pulumi.yaml", f"Pulumi.{stack}.yaml")
