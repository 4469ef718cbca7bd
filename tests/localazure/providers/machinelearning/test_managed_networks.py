from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import error_of, workspace

if TYPE_CHECKING:
    from estate import Estate

pytestmark = pytest.mark.slow

PYTORCH = {"type": "FQDN", "destination": "*.pytorch.org"}
DATA_FACTORY = {
    "type": "ServiceTag",
    "destination": {"serviceTag": "DataFactory", "protocol": "TCP", "portRanges": "80"},
}


def isolated(estate: Estate, **rules: dict[str, Any]) -> str:
    """Make a hub that lets out what was approved; return its path."""
    network = {"isolationMode": "AllowOnlyApprovedOutbound", "outboundRules": rules}
    needs = {"storageAccount": estate.storage_account(), "keyVault": estate.key_vault()}
    estate.put(workspace("hub"), {"kind": "Hub", "properties": needs | {"managedNetwork": network}})
    return workspace("hub")


def network_of(estate: Estate, path: str) -> dict[str, Any]:
    """Return the managed network that the workspace shows."""
    network: dict[str, Any] = estate.get(path)["properties"]["managedNetwork"]
    return network


def test_a_status_is_azures_to_say(estate: Estate) -> None:
    active = {"status": {"status": "Active", "sparkReady": True}}
    hub = estate.hub()

    for mode, shown in (
        ("Disabled", None),
        ("AllowInternetOutbound", {"status": "Inactive", "sparkReady": False}),
    ):
        network = {"isolationMode": mode} | active
        estate.arm.send("PATCH", estate.id(hub), {"properties": {"managedNetwork": network}})
        assert network_of(estate, hub).get("status") == shown


def test_the_rules_of_a_workspace_are_resources(estate: Estate) -> None:
    path = isolated(estate, pytorch=PYTORCH)

    rule = estate.get(f"{path}/outboundRules/pytorch")

    shown = {**PYTORCH, "category": "UserDefined", "status": "Inactive"}
    assert (rule["name"], rule["properties"]) == ("pytorch", shown)
    assert estate.get(f"{path}/outboundRules")["value"] == [rule]
    assert network_of(estate, path)["outboundRules"] == {"pytorch": shown}


@pytest.mark.azure_verified  # azure-ai-ml's test_workspace_create_with_managed_network_list_show_remove_rules
def test_an_update_adds_rules_and_takes_none_away(estate: Estate) -> None:
    path = isolated(estate, pytorch=PYTORCH)
    network_id = network_of(estate, path)["networkId"]

    network = {"isolationMode": "AllowOnlyApprovedOutbound", "outboundRules": {"factory": DATA_FACTORY}}
    estate.arm.send("PATCH", estate.id(path), {"properties": {"managedNetwork": network}})

    after = network_of(estate, path)
    assert sorted(after["outboundRules"]) == ["factory", "pytorch"]
    assert after["networkId"] == network_id


def test_a_rule_is_written_and_removed_alone(estate: Estate) -> None:
    path = isolated(estate)
    rule = f"{path}/outboundRules/factory"

    made = estate.arm.send("PUT", estate.id(rule), {"properties": DATA_FACTORY})
    listed = sorted(network_of(estate, path)["outboundRules"])
    estate.delete(rule)

    assert made["properties"]["destination"] == DATA_FACTORY["destination"]
    assert listed == ["factory"]
    assert network_of(estate, path)["outboundRules"] == {}


def test_provisioning_makes_the_network_and_its_rules_active(estate: Estate) -> None:
    path = isolated(estate, pytorch=PYTORCH)

    status = estate.post(f"{path}/provisionManagedNetwork", {"includeSpark": False})

    assert status == {"status": "Active", "sparkReady": False}
    assert network_of(estate, path)["status"] == status
    assert estate.get(f"{path}/outboundRules/pytorch")["properties"]["status"] == "Active"


def test_a_written_status_makes_nothing_active(estate: Estate) -> None:
    path = isolated(estate)
    properties = estate.get(path)["properties"]

    claimed = properties["managedNetwork"] | {"status": {"status": "Active", "sparkReady": True}}
    estate.put(path, {"kind": "Hub", "properties": properties | {"managedNetwork": claimed}})

    assert network_of(estate, path)["status"] == {"status": "Inactive", "sparkReady": False}


def test_a_workspace_without_a_network_has_no_rules_and_nothing_to_provision(estate: Estate) -> None:
    path = estate.hub()

    refusals = [
        estate.arm.refused("PUT", estate.id(f"{path}/outboundRules/x"), {"properties": PYTORCH}),
        estate.arm.refused("POST", estate.id(f"{path}/provisionManagedNetwork"), {}),
    ]

    for refusal in refusals:
        assert error_of(refusal)["message"] == (
            "Workspace 'hub' has no managed network. "
            "Set its managedNetwork.isolationMode to AllowInternetOutbound or AllowOnlyApprovedOutbound."
        )
    assert network_of(estate, path) == {"isolationMode": "Disabled"}


def test_the_rules_of_a_network_turned_off_are_still_read(estate: Estate) -> None:
    path = isolated(estate, pytorch=PYTORCH)

    off = {"properties": {"managedNetwork": {"isolationMode": "Disabled", "status": None}}}
    estate.arm.send("PATCH", estate.id(path), off)

    assert network_of(estate, path)["isolationMode"] == "Disabled"
    assert estate.get(f"{path}/outboundRules/pytorch")["properties"]["status"] == "Inactive"


def test_what_a_rule_needs(estate: Estate) -> None:
    rule = estate.id(f"{isolated(estate)}/outboundRules/x")

    refusal = estate.arm.refused("PUT", rule, {"properties": {}})

    assert error_of(refusal)["message"] == "Outbound rule 'x' needs type and destination."
