"""What lies above a resource of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure import catalogue
from localazure.arm.ids import ResourceId
from localazure.arm.locations import canonical
from localazure.providers.machinelearning.names import WORKSPACES

if TYPE_CHECKING:
    from localazure.arm.resource_type import LocalAzure, Resource


def workspace_of(azure: LocalAzure, id_: ResourceId) -> Resource:
    """Return the workspace that holds *id_*; ARM has made sure that it exists."""
    workspace = azure.store.find(ResourceId(id_.scope, WORKSPACES, id_.names[:1]))
    assert workspace is not None
    return workspace


def region_of(resource: Resource) -> str:
    """Return the id of the region that *resource* is in."""
    return canonical(resource.body["location"])


def display_name(region: str) -> str:
    """Return the region's name for people, as error texts have it."""
    known = catalogue.load().find_region(region)
    return known.display_name if known else region
