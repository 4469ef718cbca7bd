"""A Foundry account with deployments in a running local Azure, and the ways real clients reach it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
from openai import AzureOpenAI, DefaultHttpxClient, OpenAI

from estate import Estate
from foundry_builders import ACCOUNTS, NEWEST, account_body, deploy, deployment

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

GPT = {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}
EMBED = {"format": "Cohere", "name": "Cohere-embed-v3-multilingual", "version": "1"}
CLASSIC = "2024-10-21"
AI_SCOPE = "https://ai.azure.com"
QUESTION: dict[str, Any] = {"messages": [{"role": "user", "content": "Hello"}]}


class Foundry:
    """One account in an estate of its own; *properties* are the account's."""

    def __init__(self, azure: LocalAzureServer, kind: str = "AIServices", **properties: Any) -> None:
        self.azure = azure
        self.estate = Estate(azure)
        self.path = f"{ACCOUNTS}/{self.estate.name('mind')}"
        self.subdomain = self.estate.name("sub")
        self.kind = kind
        self.put({"customSubDomainName": self.subdomain} | properties)
        self.http = httpx2.Client(verify=ssl.create_default_context(cafile=azure.ca))

    def put(self, properties: dict[str, Any]) -> Any:
        """Write the account."""
        return self.estate.put(self.path, account_body(**properties) | {"kind": self.kind}, version=NEWEST)

    def shown(self) -> Any:
        """Return the account's properties."""
        return self.estate.get(self.path, version=NEWEST)["properties"]

    def deploy(self, name: str, model: dict[str, str], capacity: int = 10, **properties: Any) -> str:
        """Deploy *model*; return the deployment's name."""
        deploy(self.estate, self.path, name, deployment(model, capacity=capacity, **properties))
        return name

    def project(self, name: str) -> str:
        """Make a project; return its address."""
        path = f"{self.path}/projects/{name}"
        made = self.estate.put(
            path, {"identity": {"type": "SystemAssigned"}, "properties": {}}, version=NEWEST
        )
        return str(made["properties"]["endpoints"]["AI Foundry API"])

    def assign(self, principal: str, role: str, below: str = "") -> None:
        """Give *principal* the role of that GUID at the account, or *below* it."""
        who = self.azure.scenario.principal(principal)
        assert who is not None
        roles = f"{self.estate.subscription}/providers/Microsoft.Authorization/roleDefinitions"
        path = f"{self.path}{below}/providers/Microsoft.Authorization/roleAssignments/{uuid4()}"
        properties = {"roleDefinitionId": f"{roles}/{role}", "principalId": who.object_id}
        self.estate.arm.send("PUT", self.estate.id(path), {"properties": properties})

    @property
    def key(self) -> str:
        """The first key."""
        return str(self.estate.post(f"{self.path}/listKeys", version=NEWEST)["key1"])

    def address(self, host: str = "services.ai") -> str:
        """Return the address of one of the three hosts, without a slash at its end."""
        return f"{self.azure.url}/foundry/{self.subdomain}/{host}"

    def get(self, path: str, host: str = "services.ai", **headers: str) -> httpx2.Response:
        """GET with the key, or with *headers* instead."""
        return self.http.get(self.address(host) + path, headers=headers or {"api-key": self.key})

    def post(self, path: str, body: Any = None, host: str = "services.ai", **headers: str) -> httpx2.Response:
        """POST JSON with the key, or with *headers* instead."""
        return self.http.post(self.address(host) + path, json=body, headers=headers or {"api-key": self.key})

    def chat(self, deployment: str, **headers: str) -> httpx2.Response:
        """Ask a deployment by the v1 route; with *headers* instead of the key."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.post("/openai/v1/chat/completions", QUESTION | {"model": deployment}, **named)

    def bearer(self, principal: str, audience: str = AI_SCOPE) -> dict[str, str]:
        """Return the header of a token of *principal*."""
        return {"Authorization": f"Bearer {self.azure.token(principal, audience)}"}

    def openai(self, key: str = "", **more: Any) -> OpenAI:
        """Return the openai package's client of the v1 API."""
        address = f"{self.address('openai')}/openai/v1/"
        return OpenAI(
            base_url=address, api_key=key or self.key, http_client=self._client(), max_retries=0, **more
        )

    def azure_openai(self, host: str = "openai", **more: Any) -> AzureOpenAI:
        """Return the openai package's client of the classic API."""
        credential = more or {"api_key": self.key}
        return AzureOpenAI(
            azure_endpoint=self.address(host),
            api_version=CLASSIC,
            http_client=self._client(),
            max_retries=0,
            **credential,
        )

    def _client(self) -> Any:
        return DefaultHttpxClient(verify=ssl.create_default_context(cafile=self.azure.ca))

    def close(self) -> None:
        """Delete the account with its group, and close the connections."""
        self.http.close()
        self.estate.close()
