"""What the questions make of Azure's answers, in full, in part, and where it leaves out what it may."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from estate import A100, PHI
from foundry_answers import account, foundry, in_accounts
from modelstacks.azure.api_versions import RESOURCES
from modelstacks.azure.shared_quota import marks
from modelstacks.errors import AzureError
from modelstacks.placement import ALL_FAMILIES, family_key
from modelstacks.preflight.asks.deployed import AskDeployed, AskServed
from modelstacks.preflight.asks.endpoints import AskEndpoints, endpoint_needs
from modelstacks.preflight.asks.marketplace import AskCountry, AskSubscribed, Subscribed
from modelstacks.preflight.asks.names import KEY_VAULT, STORAGE_ACCOUNT, AskGlobalName, AskNameFree, NameState
from modelstacks.preflight.asks.permissions import AskPermissions, PermissionSet
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.soft_deleted import AskDeletedAccounts, AskDeletedVaults, AskDeletedWorkspaces
from modelstacks.preflight.asks.subscription import AskProviders, AskSubscription, SubscriptionState
from modelstacks.preflight.asks.workspaces import AskWorkspace, WorkspaceState
from modelstacks.preflight.facts import NO_REQUEST, Absent
from modelstacks.preflight.usage import Usage
from modelstacks.spec import WorkspaceRef
from preflight_builders import GROUP, OWN_TAGS
from spec_builders import CATALOG, SUBSCRIPTION, deployment, spec_of
from told_arm import NOW, asked, listed

if TYPE_CHECKING:
    from modelstacks.preflight.facts import Ask

REGION = "swedencentral"
OURS = dict(OWN_TAGS)
FAMILY = CATALOG.sku(A100).family


ML_TYPE = "Microsoft.MachineLearningServices/workspaces"
ML = f"{GROUP}/providers/{ML_TYPE}/ws-{REGION}"
ONLINE = f"{ML}/onlineEndpoints/own"


def cores(name: str, used: int = 24, kind: str = "vmFamily/dedicatedCores") -> dict[str, Any]:
    """An item of the usages of Azure ML."""
    type_ = f"Microsoft.MachineLearningServices/{kind}/usages"
    return {"name": {"value": name}, "type": type_, "limit": 100, "currentValue": used}


def managed(size: str | None = A100, **more: Any) -> dict[str, Any]:
    """A deployment behind an online endpoint."""
    return {"properties": {"instanceType": size, "model": f"{PHI}/versions/8"} if size else {}} | more


@pytest.mark.parametrize(
    ("endpoint", "behind", "own"),
    [
        ({"tags": OURS}, [managed(sku={"capacity": 2})], 48),
        ({"tags": OURS}, [managed(), managed("Standard_Unknown"), managed(None)], 24),
        ({"tags": {"team": "a"}}, [managed()], 0),
        ({"tags": None}, [managed()], 0),
        ({"tags": OURS, "properties": {"properties": marks(NOW)}}, [managed()], 0),
    ],
    ids=["ours", "of unknown sizes", "another's", "nobody's", "on shared quota"],
)
def test_our_own_cores_are_those_of_our_endpoints_on_dedicated_quota(
    endpoint: dict[str, Any], behind: list[Any], own: int
) -> None:
    answers = {
        "/usages": listed(
            cores(FAMILY),
            cores("TotalDedicatedCores", 30, "totalDedicatedCores"),
            cores(FAMILY, 99, "vmFamily/lowPriorityCores"),
        ),
        "/onlineEndpoints": listed({"id": ONLINE, "properties": {}} | endpoint),
        "/deployments": listed(*behind),
    }
    found, _ = asked(AskUsages(REGION), answers)
    assert found[family_key(FAMILY)] == Usage(100, 24, own)
    assert found[ALL_FAMILIES] == Usage(100, 30, own)
    assert len(found) == 2


def test_in_a_region_without_a_workspace_no_cores_are_ours() -> None:
    found, sent = asked(AskUsages("uksouth"), {"/usages": listed(cores(FAMILY))})
    assert found == {family_key(FAMILY): Usage(100, 24)}
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("ask", "answers", "expected"),
    [
        (AskSubscription(), {}, Absent()),
        (
            AskSubscription(),
            {SUBSCRIPTION: {"displayName": "Models", "state": "Enabled"}},
            SubscriptionState("Models", "Enabled", "", "Off"),
        ),
        (
            AskSubscription(),
            {
                SUBSCRIPTION: {
                    "displayName": "Models",
                    "state": "Warned",
                    "subscriptionPolicies": {"quotaId": "FreeTrial_2014-09-01", "spendingLimit": "On"},
                }
            },
            SubscriptionState("Models", "Warned", "FreeTrial_2014-09-01", "On"),
        ),
        (
            AskProviders(),
            {
                "/providers": listed(
                    {"namespace": "Microsoft.SaaS", "registrationState": "Registered"},
                    {"namespace": "Microsoft.Storage"},
                )
            },
            {"microsoft.saas": "Registered", "microsoft.storage": ""},
        ),
        (AskWorkspace("ws"), {}, Absent()),
        (AskWorkspace("ws"), {"/ws": {"location": "Sweden Central"}}, WorkspaceState(REGION, "Default")),
        (
            AskWorkspace("ws"),
            {"/ws": {"location": "westus", "kind": "Hub", "tags": OURS}},
            WorkspaceState("westus", "Hub", ours=True),
        ),
        (AskSubscribed("ws"), {}, ()),
        (
            AskSubscribed("ws"),
            {
                "/marketplaceSubscriptions": listed(
                    {
                        "name": "a",
                        "properties": {"modelId": PHI, "marketplaceSubscriptionStatus": "Suspended"},
                    },
                    {"name": "b", "properties": {"modelId": PHI}},
                )
            },
            (Subscribed("a", PHI, "Suspended"), Subscribed("b", PHI, "")),
        ),
        (
            AskCountry(),
            {
                SUBSCRIPTION: {"tenantId": "t"},
                "/tenants": listed(
                    {"tenantId": "t", "countryCode": "SE"}, {"tenantId": "u", "countryCode": "US"}
                ),
            },
            "SE",
        ),
        (AskCountry(), {SUBSCRIPTION: {"tenantId": "t"}, "/tenants": listed({"tenantId": "t"})}, Absent()),
        (AskCountry(), {"/tenants": listed({"tenantId": "t", "countryCode": "SE"})}, Absent()),
        (AskPermissions(GROUP), {}, Absent()),
        (
            AskPermissions(GROUP),
            {
                "/permissions": listed(
                    {"actions": ["*"], "notActions": ["a"], "dataActions": ["b"], "notDataActions": ["c"]},
                    {"actions": ["d"], "notActions": None},
                )
            },
            (PermissionSet(("*",), ("a",), ("b",), ("c",)), PermissionSet(("d",))),
        ),
        (
            AskDeletedVaults(),
            {"/deletedVaults": listed({"name": "KV"})},
            frozenset({"kv"}),
        ),
        (
            AskDeletedAccounts(),
            {
                "/deletedAccounts": listed(
                    {"name": "CS", "id": "/x/resourceGroups/RG-models/y", "location": "East US 2"},
                    {"name": "other", "id": "/x/resourceGroups/rg-models-2/y", "location": "westus"},
                )
            },
            {"cs": "eastus2"},
        ),
        (
            AskGlobalName(KEY_VAULT, "kv"),
            {"/checkNameAvailability": {"nameAvailable": True}},
            NameState(free=True),
        ),
        (
            AskGlobalName(STORAGE_ACCOUNT, "st"),
            {"/checkNameAvailability": {"nameAvailable": False}},
            NameState(free=False),
        ),
        (
            AskGlobalName(STORAGE_ACCOUNT, "st"),
            {"/checkNameAvailability": {"nameAvailable": False}, "/storageAccounts/st": {"tags": OURS}},
            NameState(free=False, ours=True, here=True),
        ),
        (
            AskGlobalName(KEY_VAULT, "kv"),
            {"/checkNameAvailability": {"nameAvailable": False}, "/vaults/kv": {}},
            NameState(free=False, ours=False, here=True),
        ),
    ],
)
def test_an_answer_is_read(ask: Ask[Any], answers: dict[str, Any], expected: object) -> None:
    assert asked(ask, answers)[0] == expected


def test_what_is_listed_whole_is_listed_without_a_condition() -> None:
    _, sent = asked(AskProviders(), {"/providers": listed()})
    assert sent == [f"GET /subscriptions/{SUBSCRIPTION}/providers?{RESOURCES}"]


@pytest.mark.parametrize("ask", [AskNameFree(REGION, "ws", "chat"), AskDeletedWorkspaces()])
def test_what_azure_has_no_request_for_is_not_asked(ask: Ask[Any]) -> None:
    assert asked(ask, {}) == (NO_REQUEST, [])


def test_only_what_may_go_to_a_workspace_asks_for_endpoints_there() -> None:
    both = in_accounts(account("eastus2")) | {
        "workspaces": {REGION: WorkspaceRef(REGION, "ws", create=False, kind="project")}
    }
    spec = spec_of([foundry(regions=("eastus2",)), deployment("own")], **both)
    assert list(endpoint_needs(spec, CATALOG)) == [AskEndpoints(REGION)]


@pytest.mark.parametrize("ask", [AskDeployed("managed", "rg-gone"), AskServed("managed", "rg-gone")])
def test_a_group_that_is_not_there_has_no_endpoints(ask: Ask[Any]) -> None:
    assert not asked(ask, {})[0]
    with pytest.raises(AzureError):
        asked(ask, {"/resources": AzureError("no", code="x", status=403)})


def test_the_endpoints_of_a_mode_and_of_a_region_are_told_from_others() -> None:
    chat = f"{ML}/serverlessEndpoints/chat"
    answers = {
        "/resources": listed(
            {"id": ONLINE, "location": "Sweden Central"},
            {"id": chat, "location": "swedencentral", "tags": OURS},
            {"id": f"{ONLINE}-2", "location": "eastus2"},
        ),
        "/onlineEndpoints": listed({"id": ONLINE, "name": "OWN", "properties": {}}),
        "/serverlessEndpoints": listed(
            {"id": chat, "name": "chat", "properties": {"modelSettings": {"modelId": PHI}}}
        ),
        "/own/deployments": listed(managed()),
    }
    served = {ONLINE.lower(): (f"{PHI}/versions/8",), f"{ONLINE}-2".lower(): ()}
    found, sent = asked(AskServed("managed", "rg-models"), answers)
    assert found == served
    tracked = " or ".join(f"resourceType eq '{ML_TYPE}/{each}Endpoints'" for each in ("serverless", "online"))
    assert sent[0] == f"GET {GROUP}/resources?{RESOURCES} " + json.dumps({"$filter": tracked})
    [read], sent = asked(AskDeployed("managed", None), answers)
    assert sent[0].startswith(f"GET /subscriptions/{SUBSCRIPTION}/resources?")
    assert (read.id, read.region) == (ONLINE, REGION)
    found = asked(AskEndpoints(REGION), answers)[0]
    assert [(each.name, each.mode, each.model_ids, each.tags) for each in found] == [
        ("own", "managed", (f"{PHI}/versions/8",), {}),
        ("chat", "serverless", (PHI,), OURS),
    ]
