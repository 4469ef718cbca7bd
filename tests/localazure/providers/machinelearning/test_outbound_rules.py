"""A managed network and its rules, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from open_workspace import OpenWorkspace

FQDN = {"type": "FQDN", "destination": "*.pytorch.org"}
INACTIVE = {"status": "Inactive", "sparkReady": False}


def network(chat: OpenWorkspace, **kept: Any) -> None:
    """Give the workspace a network as Azure would keep it."""
    workspace = chat.azure.store.find(chat.path)
    assert workspace is not None
    workspace.properties["managedNetwork"] = kept
    chat.azure.store.put(workspace)


def rule(chat: OpenWorkspace) -> Any:
    return chat.get("outboundRules/torch")["properties"]


def test_a_rule_is_as_active_as_its_network(chat: OpenWorkspace) -> None:
    network(chat, isolationMode="AllowInternetOutbound", status=INACTIVE)
    made = chat.ask("PUT", "outboundRules/torch", {"properties": FQDN})
    inactive = rule(chat)
    network(chat, isolationMode="AllowInternetOutbound", status={"status": "Active", "sparkReady": True})
    active = rule(chat)
    network(chat, isolationMode="disabled")
    off = rule(chat)

    assert made.status == 200
    assert inactive == off == FQDN | {"category": "UserDefined", "status": "Inactive"}
    assert active == FQDN | {"category": "UserDefined", "status": "Active"}


@pytest.mark.parametrize(
    ("sent", "missing"),
    [
        ({}, "type and destination"),
        ({"type": "FQDN"}, "destination"),
        ({"destination": "x.org"}, "type"),
    ],
)
def test_a_rule_needs_its_type_and_its_destination(
    chat: OpenWorkspace, sent: dict[str, Any], missing: str
) -> None:
    network(chat, isolationMode="AllowOnlyApprovedOutbound", status=INACTIVE)

    refusal = chat.refused("outboundRules/torch", {"properties": sent})

    assert (refusal.status, refusal.message) == (400, f"Outbound rule 'torch' needs {missing}.")


def test_what_a_workspace_without_a_network_says(chat: OpenWorkspace) -> None:
    refusals = [
        chat.refused("outboundRules/torch", {"properties": FQDN}),
        chat.refused("provisionManagedNetwork", {}, method="POST"),
    ]

    message = (
        "Workspace 'chat' has no managed network. "
        "Set its managedNetwork.isolationMode to AllowInternetOutbound or AllowOnlyApprovedOutbound."
    )
    assert [(refusal.status, refusal.message) for refusal in refusals] == [(400, message)] * 2


@pytest.mark.parametrize(
    ("sent", "spark"), [({"includeSpark": True}, True), ({"includeSpark": False}, False), ({}, False)]
)
def test_provisioning_tells_what_is_ready(chat: OpenWorkspace, sent: dict[str, Any], spark: bool) -> None:
    network(chat, isolationMode="AllowInternetOutbound", status=INACTIVE)

    answer = chat.ask("POST", "provisionManagedNetwork", sent)

    assert answer.status == 202
    workspace = chat.azure.store.find(chat.path)
    assert workspace is not None
    assert workspace.properties["managedNetwork"]["status"] == {"status": "Active", "sparkReady": spark}
