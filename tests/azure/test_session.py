"""One call from the environment to an ARM client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.azure.api_versions import SUBSCRIPTIONS
from modelstacks.azure.session import open_arm
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.anyio


async def test_the_environment_alone_says_where_and_as_whom(local_azure: LocalAzureServer) -> None:
    environ = local_azure.env("reader")
    async with open_arm(environ) as arm:
        seen = [
            subscription["subscriptionId"] async for subscription in arm.list("/subscriptions", SUBSCRIPTIONS)
        ]
        shown = repr(arm)
    assert local_azure.subscription in seen
    assert environ["AZURE_CLIENT_SECRET"] not in shown


def test_an_environment_that_names_no_cloud_there_is_opens_nothing() -> None:
    with pytest.raises(UsageError, match="no Azure cloud named 'moon'"):
        open_arm({"ARM_ENVIRONMENT": "moon"})
