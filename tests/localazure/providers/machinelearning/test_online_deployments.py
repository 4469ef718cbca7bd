from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from estate import COHERE, LLAMA, PHI, PHI_VERSION, Estate, deployment_body, error_of
from localazure import process, scenarios

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure.core.exceptions import HttpResponseError

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

FAMILY = "standardNCADSA100v4Family"
WITH_RESERVE = "Standard_NC4as_T4_v3"
QUOTAS = f"""
quotas:
  families: {{{FAMILY}: 48, "standard NCASv3_T4 Family": 11}}
"""


REGIONS = iter(["swedencentral", "eastus", "eastus2", "westus", "westus3", "uksouth", "japaneast"])
"""Quota is counted by region: each test takes one of its own in the same server."""


@pytest.fixture(scope="module")
def tight_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzureServer]:
    """A subscription with two A100 machines' worth of cores in each region, and eleven cores with T4."""
    folder = tmp_path_factory.mktemp("tight")
    (folder / "tight.yaml").write_text(scenarios.text_of("sandbox").partition("quotas:")[0] + QUOTAS)
    azure = start_local_azure(folder / "state", str(folder / "tight.yaml"))
    yield azure
    process.stop(azure.state)


@pytest.fixture
def tight(tight_azure: LocalAzureServer) -> Iterator[Estate]:
    """An estate in a region where nobody has used any quota."""
    estate = Estate(tight_azure, next(REGIONS))
    yield estate
    estate.close()


@pytest.fixture
def endpoint(estate: Estate, project: str) -> str:
    """The path of an online endpoint."""
    return estate.online(project)


def inner(refusal: HttpResponseError) -> tuple[str, dict[str, list[str]]]:
    """Return the inner code and the errors by field."""
    detail = error_of(refusal)["details"][0]
    return detail["code"], json.loads(detail["message"])["errors"]


def test_a_deployment_has_azures_defaults(estate: Estate, endpoint: str) -> None:
    properties = estate.get(estate.deployment(endpoint))["properties"]

    assert properties["provisioningState"] == "Succeeded"
    assert properties["scaleSettings"] == {"scaleType": "Default"}
    assert properties["livenessProbe"]["initialDelay"] == "PT10S"
    assert properties["egressPublicNetworkAccess"] == "Enabled"


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (deployment_body(model=f"{PHI}/versions/7"), "Model", "was not found in its registry"),
        (deployment_body(model=PHI), "Model", "was not found in its registry"),
        (deployment_body(model="azureml:my-model:1"), "Model", "is not the id of a registry model"),
        (deployment_body(model=f"{COHERE}/versions/1"), "Model", "is not offered on managed compute"),
        (deployment_body(instance_type="Standard_Toaster"), "VmSize", "'Standard_Toaster' is not supported"),
        (deployment_body(instances=0), "Sku.Capacity", "from 1 to 50, it is 0"),
        (deployment_body(instances=51), "Sku.Capacity", "from 1 to 50, it is 51"),
        (deployment_body() | {"location": "eastus2"}, "Location", "endpoint's region, swedencentral"),
        (deployment_body(endpointComputeType="Kubernetes"), "EndpointComputeType", "'Kubernetes'"),
    ],
)
def test_settings_azure_refuses(
    estate: Estate, endpoint: str, body: dict[str, Any], field: str, words: str
) -> None:
    code, errors = inner(estate.put_refused(f"{endpoint}/deployments/blue", body))

    assert code == "InferencingClientCreateDeploymentFailed"
    assert words in errors[field][0]


def test_an_endpoint_holds_twenty_deployments(estate: Estate, endpoint: str) -> None:
    for index in range(20):
        estate.deployment(endpoint, f"d{index:02}", instance_type=WITH_RESERVE)

    assert "already has 20 deployments" in str(
        estate.put_refused(f"{endpoint}/deployments/one-more", deployment_body())
    )


def test_a_deployment_with_traffic_stays(estate: Estate, endpoint: str) -> None:
    deployment = estate.deployment(endpoint)
    estate.traffic(endpoint, blue=100)

    refusal = estate.arm.refused("DELETE", estate.id(deployment))

    assert "takes 100 percent of the endpoint's traffic" in inner(refusal)[1][""][0]


def test_a_drained_deployment_goes(estate: Estate, endpoint: str) -> None:
    deployment = estate.deployment(endpoint)
    estate.traffic(endpoint, blue=100)
    estate.traffic(endpoint)

    estate.delete(deployment)

    assert estate.get(f"{endpoint}/deployments")["value"] == []


def test_logs_say_whose_they_are(estate: Estate, endpoint: str) -> None:
    path = f"{estate.deployment(endpoint)}/getLogs"

    every = estate.post(path)["content"]
    last = estate.post(path, {"tail": 1, "containerType": "StorageInitializer"})["content"]

    assert "made up by the local Azure" in every
    assert last == f"Model {PHI_VERSION} downloaded"


def test_skus_say_how_far_a_deployment_scales(estate: Estate, endpoint: str) -> None:
    (sku,) = estate.get(f"{estate.deployment(endpoint)}/skus")["value"]

    assert sku["sku"] == {"name": "default", "tier": "Standard"}
    assert (sku["capacity"]["minimum"], sku["capacity"]["maximum"]) == (1, 50)


def test_exactly_enough_cores_are_enough(tight: Estate) -> None:
    endpoint = tight.online(tight.project())

    deployment = tight.get(tight.deployment(endpoint, instances=2))

    assert deployment["sku"] == {"name": "Default", "tier": "Standard", "capacity": 2}


def test_one_core_short_is_refused_in_azures_words(tight: Estate) -> None:
    endpoint = tight.online(tight.project())
    tight.deployment(endpoint, "blue", instances=2)

    code, errors = inner(tight.put_refused(f"{endpoint}/deployments/green", deployment_body()))

    subscription = tight.azure.subscription
    assert code == "InferencingClientCreateDeploymentFailed"
    assert errors == {
        "VmSize": [
            (
                f"Not enough quota available for Standard_NC24ads_A100_v4 in SubscriptionId {subscription}. Current "
                "usage/limit: 48/48. Additional needed: 24 Please see troubleshooting guide, available here: "
                "https://aka.ms/oe-tsg#error-outofquota"
            )
        ]
    }


def test_azure_reserves_a_fifth_more_for_most_sizes(tight: Estate) -> None:
    """Two machines of 4 cores take ceil(1.2 * 2) * 4 = 12 of the 11."""
    endpoint = tight.online(tight.project())
    body = deployment_body(instance_type=WITH_RESERVE, instances=2)

    refusal = tight.put_refused(f"{endpoint}/deployments/blue", body)

    assert "usage/limit: 0/11. Additional needed: 12" in str(refusal)


def test_usages_rise_and_fall_with_deployments(tight: Estate) -> None:
    deployment = tight.deployment(tight.online(tight.project()))
    used = usage(tight)

    tight.delete(deployment)

    assert used == {"currentValue": 24, "limit": 48}
    assert usage(tight) == {"currentValue": 0, "limit": 48}


def usage(estate: Estate) -> dict[str, int]:
    path = (
        f"{estate.subscription}/providers/Microsoft.MachineLearningServices/locations/{estate.region}/usages"
    )
    usages = estate.arm.send("GET", path)["value"]
    each = next(each for each in usages if each["name"]["value"] == FAMILY)
    return {name: each[name] for name in ("currentValue", "limit")}


def test_scaling_counts_only_what_is_added(tight: Estate) -> None:
    endpoint = tight.online(tight.project())
    path = tight.deployment(endpoint)

    scaled = tight.put(path, deployment_body(instances=2))

    assert scaled["sku"]["capacity"] == 2


def test_shared_quota_takes_no_cores_of_ones_own(tight: Estate) -> None:
    project = tight.project()
    shared = tight.online(project, "shared-ep", properties={"SharedComputeCapacityEnabled": "true"})

    tight.deployment(shared, instances=3)

    assert usage(tight)["currentValue"] == 0


def test_a_marketplace_model_can_run_on_managed_compute(estate: Estate, endpoint: str) -> None:
    deployed = estate.put(f"{endpoint}/deployments/llama", deployment_body(model=f"{LLAMA}/versions/4"))

    assert deployed["properties"]["model"] == f"{LLAMA}/versions/4"
