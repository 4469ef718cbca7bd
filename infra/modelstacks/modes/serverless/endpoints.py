"""A serverless endpoint as ARM describes it: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure.by_mode import ModeEndpoints
from modelstacks.azure.observed_endpoint import (
    ObservedEndpoint,
    common_fields,
    has_keys,
    model_id_of,
    state_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ServerlessEndpoints(ModeEndpoints):
    """It names its model itself."""

    type = "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints"

    def observed(self, body: Mapping[str, Any], deployments: Sequence[Mapping[str, Any]]) -> ObservedEndpoint:
        """Read it."""
        del deployments
        properties = body["properties"]
        return ObservedEndpoint(
            mode="serverless",
            quota="tokens",
            model_ids=(model_id_of(body),),
            state=state_of(properties, "endpointState"),
            traffic={},
            expires=None,
            marketplace_subscription_id=properties.get("marketplaceSubscriptionId") or None,
            has_keys=has_keys(properties),
            **common_fields(body),
        )


PART = ServerlessEndpoints()
