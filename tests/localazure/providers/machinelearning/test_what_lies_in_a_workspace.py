"""Connections and outbound rules of a workspace: what they take, refuse and show, in process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from open_azure import CALLER
from open_workspace import followed

if TYPE_CHECKING:
    from open_workspace import OpenWorkspace

CONNECTION = {"category": "AzureOpenAI", "authType": "ApiKey", "target": "https://example.invalid/"}
FQDN = {"type": "FQDN", "destination": "*.pytorch.org"}


def put(chat: OpenWorkspace, path: str, properties: dict[str, Any]) -> Any:
    """Write what is done at once."""
    return chat.ask("PUT", path, {"properties": properties})


def network(chat: OpenWorkspace, mode: str) -> None:
    """Give the workspace a managed network."""
    workspace = chat.azure.store.find(chat.path)
    assert workspace is not None
    workspace.properties["managedNetwork"] = {"isolationMode": mode}
    chat.azure.store.put(workspace)


@pytest.mark.parametrize(
    ("category", "shown", "group"),
    [
        ("azureopenai", "AzureOpenAI", "AzureAI"),
        ("AIServices", "AIServices", "AzureAI"),
        ("CognitiveSearch", "CognitiveSearch", "AzureAI"),
        ("Serverless", "Serverless", "AzureAI"),
        ("Serp", "Serp", "GenericProtocol"),
        ("OfOurOwn", "OfOurOwn", "GenericProtocol"),
    ],
)
def test_all_that_a_connection_shows(chat: OpenWorkspace, category: str, shown: str, group: str) -> None:
    answer = put(chat, "connections/models", CONNECTION | {"category": category, "credentials": {"key": "k"}})

    assert answer.status == 200
    created = answer.body.pop("systemData")
    assert created["createdBy"] == CALLER.app_id
    assert answer.body == {
        "id": f"{chat.path}/connections/models",
        "name": "models",
        "type": "Microsoft.MachineLearningServices/workspaces/connections",
        "tags": None,
        "location": None,
        "properties": CONNECTION
        | {
            "category": shown,
            "group": group,
            "credentials": None,
            "expiryTime": None,
            "isSharedToAll": False,
            "metadata": {},
            "sharedUserList": [],
        },
    }


def test_secrets_are_shown_where_there_are_any(chat: OpenWorkspace) -> None:
    put(chat, "connections/without", CONNECTION)
    put(chat, "connections/with", CONNECTION | {"credentials": {"key": "k"}})

    without, with_ = (
        chat.ask("POST", f"connections/{name}/listsecrets", {}).body["properties"]
        for name in ("without", "with")
    )

    assert "credentials" not in without
    assert with_ == without | {"credentials": {"key": "k"}}
    put(chat, "connections/with", CONNECTION | {"credentials": {"key": "other"}})
    assert chat.ask("POST", "connections/with/listsecrets", {}).body["properties"]["credentials"] == {
        "key": "other"
    }


@pytest.mark.parametrize(
    ("name", "properties", "words"),
    [
        ("some", {}, "A connection needs authType, category."),
        ("some", {"category": "Serp"}, "A connection needs authType."),
        ("some", {"authType": "None"}, "A connection needs category."),
        ("so", CONNECTION, "Connection name 'so' is invalid"),
        ("a" * 256, CONNECTION, "is invalid"),
        ("_some", CONNECTION, "Connection name '_some' is invalid"),
    ],
)
def test_a_connection_is_refused(
    chat: OpenWorkspace, name: str, properties: dict[str, Any], words: str
) -> None:
    refusal = chat.refused(f"connections/{name}", {"properties": properties})

    assert (refusal.status, refusal.code) == (400, "ValidationError")
    assert words in refusal.message


def test_an_absent_connection_is_told_by_another_service(chat: OpenWorkspace) -> None:
    refusal = chat.refused("connections/none", {}, "GET")

    assert refusal.status == 404
    assert refusal.body() == {
        "code": "UserError",
        "message": "Connection none can't be found in this workspace",
        "details": [],
        "innerError": {"code": "NotFoundError", "innerError": None},
    } | dict.fromkeys(
        (
            "severity",
            "messageFormat",
            "messageParameters",
            "referenceCode",
            "detailsUri",
            "target",
            "debugInfo",
            "additionalInfo",
        )
    )
    envelope = dict(refusal.envelope)
    correlation = envelope.pop("correlation")
    assert re.fullmatch("[0-9a-f]{32} [0-9a-f]{16}", f"{correlation['operation']} {correlation['request']}")
    assert envelope == {
        "environment": "swedencentral",
        "location": "swedencentral",
        "time": chat.azure.clock.now().isoformat(),
        "componentName": "account-rp",
    }


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({}, "Outbound rule 'out' needs type and destination."),
        ({"type": "FQDN"}, "Outbound rule 'out' needs destination."),
        ({"destination": "*.pytorch.org"}, "Outbound rule 'out' needs type."),
    ],
)
def test_an_outbound_rule_is_refused(chat: OpenWorkspace, properties: dict[str, Any], words: str) -> None:
    network(chat, "AllowInternetOutbound")

    refusal = chat.refused("outboundRules/out", {"properties": properties})

    assert (refusal.status, refusal.code, refusal.message) == (400, "UserError", words)


@pytest.mark.parametrize("mode", ["AllowInternetOutbound", "allowOnlyApprovedOutbound"])
@pytest.mark.parametrize(("spark", "ready"), [(True, True), (False, False), (None, False)])
def test_a_network_is_as_ready_as_it_was_provisioned(
    chat: OpenWorkspace, mode: str, spark: bool | None, ready: bool
) -> None:
    network(chat, mode)
    made = put(chat, "outboundRules/out", FQDN)
    before = chat.get("outboundRules/out")["properties"]["status"]

    asked = {} if spark is None else {"includeSpark": spark}
    answer = chat.ask("POST", "provisionManagedNetwork", asked)
    told = followed(chat.azure, answer.headers["Location"])

    assert (made.status, before) == (200, "Inactive")
    assert told.body == {"status": "Active", "sparkReady": ready}
    assert chat.get("outboundRules/out")["properties"] == FQDN | {
        "category": "UserDefined",
        "status": "Active",
    }
    workspace = chat.azure.store.find(chat.path)
    assert workspace is not None
    assert workspace.properties["managedNetwork"] == {"isolationMode": mode, "status": told.body}


@pytest.mark.parametrize("path", ["outboundRules/out", "provisionManagedNetwork"])
def test_nothing_isolated_has_no_rules(chat: OpenWorkspace, path: str) -> None:
    network(chat, "disabled")

    refusal = chat.refused(path, {"properties": FQDN}, "PUT" if "Rules" in path else "POST")

    assert (refusal.status, refusal.code) == (400, "UserError")
    assert refusal.message.startswith(
        "Workspace 'chat' has no managed network. Set its managedNetwork.isolationMode"
    )
