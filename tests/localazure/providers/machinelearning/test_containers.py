"""Managed compute in scenarios where something is wrong with it."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from azure.core.exceptions import HttpResponseError

from estate import PHI_VERSION, Estate, deployment_body, error_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow


@contextmanager
def endpoint_in(azure: LocalAzureServer) -> Iterator[tuple[Estate, str]]:
    with Estate(azure) as estate:
        yield estate, estate.online(estate.project())


def get_info(estate: Estate, endpoint: str, **headers: str) -> httpx2.Response:
    uri = estate.get(endpoint)["properties"]["scoringUri"].removesuffix("/score")
    key = estate.post(f"{endpoint}/listKeys")["primaryKey"]
    trusted = ssl.create_default_context(cafile=estate.azure.ca)
    return httpx2.get(f"{uri}/info", headers={"Authorization": f"Bearer {key}", **headers}, verify=trusted)


def failed(estate: Estate, endpoint: str) -> HttpResponseError:
    """A deployment that Azure takes and then fails: the answer of the operation is HTTP 200."""
    with pytest.raises(HttpResponseError) as failure:
        estate.deployment(endpoint)
    return failure.value


def test_a_container_that_crashes_when_it_answers(
    local_azure_with: Callable[[str], LocalAzureServer],
) -> None:
    with endpoint_in(local_azure_with("crashing-container")) as (estate, endpoint):
        path = estate.deployment(endpoint)
        answer = get_info(estate, endpoint, **{"azureml-model-deployment": "blue"})
        logs = estate.post(f"{path}/getLogs", {"tail": 1})["content"]

        assert answer.status_code == 424
        assert answer.headers["ms-azureml-model-error-statuscode"] == "500"
        assert answer.headers["ms-azureml-model-error-reason"] == "model_error"
        assert logs == "ERROR: Worker exited with code 1"


def test_a_container_that_crashes_when_it_starts(
    local_azure_with: Callable[[str], LocalAzureServer],
) -> None:
    with endpoint_in(local_azure_with("crashing-container:starting")) as (estate, endpoint):
        failure = failed(estate, endpoint)

        assert failure.status_code == 200
        assert "User container has crashed or terminated" in str(failure)
        assert error_of(failure)["code"] == "ResourceNotReady"
        assert estate.get(f"{endpoint}/deployments/blue")["properties"]["provisioningState"] == "Failed"


def test_no_machine_is_left_and_no_quota_is_held(
    local_azure_with: Callable[[str], LocalAzureServer],
) -> None:
    with endpoint_in(local_azure_with("out-of-capacity")) as (estate, endpoint):
        failure = failed(estate, endpoint)
        usages = f"{estate.subscription}/providers/Microsoft.MachineLearningServices/locations/{estate.region}/usages"
        used = {row["currentValue"] for row in estate.arm.send("GET", usages)["value"]}

        assert error_of(failure)["code"] == "OutOfCapacity"
        assert used == {0}


def test_an_operation_that_never_ends(local_azure_with: Callable[[str], LocalAzureServer]) -> None:
    with endpoint_in(local_azure_with("stuck-operation")) as (estate, endpoint):
        url = estate.begin(f"{endpoint}/deployments/blue", deployment_body())
        estate.azure.control("POST", "clock/advance", {"by": "P365D"})
        path = url.removeprefix(estate.azure.url).partition("?")[0]

        assert estate.arm.send("GET", path, version="2025-12-01")["status"] == "Updating"
        assert get_info(estate, endpoint).status_code == 404


def test_an_endpoint_is_still_updating_after_its_operation_succeeded(
    local_azure_with: Callable[[str], LocalAzureServer],
) -> None:
    azure = local_azure_with("slow")
    with Estate(azure) as estate:
        project = hurried(estate)
        url = estate.begin(f"{project}/onlineEndpoints/slow-ep", {"properties": {"authMode": "Key"}})
        status = poll(estate, url)
        endpoint = f"{project}/onlineEndpoints/slow-ep"
        state = estate.get(endpoint)["properties"]["provisioningState"]
        refusal = estate.put_refused(f"{endpoint}/deployments/blue", deployment_body())
        azure.control("POST", "clock/advance", {"by": "PT1S"})

        assert (status, state) == ("Succeeded", "Updating")
        assert refusal.status_code == 409
        assert "Cannot create a deployment in endpoint slow-ep because it is in Updating" in str(refusal)
        assert estate.get(endpoint)["properties"]["provisioningState"] == "Succeeded"


def hurried(estate: Estate) -> str:
    """A workspace, its minutes passed by the clock."""
    path = "Microsoft.MachineLearningServices/workspaces/chat"
    body: dict[str, Any] = {
        "storageAccount": estate.storage_account(),
        "keyVault": estate.key_vault(),
        "applicationInsights": estate.component(),
    }
    poll(estate, estate.begin(path, {"kind": "Default", "properties": body}))
    return path


def poll(estate: Estate, url: str) -> str:
    """Let five seconds pass and ask until the operation ends."""
    estate.azure.control("POST", "clock/advance", {"by": "PT5S"})
    path = url.removeprefix(estate.azure.url).partition("?")[0]
    version = url.rpartition("=")[2]
    for _ in range(10):
        status = str(estate.arm.send("GET", path, version=version)["status"])
        if status not in {"InProgress", "Updating"}:
            return status
    return status


def test_a_model_is_named_in_both_containers_logs(local_azure: LocalAzureServer) -> None:
    with endpoint_in(local_azure) as (estate, endpoint):
        path = f"{estate.deployment(endpoint)}/getLogs"
        last = [
            estate.post(path, {"tail": 1, "containerType": name})["content"]
            for name in ("InferenceServer", "StorageInitializer")
        ]

        assert last == [f"Model {PHI_VERSION} is ready", f"Model {PHI_VERSION} downloaded"]
