"""What the wheel brings of `stacks/`: file by file just what `modelstacks init` writes.

A folder would bring along what lies in it unversioned, a local state with its keys, too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = ("Pulumi.yaml", "Pulumi.local.yaml", "__main__.py")


class StackFiles(BuildHookInterface):  # type: ignore[type-arg]  # of a configuration, which this hook has not
    """Run by hatchling, as pyproject.toml says."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files to the wheel, an editable one's as well: by them the package is known to be this distribution's."""
        forced = build_data["force_include_editable" if version == "editable" else "force_include"]
        forced |= {file: f"modelstacks/{file}" for file in stack_files(Path(self.root))}


def stack_files(root: Path) -> Iterator[str]:
    """Yield them as paths in the clone *root*: a stack is a folder with the schema of its first spec."""
    for schema in sorted(root.glob("stacks/*/*.schema.json")):
        folder = schema.parent.relative_to(root)
        spec = schema.name.replace(".schema.json", ".yaml")
        yield from (str(folder / name) for name in (spec, schema.name, *PROJECT))
