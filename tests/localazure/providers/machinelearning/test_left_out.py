"""What is left out of a request, what its answer says of that, and how the operations it begins are announced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from estate import PHI, PHI_VERSION, deployment_body, serverless_body, workspace
from localazure.providers.machinelearning import keys

if TYPE_CHECKING:
    from estate import Estate


def without(body: dict[str, Any], field: str) -> dict[str, Any]:
    properties = {name: value for name, value in body["properties"].items() if name != field}
    return body | {"properties": properties}


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        (
            "serverlessEndpoints/se",
            without(serverless_body(PHI), "modelSettings"),
            404,
            "Serverless offer '' not found in service namespace ''.",
        ),
        (
            "marketplaceSubscriptions/s",
            {"properties": {}},
            404,
            "Serverless offer '' not found in service namespace ''.",
        ),
        (
            "onlineEndpoints/{ep}/deployments/blue",
            without(deployment_body(), "model"),
            400,
            "Model '' is not the id of a registry model",
        ),
        (
            "onlineEndpoints/{ep}/deployments/blue",
            without(deployment_body(PHI_VERSION), "instanceType"),
            400,
            "The VM size '' is not supported for managed online deployments.",
        ),
    ],
)
def test_what_is_left_out_is_named_as_empty(
    estate: Estate, project: str, path: str, body: dict[str, Any], status: int, words: str
) -> None:
    endpoint = estate.online(project).rpartition("/")[2] if "{ep}" in path else ""

    refusal = estate.put_refused(f"{project}/{path.format(ep=endpoint)}", body)

    assert refusal.status_code == status
    assert words in str(refusal)


def test_a_key_made_anew_is_named(estate: Estate, project: str) -> None:
    endpoint = estate.online(project)

    refusal = estate.arm.refused("POST", estate.id(f"{endpoint}/regenerateKeys"), {})

    assert "Key type '' is not valid; it is Primary or Secondary." in str(refusal)


def test_keys_are_32_letters_and_digits_and_all_different() -> None:
    made = [key for _ in range(20) for key in keys.new_keys()["keys"].values()]

    assert all(re.fullmatch("[a-zA-Z0-9]{32}", key) for key in made)
    assert len(set(made)) == 40
    assert keys.new_keys()["keys"].keys() == {"primaryKey", "secondaryKey"}


def test_how_long_an_operation_may_take_stands_where_azure_says_it(estate: Estate, project: str) -> None:
    endpoint = estate.id(estate.online(project))
    serverless = estate.id(f"{project}/serverlessEndpoints/{estate.name('se')}")
    located = {"location": estate.region}
    writes: list[tuple[str, str, Any]] = [
        ("POST", f"{endpoint}/regenerateKeys", {"keyType": "Primary"}),
        ("PUT", endpoint, located | {"properties": {"authMode": "Key"}}),
        ("PATCH", endpoint, {"tags": {"a": "b"}}),
        ("DELETE", endpoint, None),
        ("PUT", serverless, located | serverless_body(PHI)),
    ]
    said = []
    for method, path, body in writes:
        answer = estate.arm.raw(method, path, body)
        said.append((answer.status_code, answer.headers.get("x-ms-async-operation-timeout")))
        for _ in range(2):
            estate.arm.raw("GET", answer.headers.get("Location") or answer.headers["Azure-AsyncOperation"])

    assert said == [(202, None), (201, "PT30M"), (202, "PT30M"), (202, "PT30M"), (201, None)]


def test_a_workspace_is_accepted_when_it_is_made_and_when_it_changes(estate: Estate) -> None:
    links = {"storageAccount": estate.storage_account(), "keyVault": estate.key_vault()}
    body = {"location": estate.region, "kind": "Hub", "properties": links}
    path = estate.id(workspace("hub"))

    made = estate.arm.raw("PUT", path, body)
    estate.arm.raw("GET", made.headers["Azure-AsyncOperation"])
    estate.arm.raw("GET", made.headers["Azure-AsyncOperation"])
    written = estate.arm.raw("PUT", path, body | {"tags": {"a": "b"}})
    estate.arm.raw("GET", written.headers["Azure-AsyncOperation"])
    estate.arm.raw("GET", written.headers["Azure-AsyncOperation"])
    patched = estate.arm.raw("PATCH", path, {"tags": {"a": "c"}})

    assert [answer.status_code for answer in (made, written, patched)] == [202, 202, 202]
