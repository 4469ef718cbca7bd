"""168 hours pass in one call: what Azure then has deleted by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from estate import Estate, error_of
from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Resource
from localazure.providers.machinelearning import shared_capacity
from open_azure import START

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer
    from open_workspace import OpenWorkspace

pytestmark = pytest.mark.slow


def bag(hours: float) -> dict[str, str]:
    """The marks of shared quota, the deletion so many hours from now."""
    time = datetime.now(UTC) + timedelta(hours=hours)
    return {
        "SharedComputeCapacityEnabled": "true",
        "TargetAutoDeletionTime": format_datetime(time, usegmt=True),
    }


def test_an_endpoint_and_what_is_behind_it_are_gone_when_the_time_comes(
    fresh_local_azure: LocalAzureServer,
) -> None:
    with Estate(fresh_local_azure) as estate:
        project = estate.project()
        shared = estate.online(project, "shared", properties=bag(168))
        own = estate.online(project, "own")
        unread = estate.online(project, "unread", properties=bag(168) | {"TargetAutoDeletionTime": "soon"})
        blue = estate.deployment(shared)
        fresh_local_azure.control("POST", "clock/advance", {"by": "PT167H"})
        before = estate.get(blue)["properties"]["provisioningState"]
        fresh_local_azure.control("POST", "clock/advance", {"by": "PT1H1M"})

        gone = estate.arm.refused("GET", estate.id(shared))
        left = [row["name"] for row in estate.get(f"{project}/onlineEndpoints")["value"]]

        assert before == "Succeeded"
        assert (gone.status_code, error_of(gone)["code"]) == (404, "ResourceNotFound")
        assert left == [own.rpartition("/")[2], unread.rpartition("/")[2]]
        assert error_of(estate.arm.refused("GET", estate.id(blue)))["code"] == "ParentResourceNotFound"
        assert estate.online(project, "shared", properties=bag(400))


def test_a_time_that_is_moved_is_obeyed(fresh_local_azure: LocalAzureServer) -> None:
    with Estate(fresh_local_azure) as estate:
        project = estate.project()
        estate.online(project, "shared", properties=bag(1))
        estate.online(project, "shared", properties=bag(10))
        fresh_local_azure.control("POST", "clock/advance", {"by": "PT2H"})

        assert estate.get(f"{project}/onlineEndpoints/shared")["name"] == "shared"


@pytest.mark.parametrize("hours", [-1, -1000])
def test_a_time_in_the_past_is_the_end_at_once(estate: Estate, project: str, hours: float) -> None:
    """Assumed: nobody published what Azure does with it."""
    path = f"{project}/onlineEndpoints/{estate.name('past')}"
    estate.begin(path, {"properties": {"authMode": "Key", "properties": bag(hours)}})

    assert estate.arm.refused("GET", estate.id(path)).status_code == 404


@pytest.mark.parametrize(
    ("zone", "hours", "status"), [("-0000", 1, 200), ("-0000", -1, 404), ("+0500", 2, 404)]
)
def test_a_time_counts_in_its_own_zone_and_as_utc_without_one(
    estate: Estate, project: str, zone: str, hours: float, status: int
) -> None:
    """What is written as two hours from now is, five hours east, three hours ago."""
    path = f"{project}/onlineEndpoints/{estate.name('zone')}"
    marks = bag(hours)
    marks["TargetAutoDeletionTime"] = marks["TargetAutoDeletionTime"].replace("GMT", zone)
    estate.begin(path, {"properties": {"authMode": "Key", "properties": marks}})

    assert estate.arm.raw("GET", estate.id(path)).status_code == status


@pytest.mark.parametrize(
    ("marks", "ends"),
    [
        (
            {
                "SharedComputeCapacityEnabled": "TRUE",
                "TargetAutoDeletionTime": "Fri, 20 Nov 2026 12:00:00 GMT",
            },
            START,
        ),
        (
            {
                "SharedComputeCapacityEnabled": "true",
                "TargetAutoDeletionTime": "Fri, 20 Nov 2026 12:00:00 -0000",
            },
            START,
        ),
        (
            {
                "SharedComputeCapacityEnabled": "true",
                "TargetAutoDeletionTime": "Fri, 20 Nov 2026 17:00:00 +0500",
            },
            START,
        ),
        (
            {
                "SharedComputeCapacityEnabled": "false",
                "TargetAutoDeletionTime": "Fri, 20 Nov 2026 12:00:00 GMT",
            },
            None,
        ),
        ({"TargetAutoDeletionTime": "Fri, 20 Nov 2026 12:00:00 GMT"}, None),
        ({"SharedComputeCapacityEnabled": "true", "TargetAutoDeletionTime": "soon"}, None),
        ({"SharedComputeCapacityEnabled": "true"}, None),
    ],
)
def test_an_endpoint_ends_at_its_very_second_or_never(
    chat: OpenWorkspace, marks: dict[str, str], ends: datetime | None
) -> None:
    path = f"{chat.path}/onlineEndpoints/shop"
    endpoint = Resource(ResourceId.parse(path), {"properties": {"properties": marks}})
    azure = chat.azure

    assert shared_capacity.deletion_time(endpoint) == ends
    azure.time = START - timedelta(seconds=1)
    assert not shared_capacity.is_over(azure, endpoint)
    azure.time = START
    assert shared_capacity.is_over(azure, endpoint) is (ends is not None)
