"""What a destroyed stack would leave in Azure."""

from __future__ import annotations

from typing import Any

from lifecycle_builders import OURS, WORKSPACE, observed
from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.soft_deletion import VAULTS, SoftDeleted
from modelstacks.lifecycle.leftovers import (
    Leftover,
    all_others,
    existing_endpoints,
    guests,
    identities,
    read_resources,
    soft_deletable,
    used_by_others,
)

ML = "azure-native:machinelearningservices"
GROUP = "/subscriptions/s/resourceGroups/g/providers"
OFFER = f"{WORKSPACE}/marketplaceSubscriptions/offer"


def resource(type_: str, id_: str, **outputs: Any) -> dict[str, Any]:
    return {"urn": f"urn::{id_}", "type": type_, "id": id_, "outputs": outputs}


def test_only_what_lies_in_azure_is_held() -> None:
    resources = [{"urn": "u", "type": "pulumi:pulumi:Stack"}, resource("pulumi-python:dynamic:Traffic", "/x")]
    assert read_resources([*resources, resource(f"{ML}:Workspace", "/w")])[0].id == "/w"


def test_a_subscription_that_others_use_stays() -> None:
    resources = read_resources(
        [
            resource(f"{ML}:MarketplaceSubscription", OFFER),
            resource(f"{ML}:ServerlessEndpoint", observed("own").id),
        ]
    )
    endpoints = [
        observed("own", marketplace_subscription_id=OFFER),
        observed("theirs", marketplace_subscription_id=OFFER.upper()),
    ]
    assert used_by_others(resources, endpoints) == {OFFER: ["theirs"]}
    assert used_by_others(resources, endpoints[:1]) == {}


def test_a_subscription_stays_that_others_use_under_another_name() -> None:
    resources = read_resources(
        [
            resource(
                f"{ML}:MarketplaceSubscription",
                OFFER,
                properties={"modelId": "azureml://registries/r/models/Phi-4"},
            )
        ]
    )
    theirs = observed("theirs", marketplace_subscription_id="/providers/Microsoft.SaaS/resources/offer")
    assert used_by_others(resources, [theirs]) == {OFFER: ["theirs"]}
    assert used_by_others(resources, [observed("theirs", model_ids=("Llama",))]) == {}


def test_guests_are_the_endpoints_of_others_in_a_workspace_of_the_stacks() -> None:
    workspace = resource(f"{ML}:Workspace", WORKSPACE.upper())
    resources = read_resources([workspace, resource(f"{ML}:OnlineEndpoint", observed("own").id.upper())])
    lost, elsewhere = (
        observed("lost", tags=OURS),
        observed("elsewhere", id="/other/onlineEndpoints/elsewhere"),
    )
    others = [observed("own"), lost, elsewhere, observed("theirs")]
    assert [guest.name for guest in guests(resources, others, "modelstacks-models/dev")] == ["theirs"]
    assert guests(read_resources([]), others, "modelstacks-models/dev") == []


def test_an_endpoint_that_was_only_used_is_named() -> None:
    own, theirs = f"{WORKSPACE}/onlineEndpoints/own", f"{WORKSPACE}/onlineEndpoints/theirs"
    deployments = [
        resource(f"{ML}:OnlineDeployment", f"{endpoint}/deployments/d") for endpoint in (own, theirs)
    ]
    assert existing_endpoints(read_resources([resource(f"{ML}:OnlineEndpoint", own), *deployments])) == [
        theirs
    ]


def test_projects_are_purged_before_their_hubs_and_vaults_where_they_were() -> None:
    resources = [
        resource(f"{ML}:Workspace", "/hub", kind="Hub"),
        resource(f"{ML}:Workspace", "/project", kind="Project"),
        resource(
            "azure-native:keyvault:Vault", f"{GROUP}/Microsoft.KeyVault/vaults/kv", location="Sweden Central"
        ),
    ]
    found = soft_deletable(read_resources(resources))
    assert found.workspaces == ("/project", "/hub")
    vault = "/subscriptions/s/providers/Microsoft.KeyVault/locations/swedencentral/deletedVaults/kv"
    assert found.others == (SoftDeleted(ArmId(vault), f"{GROUP}/Microsoft.KeyVault/vaults/kv", VAULTS),)
    assert all_others(found, found) == list(found.others)
    assert (Leftover(vault, "purged").kind, Leftover(vault, "purged").name) == ("deletedVaults", "kv")


def test_identities_are_those_of_resources_and_their_own_and_nobody_elses() -> None:
    resources = [
        resource(f"{ML}:Workspace", "/w", identity={"principalId": "p1"}),
        resource("azure-native:managedidentity:UserAssignedIdentity", "/i", principalId="p2"),
        resource(f"{ML}:OnlineEndpoint", "/e", identity=None),
        resource("azure-native:authorization:RoleAssignment", "/r", principalId="somebody"),
    ]
    assert list(identities(read_resources(resources))) == [("p1", "/w"), ("p2", "/i")]
