"""What is deployed: the URI and the key of an endpoint, read from Azure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.arm_id import WORKSPACES, ArmId
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.arm import Arm


Auth: TypeAlias = Literal["key", "entra"]
DATA_PLANE_SCOPE = "https://ml.azure.com/.default"
"""The OAuth scope of online endpoints, as Microsoft documents it for the public cloud."""

_ENTRA_ALONE = ("AADToken", "AAD")
"""Auth modes, of online and serverless endpoints, without keys; Azure answers `listKeys` with nulls then."""


@dataclass(frozen=True)
class EndpointRef:
    """An endpoint by its place; *collection* is `serverlessEndpoints` or `onlineEndpoints`.

    *workspace* is the name of what it lies in, *parent_type* that one's type.
    """

    subscription: str
    resource_group: str
    workspace: str
    collection: str
    name: str
    parent_type: str = WORKSPACES

    @property
    def parent_id(self) -> ArmId:
        """The ARM id of what it lies in."""
        return ArmId.at(self.subscription, self.resource_group).resource(self.parent_type, self.workspace)

    @property
    def id(self) -> ArmId:
        """The ARM id."""
        return self.parent_id.child(self.collection, self.name)


@dataclass(frozen=True)
class Address:
    """Where an endpoint answers (None: not yet), and what it takes."""

    uri: str | None
    auth: Auth


@dataclass(frozen=True)
class Access:
    """Where an endpoint answers, and its primary key; with *auth* `entra` the key is the caller's token."""

    uri: str
    key: str = field(repr=False)
    auth: Auth = "key"


async def read_access(arm: Arm, ref: EndpointRef) -> Access:
    """Read URI and key. Raises AzureError; with the code `EndpointNotReady` where it has no URI yet, `NoKeys` where it
    takes neither keys nor a token of Entra ID.
    """
    endpoint = await arm.get(ref.id, MACHINE_LEARNING)
    uri = endpoint_uri(endpoint["properties"])
    if not uri:
        state = endpoint["properties"].get("provisioningState")
        raise AzureError(
            f"{ref.name} has no URI yet: its provisioningState is {state}.", code="EndpointNotReady"
        )
    mode = endpoint["properties"].get("authMode")
    if auth_of(endpoint["properties"]) == "entra":
        return Access(uri, await arm.token(DATA_PLANE_SCOPE), "entra")
    keys = await arm.post(f"{ref.id}/listKeys", MACHINE_LEARNING)
    if not keys.get("primaryKey"):
        raise AzureError(f"{ref.name} has no keys: its authMode is {mode}.", code="NoKeys")
    return Access(uri, keys["primaryKey"])


def address_in(properties: Mapping[str, Any]) -> Address:
    """Return where an endpoint of Azure ML with these properties answers."""
    return Address(endpoint_uri(properties), auth_of(properties))


def auth_of(properties: Mapping[str, Any]) -> Auth:
    """Return what an endpoint with these properties takes: only with Entra alone it has no keys."""
    return "entra" if properties.get("authMode") in _ENTRA_ALONE else "key"


def endpoint_uri(properties: Mapping[str, object]) -> str | None:
    """Return the base URI in an endpoint's properties, serverless or online, or None while there is none."""
    inference = properties.get("inferenceEndpoint")
    if isinstance(inference, dict):
        return str(inference["uri"])
    scoring = properties.get("scoringUri")
    return base_uri(scoring) if isinstance(scoring, str) else None


def base_uri(scoring_uri: str) -> str:
    """Return where `/info` and the other routes lie: an online endpoint's scoring URI without `/score`."""
    return scoring_uri.removesuffix("/").removesuffix("/score")
