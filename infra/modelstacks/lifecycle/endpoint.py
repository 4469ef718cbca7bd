"""An endpoint as Azure has it and ARM describes it: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.shared_quota import expiry_of, is_shared
from modelstacks.azure.tags import PROJECT_TAG, STACK_TAG
from modelstacks.lifecycle.azure_resource import AzureResource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Quota: TypeAlias = Literal["tokens", "dedicated", "shared"]
"""What an endpoint uses up: tokens (serverless), cores of one's own, or Azure's shared cores for 168 hours."""


@dataclass(frozen=True)
class ObservedEndpoint(AzureResource):
    """One endpoint. *expires*: when Azure deletes it itself; *marketplace_subscription_id*: of the one it uses."""

    mode: str
    quota: Quota
    models: tuple[str, ...]
    state: str
    traffic: Mapping[str, int]
    created: datetime | None
    expires: datetime | None
    region: str
    tags: Mapping[str, str] = field(default_factory=dict)
    marketplace_subscription_id: str | None = None

    @property
    def workspace_id(self) -> ArmId:
        """The id of its workspace."""
        return ArmId(self.id).parent

    @property
    def workspace_name(self) -> str:
        """The name of its workspace."""
        return self.workspace_id.name

    @property
    def stack(self) -> str | None:
        """`project/stack` of the Pulumi stack that made it, by its tags; None where nobody's tags are on it."""
        project, stack = self.tags.get(PROJECT_TAG), self.tags.get(STACK_TAG)
        return f"{project}/{stack}" if project and stack else None

    def age(self, now: datetime) -> timedelta | None:
        """Return how old it is."""
        return now - self.created if self.created else None

    def left(self, now: datetime) -> timedelta | None:
        """Return how long it lives yet; None where Azure does not delete it itself."""
        return self.expires - now if self.expires else None


def serverless_endpoint(body: Mapping[str, Any]) -> ObservedEndpoint:
    """Read a serverless endpoint from its ARM body."""
    properties = body["properties"]
    return ObservedEndpoint(
        id=body["id"],
        mode="serverless",
        quota="tokens",
        models=(model_name(properties.get("modelSettings", {}).get("modelId", "")),),
        state=_state(properties, "endpointState"),
        traffic={},
        created=_created(body),
        expires=None,
        region=body.get("location", ""),
        tags=body.get("tags") or {},
        marketplace_subscription_id=properties.get("marketplaceSubscriptionId") or None,
    )


def online_endpoint(body: Mapping[str, Any], deployments: Iterable[Mapping[str, Any]]) -> ObservedEndpoint:
    """Read an online endpoint from its ARM body and those of its deployments."""
    properties = body["properties"]
    models = (model_name(deployment["properties"].get("model") or "") for deployment in deployments)
    return ObservedEndpoint(
        id=body["id"],
        mode="managed",
        quota="shared" if is_shared(body) else "dedicated",
        models=tuple(dict.fromkeys(models)),
        state=_state(properties),
        traffic=properties.get("traffic") or {},
        created=_created(body),
        expires=expiry_of(body),
        region=body.get("location", ""),
        tags=body.get("tags") or {},
    )


def model_name(model_id: str) -> str:
    """Return the model's name of an asset id: `azureml://registries/…/models/NAME/versions/1`."""
    return model_id.partition("/models/")[2].partition("/")[0] or model_id


def expires_first(endpoints: Iterable[ObservedEndpoint]) -> list[ObservedEndpoint]:
    """Return them in the order of their end; those that don't end come last, the oldest first."""
    last = datetime.max.replace(tzinfo=UTC)
    return sorted(
        endpoints,
        key=lambda endpoint: (endpoint.expires or last, endpoint.created or last, endpoint.id.lower()),
    )


def _state(properties: Mapping[str, Any], own: str = "") -> str:
    """What the endpoint says of itself, unless it is being made, changed or deleted, or that failed."""
    provisioning = str(properties.get("provisioningState") or "")
    state = properties.get(own)
    return str(state) if state and provisioning == "Succeeded" else provisioning


def _created(body: Mapping[str, Any]) -> datetime | None:
    text = (body.get("systemData") or {}).get("createdAt")
    return datetime.fromisoformat(text) if text else None
