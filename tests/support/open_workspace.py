"""An Azure ML workspace in a local Azure without server, and short ways to write what lies in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Resource
from localazure.providers import all_providers
from localazure.providers.machinelearning import names
from open_azure import GROUP

if TYPE_CHECKING:
    from localazure.arm.answer import Answer
    from localazure.arm.errors import ArmError
    from open_azure import OpenAzure

VERSION = "2025-12-01"
WORKSPACES = f"{GROUP}/providers/{names.WORKSPACES}"


@dataclass
class OpenWorkspace:
    """Paths lie in the workspace; bodies get its region unless they have one."""

    azure: OpenAzure
    path: str = f"{WORKSPACES}/chat"
    region: str = "swedencentral"

    def __post_init__(self) -> None:
        name = self.path.rpartition("/")[2]
        properties = {"workspaceId": name, "managedNetwork": {"isolationMode": "Disabled"}}
        body = {"kind": "Default", "location": self.region, "properties": properties}
        self.azure.store.put(Resource(ResourceId(GROUP, names.WORKSPACES, (name,)), body))

    def ask(self, method: str, path: str, body: Any = None, version: str = VERSION) -> Answer:
        """Send a request."""
        return self.azure.ask(method, f"{self.path}/{path}", body, query={"api-version": version})

    def put(self, path: str, body: dict[str, Any]) -> Any:
        """PUT, ask until the operation has ended, and return what is read then."""
        self.end(self.ask("PUT", path, {"location": self.region} | body))
        return self.get(path)

    def end(self, answer: Answer) -> None:
        """Ask for the operation that *answer* announces until it has succeeded."""
        assert followed(self.azure, answer.headers["Azure-AsyncOperation"]).body["status"] == "Succeeded"

    def get(self, path: str) -> Any:
        """GET."""
        return self.ask("GET", path).body

    def refused(self, path: str, body: dict[str, Any], method: str = "PUT") -> ArmError:
        """Send what must be refused."""
        located = {"location": self.region} | body
        return self.azure.refused(method, f"{self.path}/{path}", located, query={"api-version": VERSION})


def followed(azure: OpenAzure, url: str) -> Answer:
    """Ask for an operation twice, which ends it where nothing is slow; return the last answer."""
    path, _, text = url.removeprefix(azure.url).partition("?")
    query = dict(each.split("=") for each in text.split("&"))
    azure.ask("GET", path, query=query)
    return azure.ask("GET", path, query=query)


@pytest.fixture
def chat(azure: OpenAzure) -> OpenWorkspace:
    """The workspace chat in swedencentral; a conftest that imports it offers it to its tests."""
    azure.providers = all_providers()
    return OpenWorkspace(azure)


def problem(refusal: ArmError) -> dict[str, Any]:
    """Return the ProblemDetails inside the refusal, having looked at what is around them."""
    assert (refusal.status, refusal.code, refusal.message) == (400, "BadRequest", "The request is invalid.")
    (detail,) = refusal.details or []
    inner: dict[str, Any] = json.loads(detail["message"])
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", inner.pop("traceId"))
    assert inner | {"errors": {}} == {
        "errors": {},
        "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1",
        "title": "One or more validation errors occurred.",
        "status": 400,
    }
    return {"code": detail["code"], "errors": inner["errors"]}
