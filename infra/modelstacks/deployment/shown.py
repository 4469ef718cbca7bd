"""One deployment of a plan as Azure has it now, without its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.by_mode import endpoints_of
from modelstacks.azure.endpoint_access import auth_of, endpoint_uri

if TYPE_CHECKING:
    from modelstacks.azure.arm import Arm
    from modelstacks.azure.endpoint_access import Auth
    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.deployment.planned import Planned


@dataclass(frozen=True)
class Shown:
    """An endpoint, where it answers (None: not yet), and what it takes: a key or Entra's token."""

    planned: Planned
    endpoint: ObservedEndpoint
    uri: str | None
    auth: Auth


async def read_shown(arm: Arm, planned: Planned) -> Shown | None:
    """Read it; None where its endpoint is not there. Raises AzureError."""
    body = await arm.find(planned.ref.id, MACHINE_LEARNING)
    if body is None:
        return None
    mode, behind = endpoints_of(planned.mode), f"{planned.ref.id}/deployments"
    deployments = [each async for each in arm.list(behind, MACHINE_LEARNING)] if mode.has_deployments else []
    endpoint = mode.observed(body, deployments)
    return Shown(planned, endpoint, endpoint_uri(body["properties"]), auth_of(body["properties"]))
