"""An online endpoint as ARM describes it: pure."""

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
from modelstacks.azure.shared_quota import expiry_of, is_shared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class OnlineEndpoints(ModeEndpoints):
    """What it serves are the deployments behind it."""

    type = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints"
    has_deployments = True

    def observed(self, body: Mapping[str, Any], deployments: Sequence[Mapping[str, Any]]) -> ObservedEndpoint:
        """Read it."""
        properties = body["properties"]
        return ObservedEndpoint(
            mode="managed",
            quota="shared" if is_shared(body) else "dedicated",
            model_ids=tuple(map(model_id_of, deployments)),
            state=state_of(properties),
            traffic=properties.get("traffic") or {},
            expires=expiry_of(body),
            has_keys=has_keys(properties),
            **common_fields(body),
        )


PART = OnlineEndpoints()
