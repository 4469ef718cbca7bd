"""What a destroyed stack would leave in Azure."""

from __future__ import annotations

from typing import Any

from lifecycle_builders import OURS, WORKSPACE, observed
from modelstacks.azure.arm_id import ArmId
from modelstacks.azure.soft_deletion import ACCOUNTS, VAULTS, SoftDeleted
from modelstacks.lifecycle.leftovers import (
    Leftover,
    StateResource,
    all_others,
    existing_endpoints,
    guests,
    identities,
    not_sent,
    read_resources,
    soft_deletable,
    soft_deletable_of,
    soft_deleted_by_modes,
    used_by_others,
)
from modelstacks.spec import WorkspaceRef
from spec_builders import SUBSCRIPTION, spec_of

ML = "azure-native:machinelearningservices"
GROUP = "/subscriptions/s/resourceGroups/g/providers"
OFFER = f"{WORKSPACE}/marketplaceSubscriptions/offer"


def resource(type_: str, id_: str, **outputs: Any) -> dict[str, Any]:
    return {"urn": f"urn::{id_}", "type": type_, "id": id_, "outputs": outputs}


def test_only_what_lies_in_azure_is_held() -> None:
    resources = [{"urn": "u", "type": "pulumi:pulumi:Stack"}, resource("pulumi-python:dynamic:Traffic", "/x")]
    pending = {"urn": "u", "type": f"{ML}:Workspace"}
    elsewhere = resource(f"{ML}:getWorkspace", "chat")
    [held] = read_resources([*resources, pending, elsewhere, pending | {"id": "/w"}])
    assert held == StateResource("u", f"{ML}:Workspace", "/w", {})


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
    assert soft_deleted_by_modes(read_resources(resources)) == []
    assert (Leftover(vault, "purged").kind, Leftover(vault, "purged").name) == ("deletedVaults", "kv")


def test_what_modes_make_is_kept_where_it_was() -> None:
    account = f"{GROUP}/Microsoft.CognitiveServices/accounts/ai"
    held = read_resources(
        [resource("azure-native:cognitiveservices:Account", account, location="swedencentral")]
    )
    place = "/subscriptions/s/providers/Microsoft.CognitiveServices/locations/swedencentral"
    kept = SoftDeleted(ArmId(f"{place}/resourceGroups/g/deletedAccounts/ai"), account, ACCOUNTS)
    assert soft_deleted_by_modes(held) == [kept] == list(soft_deletable(held).others)


def test_what_a_spec_would_make_is_kept_alike_and_of_a_project_no_vault_of_its_own() -> None:
    other = ACCOUNTS.of(f"{GROUP}/Microsoft.CognitiveServices/accounts/ai", "swedencentral")
    project = WorkspaceRef("swedencentral", "chat", create=True, kind="project")
    theirs = WorkspaceRef("eastus2", "theirs", create=False, kind="workspace")
    spec = spec_of([], workspaces={each.region: each for each in (project, theirs)})
    made = project.workspaces_to_create(ArmId.at(SUBSCRIPTION, "rg-models"))
    [hub] = [each for each in made if each.kind == "hub"]
    assert hub.dependencies

    found = soft_deletable_of(spec, [other])

    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-models/providers"
    workspaces = f"{group}/Microsoft.MachineLearningServices/workspaces"
    vault = f"{group}/Microsoft.KeyVault/vaults/{hub.dependencies.key_vault}"
    assert found.workspaces == (f"{workspaces}/chat", f"{workspaces}/{hub.name}")
    assert found.others == (VAULTS.of(vault, "swedencentral"), other)


def test_a_workspace_that_a_spec_only_names_is_left_to_a_person() -> None:
    assert not_sent(WORKSPACE) == Leftover(
        WORKSPACE,
        "not sent",
        "the spec names it, but this stack neither holds it nor remembers deleting it. Where Azure keeps it: "
        "az ml workspace delete --name chat --resource-group g --permanently-delete",
    )


def test_identities_are_those_of_resources_and_their_own_and_nobody_elses() -> None:
    resources = [
        resource(f"{ML}:Workspace", "/w", identity={"principalId": "p1"}),
        resource("azure-native:managedidentity:UserAssignedIdentity", "/i", principalId="p2"),
        resource(f"{ML}:OnlineEndpoint", "/e", identity=None),
        resource("azure-native:authorization:RoleAssignment", "/r", principalId="somebody"),
    ]
    assert list(identities(read_resources(resources))) == [("p1", "/w"), ("p2", "/i")]
