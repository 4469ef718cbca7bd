"""What bodies of any type take: kinds of values, identities, names that are all of Azure's, and kept types; in process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm.errors import ArmError
from localazure.providers import bodies
from open_azure import GROUP

if TYPE_CHECKING:
    from open_azure import OpenAzure

STORAGE = {"location": "swedencentral", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
ACCOUNT = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/stshop"
LOGS = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mine"
GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def put(azure: OpenAzure, path: str, body: dict[str, Any], version: str = "2024-01-01") -> Any:
    return azure.ask("PUT", path, body, query={"api-version": version}).body


def account(azure: OpenAzure, **more: Any) -> Any:
    return put(azure, ACCOUNT, STORAGE | more)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"supportsHttpsTrafficOnly": "False"}, {"supportsHttpsTrafficOnly": False}),
        ({"allowBlobPublicAccess": "true"}, {"allowBlobPublicAccess": True}),
        ({"accessTier": "cool"}, {"accessTier": "cool"}),
        ({"accessTier": None}, {"accessTier": "Hot"}),
        (
            {"networkAcls": {"defaultAction": "Deny"}},
            {"networkAcls": {"defaultAction": "Deny", "ipRules": []}},
        ),
    ],
)
def test_a_value_is_kept_as_what_it_says(
    whole: OpenAzure, sent: dict[str, Any], kept: dict[str, Any]
) -> None:
    properties = account(whole, properties=sent)["properties"]

    for name, value in kept.items():
        shown = properties[name]
        assert (
            (shown.items() >= value.items()) if isinstance(value, dict) else shown is value or shown == value
        )


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"properties": {"accessTier": 5}}, ("5", "Hot or Cool or Premium or Cold", "properties.accessTier")),
        ({"properties": {"accessTier": "Warm"}}, ("'Warm'", "Hot or Cool", "properties.accessTier")),
        (
            {"properties": {"allowBlobPublicAccess": "yes"}},
            ("'yes'", "boolean", "properties.allowBlobPublicAccess"),
        ),
        ({"properties": {"allowBlobPublicAccess": 1}}, ("1", "boolean", "properties.allowBlobPublicAccess")),
        ({"properties": {"networkAcls": "none"}}, ("'none'", "object", "properties.networkAcls")),
        ({"properties": [1]}, ("[1]", "object", "properties")),
        ({"kind": 7}, ("7", "", "kind")),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_with_its_path(
    whole: OpenAzure, body: dict[str, Any], told: tuple[str, str, str]
) -> None:
    refusal = whole.refused("PUT", ACCOUNT, STORAGE | body, query={"api-version": "2024-01-01"})

    value, kind, path = told
    assert (refusal.status, refusal.code) == (400, "InvalidRequestContent")
    assert re.fullmatch(
        "The request content was invalid and could not be deserialized: 'Error converting value "
        f"{re.escape(value)} to type {re.escape(kind)}.*\\. Path '{re.escape(path)}'\\.'\\.",
        refusal.message,
    )


@pytest.mark.parametrize(("value", "taken"), [(30, True), (True, False), ("30", False), (30.5, False)])
def test_a_number_is_whole_and_no_text(value: Any, taken: bool) -> None:
    body = {"properties": {"retentionInDays": value}}
    if taken:
        assert bodies.check("Microsoft.OperationalInsights/workspaces", body) == body
    else:
        with pytest.raises(ArmError, match="to type integer"):
            bodies.check("Microsoft.OperationalInsights/workspaces", body)


@pytest.mark.parametrize(
    ("sent", "type_", "has_principal", "assigned"),
    [
        ({"type": "none"}, "None", False, None),
        ({"userAssignedIdentities": {}}, "None", False, None),
        ({"type": "SYSTEMASSIGNED"}, "SystemAssigned", True, None),
        ({"type": "UserAssigned"}, "UserAssigned", False, []),
        ({"type": "UserAssigned", "userAssignedIdentities": None}, "UserAssigned", False, []),
        (
            {"type": "systemAssigned, userAssigned", "userAssignedIdentities": {IDENTITY: {}}},
            "SystemAssigned, UserAssigned",
            True,
            [IDENTITY],
        ),
        ({"type": "OfOurOwn"}, "OfOurOwn", False, None),
    ],
)
def test_an_identity_is_completed_by_its_type(
    whole: OpenAzure, sent: dict[str, Any], type_: str, has_principal: bool, assigned: list[str] | None
) -> None:
    mine = put(whole, IDENTITY, {"location": "swedencentral"}, "2023-01-31")["properties"]

    first, second = (account(whole, identity=sent)["identity"] for _ in range(2))

    assert first == second
    assert first["type"] == type_
    assert first.get("tenantId") == (whole.scenario.tenant.id if has_principal else None)
    assert bool(re.fullmatch(GUID, first.get("principalId", ""))) is has_principal
    ids = {"principalId": mine["principalId"], "clientId": mine["clientId"]}
    assert first.get("userAssignedIdentities") == (None if assigned is None else dict.fromkeys(assigned, ids))


def test_no_identity_is_none_and_one_given_later_stays(whole: OpenAzure) -> None:
    bare = account(whole)
    empty = account(whole, identity={})
    given = account(whole, identity={"type": "SystemAssigned"})["identity"]
    both = account(whole, identity={"type": "SystemAssigned,UserAssigned"})["identity"]

    assert "identity" not in bare
    assert not empty.get("identity")
    assert both["principalId"] == given["principalId"]


@pytest.mark.parametrize(
    ("path", "version", "body", "code", "words"),
    [
        (
            "Microsoft.Storage/storageAccounts/stshop",
            "2024-01-01",
            STORAGE,
            "StorageAccountAlreadyTaken",
            "The storage account named stshop is already taken.",
        ),
        (
            "Microsoft.ContainerRegistry/registries/Shop1",
            "2023-07-01",
            {"location": "swedencentral", "sku": {"name": "Basic"}},
            "AlreadyInUse",
            "The registry DNS name Shop1.azurecr.io is already in use.",
        ),
    ],
)
def test_a_name_of_all_azure_is_taken_in_any_group(
    whole: OpenAzure, path: str, version: str, body: dict[str, Any], code: str, words: str
) -> None:
    other = GROUP.removesuffix("Shop") + "Other"
    whole.ask("PUT", other, {"location": "swedencentral"})
    put(whole, f"{GROUP}/providers/{path}", body, version)
    put(whole, f"{GROUP}/providers/{path}", body, version)

    refusal = whole.refused("PUT", f"{other}/providers/{path}", body, query={"api-version": version})

    assert (refusal.status, refusal.code, refusal.message) == (409, code, words)


@pytest.mark.parametrize(
    ("path", "shown", "system_data"),
    [
        (
            "Microsoft.App/managedEnvironments/env",
            {"defaultDomain": "env.swedencentral.azurecontainerapps.io", "staticIp": "127.0.0.1"},
            True,
        ),
        ("Microsoft.Web/serverfarms/plan", {"status": "Ready"}, False),
        (
            "Microsoft.Web/sites/shop",
            {
                "state": "Running",
                "defaultHostName": "shop.azurewebsites.net",
                "hostNames": ["shop.azurewebsites.net"],
            },
            False,
        ),
        ("Microsoft.Network/virtualNetworks/net", {}, False),
    ],
)
def test_what_is_kept_is_shown_with_what_its_type_adds(
    whole: OpenAzure, path: str, shown: dict[str, Any], system_data: bool
) -> None:
    place, version = f"{GROUP}/providers/{path}", {"api-version": "2031-12-31-preview"}

    refusal = whole.refused("PUT", place, {}, query=version)
    made = whole.ask("PUT", place, {"location": "Sweden Central"}, query=version).body

    assert refusal.code == "LocationRequired"
    assert made["properties"] == shown | {"provisioningState": "Succeeded"}
    assert ("systemData" in made, made["location"]) == (system_data, "swedencentral")


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("Microsoft.Web/sites/shop", "config/web"),
        ("Microsoft.Network/virtualNetworks/net", "subnets/one"),
        ("Microsoft.DocumentDB/databaseAccounts/db", "sqlDatabases/one"),
    ],
)
def test_a_child_that_is_kept_has_no_place_of_its_own(whole: OpenAzure, parent: str, child: str) -> None:
    version = {"api-version": "2024-03-01"}
    place = f"{GROUP}/providers/{parent}"
    whole.ask("PUT", place, {"location": "swedencentral"}, query=version)

    made = whole.ask("PUT", f"{place}/{child}", {"properties": {"a": 1}}, query=version)

    assert made.body["properties"] == {"a": 1, "provisioningState": "Succeeded"}
    assert "location" not in made.body


@pytest.mark.parametrize(
    ("path", "version", "properties", "link"),
    [
        ("components/appi", "2020-02-02", {"Application_Type": "web"}, "WorkspaceResourceId"),
        ("autoscaleSettings/as", "2022-10-01", {"profiles": []}, "targetResourceUri"),
    ],
)
def test_what_a_resource_names_is_there(
    whole: OpenAzure, path: str, version: str, properties: dict[str, Any], link: str
) -> None:
    place = f"{GROUP}/providers/Microsoft.Insights/{path}"
    body = {"location": "swedencentral", "kind": "web", "properties": properties | {link: LOGS}}

    refusal = whole.refused("PUT", place, body, query={"api-version": version})
    put(whole, LOGS, {"location": "swedencentral"}, "2023-09-01")

    assert (refusal.status, refusal.code) == (400, "LinkedResourceNotFound")
    assert refusal.message == f"The resource '{LOGS}' that '{link}' names was not found."
    assert put(whole, place, body, version)["properties"][link] == LOGS


@pytest.mark.parametrize("version", ["1999-01-01", "2024-03", "2024-03-01-beta", "2024-03-01-preview-x"])
def test_what_is_kept_takes_any_date_of_this_century(whole: OpenAzure, version: str) -> None:
    refusal = whole.refused(
        "GET", f"{GROUP}/providers/Microsoft.Web/sites/shop", query={"api-version": version}
    )

    assert "No registered resource provider found" in refusal.message
