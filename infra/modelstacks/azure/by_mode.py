"""What reading an endpoint back asks of its mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from modelstacks.modes import mode_names, part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from modelstacks.azure.observed_endpoint import ObservedEndpoint


class ModeEndpoints(ABC):
    """How ARM describes the endpoints of one mode."""

    type: str
    """Of the resource, as ARM's lists have it: `Microsoft.MachineLearningServices/workspaces/onlineEndpoints`."""
    has_deployments: bool = False
    """Whether what it serves are deployments below it; else the endpoint itself names the model."""

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


def endpoints_of(mode: str) -> ModeEndpoints:
    """Return how ARM describes endpoints of *mode*."""
    found: ModeEndpoints = part(mode, "endpoints")
    return found


def endpoint_types() -> Iterator[str]:
    """Yield the types of all modes' endpoints."""
    yield from dict.fromkeys(endpoints_of(mode).type for mode in mode_names())


def mode_at(collection: str) -> str:
    """Return the mode whose endpoints lie in *collection*. Raises KeyError where there is none."""
    for mode in mode_names():
        if endpoints_of(mode).collection.lower() == collection.lower():
            return mode
    raise KeyError(collection)
