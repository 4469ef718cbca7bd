"""A resource group of a test's own in a running local Azure, reached through azure-core's real ARM pipeline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

import pytest
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline import policies
from azure.core.pipeline.transport import RequestsTransport
from azure.core.polling import LROPoller
from azure.core.rest import HttpRequest
from azure.mgmt.core import ARMPipelineClient
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy
from azure.mgmt.core.polling.arm_polling import ARMPolling

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

REGION = "swedencentral"
LLAMA = "azureml://registries/azureml-meta/models/Llama-3.3-70B-Instruct"
LLAMA_3B = "azureml://registries/azureml-meta/models/Llama-3.2-3B-Instruct"
COHERE = "azureml://registries/azureml-cohere/models/Cohere-embed-v3-multilingual"
PHI = "azureml://registries/azureml/models/Phi-4"
PHI_VERSION = f"{PHI}/versions/8"
A100 = "Standard_NC24ads_A100_v4"

VERSIONS = {
    "Microsoft.MachineLearningServices": "2025-12-01",
    "Microsoft.Storage": "2024-01-01",
    "Microsoft.KeyVault": "2024-11-01",
    "Microsoft.Insights": "2020-02-02",
    "Microsoft.OperationalInsights": "2023-09-01",
    "Microsoft.CognitiveServices": "2025-06-01",
    "Microsoft.ManagedIdentity": "2023-01-31",
    "Microsoft.ContainerRegistry": "2023-01-01-preview",
    "Microsoft.Compute": "2024-07-01",
    "Microsoft.MarketplaceOrdering": "2021-01-01",
    "Microsoft.Authorization": "2022-04-01",
    "Microsoft.SaaS": "2018-03-01-beta",
}


class Unhurried(RequestsTransport):  # type: ignore[misc]  # azure-core imports it lazily, so it is Any
    """Azure-core sleeps through its transport: between polls nothing is to wait for here."""

    def sleep(self, duration: float) -> None:
        """Go on at once."""


class Arm:
    """ARM as *principal* sees it."""

    def __init__(self, azure: LocalAzureServer, principal: str = "owner") -> None:
        self._url = azure.url
        self._client: ARMPipelineClient[Any, Any] = ARMPipelineClient(
            base_url=azure.url,
            policies=[
                policies.RequestIdPolicy(),
                policies.RetryPolicy.no_retries(),
                ARMChallengeAuthenticationPolicy(azure.credential(principal), azure.arm_scope),
            ],
            transport=Unhurried(connection_verify=azure.ca),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, method: str, path: str, body: Any = None, version: str = "", **query: str) -> Any:
        """Send a request, wait for what it begins, and return the last body. Raises HttpResponseError."""
        params = {"api-version": version or _version(path)} | query
        request = HttpRequest(method, self._url + path, params=params, json=body)
        first = self._client.send_request(request, _return_pipeline_response=True)
        first.http_response.raise_for_status()
        if method == "GET" or first.http_response.status_code == 204:
            return _body(first)
        return LROPoller(self._client, first, _body, ARMPolling(timeout=1)).result()

    def raw(self, method: str, path: str, body: Any = None, version: str = "") -> Any:
        """Send a request and return the response as it came; a path may be a URL of the local Azure with a query."""
        params = {} if "api-version=" in path else {"api-version": version or _version(path)}
        url = self._url + path.removeprefix(self._url)
        return self._client.send_request(HttpRequest(method, url, params=params, json=body))

    def begin(self, method: str, path: str, body: Any) -> str:
        """Send a request that begins an operation, don't wait, and return the URL to poll."""
        request = HttpRequest(method, self._url + path, params={"api-version": _version(path)}, json=body)
        response = self._client.send_request(request)
        response.raise_for_status()
        return str(response.headers["Azure-AsyncOperation"])

    def refused(self, method: str, path: str, body: Any = None, **more: str) -> HttpResponseError:
        """Send what must be refused, and return the refusal."""
        with pytest.raises(HttpResponseError) as refusal:
            self.send(method, path, body, **more)
        return refusal.value


def _body(pipeline_response: Any) -> Any:
    response = pipeline_response.http_response
    return response.json() if response.text() else None


def _version(path: str) -> str:
    namespace = path.rpartition("/providers/")[2].split("/")[0]
    return VERSIONS.get(namespace, "2024-03-01")


def error_of(refusal: HttpResponseError) -> dict[str, Any]:
    """Return the `error` object of the refusal's body."""
    assert refusal.response is not None
    error: dict[str, Any] = json.loads(refusal.response.text())["error"]
    return error


def inner_codes(refusal: HttpResponseError) -> list[str]:
    """Return the codes that Azure ML nests in `additionalInfo`, outermost first."""
    info = {detail["type"]: detail["info"]["value"] for detail in error_of(refusal)["additionalInfo"]}
    codes, inner = [], info["InnerError"]
    while inner:
        codes.append(inner["code"])
        inner = inner["innerError"]
    return codes


class Estate:
    """A resource group and short ways to fill it; paths are relative to its `/providers/`."""

    def __init__(
        self, azure: LocalAzureServer, region: str = REGION, group: str = "", subscription: str = ""
    ) -> None:
        self.azure = azure
        self.arm = Arm(azure)
        self.region = region
        self.tag = f"t{uuid4().hex[:7]}"  # digits alone would be a number where a spec names it
        self.subscription = f"/subscriptions/{subscription or azure.subscription}"
        self.group = f"{self.subscription}/resourceGroups/{group or f'rg-{self.tag}'}"
        self.arm.send("PUT", self.group, {"location": region})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Delete the group, so that its quota is free again, and close the connections."""
        self.arm.send("DELETE", self.group)
        self.arm.close()

    def id(self, path: str) -> str:
        """Return the id of what lies at *path*."""
        return f"{self.group}/providers/{path}"

    def put(self, path: str, body: dict[str, Any], **more: str) -> Any:
        """PUT with the group's location, and wait."""
        return self.arm.send("PUT", self.id(path), {"location": self.region} | body, **more)

    def get(self, path: str, **more: str) -> Any:
        """GET."""
        return self.arm.send("GET", self.id(path), **more)

    def post(self, path: str, body: Any = None, **more: str) -> Any:
        """POST an action."""
        return self.arm.send("POST", self.id(path), body or {}, **more)

    def delete(self, path: str, **more: str) -> Any:
        """DELETE, and wait."""
        return self.arm.send("DELETE", self.id(path), **more)

    def put_refused(self, path: str, body: dict[str, Any], **more: str) -> HttpResponseError:
        """PUT what must be refused."""
        return self.arm.refused("PUT", self.id(path), {"location": self.region} | body, **more)

    def begin(self, path: str, body: dict[str, Any]) -> str:
        """PUT without waiting; return the URL to poll."""
        return self.arm.begin("PUT", self.id(path), {"location": self.region} | body)

    def storage_account(self) -> str:
        """Make a storage account and return its id."""
        path = f"Microsoft.Storage/storageAccounts/st{self.tag}"
        return str(self.put(path, {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"})["id"])

    def key_vault(self) -> str:
        """Make a key vault and return its id."""
        sku = {"family": "A", "name": "standard"}
        properties = {"tenantId": self.azure.scenario.tenant.id, "sku": sku}
        return str(self.put(f"Microsoft.KeyVault/vaults/kv-{self.tag}", {"properties": properties})["id"])

    def component(self) -> str:
        """Make an Application Insights component and return its id."""
        body = {"kind": "web", "properties": {"Application_Type": "web"}}
        return str(self.put(f"Microsoft.Insights/components/appi-{self.tag}", body)["id"])

    def hub(self, name: str = "hub") -> str:
        """Make a hub with what it needs; return its path."""
        properties = {"storageAccount": self.storage_account(), "keyVault": self.key_vault()}
        self.put(workspace(name), {"kind": "Hub", "properties": properties})
        return workspace(name)

    def project(self, name: str = "chat") -> str:
        """Make a hub with a project; return the project's path."""
        hub = self.hub()
        self.put(workspace(name), {"kind": "Project", "properties": {"hubResourceId": self.id(hub)}})
        return workspace(name)

    def subscribe(self, project: str, model_id: str, name: str = "offer") -> Any:
        """Make a Marketplace subscription."""
        path = f"{project}/marketplaceSubscriptions/{name}"
        return self.arm.send("PUT", self.id(path), {"properties": {"modelId": model_id}})

    def serverless(self, project: str, model_id: str, name: str = "") -> Any:
        """Make a serverless endpoint; its name is the group's own by default."""
        return self.put(
            f"{project}/serverlessEndpoints/{name or self.name('chat')}", serverless_body(model_id)
        )

    def online(self, project: str, name: str = "", **properties: Any) -> str:
        """Make an online endpoint; return its path."""
        path = f"{project}/onlineEndpoints/{name or self.name('ep')}"
        self.put(path, {"properties": {"authMode": "Key"} | properties})
        return path

    def deployment(self, endpoint: str, name: str = "blue", **more: Any) -> str:
        """Make a deployment of Phi-4; return its path."""
        path = f"{endpoint}/deployments/{name}"
        self.put(path, deployment_body(**more))
        return path

    def traffic(self, endpoint: str, **shares: int) -> Any:
        """Set the traffic of an endpoint with keys."""
        return self.traffic_with(endpoint, "Key", **shares)

    def traffic_with(self, endpoint: str, auth_mode: str, **shares: int) -> Any:
        """Set the traffic of an endpoint with that auth mode."""
        return self.put(endpoint, {"properties": {"authMode": auth_mode, "traffic": shares}})

    def name(self, prefix: str) -> str:
        """Return a name that nobody else in the local Azure has."""
        return f"{prefix}-{self.tag}"


def workspace(name: str) -> str:
    """Return a workspace's path."""
    return f"Microsoft.MachineLearningServices/workspaces/{name}"


def serverless_body(model_id: str) -> dict[str, Any]:
    """Return the body of a serverless endpoint."""
    return {
        "sku": {"name": "Consumption"},
        "properties": {"authMode": "Key", "modelSettings": {"modelId": model_id}},
    }


def deployment_body(
    model: str = PHI_VERSION, instance_type: str = A100, instances: int = 1, **properties: Any
) -> dict[str, Any]:
    """Return the body of a managed deployment."""
    settings = {"endpointComputeType": "Managed", "model": model, "instanceType": instance_type}
    return {"sku": {"name": "Default", "capacity": instances}, "properties": settings | properties}
