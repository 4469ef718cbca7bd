"""ARM by path, against the local Azure: reads, writes with their operations, and what Azure says against them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from azure.core.exceptions import HttpResponseError

from answering import Reply
from estate import A100, LLAMA, PHI, Estate, deployment_body, serverless_body
from modelstacks.azure.api_versions import MACHINE_LEARNING, RESOURCES, SUBSCRIPTIONS
from modelstacks.azure.arm import Arm
from modelstacks.azure.arm_errors import arm_error
from modelstacks.azure.cloud import ca_bundle, resolve_cloud
from modelstacks.azure.credentials import credential
from modelstacks.azure.session import open_arm
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from pathlib import Path

    from answering import Answering
    from azure_fixtures import LocalAzureServer

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

STORAGE_VERSION = "2024-01-01"
STORAGE = {"location": "swedencentral", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}


def arm_of(estate: Estate, principal: str = "owner") -> Arm:
    return open_arm(estate.azure.env(principal))


def storage(estate: Estate, number: int = 0) -> str:
    return estate.id(f"Microsoft.Storage/storageAccounts/st{estate.tag}{number}")


async def refusal_of(call: Any) -> AzureError:
    with pytest.raises(AzureError) as refusal:
        await call
    return refusal.value


async def test_a_resource_is_put_read_and_deleted(estate: Estate) -> None:
    path = storage(estate)
    async with arm_of(estate) as arm:
        created = await arm.put(path, STORAGE_VERSION, STORAGE)
        assert created["properties"]["provisioningState"] == "Succeeded"
        assert await arm.get(path, STORAGE_VERSION) == created
        await arm.delete(path, STORAGE_VERSION)
        assert await arm.find(path, STORAGE_VERSION) is None


async def test_deleting_what_is_not_there_is_fine(estate: Estate) -> None:
    async with arm_of(estate) as arm:
        await arm.delete(storage(estate), STORAGE_VERSION)


async def test_a_put_waits_for_the_operations_end(estate: Estate) -> None:
    path = estate.id(f"{estate.project()}/onlineEndpoints/{estate.name('ep')}")
    async with arm_of(estate) as arm:
        body = {"location": "swedencentral", "properties": {"authMode": "Key"}}
        created = await arm.put(path, MACHINE_LEARNING, body)
        keys = await arm.post(f"{path}/listKeys", MACHINE_LEARNING)
    assert created["properties"]["provisioningState"] == "Succeeded"
    assert set(keys) == {"primaryKey", "secondaryKey"}


async def test_a_list_goes_on_over_all_its_pages(estate: Estate) -> None:
    async with arm_of(estate) as arm:
        for number in range(3):
            await arm.put(storage(estate, number), STORAGE_VERSION, STORAGE)
        page = await arm.get(f"{estate.group}/resources", RESOURCES, {"$top": "2"})
        ids = [
            resource["id"]
            async for resource in arm.list(f"{estate.group}/resources", RESOURCES, {"$top": "2"})
        ]
    assert len(page["value"]) == 2
    assert ids == [storage(estate, number) for number in range(3)]


async def test_an_empty_list_has_no_items(estate: Estate) -> None:
    async with arm_of(estate) as arm:
        assert [resource async for resource in arm.list(f"{estate.group}/resources", RESOURCES)] == []


async def test_what_is_missing_is_a_404_with_azures_code_and_request_id(estate: Estate) -> None:
    async with arm_of(estate) as arm:
        error = await refusal_of(arm.get(storage(estate), STORAGE_VERSION))
    name, group = storage(estate).rpartition("/")[2], estate.group.rpartition("/")[2]
    assert (error.status, error.code) == (404, "ResourceNotFound")
    assert str(error) == (
        f"ResourceNotFound: The Resource 'Microsoft.Storage/storageAccounts/{name}' under resource group "
        f"'{group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix "
        f"(request id {error.request_id})"
    )


async def test_a_reader_may_read_and_not_write(estate: Estate) -> None:
    async with arm_of(estate, "reader") as arm:
        assert await arm.get(estate.group, RESOURCES)
        error = await refusal_of(arm.put(storage(estate), STORAGE_VERSION, STORAGE))
    assert (error.status, error.code) == (403, "AuthorizationFailed")
    assert "does not have authorization to perform action" in str(error)


async def test_finding_what_one_may_not_see_is_no_absence(estate: Estate) -> None:
    async with arm_of(estate, "none") as arm:
        error = await refusal_of(arm.find(storage(estate), STORAGE_VERSION))
    assert error.status == 403


async def test_a_token_for_somebody_else_is_a_401(estate: Estate) -> None:
    environ = estate.azure.env()
    cloud = replace(resolve_cloud(environ), audience="https://storage.azure.com")
    async with Arm(cloud, credential(cloud, environ), ca_bundle(environ)) as arm:
        error = await refusal_of(arm.get(estate.group, RESOURCES))
    assert (error.status, error.code) == (401, "InvalidAuthenticationTokenAudience")


async def test_a_wrong_secret_is_entras_own_refusal_without_the_secret(
    estate: Estate, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "not-the-secret-of-anybody"
    async with open_arm(estate.azure.env() | {"AZURE_CLIENT_SECRET": secret}) as arm:
        error = await refusal_of(arm.get(estate.group, RESOURCES))
    assert (error.status, error.code) == (401, "AuthenticationFailed")
    assert "AADSTS7000215" in str(error)
    assert "correct AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET." in str(error)
    assert secret not in str(error)
    assert capfd.readouterr().err == ""


async def test_a_model_without_its_offer_tells_the_innermost_code(estate: Estate) -> None:
    path = estate.id(f"{estate.project()}/serverlessEndpoints/{estate.name('chat')}")
    async with arm_of(estate) as arm:
        error = await refusal_of(
            arm.put(path, MACHINE_LEARNING, {"location": "swedencentral"} | serverless_body(LLAMA))
        )
    assert (error.status, error.code) == (400, "MarketplaceSubscriptionNotFound")


async def test_too_little_quota_is_told_in_one_sentence(estate: Estate) -> None:
    path = estate.id(f"{estate.online(estate.project())}/deployments/blue")
    body = {"location": "swedencentral"} | deployment_body(instances=40)
    async with arm_of(estate) as arm:
        error = await refusal_of(arm.put(path, MACHINE_LEARNING, body))
    assert (error.status, error.code) == (400, "InferencingClientCreateDeploymentFailed")
    assert str(error).startswith(
        f"{error.code}: Not enough quota available for {A100} in SubscriptionId {estate.azure.subscription}."
    )
    assert "{" not in str(error)


async def test_an_operation_that_fails_is_what_azure_said_of_it(estate: Estate) -> None:
    path = estate.id(f"{estate.project()}/serverlessEndpoints/{estate.name('phi')}")
    fault = {
        "path": path,
        "count": 1,
        "operation": "fail",
        "code": "OutOfCapacity",
        "message": "No more GPUs.",
    }
    estate.azure.control("POST", "faults", fault)
    async with arm_of(estate) as arm:
        error = await refusal_of(
            arm.put(path, MACHINE_LEARNING, {"location": "swedencentral"} | serverless_body(PHI))
        )
    assert (error.code, error.args[0]) == ("OutOfCapacity", "No more GPUs.")


async def test_a_failure_that_passes_is_tried_again(estate: Estate) -> None:
    fault = {"path": estate.group, "status": 503, "count": 1, "retry_after_s": 0.01}
    estate.azure.control("POST", "faults", fault)
    async with arm_of(estate) as arm:
        assert await arm.get(estate.group, RESOURCES)


async def test_a_host_that_does_not_answer_is_unreachable(
    local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = local_azure.env()
    cloud = replace(resolve_cloud(environ), resource_manager="https://localhost:1")
    monkeypatch.setattr("azure.core.pipeline.policies.AsyncRetryPolicy.sleep", _no_sleep)
    async with Arm(cloud, credential(cloud, environ), ca_bundle(environ)) as arm:
        error = await refusal_of(arm.get("/subscriptions", "2022-12-01"))
    assert (error.status, error.code, error.request_id) == (0, "Unreachable", None)


async def _no_sleep(*_: Any, **__: Any) -> None:
    """Between tries nothing is to wait for here."""


async def test_a_page_of_a_proxy_is_not_taken_for_azures_answer(
    local_azure: LocalAzureServer, stranger: Answering, tmp_path: Path
) -> None:
    stranger.say("/subscriptions", Reply("<html>\n <b>Please sign in</b>"))
    environ = local_azure.env()
    cloud = resolve_cloud(environ)
    elsewhere = replace(cloud, resource_manager=stranger.url)
    async with Arm(elsewhere, credential(cloud, environ), str(tmp_path / "ca.pem")) as arm:
        error = await refusal_of(arm.get("/subscriptions", "2022-12-01"))
    assert str(error) == (
        f"NotArm: {stranger.url}/subscriptions?api-version=2022-12-01 did not answer as ARM would, but with: "
        "<html> <b>Please sign in</b>\nIs there a proxy or a login page in between?"
    )


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"code": "Conflict", "message": "Taken."}}, "Conflict", "Taken."),
        ({"code": "Flat", "message": "No envelope."}, "Flat", "No envelope."),
        ("<html>", "Http502", "said"),
        (["a list"], "Http502", "said"),
        ({"error": "invalid_client"}, "Http502", "said"),
        (
            {
                "error": {
                    "code": "BadRequest",
                    "message": "The request is invalid.",
                    "details": [
                        {
                            "code": "InferencingClientCallFailed",
                            "message": '{{"errors":{{"":["There is one already."]}},"title":"x"}}',
                        }
                    ],
                }
            },
            "InferencingClientCallFailed",
            "There is one already.",
        ),
        (
            {
                "error": {
                    "code": "NotFound",
                    "message": "The specified resource was not found.",
                    "details": [{"code": "C", "message": '{{"title":"Not Found"}}'}],
                }
            },
            "NotFound",
            "The specified resource was not found.\nNot Found",
        ),
        (
            {"error": {"code": "BadRequest", "message": "Twice.", "details": [{"message": "Twice."}]}},
            "BadRequest",
            "Twice.",
        ),
        (
            {
                "error": {
                    "code": "UserError",
                    "message": "Not purchased.",
                    "details": [],
                    "additionalInfo": [
                        {"type": "Environment", "info": {"value": "westus"}},
                        {
                            "type": "InnerError",
                            "info": {"value": {"code": "A", "innerError": {"code": "B", "innerError": None}}},
                        },
                    ],
                }
            },
            "B",
            "Not purchased.",
        ),
    ],
)
async def test_azures_envelopes_are_unfolded_to_what_matters(body: Any, code: str, message: str) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    response = SimpleNamespace(text=lambda: text, status_code=502, reason="r", headers={}, content=text)
    refused = HttpResponseError(message="said")
    refused.response, refused.status_code = cast("Any", response), 502
    error = arm_error(refused)
    assert (error.code, error.args[0], error.status) == (code, message, 502)


async def test_it_knows_what_time_it_is_in_azure(fresh_local_azure: LocalAzureServer) -> None:
    fresh_local_azure.control("POST", "clock/advance", {"by": "PT168H"})
    async with open_arm(fresh_local_azure.env()) as arm:
        before = arm.answered_at
        await arm.get(f"/subscriptions/{fresh_local_azure.subscription}", SUBSCRIPTIONS)
    assert timedelta(hours=167) < arm.answered_at - before < timedelta(hours=169)


async def test_a_query_goes_with_a_delete_and_an_action_is_waited_for(estate: Estate) -> None:
    vault, where = estate.id(f"Microsoft.KeyVault/vaults/kv-{estate.tag}"), f"locations/{estate.region}"
    deleted = f"{estate.subscription}/providers/Microsoft.KeyVault/{where}/deletedVaults/kv-{estate.tag}"
    estate.key_vault()
    async with arm_of(estate) as arm:
        await arm.delete(vault, "2024-11-01", {"unknown": "ignored"})
        await arm.get(deleted, "2024-11-01")
        await arm.act(f"{deleted}/purge", "2024-11-01")
        assert await arm.find(deleted, "2024-11-01") is None
