"""What workspaces of each kind take and refuse, and how they go: in process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linked_workspaces import ALL, LINKS, delete, get, links, put, refused
from open_azure import GROUP
from open_workspace import VERSION, WORKSPACES

if TYPE_CHECKING:
    from open_azure import OpenAzure


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("Default", ALL),
        ("FeatureStore", ALL),
        ("Hub", ("storageAccount", "keyVault")),
    ],
)
def test_each_kind_needs_all_of_its_links(shop: OpenAzure, kind: str, needed: tuple[str, ...]) -> None:
    whole = links(*needed)
    for missing in needed:
        without = {name: id_ for name, id_ in whole.items() if name != missing}
        refusal = refused(shop, "shop", kind, without)
        assert (refusal.status, refusal.code) == (400, "Invalid")

    made = put(shop, "shop", kind.lower(), whole)
    again = put(shop, "shop", None, whole)

    assert (made["kind"], again["kind"]) == (kind, kind)


@pytest.mark.parametrize("name", [*LINKS, "hubResourceId"])
def test_each_link_that_leads_nowhere_is_named(shop: OpenAzure, name: str) -> None:
    nowhere = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/nowhere"

    refusal = refused(shop, "shop", "Hub", links("storageAccount", "keyVault") | {name: nowhere})

    assert (refusal.status, refusal.code) == (400, "UserError")
    assert refusal.message == f"Unable to find the resource '{nowhere}' given as '{name}'."
    assert {"type": "Location", "info": {"value": "swedencentral"}} in (refusal.additional_info or [])
    inner = {"code": "NotFound", "innerError": None}
    assert {"type": "InnerError", "info": {"value": inner}} in (refusal.additional_info or [])


def test_a_project_is_of_a_hub_in_its_region(shop: OpenAzure) -> None:
    needed = links("storageAccount", "keyVault", "containerRegistry")
    put(shop, "hub", "Hub", needed)
    put(shop, "plain", "Default", links(*ALL))
    hub, plain = {"hubResourceId": f"{WORKSPACES}/hub"}, {"hubResourceId": f"{WORKSPACES}/plain"}

    project = put(shop, "project", "Project", hub)["properties"]
    no_hub = refused(shop, "other", "Project", plain)
    away = refused(shop, "other", "Project", hub, location="East US 2")

    assert {name: project[name] for name in needed} == needed
    assert "applicationInsights" not in project
    assert get(shop, "hub")["properties"]["associatedWorkspaces"] == [f"{WORKSPACES}/project"]
    assert "associatedWorkspaces" not in get(shop, "plain")["properties"]
    assert "workspaceHubConfig" not in project
    assert (no_hub.status, no_hub.message) == (400, f"Workspace '{WORKSPACES}/plain' is not a hub.")
    assert (away.status, away.message) == (
        400,
        "A project must be in the region of its hub: swedencentral, not eastus2.",
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Hub", "The kind of a workspace cannot be changed."),
        ("Shop", "Workspace kind 'Shop' is not supported."),
    ],
)
def test_a_kind_stays_and_is_a_known_one(shop: OpenAzure, kind: str, words: str) -> None:
    put(shop, "shop", "Default", links(*ALL))

    refusal = refused(shop, "shop", kind, links(*ALL))

    assert (refusal.status, refusal.code, refusal.message) == (400, "ValidationError", words)


def test_a_name_that_no_workspace_may_have_is_refused(shop: OpenAzure) -> None:
    refusal = refused(shop, "a b", "Default", links(*ALL))

    assert (refusal.status, refusal.code) == (400, "ValidationError")
    assert refusal.message.startswith("Workspace name 'a b' is invalid: 3 to 33 characters; ")


def test_what_was_not_set_is_not_kept(shop: OpenAzure) -> None:
    sent = links(*ALL) | {
        "encryption": {"status": "Disabled"},
        "primaryUserAssignedIdentity": "",
        "featureStoreSettings": {"offlineStoreConnectionName": "x"},
        "friendlyName": "Our shop",
        "description": "Sells",
    }
    encrypted = {"status": "Enabled", "keyVaultProperties": {"keyIdentifier": "k", "keyVaultArmId": "v"}}

    plain = put(shop, "shop", "Default", sent)["properties"]
    full = put(
        shop,
        "store",
        "FeatureStore",
        sent | {"encryption": encrypted, "primaryUserAssignedIdentity": f"{GROUP}/mine"},
    )["properties"]

    left_out = ("encryption", "primaryUserAssignedIdentity", "featureStoreSettings")
    assert not {name for name in left_out if name in plain}
    assert (plain["friendlyName"], plain["description"]) == ("Our shop", "Sells")
    assert full["encryption"] == encrypted
    assert full["primaryUserAssignedIdentity"] == f"{GROUP}/mine"
    assert full["featureStoreSettings"] == {"offlineStoreConnectionName": "x"}


def test_a_hub_is_deleted_after_its_projects_and_for_good_if_asked(shop: OpenAzure) -> None:
    needed = links("storageAccount", "keyVault")
    put(shop, "hub", "Hub", needed)
    for name in ("one", "two"):
        put(shop, name, "Project", {"hubResourceId": f"{WORKSPACES}/hub"})

    refusal = shop.refused("DELETE", f"{WORKSPACES}/hub", query={"api-version": VERSION})
    for name, purged in (("one", "false"), ("two", "True"), ("hub", None)):
        delete(shop, name, purged)

    assert (refusal.status, refusal.code) == (409, "UserError")
    assert refusal.message == "Hub workspace 'hub' still has projects: one, two. Delete them first."
    soft = refused(shop, "one", "Default", links(*ALL))
    assert (soft.status, soft.code) == (400, "BadRequest")
    assert put(shop, "two", "Default", links(*ALL))["kind"] == "Default"
    assert delete(shop, "hub", "false") == 204
    assert refused(shop, "hub", "Hub", needed).code == "BadRequest"
    assert delete(shop, "hub", "TRUE") == 200
    assert put(shop, "hub", "Hub", needed)["name"] == "hub"


def test_a_deleted_workspace_is_kept_for_fourteen_days(shop: OpenAzure) -> None:
    put(shop, "shop", "Default", links(*ALL))
    delete(shop, "shop", None)

    shop.wait(14 * 24 * 3600 - 1)
    kept = refused(shop, "shop", "Default", links(*ALL))
    shop.wait(1)

    assert kept.code == "BadRequest"
    assert put(shop, "shop", "Default", links(*ALL))["name"] == "shop"


def test_a_hub_says_where_its_projects_go_and_keeps_what_it_is_told(shop: OpenAzure) -> None:
    needed = links("storageAccount", "keyVault")
    own = put(shop, "hub", "Hub", needed)["properties"]["workspaceHubConfig"]
    config = {"defaultWorkspaceResourceGroup": "/elsewhere", "additionalWorkspaceStorageAccounts": ["x"]}
    told = put(shop, "told", "Hub", needed | {"workspaceHubConfig": config})["properties"]
    plain = put(shop, "plain", "Default", links(*ALL))["properties"]

    assert own == {"defaultWorkspaceResourceGroup": GROUP}
    assert told["workspaceHubConfig"] == config
    assert "workspaceHubConfig" not in plain


def test_a_soft_deleted_workspace_keeps_its_name_until_it_is_purged(shop: OpenAzure) -> None:
    needed = links("storageAccount", "keyVault")
    put(shop, "hub", "Hub", needed)

    assert delete(shop, "hub", None) == 202
    refusal = refused(shop, "hub", "Hub", needed)
    assert (refusal.status, refusal.code) == (400, "BadRequest")
    assert refusal.message.startswith("Soft-deleted workspace exists. Please purge or recover it.")
    assert [delete(shop, "hub", purged) for purged in (None, "false", "TRUE", "true")] == [204, 204, 200, 204]
    put(shop, "hub", "Hub", needed)
    put(shop, "hub", "Hub", needed)
    assert [delete(shop, "hub", "true"), delete(shop, "hub", "true")] == [202, 204]
    put(shop, "hub", "Hub", needed)
