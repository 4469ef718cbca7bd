"""One deployment of a plan as Azure has it now, without its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.by_mode import endpoints_of

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
    mode, behind = endpoints_of(planned.mode), f"{planned.ref.id}/deployments"
    body = await arm.find(planned.ref.id, mode.api_version)
    if body is None:
        return None
    deployments = [each async for each in arm.list(behind, mode.api_version)] if mode.has_deployments else []
    address = await mode.address(arm, planned.ref, body)
    endpoint = mode.observed(body, deployments).located(planned.region)
    return Shown(planned, endpoint, address.uri, address.auth)
