"""The kinds of spec, in one table: what each is made of, which of them a file is, and what to say where another is expected.

    spec/…       how it is read and checked, and its schema
    programs/…   what `modelstacks up` runs for it
    stacks/NAME  its Pulumi project, with a first spec

Everything else walks `KINDS`, or asks for what a kind is made of by its dotted name: so a part above this one is loaded
only where it is wanted, and nobody imports upwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from modelstacks.errors import SpecError
from modelstacks.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from modelstacks.yaml_source import Source


@dataclass(frozen=True)
class FileKind:
    """A kind of YAML file. *file* is what it is usually called; *schema*: the dotted name of what returns its `Schema`."""

    file: str
    schema: str

    @property
    def stem(self) -> str:
        """The file's name without `.yaml`."""
        return self.file.removesuffix(".yaml")

    @property
    def schema_file(self) -> str:
        """The name of the schema beside the file, which that names in its first line, for editors."""
        return f"{self.stem}.schema.json"


@dataclass(frozen=True)
class SpecKind(FileKind):
    """A kind of spec. *name* is its stack's: of the folder `stacks/NAME` and the project `modelstacks-NAME`.

    *file* is what `modelstacks init` calls it, *keys* are top-level keys that only such a file has, *holds* says in a
    message what is in it. By dotted name: *load* takes a path, the environment and the user's catalogue rows and returns
    the `Spec`; *program* takes a path, the `ExistingResources` to fill and the smoke tests to fill by deployment.
    """

    name: str
    keys: frozenset[str]
    holds: str
    load: str
    program: str

    @property
    def project(self) -> str:
        """The Pulumi project's name."""
        return f"modelstacks-{self.name}"


MODELS = SpecKind(
    name="models",
    file="deployments.yaml",
    keys=frozenset({"deployments"}),
    holds="`deployments`",
    load="modelstacks.spec.deployments.load_deployments",
    schema="modelstacks.spec.mode_keys.deployments_schema",
    program="modelstacks.programs.models.run",
)
"""The one with deployments, and so with a lock; what a file is that has no other's keys."""
KINDS = (
    SpecKind(
        name="platform",
        file="platform.yaml",
        keys=frozenset({"hubs", "region"}),
        holds="`hubs` or `workspaces`",
        load="modelstacks.spec.platform.load_platform",
        schema="modelstacks.spec.platform.platform_schema",
        program="modelstacks.programs.platform.run",
    ),
    MODELS,
)
"""In the order in which their stacks come up."""
FLEET = FileKind("fleet.yaml", "modelstacks.fleet.schemas.fleet_schema")
"""Names many stacks, and is the spec of none."""
FILES: tuple[FileKind, ...] = (*KINDS, FLEET)
"""All YAML files that people write."""


def named_kind(name: str) -> SpecKind:
    """Return the kind of that name. Raises KeyError."""
    return {kind.name: kind for kind in KINDS}[name]


def kind_of(keys: Collection[str]) -> SpecKind:
    """Return which kind of spec has these top-level keys: MODELS where they are its own, or nobody's."""
    found = [kind for kind in KINDS if kind.keys.intersection(keys)]
    return MODELS if MODELS in found or not found else found[0]


def part_at(dotted_name: str) -> Any:
    """Return what a kind is made of, from the module that its dotted name is in."""
    module, _, name = dotted_name.rpartition(".")
    return getattr(import_module(module), name)


def read_spec(path: Path, environ: Mapping[str, str]) -> Source:
    """Read the file of a spec, of any kind, as `read_yaml` does."""
    begun = any(kind.file == path.name for kind in KINDS)
    return read_yaml(path, environ, hint="; `modelstacks init` writes a first one" if begun else "")


def refuse_other_kind(source: Source, expected: str) -> None:
    """Raise SpecError where a spec of another kind than the *expected* one was read."""
    wanted, found = named_kind(expected), kind_of(source.data.keys())
    own = sorted(found.keys & source.data.keys())
    if own and not wanted.keys & source.data.keys():
        message = (
            f"'{own[0]}' makes this a {found.file}, which has no place here: "
            f"give the file with your {wanted.holds} instead"
        )
        raise SpecError([source.mistake((own[0],), message, at_key=True)])
