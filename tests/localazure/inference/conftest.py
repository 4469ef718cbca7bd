"""Endpoints that answer, made once for each worker."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2
import pytest

from estate import COHERE, LLAMA, PHI, Estate, serverless_body
from localazure.providers import all_providers
from open_azure import azure
from open_workspace import OpenWorkspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer
    from open_azure import OpenAzure

__all__ = ["azure"]

BASE_MODEL = "azureml://registries/azureml-meta/models/Llama-2-7b"


@dataclass(frozen=True)
class Endpoint:
    """An address and its key, and a client that trusts the local CA."""

    uri: str
    key: str
    http: httpx2.Client

    def get(self, path: str, authorization: str | None = "") -> httpx2.Response:
        """GET with the key, or with *authorization* (None: without)."""
        return self.http.get(self.uri + path, headers=self._headers(authorization))

    def post(
        self, path: str, body: object, authorization: str | None = "", **headers: str
    ) -> httpx2.Response:
        """POST JSON."""
        return self.http.post(self.uri + path, json=body, headers=self._headers(authorization) | headers)

    def _headers(self, authorization: str | None) -> dict[str, str]:
        if authorization is None:
            return {}
        return {"Authorization": authorization or f"Bearer {self.key}"}


class Endpoints:
    """Makes endpoints in one estate."""

    def __init__(self, azure: LocalAzureServer) -> None:
        self.estate = Estate(azure)
        self.project = self.estate.project()
        self.http = httpx2.Client(verify=ssl.create_default_context(cafile=azure.ca))

    def serverless(
        self, model_id: str, name: str, *, subscribed: bool = True, **properties: object
    ) -> Endpoint:
        """Return a serverless endpoint of *model_id*."""
        if subscribed:
            self.estate.subscribe(self.project, model_id, name)
        name = self.estate.name(name)
        body = serverless_body(model_id)
        body["properties"] |= properties
        made = self.estate.put(f"{self.project}/serverlessEndpoints/{name}", body)
        keys = self.estate.post(f"{self.project}/serverlessEndpoints/{name}/listKeys")
        return Endpoint(made["properties"]["inferenceEndpoint"]["uri"], keys["primaryKey"], self.http)

    def online(self, name: str, **properties: object) -> tuple[str, Endpoint]:
        """Return an online endpoint's path, and how to reach it; it has no deployment yet."""
        path = self.estate.online(self.project, self.estate.name(name), **properties)
        uri = self.estate.get(path)["properties"]["scoringUri"].removesuffix("/score")
        key = "" if properties else self.estate.post(f"{path}/listKeys")["primaryKey"]
        return path, Endpoint(uri, key, self.http)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()
        self.estate.close()


@pytest.fixture(scope="session")
def endpoints(local_azure: LocalAzureServer) -> Iterator[Endpoints]:
    """A project to make endpoints in."""
    made = Endpoints(local_azure)
    yield made
    made.close()


@pytest.fixture(scope="session")
def chat(endpoints: Endpoints) -> Endpoint:
    """A chat model."""
    return endpoints.serverless(LLAMA, "chat")


@pytest.fixture(scope="session")
def embeddings(endpoints: Endpoints) -> Endpoint:
    """An embedding model."""
    return endpoints.serverless(COHERE, "embed")


@pytest.fixture(scope="session")
def first_party(endpoints: Endpoints) -> Endpoint:
    """A model without a Marketplace offer."""
    return endpoints.serverless(PHI, "phi", subscribed=False)


@pytest.fixture(scope="session")
def completions(endpoints: Endpoints) -> Endpoint:
    """A base model, which continues texts, on managed compute."""
    path, endpoint = endpoints.online("base")
    endpoints.estate.deployment(path, model=f"{BASE_MODEL}/versions/23")
    endpoints.estate.traffic(path, blue=100)
    return endpoint


@pytest.fixture
def shop(azure: OpenAzure) -> OpenWorkspace:
    """A workspace in a local Azure without server."""
    azure.providers = all_providers()
    return OpenWorkspace(azure)
