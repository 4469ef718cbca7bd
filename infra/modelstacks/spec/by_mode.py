"""What the spec asks of a deployment's mode."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from modelstacks.mode_parts import mode_names, part
from modelstacks.spec.parents import workspaces_in
from modelstacks.spec.schema_base import Schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.errors import Mistake
    from modelstacks.names import Kind
    from modelstacks.spec.parents import Parent
    from modelstacks.spec.schemas import DeploymentSchema, DeploymentsSchema
    from modelstacks.yaml_source import Loc, Source

WORKSPACES_KEY = "workspaces"


class ModeSpec:
    """What deployments in one mode can say.

    Some keys of a deployment are for some modes alone: *takes* names those of them that mean something here, *own_keys*
    holds more that no other mode has (each with a default), *top_level* such keys of the file itself.
    """

    endpoint_kind: Kind
    """Of its endpoints' names."""
    deployment_kind: Kind | None = None
    """Of the deployments' names, where Azure knows them beside the endpoint's."""
    takes: frozenset[str] = frozenset()
    own_keys: type[Schema] = Schema
    top_level: type[Schema] = Schema
    shares_endpoints: bool = False
    """Whether several deployments can be behind one endpoint, which may exist already."""
    parents_key: str = WORKSPACES_KEY
    """The top-level key of the file that names, region by region, what its endpoints lie in: a mapping.

    A file needs no `workspaces` where no deployment may get a mode that lies in them."""
    parent_word: str = "workspace"
    """What such a thing is called in messages."""

    @property
    def in_workspaces(self) -> bool:
        """Whether its endpoints lie in workspaces."""
        return self.parents_key == WORKSPACES_KEY

    def parents(self, file: DeploymentsSchema) -> Mapping[str, Parent]:
        """Return what its endpoints lie in, by region, in the file's order; a mode with a *parents_key* overrides it."""
        return workspaces_in(file)

    def mistakes(
        self, deployment: DeploymentSchema, source: Source, catalog: Catalog, loc: Loc
    ) -> Iterator[Mistake]:
        """Yield what is wrong between the values of a deployment that may be placed in this mode."""
        del deployment, source, catalog, loc
        yield from ()

    def file_mistakes(self, file: DeploymentsSchema, source: Source) -> Iterator[Mistake]:
        """Yield what is wrong between the values of the file: the mode's top-level keys, and what deployments share."""
        del file, source
        yield from ()


def spec_of(mode: str) -> ModeSpec:
    """Return what deployments in *mode* can say."""
    found: ModeSpec = part(mode, "spec")
    return found


def specs_for(mode: str) -> list[ModeSpec]:
    """Return those of the modes that a deployment with `mode: MODE` may get, the least preferred first."""
    return [spec_of(name) for name in reversed(mode_names()) if mode in ("auto", name)]


@cache
def keys_of_some_modes() -> frozenset[str]:
    """Return the keys of a deployment that mean nothing in some mode."""
    specs = [spec_of(mode) for mode in mode_names()]
    return frozenset().union(*(spec.takes.union(spec.own_keys.model_fields) for spec in specs))
