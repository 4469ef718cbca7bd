"""What a serverless endpoint takes and refuses, word for word and with its inner codes: in process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from estate import COHERE, LLAMA, LLAMA_3B, PHI, serverless_body
from localazure.arm.ids import ResourceId

if TYPE_CHECKING:
    from localazure.arm.errors import ArmError
    from open_workspace import OpenWorkspace

BAD = ["BadRequest"]


def inner(refusal: ArmError) -> list[str]:
    """Return the inner codes, outermost first."""
    told = {each["type"]: each["info"]["value"] for each in refusal.additional_info or []}
    codes, code = [], told["InnerError"]
    while code:
        codes.append(code["code"])
        code = code["innerError"]
    return codes


@pytest.mark.parametrize(
    ("change", "status", "words", "codes"),
    [
        (
            {"sku": {"name": "Standard"}},
            400,
            "Sku 'Standard' is not supported for serverless endpoints; it must be 'Consumption'.",
            BAD,
        ),
        (
            {"location": "eastus2"},
            400,
            "A serverless endpoint must be in the region of its workspace: swedencentral.",
            BAD,
        ),
        (
            {"properties": {"authMode": "None", "modelSettings": {"modelId": PHI}}},
            400,
            "Auth mode 'None' is not supported for serverless endpoints.",
            BAD,
        ),
        (
            serverless_body(f"{PHI}/versions/8"),
            400,
            f"Model id '{PHI}/versions/8' names a version; serverless endpoints take the latest.",
            BAD,
        ),
        (
            serverless_body(LLAMA_3B),
            400,
            f"The requested model {LLAMA_3B} is not available in region Sweden Central.",
            [*BAD, "ServerlessModelNotAvailableInRegion"],
        ),
        (
            serverless_body(f"{PHI}-none"),
            404,
            "Serverless offer 'Phi-4-none' not found in service namespace 'azureml'.",
            ["NotFound", "ServerlessOfferNotFound"],
        ),
        (
            serverless_body("Phi-4"),
            404,
            "Serverless offer 'Phi-4' not found in service namespace ''.",
            ["NotFound", "ServerlessOfferNotFound"],
        ),
        (
            {"properties": {"modelSettings": None}},
            404,
            "Serverless offer '' not found in service namespace ''.",
            ["NotFound", "ServerlessOfferNotFound"],
        ),
        (
            serverless_body(COHERE),
            400,
            (
                f"Workspace 'chat' has no active Marketplace subscription for model '{COHERE}'. "
                "Create a marketplace subscription before the serverless endpoint."
            ),
            [*BAD, "MarketplaceSubscriptionNotFound"],
        ),
    ],
)
def test_a_serverless_endpoint_is_refused(
    chat: OpenWorkspace, change: dict[str, Any], status: int, words: str, codes: list[str]
) -> None:
    refusal = chat.refused("serverlessEndpoints/shop", serverless_body(PHI) | change)

    assert (refusal.status, refusal.code, refusal.message) == (status, "UserError", words)
    assert inner(refusal) == codes


@pytest.mark.parametrize("auth_mode", ["Key", "AAD", "KeyAndAAD"])
def test_each_auth_mode_is_taken_and_a_region_as_people_write_it(chat: OpenWorkspace, auth_mode: str) -> None:
    properties = {"authMode": auth_mode, "modelSettings": {"modelId": PHI}}

    for _ in range(2):
        made = chat.put("serverlessEndpoints/shop", {"location": "Sweden Central", "properties": properties})

    assert made["properties"]["authMode"] == auth_mode
    assert made["properties"]["inferenceEndpoint"]["uri"] == f"{chat.azure.url}/serverless/swedencentral/shop"


def test_the_model_stays_and_so_does_the_subscription_it_was_bought_with(chat: OpenWorkspace) -> None:
    for name, model in (("llama", LLAMA), ("cohere", COHERE)):
        chat.put(f"marketplaceSubscriptions/{name}", {"properties": {"modelId": model}})
    first = chat.put("serverlessEndpoints/shop", serverless_body(LLAMA))["properties"]

    refusal = chat.refused("serverlessEndpoints/shop", serverless_body(COHERE))
    chat.azure.store.delete(ResourceId.parse(f"{chat.path}/marketplaceSubscriptions/llama"))
    after = chat.put("serverlessEndpoints/shop", serverless_body(LLAMA))["properties"]

    assert (refusal.status, inner(refusal)) == (400, BAD)
    assert refusal.message == "The model of a serverless endpoint cannot be changed."
    llama = f"{chat.path}/marketplaceSubscriptions/llama"
    assert [each["marketplaceSubscriptionId"] for each in (first, after)] == [llama, llama]
    assert [each["endpointState"] for each in (first, after)] == ["Online", "Unhealthy"]


@pytest.mark.parametrize("sent", ["Primary", "secondary"])
def test_the_key_that_is_named_is_made_anew_and_kept(chat: OpenWorkspace, sent: str) -> None:
    chat.put("serverlessEndpoints/shop", serverless_body(PHI))
    before = chat.ask("POST", "serverlessEndpoints/shop/listKeys", {}).body

    answer = chat.ask("POST", "serverlessEndpoints/shop/regenerateKeys", {"keyType": sent}).body

    changed = {name for name in before if before[name] != answer[name]}
    assert changed == {f"{sent.lower()}Key"}
    assert chat.ask("POST", "serverlessEndpoints/shop/listKeys", {}).body == answer
    refusal = chat.refused("serverlessEndpoints/shop/regenerateKeys", {"keyType": "Third"}, "POST")
    assert (refusal.status, refusal.code) == (400, "BadRequest")
    assert refusal.message == "Key type 'Third' is not valid; it is Primary or Secondary."
