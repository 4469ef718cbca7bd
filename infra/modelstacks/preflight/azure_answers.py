"""The questions of `facts.py`, asked of Azure. Equal requests are sent once, however many questions need them."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import (
    AUTHORIZATION,
    COGNITIVE_SERVICES,
    MACHINE_LEARNING,
    RESOURCES,
    STORAGE,
    SUBSCRIPTIONS,
)
from modelstacks.azure.api_versions import KEY_VAULT as VAULTS
from modelstacks.azure.arm_id import WORKSPACES, ArmId, region_id
from modelstacks.placement import ALL_FAMILIES, family_key
from modelstacks.preflight.azure_requests import Requests
from modelstacks.preflight.facts import (
    KEY_VAULT,
    STORAGE_ACCOUNT,
    Absent,
    Ask,
    AskCountry,
    AskDeletedAccounts,
    AskDeletedVaults,
    AskDeletedWorkspaces,
    AskEndpoints,
    AskGlobalName,
    AskNameFree,
    AskPermissions,
    AskProviders,
    AskSubscribed,
    AskSubscription,
    AskUsages,
    AskWorkspace,
    EndpointState,
    NameState,
    PermissionSet,
    Subscribed,
    SubscriptionState,
    Unverified,
    Usage,
    WorkspaceState,
)
from modelstacks.preflight.placed_spec import group_scope, workspace_scope
from modelstacks.preflight.registry_answers import DISCOVERY_URL, has_version, read_model
from modelstacks.preflight.registry_facts import AskModelVersion, AskRegistryModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.catalog import Catalog
    from modelstacks.spec import Spec

ML = "Microsoft.MachineLearningServices"
NAMED_IN_ALL_OF_AZURE = {STORAGE_ACCOUNT: STORAGE, KEY_VAULT: VAULTS}
SERVERLESS, ONLINE = f"{WORKSPACES}/serverlessEndpoints", f"{WORKSPACES}/onlineEndpoints"
NO_REQUEST = Unverified(
    "Azure documents no request that tells it",
    fix="Nothing to do: deploying will tell, and nothing is lost.",
    obstacle="nobody",
)


@dataclass
class AzureAnswers:
    """Call it with a question. *own_tags*: what a resource must carry to be this stack's."""

    arm: Arm
    spec: Spec
    catalog: Catalog
    own_tags: Mapping[str, str]
    discovery_url: str = DISCOVERY_URL

    def __post_init__(self) -> None:
        self._azure = Requests(self.arm)

    async def __call__(self, ask: Ask[Any]) -> Any:
        """Return the answer. Raises AzureError where Azure refuses or does not answer."""
        match ask:
            case AskSubscription():
                return await self._subscription()
            case AskProviders():
                return await self._providers()
            case AskPermissions(scope):
                return await self._permissions(scope)
            case AskWorkspace(name):
                return await self._workspace(name)
            case AskUsages(region):
                return await self._usages(region)
            case AskRegistryModel(registry, name):
                return await read_model(self._azure, self.discovery_url, registry, name)
            case AskModelVersion(registry, name, version):
                return await has_version(self._azure, self.discovery_url, (registry, name, version))
            case AskSubscribed(workspace):
                return await self._subscribed(workspace)
            case AskEndpoints(region):
                return await self._endpoints(region)
            case AskDeletedVaults():
                return await self._deleted_vaults()
            case AskDeletedAccounts():
                return await self._deleted_accounts()
            case AskGlobalName():
                return await self._global_name(ask)
            case AskCountry():
                return await self._country()
            case AskNameFree() | AskDeletedWorkspaces():
                return NO_REQUEST
            case _:
                raise TypeError(f"nobody knows how to answer {ask!r}")

    @property
    def _root(self) -> ArmId:
        return ArmId.at(self.spec.subscription)

    async def _subscription(self) -> SubscriptionState | Absent:
        body = await self._azure.find(self._root, SUBSCRIPTIONS)
        if body is None:
            return Absent()
        policies = body.get("subscriptionPolicies", {})
        return SubscriptionState(
            name=body["displayName"],
            state=body["state"],
            quota_id=policies.get("quotaId", ""),
            spending_limit=policies.get("spendingLimit", "Off"),
        )

    async def _providers(self) -> dict[str, str]:
        providers = await self._azure.list_all(f"{self._root}/providers", RESOURCES)
        return {
            provider["namespace"].lower(): provider.get("registrationState", "") for provider in providers
        }

    async def _permissions(self, scope: str) -> tuple[PermissionSet, ...] | Absent:
        path = f"{scope}/providers/Microsoft.Authorization/permissions"
        permissions = await self._azure.list_or_none(path, AUTHORIZATION)
        if permissions is None:
            return Absent()
        return tuple(
            PermissionSet(tuple(permission.get("actions", ())), tuple(permission.get("notActions", ())))
            for permission in permissions
        )

    async def _workspace(self, name: str) -> WorkspaceState | Absent:
        path = workspace_scope(self.spec, name)
        body = await self._azure.find(path, MACHINE_LEARNING)
        if body is None:
            return Absent()
        return WorkspaceState(region_id(body["location"]), body.get("kind", "Default"), self._is_ours(body))

    async def _usages(self, region: str) -> dict[str, Usage]:
        path = f"{self._root}/providers/{ML}/locations/{region}/usages"
        usages, own = await asyncio.gather(
            self._azure.list_all(path, MACHINE_LEARNING), self._own_cores(region)
        )
        found = {family_key(usage["name"]["value"]): usage for usage in usages if _is_dedicated(usage)}
        return {
            family: Usage(limit=usage["limit"], used=usage["currentValue"], own=own[family])
            for family, usage in found.items()
        }

    async def _own_cores(self, region: str) -> Counter[str]:
        """The cores that this stack's deployments use on dedicated quota, by `family_key`."""
        ref = self.spec.places.get(region)
        path = f"{workspace_scope(self.spec, ref.name)}/onlineEndpoints" if ref else ""
        endpoints = await self._azure.list_or_none(path, MACHINE_LEARNING) if ref else None
        own = [
            endpoint for endpoint in endpoints or () if self._is_ours(endpoint) and not _is_shared(endpoint)
        ]
        cores: Counter[str] = Counter()
        reserve = self.catalog.limit_count("managed_online", "reserve_percent")
        for deployments in await asyncio.gather(*(self._deployments(endpoint["id"]) for endpoint in own)):
            for deployment in deployments:
                sku = self.catalog.find_sku(deployment["properties"].get("instanceType", ""))
                if sku:
                    instances = deployment.get("sku", {}).get("capacity", 1)
                    cores[family_key(sku.family)] += sku.cores_needed(instances, reserve_percent=reserve)
        cores[ALL_FAMILIES] = cores.total()
        return cores

    async def _subscribed(self, workspace: str) -> tuple[Subscribed, ...]:
        path = f"{workspace_scope(self.spec, workspace)}/marketplaceSubscriptions"
        subscriptions = await self._azure.list_or_none(path, MACHINE_LEARNING) or ()
        return tuple(
            Subscribed(
                subscription["name"],
                subscription["properties"]["modelId"],
                subscription["properties"].get("marketplaceSubscriptionStatus", ""),
            )
            for subscription in subscriptions
        )

    async def _endpoints(self, region: str) -> tuple[EndpointState, ...]:
        where = f"{self._root}/resources?$filter=resourceType eq '{SERVERLESS}' or resourceType eq '{ONLINE}'"
        endpoints = [
            endpoint
            for endpoint in await self._azure.list_all(where, RESOURCES)
            if region_id(endpoint["location"]) == region
        ]
        return tuple(await asyncio.gather(*(self._endpoint(endpoint) for endpoint in endpoints)))

    async def _endpoint(self, endpoint: dict[str, Any]) -> EndpointState:
        id_ = ArmId(endpoint["id"])
        serverless = endpoint["type"].lower() == SERVERLESS.lower()
        return EndpointState(
            name=id_.name,
            resource_group=id_.group,
            workspace=id_.parent.name,
            region=region_id(endpoint["location"]),
            serverless=serverless,
            ours=self._is_ours(endpoint),
            model_id=await self._model_id(id_) if serverless else None,
            deployments=0 if serverless else len(await self._deployments(id_)),
        )

    async def _model_id(self, id_: ArmId) -> str | None:
        """The list of its workspace gives it for all endpoints there."""
        endpoints = await self._azure.list_or_none(id_.listing, MACHINE_LEARNING) or []
        body = next((endpoint for endpoint in endpoints if endpoint["name"].lower() == id_.name.lower()), {})
        model_id: str | None = body.get("properties", {}).get("modelSettings", {}).get("modelId")
        return model_id

    async def _deployments(self, endpoint_id: str) -> list[dict[str, Any]]:
        return await self._azure.list_or_none(f"{endpoint_id}/deployments", MACHINE_LEARNING) or []

    async def _deleted_vaults(self) -> frozenset[str]:
        vaults = await self._azure.list_all(
            f"{self._root}/providers/Microsoft.KeyVault/deletedVaults", VAULTS
        )
        return frozenset(vault["name"].lower() for vault in vaults)

    async def _deleted_accounts(self) -> dict[str, str]:
        path = f"{self._root}/providers/Microsoft.CognitiveServices/deletedAccounts"
        accounts = await self._azure.list_all(path, COGNITIVE_SERVICES)
        group = f"/resourcegroups/{self.spec.resource_group}/".lower()
        return {
            account["name"].lower(): region_id(account["location"])
            for account in accounts
            if group in account["id"].lower()
        }

    async def _global_name(self, ask: AskGlobalName) -> NameState:
        namespace = ask.type.partition("/")[0]
        version = NAMED_IN_ALL_OF_AZURE[ask.type]
        body = {"name": ask.name, "type": ask.type}
        path = f"{self._root}/providers/{namespace}/checkNameAvailability"
        if (await self.arm.post(path, version, body))["nameAvailable"]:
            return NameState(free=True)
        found = await self._azure.find(group_scope(self.spec).resource(ask.type, ask.name), version)
        if found is None:
            return NameState(free=False)
        return NameState(free=False, ours=self._is_ours(found), here=True)

    async def _country(self) -> str | Absent:
        """ARM does not give the billing country; the tenant's comes nearest to it."""
        subscription, tenants = await asyncio.gather(
            self._azure.find(self._root, SUBSCRIPTIONS), self._azure.list_all("/tenants", SUBSCRIPTIONS)
        )
        tenant = (subscription or {}).get("tenantId")
        countries = {each["tenantId"]: each.get("countryCode") for each in tenants}
        return countries.get(tenant) or Absent()

    def _is_ours(self, resource: Mapping[str, Any]) -> bool:
        tags = resource.get("tags") or {}
        return bool(self.own_tags) and all(tags.get(name) == value for name, value in self.own_tags.items())


def _is_dedicated(usage: Mapping[str, Any]) -> bool:
    """Whether the usage is of dedicated cores, of a family or of all: low-priority ones have the same names.

    Source: the recorded answer of Azure/azure-powershell, src/MachineLearningServices, Get-ServiceUsage.
    """
    kind = str(usage["type"]).lower().removesuffix("/usages")
    return kind.endswith(("/vmfamily/dedicatedcores", "/totaldedicatedcores"))


def _is_shared(endpoint: Mapping[str, Any]) -> bool:
    """Whether the endpoint runs on shared quota. Source: its property bag, undocumented; see azure/shared_quota.py."""
    bag = endpoint["properties"].get("properties") or {}
    return str(bag.get("SharedComputeCapacityEnabled", "")).lower() == "true"
