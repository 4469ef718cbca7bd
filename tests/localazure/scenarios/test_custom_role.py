"""A deployer with exactly the documented actions can deploy; without any one of them it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import LLAMA, PHI, Arm, deployment_body, error_of, serverless_body
from modelstacks import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from estate import Estate

pytestmark = pytest.mark.slow

SCENARIO = "custom-role"
ROLES = "Microsoft.Authorization/roleDefinitions"
VERSION = "2022-04-01"
LOCATION = {"location": "swedencentral"}
SUBSCRIPTION = {"properties": {"modelId": LLAMA}}
TO_BUY = [
    action.replace("/*", "/write")
    for name in (
        "subscribe to Marketplace offer",
        "create/use SaaS resource",
        "manage marketplace subscription",
    )
    for action in catalog.load().operation(name).actions
]


@pytest.fixture
def deployer(azure: LocalAzureServer) -> Iterator[Arm]:
    """ARM as the scenario's own principal sees it."""
    assert azure.scenario.default_principal == "deployer"
    arm = Arm(azure, "deployer")
    yield arm
    arm.close()


@pytest.fixture
def role(estate: Estate) -> Iterator[dict[str, Any]]:
    """The deployer's role; it is put back as it was."""
    found = estate.arm.send("GET", f"{estate.subscription}/providers/{ROLES}", version=VERSION)["value"]
    (role,) = (each for each in found if each["properties"]["roleName"] == "modelstacks deployer")
    yield role
    estate.arm.send("PUT", role["id"], role, version=VERSION)


def test_it_subscribes_and_deploys_serverless(estate: Estate, project: str, deployer: Arm) -> None:
    deployer.send("PUT", estate.id(f"{project}/marketplaceSubscriptions/llama"), SUBSCRIPTION)
    endpoint = estate.id(f"{project}/serverlessEndpoints/{estate.name('chat')}")

    made = deployer.send("PUT", endpoint, LOCATION | serverless_body(LLAMA))
    keys = deployer.send("POST", f"{endpoint}/listKeys", {})
    deployer.send("DELETE", endpoint)

    assert made["properties"]["provisioningState"] == "Succeeded"
    assert set(keys) == {"primaryKey", "secondaryKey"}


def test_it_deploys_on_managed_compute(estate: Estate, project: str, deployer: Arm) -> None:
    endpoint = estate.id(f"{project}/onlineEndpoints/{estate.name('own')}")
    body = LOCATION | {"properties": {"authMode": "Key"}}

    deployer.send("PUT", endpoint, body)
    made = deployer.send("PUT", f"{endpoint}/deployments/blue", LOCATION | deployment_body())

    assert made["properties"]["provisioningState"] == "Succeeded"


def test_it_makes_no_workspace(estate: Estate, project: str, deployer: Arm) -> None:
    refusal = deployer.refused("PUT", estate.id(f"{project}2"), LOCATION | {"kind": "Project"})

    assert error_of(refusal)["code"] == "AuthorizationFailed"


@pytest.mark.parametrize("action", TO_BUY)
def test_a_purchase_asks_for_every_documented_action(
    estate: Estate, project: str, deployer: Arm, role: dict[str, Any], action: str
) -> None:
    properties = role["properties"]
    without = [permission | {"notActions": [action]} for permission in properties["permissions"]]
    estate.arm.send("PUT", role["id"], {"properties": properties | {"permissions": without}}, version=VERSION)

    refusal = deployer.refused("PUT", estate.id(f"{project}/marketplaceSubscriptions/llama"), SUBSCRIPTION)

    assert refusal.status_code == 403
    assert f"does not have authorization to perform action '{action}' over scope" in str(refusal)


def test_who_is_subscribed_needs_no_right_to_buy(
    estate: Estate, project: str, deployer: Arm, role: dict[str, Any]
) -> None:
    estate.subscribe(project, LLAMA, "llama")
    properties = role["properties"]
    actions = [a for a in properties["permissions"][0]["actions"] if "/workspaces/" in a]
    changed = properties | {"permissions": [{"actions": actions}]}
    estate.arm.send("PUT", role["id"], {"properties": changed}, version=VERSION)

    deployer.send("PUT", estate.id(f"{project}/marketplaceSubscriptions/llama"), SUBSCRIPTION)
    endpoint = estate.id(f"{project}/serverlessEndpoints/{estate.name('chat')}")
    made = deployer.send("PUT", endpoint, LOCATION | serverless_body(LLAMA))

    assert made["properties"]["endpointState"] == "Online"


@pytest.mark.parametrize("where", ["subscription", "group", "workspace"])
def test_the_permissions_api_shows_the_role_everywhere(
    estate: Estate, project: str, deployer: Arm, role: dict[str, Any], where: str
) -> None:
    scope = {"subscription": estate.subscription, "group": estate.group, "workspace": estate.id(project)}

    path = f"{scope[where]}/providers/Microsoft.Authorization/permissions"
    shown = deployer.send("GET", path, version=VERSION)["value"]

    assert role["properties"]["permissions"][0] in shown
    assert "*" not in [action for permission in shown for action in permission["actions"]]


@pytest.mark.parametrize(
    ("azure", "path", "body"),
    [
        (
            "missing-one-action:Microsoft.SaaS/register/action",
            "marketplaceSubscriptions/llama",
            SUBSCRIPTION,
        ),
        (
            "missing-one-action:Microsoft.MachineLearningServices/workspaces/serverlessEndpoints/write",
            "serverlessEndpoints/phi",
            LOCATION | serverless_body(PHI),
        ),
    ],
    indirect=["azure"],
)
def test_the_one_missing_action_is_named(
    estate: Estate, project: str, deployer: Arm, path: str, body: dict[str, Any]
) -> None:
    action = estate.azure.scenario.name.partition(":")[2]

    refusal = deployer.refused("PUT", estate.id(f"{project}/{path}"), body)

    assert f"to perform action '{action}'" in str(refusal)
