"""What reading the endpoints of a resource group takes, and what it brings."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import TYPE_CHECKING

from estate import COHERE, PHI, Estate
from modelstacks.azure.session import open_arm
from modelstacks.lifecycle.inventory import Scope, read_endpoints
from sent_requests import ARM_LOG, sent_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from azure_fixtures import LocalAzureServer
    from modelstacks.azure.observed_endpoint import ObservedEndpoint


def read(azure: LocalAzureServer, scope: Scope) -> list[ObservedEndpoint]:
    async def ask() -> list[ObservedEndpoint]:
        async with open_arm(azure.env("owner")) as arm:
            return await read_endpoints(arm, scope)

    return asyncio.run(ask())


def asked(azure: LocalAzureServer, caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """The last two words of each path that was asked for."""
    for path, method in sent_to(azure, caplog).elements():
        if method == "GET":
            yield "/".join(path.partition("?")[0].split("/")[-2:])


def test_the_endpoints_of_a_workspace_are_listed_once(
    local_azure: LocalAzureServer, caplog: pytest.LogCaptureFixture
) -> None:
    with Estate(local_azure) as estate:
        project = estate.project()
        estate.subscribe(project, COHERE)
        estate.serverless(project, PHI)
        estate.serverless(project, COHERE, estate.name("embed"))
        first, second = (estate.online(project, estate.name(name)) for name in ("first", "second"))
        estate.deployment(first)
        group = estate.group.rpartition("/")[2]
        with caplog.at_level(logging.INFO, ARM_LOG):
            found = read(local_azure, Scope(local_azure.subscription, group))
    served = {endpoint.name: (endpoint.mode, endpoint.models, endpoint.state) for endpoint in found}
    assert served == {
        estate.name("chat"): ("serverless", ("Phi-4",), "Online"),
        estate.name("embed"): ("serverless", ("Cohere-embed-v3-multilingual",), "Online"),
        estate.name("first"): ("managed", ("Phi-4",), "Succeeded"),
        estate.name("second"): ("managed", (), "Succeeded"),
    }
    assert Counter(asked(local_azure, caplog)) == {
        f"{group}/resources": 2,  # what ARM lists, and the accounts whose deployments it does not
        "chat/serverlessEndpoints": 1,
        "chat/onlineEndpoints": 1,
        f"{first.rpartition('/')[2]}/deployments": 1,
        f"{second.rpartition('/')[2]}/deployments": 1,
    }


def test_only_the_workspace_asked_for_is_read(local_azure: LocalAzureServer) -> None:
    with Estate(local_azure) as estate:
        for workspace in ("one", "two"):
            estate.serverless(estate.project(workspace), PHI, estate.name(workspace))
        group = estate.group.rpartition("/")[2]
        found = [read(local_azure, Scope(local_azure.subscription, group, asked)) for asked in ("ONE", None)]
    assert [sorted(endpoint.name for endpoint in endpoints) for endpoints in found] == [
        [estate.name("one")],
        sorted([estate.name("one"), estate.name("two")]),
    ]
