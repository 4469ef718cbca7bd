"""What is in Azure already: one list answers for all creates of a collection."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from estate import PHI, Estate, workspace
from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.azure.session import open_arm
from modelstacks.programs.collection_listings import CollectionListings
from sent_requests import ARM_LOG, sent_to

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.anyio


def requested_names(azure: LocalAzureServer, caplog: pytest.LogCaptureFixture) -> list[str]:
    """The last words of the paths that ARM was asked for."""
    paths = (path.partition("?")[0].lower() for path, _ in sent_to(azure, caplog).elements())
    return [path.rpartition("/")[2] for path in paths if path.startswith("/subscriptions/")]


async def found_in(azure: LocalAzureServer, *ids: str) -> list[str | None]:
    """The names of what `CollectionListings` finds of *ids*, asked at the same time."""
    listings = CollectionListings()
    async with open_arm(azure.env()) as arm:
        found = await asyncio.gather(*(listings.find(arm, id_, MACHINE_LEARNING) for id_ in ids))
    return [str(resource["name"]) if resource else None for resource in found]


async def test_five_creates_ask_one_list_and_what_it_has(
    local_azure: LocalAzureServer, caplog: pytest.LogCaptureFixture
) -> None:
    with Estate(local_azure) as estate:
        project = estate.project()
        endpoint_id: str = estate.serverless(project, PHI)["id"]
        collection = endpoint_id.rpartition("/")[0]
        caplog.set_level(logging.INFO, ARM_LOG)
        caplog.clear()
        found = await found_in(local_azure, endpoint_id.upper(), *(f"{collection}/{name}" for name in "abcd"))
        sent = requested_names(local_azure, caplog)
    assert found == [endpoint_id.rpartition("/")[2], None, None, None, None]
    assert sorted(sent) == sorted([endpoint_id.rpartition("/")[2], "serverlessendpoints"])


async def test_where_no_list_is_to_be_had_each_is_asked(
    local_azure: LocalAzureServer, caplog: pytest.LogCaptureFixture
) -> None:
    with Estate(local_azure) as estate:
        nowhere = f"{estate.id(workspace('none'))}/serverlessEndpoints"
        caplog.set_level(logging.INFO, ARM_LOG)
        caplog.clear()
        assert await found_in(local_azure, f"{nowhere}/a", f"{nowhere}/b") == [None, None]
    assert sorted(requested_names(local_azure, caplog))[:3] == ["a", "b", "serverlessendpoints"]
