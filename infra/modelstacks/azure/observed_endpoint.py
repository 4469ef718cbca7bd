"""An endpoint as Azure has it and ARM describes it: pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks.azure.arm_id import ArmId, region_id
from modelstacks.azure.azure_resource import AzureResource
from modelstacks.azure.tags import ENSURED_TAG, PROJECT_TAG, STACK_TAG

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Quota: TypeAlias = Literal["tokens", "dedicated", "shared"]
"""What an endpoint uses up: tokens (serverless), cores of one's own, or Azure's shared cores for 168 hours."""


@dataclass(frozen=True)
class ListedEndpoint(AzureResource):
    """An endpoint as the list of a subscription's resources has it.

    *region* is the region's id; *model_ids* are what it serves, one for each deployment of an online endpoint, where
    that was read, too.
    """

    mode: str
    region: str
    tags: Mapping[str, str] = field(default_factory=dict)
    model_ids: tuple[str, ...] = ()

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models that it serves."""
        return tuple(dict.fromkeys(map(model_name, self.model_ids)))

    @property
    def workspace_id(self) -> str:
        """The id of its workspace."""
        return ArmId(self.id).parent

    @property
    def workspace_name(self) -> str:
        """The name of its workspace."""
        return ArmId(self.workspace_id).name

    @property
    def stack(self) -> str | None:
        """`project/stack` of the Pulumi stack that made it, by its tags; None where nobody's tags are on it."""
        project, stack = self.tags.get(PROJECT_TAG), self.tags.get(STACK_TAG)
        return f"{project}/{stack}" if project and stack else None

    @property
    def is_ours(self) -> bool:
        """Whether modelstacks made it, with a stack or without, by its tags."""
        return self.stack is not None or ENSURED_TAG in self.tags

    def is_in(self, resource_group: str, workspace: str) -> bool:
        """Say whether it is of that workspace; two resource groups may each have one of the same name."""
        return (ArmId(self.id).group.lower(), self.workspace_name.lower()) == (
            resource_group.lower(),
            workspace.lower(),
        )

    def is_named(self, name: str) -> bool:
        """Say whether that is its name, in any case."""
        return self.name.lower() == name.lower()

    def serves(self, model_id: str) -> bool:
        """Say whether it serves the model of that id, in any case."""
        return model_id.lower() in (served.lower() for served in self.model_ids)


@dataclass(frozen=True, kw_only=True)
class ObservedEndpoint(ListedEndpoint):
    """An endpoint with all that is known of it.

    *expires*: when Azure deletes it itself; *marketplace_subscription_id*: of the one it uses. *has_keys*: whether it takes
    keys of its own; None: it does not say.
    """

    quota: Quota
    state: str
    traffic: Mapping[str, int]
    created: datetime | None
    expires: datetime | None
    marketplace_subscription_id: str | None = None
    has_keys: bool | None = None

    def located(self, region: str) -> ObservedEndpoint:
        """Return it in *region*, unless its body said where it is: what has no location of its own is where its parent is."""
        return self if self.region else replace(self, region=region)

    def age(self, now: datetime) -> timedelta | None:
        """Return how old it is."""
        return now - self.created if self.created else None

    def left(self, now: datetime) -> timedelta | None:
        """Return how long it lives yet; None where Azure does not delete it itself."""
        return self.expires - now if self.expires else None


def common_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every endpoint's ARM body has, by the names of ObservedEndpoint's fields."""
    return {
        "id": body["id"],
        "created": _created(body),
        "region": region_id(body.get("location", "")),
        "tags": body.get("tags") or {},
    }


def model_id_of(body: Mapping[str, Any]) -> str:
    """Return the model's id in the body of a serverless endpoint or of an online deployment; "" where it has none."""
    properties = body["properties"]
    return str((properties.get("modelSettings") or {}).get("modelId") or properties.get("model") or "")


def has_keys(properties: Mapping[str, Any]) -> bool | None:
    """Return whether an endpoint of Azure ML with these properties takes keys; None where it does not say.

    `AMLToken` and Entra ID's modes have none. Source: the enums EndpointAuthMode and ServerlessInferenceEndpointAuthMode.
    """
    mode = str(properties.get("authMode") or "")
    return mode.lower() in {"key", "keyandaad"} if mode else None


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


def state_of(properties: Mapping[str, Any], own: str = "") -> str:
    """Return what the endpoint says of itself in its property *own*, unless it is being made, changed or deleted, or that failed."""
    provisioning = str(properties.get("provisioningState") or "")
    state = properties.get(own)
    return str(state) if state and provisioning == "Succeeded" else provisioning


def _created(body: Mapping[str, Any]) -> datetime | None:
    text = (body.get("systemData") or {}).get("createdAt")
    return datetime.fromisoformat(text) if text else None
