"""What a deployment of an online endpoint takes, refuses and says: field by field, in process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from estate import COHERE, PHI, PHI_VERSION, deployment_body
from open_workspace import problem

if TYPE_CHECKING:
    from open_workspace import OpenWorkspace

GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEYED: dict[str, Any] = {"properties": {"authMode": "Key"}}


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (deployment_body(instances=0), "Sku.Capacity", "The instance count must be from 1 to 50, it is 0."),
        (
            deployment_body() | {"sku": {"name": "Default", "capacity": True}},
            "Sku.Capacity",
            "The instance count must be from 1 to 50, it is True.",
        ),
        (
            deployment_body() | {"sku": {"name": "Default", "capacity": 1.5}},
            "Sku.Capacity",
            "The instance count must be from 1 to 50, it is 1.5.",
        ),
        (
            deployment_body(model="x"),
            "Model",
            (
                "Model 'x' is not the id of a registry model "
                "(azureml://registries/<registry>/models/<name>/versions/<version>)."
            ),
        ),
        (
            deployment_body(model=f"{PHI}-5/versions/1"),
            "Model",
            f"Model '{PHI}-5/versions/1' was not found in its registry.",
        ),
        (
            deployment_body(model=f"{COHERE}/versions/1"),
            "Model",
            f"Model '{COHERE}/versions/1' is not offered on managed compute.",
        ),
        (
            deployment_body(instance_type="Standard_X"),
            "VmSize",
            "The VM size 'Standard_X' is not supported for managed online deployments.",
        ),
        (
            deployment_body() | {"location": "eastus2"},
            "Location",
            "The deployment must be in the endpoint's region, swedencentral.",
        ),
    ],
)
def test_a_deployment_is_refused_field_by_field(
    chat: OpenWorkspace, body: dict[str, Any], field: str, words: str
) -> None:
    chat.put("onlineEndpoints/shop", KEYED)

    refused = problem(chat.refused("onlineEndpoints/shop/deployments/blue", body))

    assert refused == {"code": "InferencingClientCreateDeploymentFailed", "errors": {field: [words]}}


def test_a_deployment_without_sku_is_one_machine_of_the_latest_version(chat: OpenWorkspace) -> None:
    chat.put("onlineEndpoints/shop", KEYED)
    body = {"properties": deployment_body(model=f"{PHI}/versions/latest")["properties"]}
    body["properties"]["endpointComputeType"] = "managed"

    made = chat.ask("PUT", "onlineEndpoints/shop/deployments/blue", body | {"location": "Sweden Central"})
    chat.end(made)
    again = chat.ask("PUT", "onlineEndpoints/shop/deployments/blue", body | {"location": chat.region})

    assert made.body["sku"] == {"name": "Default", "tier": "Standard", "capacity": 1}
    states = [answer.body["properties"]["provisioningState"] for answer in (made, again)]
    assert states == ["Creating", "Updating"]


def test_all_that_skus_of_a_deployment_say(chat: OpenWorkspace) -> None:
    chat.put("onlineEndpoints/shop", KEYED)
    chat.put("onlineEndpoints/shop/deployments/blue", deployment_body(instances=3))

    listed = chat.get("onlineEndpoints/shop/deployments/blue/skus")
    absent = chat.refused("onlineEndpoints/shop/deployments/red/skus", {}, "GET")

    assert listed["value"] == [
        {
            "resourceType": "Microsoft.MachineLearning.Services/endpoints/deployments",
            "sku": {"name": "default", "tier": "Standard"},
            "capacity": {"minimum": 1, "maximum": 50, "default": 3, "scaleType": "Automatic"},
        }
    ]
    assert (absent.status, absent.code) == (404, "ResourceNotFound")


def test_logs_of_a_container_are_its_status_and_its_last_lines(chat: OpenWorkspace) -> None:
    chat.put("onlineEndpoints/shop", KEYED)
    chat.put("onlineEndpoints/shop/deployments/blue", deployment_body())
    logs = "onlineEndpoints/shop/deployments/blue/getLogs"

    default, server, storage, last = (
        chat.ask("POST", logs, body).body["content"].splitlines()
        for body in (
            {},
            {"containerType": "InferenceServer", "tail": 0},
            {"containerType": "StorageInitializer"},
            {"tail": 2},
        )
    )

    pulled = "Instance status: SystemSetup: Succeeded, UserContainerImagePull: Succeeded"
    assert (
        default
        == server
        == [
            f"{pulled}, InferenceServer: Succeeded",
            "This log is made up by the local Azure: no container runs.",
            "Deployment blue of endpoint shop on Standard_NC24ads_A100_v4",
            f"Model {PHI_VERSION} is ready",
        ]
    )
    assert (storage[0], storage[-1]) == (
        f"{pulled}, StorageInitializer: Succeeded",
        f"Model {PHI_VERSION} downloaded",
    )
    assert last == default[-2:]


def test_a_deployment_goes_when_its_traffic_is_none(chat: OpenWorkspace) -> None:
    chat.put("onlineEndpoints/shop", KEYED)
    for name in ("blue", "green"):
        chat.put(f"onlineEndpoints/shop/deployments/{name}", deployment_body())
    chat.put(
        "onlineEndpoints/shop", {"properties": {"authMode": "Key", "traffic": {"blue": 100, "green": 0}}}
    )

    kept = chat.refused("onlineEndpoints/shop/deployments/blue", {}, "DELETE")
    going = chat.ask("DELETE", "onlineEndpoints/shop/deployments/green")

    words = "Deployment 'blue' takes 100 percent of the endpoint's traffic. Set its traffic to 0 before you delete it."
    assert problem(kept) == {"code": "InferencingClientCallFailed", "errors": {"": [words]}}
    assert going.status == 202
    name = urlsplit(going.headers["Azure-AsyncOperation"]).path.rpartition("/")[2]
    assert re.fullmatch(rf"od:{GUID}:{GUID}", name)
    assert chat.get("onlineEndpoints/shop/deployments/green")["properties"]["provisioningState"] == "Deleting"
