"""What reading an endpoint back asks of its mode."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.endpoint_access import auth_of, endpoint_uri, workspace_access
from modelstacks.modes import mode_names, part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.endpoint_access import Access, Auth, EndpointRef
    from modelstacks.azure.observed_endpoint import ObservedEndpoint


class ModeEndpoints(ABC):
    """How ARM describes the endpoints of one mode."""

    type: str
    """Of the resource, as ARM's lists have it: `Microsoft.MachineLearningServices/workspaces/onlineEndpoints`."""
    api_version: str = MACHINE_LEARNING
    is_listed: bool = True
    """Whether ARM's list of a scope's resources has it; else those of its parent's type are listed, and it below them."""
    has_deployments: bool = False
    """Whether what it serves are deployments below it; else the endpoint itself names the model."""

    @property
    def parent_type(self) -> str:
        """Of what they lie in: `Microsoft.MachineLearningServices/workspaces`."""
        return self.type.rpartition("/")[0]

    @property
    def right_to_models(self) -> str:
        """The action of Azure RBAC that reading what they serve takes."""
        return f"{self.type}/deployments/read" if self.has_deployments else f"{self.type}/read"

    @abstractmethod
    def observed(self, body: Mapping[str, Any], deployments: Sequence[Mapping[str, Any]]) -> ObservedEndpoint:
        """Read an endpoint from its ARM body and those of its deployments."""

    async def access(self, arm: Arm, ref: EndpointRef) -> Access:
        """Read where it answers, and with which key. Raises AzureError, as `read_access` does."""
        return await workspace_access(arm, ref)

    async def address(self, arm: Arm, body: Mapping[str, Any]) -> tuple[str | None, Auth]:
        """Return where it answers (None: not yet), and what it takes, by its ARM *body*. Raises AzureError."""
        del arm
        return endpoint_uri(body["properties"]), auth_of(body["properties"])


def endpoints_of(mode: str) -> ModeEndpoints:
    """Return how ARM describes endpoints of *mode*."""
    found: ModeEndpoints = part(mode, "endpoints")
    return found


def every_mode() -> Iterator[tuple[str, ModeEndpoints]]:
    """Yield how ARM describes the endpoints of each mode; modes whose endpoints are of one type come once."""
    seen: set[str] = set()
    for mode in mode_names():
        endpoints = endpoints_of(mode)
        if endpoints.type not in seen:
            yield mode, endpoints
        seen.add(endpoints.type)


def mode_of(id_: str) -> str | None:
    """Return the mode of an endpoint, or of what is behind one, by its ARM id; None where it is neither."""
    types = ArmId(id_).type.lower()
    return next(
        (mode for mode, each in every_mode() if f"{types}/".startswith(f"{each.type.lower()}/")), None
    )


async def read_access(arm: Arm, ref: EndpointRef) -> Access:
    """Read URI and key of an endpoint. Raises AzureError; with the code `EndpointNotReady` where it has no URI yet,
    `NoKeys` where it takes neither keys nor a token of Entra ID.
    """
    return await endpoints_of(mode_of(ref.id) or "").access(arm, ref)
