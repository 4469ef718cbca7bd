"""What reading an endpoint back asks of its mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.endpoint_access import Address, address_in, read_access
from modelstacks.mode_parts import mode_names, part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.endpoint_access import Access, EndpointRef
    from modelstacks.azure.observed_endpoint import ObservedEndpoint


class ModeEndpoints(ABC):
    """How ARM describes the endpoints of one mode."""

    type: str
    """Of the resource, as ARM's lists have it: `Microsoft.MachineLearningServices/workspaces/onlineEndpoints`."""
    has_deployments: bool = False
    """Whether what it serves are deployments below it; else the endpoint itself names the model."""
    api_version: str = MACHINE_LEARNING
    """What it is asked with, and what is below it."""
    tracked: bool = True
    """Whether ARM's list of a subscription's resources has it; else its parents are listed, and below each it."""

    @property
    def parent_type(self) -> str:
        """The type of what they lie in: `Microsoft.MachineLearningServices/workspaces`."""
        return self.type.rpartition("/")[0]

    @property
    def collection(self) -> str:
        """Where they lie in their parent."""
        return self.type.rpartition("/")[2]

    @property
    def right_to_models(self) -> str:
        """The action of Azure RBAC that reading what they serve takes."""
        return f"{self.type}/deployments/read" if self.has_deployments else f"{self.type}/read"

    @abstractmethod
    def observed(self, body: Mapping[str, Any], deployments: Sequence[Mapping[str, Any]]) -> ObservedEndpoint:
        """Read an endpoint from its ARM body and those of its deployments."""

    async def access(self, arm: Arm, ref: EndpointRef) -> Access:
        """Return where it answers, with a key or a token. Raises AzureError, with the codes of `read_access`."""
        return await read_access(arm, ref)

    async def address(self, arm: Arm, ref: EndpointRef, body: Mapping[str, Any]) -> Address:
        """Return where it answers, without a key, by its ARM *body* and whatever else must be read. Raises AzureError."""
        del arm, ref
        return address_in(body["properties"])


def endpoints_of(mode: str) -> ModeEndpoints:
    """Return how ARM describes endpoints of *mode*."""
    found: ModeEndpoints = part(mode, "endpoints")
    return found


def endpoint_types(*, tracked: bool = False) -> Iterator[str]:
    """Yield the types of all modes' endpoints; *tracked*: of those alone that ARM's list of resources has."""
    found = map(endpoints_of, mode_names())
    yield from dict.fromkeys(mode.type for mode in found if mode.tracked or not tracked)


def parent_types() -> frozenset[str]:
    """Return the types of what endpoints lie in, in lower case."""
    return frozenset(endpoints_of(mode).parent_type.lower() for mode in mode_names())


def modes_without_list(names: Collection[str] | None = None) -> list[ModeEndpoints]:
    """Return those (among *names*; None: all) whose endpoints ARM's list of resources has not, one for each type."""
    among = (endpoints_of(mode) for mode in mode_names() if names is None or mode in names)
    return list({mode.type: mode for mode in among if not mode.tracked}.values())


def mode_at(type_: str) -> str:
    """Return the (first) mode whose endpoints are of *type_*, in any case. Raises KeyError where there is none."""
    for mode in mode_names():
        if endpoints_of(mode).type.lower() == type_.lower():
            return mode
    raise KeyError(type_)
