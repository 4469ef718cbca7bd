"""The questions of `facts.py`, asked of Azure. Equal requests are sent once, however many questions need them."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure.api_versions import COGNITIVE_SERVICES, MACHINE_LEARNING, RESOURCES, SUBSCRIPTIONS
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
PERMISSIONS = "2022-04-01"
VAULTS = "2024-11-01"
NAMED_IN_ALL_OF_AZURE = {STORAGE_ACCOUNT: "2024-01-01", KEY_VAULT: VAULTS}
SERVERLESS, ONLINE = f"{ML}/workspaces/serverlessEndpoints", f"{ML}/workspaces/onlineEndpoints"
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
    def _root(self) -> str:
        return f"/subscriptions/{self.spec.subscription}"

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
        rows = await self._azure.rows(f"{self._root}/providers", RESOURCES)
        return {row["namespace"].lower(): row.get("registrationState", "") for row in rows}

    async def _permissions(self, scope: str) -> tuple[PermissionSet, ...] | Absent:
        path = f"{scope}/providers/Microsoft.Authorization/permissions"
        rows = await self._azure.rows_or_none(path, PERMISSIONS)
        if rows is None:
            return Absent()
        return tuple(
            PermissionSet(tuple(row.get("actions", ())), tuple(row.get("notActions", ()))) for row in rows
        )

    async def _workspace(self, name: str) -> WorkspaceState | Absent:
        path = workspace_scope(self.spec, name)
        body = await self._azure.find(path, MACHINE_LEARNING)
        if body is None:
            return Absent()
        return WorkspaceState(_region(body["location"]), body.get("kind", "Default"), self._is_ours(body))

    async def _usages(self, region: str) -> dict[str, Usage]:
        path = f"{self._root}/providers/{ML}/locations/{region}/usages"
        rows, own = await asyncio.gather(self._azure.rows(path, MACHINE_LEARNING), self._own_cores(region))
        found = {family_key(row["name"]["value"]): row for row in rows if _is_dedicated(row)}
        return {
            family: Usage(limit=row["limit"], used=row["currentValue"], own=own[family])
            for family, row in found.items()
        }

    async def _own_cores(self, region: str) -> Counter[str]:
        """The cores that this stack's deployments use on dedicated quota, by `family_key`."""
        ref = self.spec.places.get(region)
        path = f"{workspace_scope(self.spec, ref.name)}/onlineEndpoints" if ref else ""
        endpoints = await self._azure.rows_or_none(path, MACHINE_LEARNING) if ref else None
        own = [row for row in endpoints or () if self._is_ours(row) and not _is_shared(row)]
        cores: Counter[str] = Counter()
        reserve = self.catalog.limit_count("managed_online", "reserve_percent")
        for rows in await asyncio.gather(*(self._deployments(row["id"]) for row in own)):
            for row in rows:
                sku = self.catalog.find_sku(row["properties"].get("instanceType", ""))
                if sku:
                    instances = row.get("sku", {}).get("capacity", 1)
                    cores[family_key(sku.family)] += sku.cores_needed(instances, reserve_percent=reserve)
        cores[ALL_FAMILIES] = cores.total()
        return cores

    async def _subscribed(self, workspace: str) -> tuple[Subscribed, ...]:
        path = f"{workspace_scope(self.spec, workspace)}/marketplaceSubscriptions"
        rows = await self._azure.rows_or_none(path, MACHINE_LEARNING) or ()
        return tuple(
            Subscribed(
                row["name"],
                row["properties"]["modelId"],
                row["properties"].get("marketplaceSubscriptionStatus", ""),
            )
            for row in rows
        )

    async def _endpoints(self, region: str) -> tuple[EndpointState, ...]:
        where = f"{self._root}/resources?$filter=resourceType eq '{SERVERLESS}' or resourceType eq '{ONLINE}'"
        rows = [row for row in await self._azure.rows(where, RESOURCES) if _region(row["location"]) == region]
        return tuple(await asyncio.gather(*(self._endpoint(row) for row in rows)))

    async def _endpoint(self, row: dict[str, Any]) -> EndpointState:
        workspace_id, _, name = row["id"].rsplit("/", 2)
        serverless = row["type"].lower() == SERVERLESS.lower()
        return EndpointState(
            name=name,
            resource_group=workspace_id.split("/")[4],
            workspace=workspace_id.rsplit("/", 1)[-1],
            region=_region(row["location"]),
            serverless=serverless,
            ours=self._is_ours(row),
            model_id=await self._model_id(row["id"]) if serverless else None,
            deployments=0 if serverless else len(await self._deployments(row["id"])),
        )

    async def _model_id(self, endpoint_id: str) -> str | None:
        """A list of its workspace says it of all that are there."""
        workspace, _, name = endpoint_id.rpartition("/")
        rows = await self._azure.rows_or_none(workspace, MACHINE_LEARNING) or []
        body = next((row for row in rows if row["name"].lower() == name.lower()), {})
        model_id: str | None = body.get("properties", {}).get("modelSettings", {}).get("modelId")
        return model_id

    async def _deployments(self, endpoint_id: str) -> list[dict[str, Any]]:
        return await self._azure.rows_or_none(f"{endpoint_id}/deployments", MACHINE_LEARNING) or []

    async def _deleted_vaults(self) -> frozenset[str]:
        rows = await self._azure.rows(f"{self._root}/providers/Microsoft.KeyVault/deletedVaults", VAULTS)
        return frozenset(row["name"].lower() for row in rows)

    async def _deleted_accounts(self) -> dict[str, str]:
        path = f"{self._root}/providers/Microsoft.CognitiveServices/deletedAccounts"
        rows = await self._azure.rows(path, COGNITIVE_SERVICES)
        group = f"/resourcegroups/{self.spec.resource_group}/".lower()
        return {row["name"].lower(): _region(row["location"]) for row in rows if group in row["id"].lower()}

    async def _global_name(self, ask: AskGlobalName) -> NameState:
        namespace, _, type_ = ask.type.partition("/")
        version = NAMED_IN_ALL_OF_AZURE[ask.type]
        body = {"name": ask.name, "type": ask.type}
        path = f"{self._root}/providers/{namespace}/checkNameAvailability"
        if (await self.arm.post(path, version, body))["nameAvailable"]:
            return NameState(free=True)
        row = await self._azure.find(
            f"{group_scope(self.spec)}/providers/{namespace}/{type_}/{ask.name}", version
        )
        if row is None:
            return NameState(free=False)
        return NameState(free=False, ours=self._is_ours(row), here=True)

    async def _country(self) -> str | Absent:
        """ARM tells no billing country; the tenant's is the nearest to it."""
        subscription, tenants = await asyncio.gather(
            self._azure.find(self._root, SUBSCRIPTIONS), self._azure.rows("/tenants", SUBSCRIPTIONS)
        )
        tenant = (subscription or {}).get("tenantId")
        countries = {row["tenantId"]: row.get("countryCode") for row in tenants}
        return countries.get(tenant) or Absent()

    def _is_ours(self, row: Mapping[str, Any]) -> bool:
        tags = row.get("tags") or {}
        return bool(self.own_tags) and all(tags.get(name) == value for name, value in self.own_tags.items())


def _region(location: str) -> str:
    """ARM's location as a region id: `Sweden Central` -> `swedencentral`."""
    return location.replace(" ", "").lower()


def _is_dedicated(usage: Mapping[str, Any]) -> bool:
    """Whether the row is about dedicated cores, of a family or of all: low-priority ones bear the same names.

    Source: the recorded answer of Azure/azure-powershell, src/MachineLearningServices, Get-ServiceUsage.
    """
    kind = str(usage["type"]).lower().removesuffix("/usages")
    return kind.endswith(("/vmfamily/dedicatedcores", "/totaldedicatedcores"))


def _is_shared(endpoint: Mapping[str, Any]) -> bool:
    """Whether the endpoint runs on shared quota. Source: its property bag, undocumented; see azure/shared_quota.py."""
    bag = endpoint["properties"].get("properties") or {}
    return str(bag.get("SharedComputeCapacityEnabled", "")).lower() == "true"
