"""A deployment in an account, as ARM describes it: URI and keys are the account's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import COGNITIVE_SERVICES
from modelstacks.azure.by_mode import ModeEndpoints
from modelstacks.azure.endpoint_access import Access, Address
from modelstacks.azure.observed_endpoint import ObservedEndpoint, common_fields, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.azure.arm import Arm
    from modelstacks.azure.endpoint_access import EndpointRef


class ShelfEndpoints(ModeEndpoints):
    """It has no location."""

    type = "Microsoft.CognitiveServices/accounts/deployments"
    api_version = COGNITIVE_SERVICES
    tracked = False

    def observed(self, body: Mapping[str, Any], deployments: Sequence[Mapping[str, Any]]) -> ObservedEndpoint:
        """Read it."""
        model = body["properties"]["model"]
        return ObservedEndpoint(
            mode="shelf",
            quota="tokens",
            model_ids=(model["name"],),
            state=state_of(body["properties"]),
            traffic={},
            expires=None,
            **common_fields(body),
        )

    async def access(self, arm: Arm, ref: EndpointRef) -> Access:
        """Read the account and its keys."""
        await arm.get(ref.id, self.api_version)
        account = await arm.get(ref.parent_id, self.api_version)
        keys = await arm.post(f"{ref.parent_id}/listKeys", self.api_version)
        return Access(account["properties"]["endpoint"], keys["key1"])

    async def address(self, arm: Arm, ref: EndpointRef, body: Mapping[str, Any]) -> Address:
        """Read the account."""
        account = await arm.get(ref.parent_id, self.api_version)
        return Address(account["properties"]["endpoint"], "key")


PART = ShelfEndpoints()
