"""429 with Retry-After: the real azure-core comes through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from azure.mgmt.resource.resources import ResourceManagementClient

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

SCENARIO = "throttled"
READS = 25


def test_azure_core_waits_as_it_is_told_and_gets_everything(azure: LocalAzureServer) -> None:
    answers: list[Any] = []
    with ResourceManagementClient(subscription_id=azure.subscription, **azure.client_args()) as client:
        client.resource_groups.create_or_update("rg", {"location": "swedencentral"})
        for _ in range(READS):
            client.resource_groups.get("rg", raw_response_hook=lambda got: answers.append(got.http_response))

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(answers) - len(refused) == READS
    assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
    assert {answer.json()["error"]["code"] for answer in refused} == {"SubscriptionRequestsThrottled"}
