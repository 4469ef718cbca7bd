"""Which routes each host has, which versions they know, and whom an account lets in, without a server."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm.ids import ResourceId
from localazure.arm.resource import Resource
from localazure.inference.foundry import routes
from localazure.inference.foundry.visits import let_in
from localazure.inference.refusals import RefusalError
from open_azure import GROUP, START

if TYPE_CHECKING:
    from open_azure import OpenAzure

ACCOUNT = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/mind"


@pytest.mark.parametrize(
    ("path", "version", "refused"),
    [
        ("/openai/v1/models", None, None),
        ("/openai/v1/models", "preview", None),
        ("/openai/v1/models", "2024-10-21", (400, "BadRequest")),
        ("/openai/models", "2024-10-21", None),
        ("/openai/models", "2024-10-21-preview", None),
        ("/openai/models", "2024-10-21-beta", (404, "404")),
        ("/openai/models", "v1", (404, "404")),
        ("/openai/models", None, (404, "404")),
        ("/openai/deployments", "2022-12-01", None),
        ("/openai/deployments", "2024-10-21", (404, "404")),
        ("/api/projects/{project}/deployments", "v1", None),
        ("/api/projects/{project}/deployments", None, (404, "404")),
    ],
)
def test_a_route_knows_its_versions(path: str, version: str | None, refused: tuple[int, str] | None) -> None:
    service = next(each for each in routes.SERVICES if (each.method, each.path) == ("GET", path))

    if refused is None:
        service.check_version(version)
        return
    with pytest.raises(RefusalError) as refusal:
        service.check_version(version)
    assert (refusal.value.status, refusal.value.body["error"]["code"]) == refused


def test_which_routes_each_host_has(azure: OpenAzure) -> None:
    every = [route.path.removeprefix("/foundry/{subdomain}/") for route in routes.routes(azure)]
    alone = {path.partition("/")[2] for path in every if path.startswith("services.ai/")}
    openai = {path.partition("/")[2] for path in every if path.startswith("openai/")}
    other = {path.partition("/")[2] for path in every if path.startswith("cognitiveservices/")}

    assert openai == other < alone
    assert {path.split("/")[0] for path in openai} == {"openai"}
    assert {path.split("/")[0] for path in alone - openai} == {"models", "api"}
    assert every[-1] == "{rest:path}"


@pytest.mark.parametrize(
    ("kind", "state", "is_let_in"),
    [
        ("AIServices", "Succeeded", True),
        ("OpenAI", "Succeeded", True),
        ("SpeechServices", "Succeeded", False),
        ("AIServices", "Creating", False),
    ],
)
def test_an_account_of_a_kind_without_models_has_no_address(
    azure: OpenAzure, kind: str, state: str, is_let_in: bool
) -> None:
    body = {"kind": kind, "properties": {"provisioningState": state, "customSubDomainName": "mine"}}
    kept = {"key1": "the-key", "key2": "other"}
    azure.store.put(Resource(ResourceId.parse(ACCOUNT), body, kept, START.isoformat(), START.isoformat()))
    request: Any = SimpleNamespace(path_params={"subdomain": "MINE"}, headers={"api-key": "the-key"})

    if is_let_in:
        visit = let_in(azure, request, "GET /x", {})
        assert (visit.caller, visit.scope, visit.operation) == (None, ACCOUNT, "GET /x")
        return
    with pytest.raises(RefusalError) as refusal:
        let_in(azure, request, "GET /x", {})
    assert (refusal.value.status, refusal.value.body["error"]["code"]) == (401, "401")
