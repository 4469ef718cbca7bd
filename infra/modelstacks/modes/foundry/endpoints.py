"""A deployment in a Foundry account as ARM describes it, and where its account answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import COGNITIVE_SERVICES
from modelstacks.azure.by_mode import ModeEndpoints
from modelstacks.azure.endpoint_access import Access, Address, EndpointRef
from modelstacks.azure.observed_endpoint import ObservedEndpoint, common_fields, state_of
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modelstacks.azure.arm import Arm

SCOPE = "https://ai.azure.com/.default"
"""The OAuth scope of Foundry's model routes, as Microsoft documents it for the public cloud."""
API = "Azure AI Model Inference API"
"""The key in an account's `endpoints` of the host that has `/openai/v1` for the models of all publishers."""
ROUTES = "openai/v1"


@dataclass(frozen=True)
class FoundryRef(EndpointRef):
    """A deployment by its place. *local_auth*: whether it is called with its account's key, or with Entra's token."""

    local_auth: bool = False


class FoundryEndpoints(ModeEndpoints):
    """The deployment is what ARM has, below its account; the address is the account's."""

    type = "Microsoft.CognitiveServices/accounts/deployments"
    api_version = COGNITIVE_SERVICES
    tracked = False

    def observed(self, body: Mapping[str, Any], deployments: Sequence[Mapping[str, Any]]) -> ObservedEndpoint:
        """Read it; the region is its account's, whoever lists it knows that."""
        del deployments
        properties = body["properties"]
        return ObservedEndpoint(
            mode="foundry",
            quota="tokens",
            model_ids=(str(properties["model"]["name"]),),
            state=state_of(properties, "deploymentState"),
            traffic={},
            expires=None,
            **common_fields(body),
        )

    async def access(self, arm: Arm, ref: EndpointRef) -> Access:
        """Read the account's address; a key only where it has some. Raises AzureError, `NoKeys` where they can't be had."""
        await arm.get(ref.id, self.api_version)
        account = await arm.get(ref.parent_id, self.api_version)
        uri = base_url(account["properties"])
        if not uri:
            state = account["properties"].get("provisioningState")
            raise AzureError(
                f"{ref.workspace} has no address yet: its provisioningState is {state}.",
                code="EndpointNotReady",
            )
        if not _takes_keys(ref):
            return Access(uri, await arm.token(SCOPE), "entra")
        if account["properties"].get("disableLocalAuth"):
            raise AzureError(f"{ref.workspace} has no keys: its disableLocalAuth is true.", code="NoKeys")
        keys = await arm.post(f"{ref.parent_id}/listKeys", self.api_version)
        return Access(uri, keys["key1"])

    async def address(self, arm: Arm, ref: EndpointRef, body: Mapping[str, Any]) -> Address:
        """Return the account's."""
        del body
        account = await arm.get(ref.parent_id, self.api_version)
        return Address(base_url(account["properties"]), "key" if _takes_keys(ref) else "entra")


def _takes_keys(ref: EndpointRef) -> bool:
    return isinstance(ref, FoundryRef) and ref.local_auth


def base_url(account: Mapping[str, Any]) -> str | None:
    """Return what clients of OpenAI's schema take as their base URL, by an account's properties; None: not yet."""
    host = (account.get("endpoints") or {}).get(API)
    return f"{host.rstrip('/')}/{ROUTES}" if host else None


def project_uri(base: str, project: str) -> str:
    """Return where a project of the account answers whose models answer at *base* (azure-ai-projects begins with it)."""
    return f"{base.rstrip('/').removesuffix(ROUTES)}api/projects/{project}"


PART = FoundryEndpoints()
