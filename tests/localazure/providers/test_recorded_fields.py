"""Fields, headers and polls of other providers, as real Azure was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from estate import Estate

pytestmark = pytest.mark.azure_verified


def test_a_log_analytics_workspace_is_deleted_in_an_operation(estate: Estate) -> None:
    """Recording azd-Up_Down_ContainerApp."""
    path = "Microsoft.OperationalInsights/workspaces/law-one"
    made = estate.put(path, {"properties": {}}, version="2025-07-01")

    gone = estate.arm.raw("DELETE", estate.id(path), version="2025-07-01")
    status = estate.arm.raw("GET", gone.headers["Azure-AsyncOperation"])
    status = estate.arm.raw("GET", gone.headers["Azure-AsyncOperation"])

    assert made["properties"]["features"]["searchVersion"] == 1
    assert made["properties"]["workspaceCapping"]["dailyQuotaGb"] == -1.0
    assert "systemData" not in made
    assert gone.status_code == 202
    assert gone.headers["Azure-AsyncOperation"].endswith("api-version=2015-11-01-preview")
    assert "/law-one/operationresults/" in gone.headers["Location"]
    assert (status.json()["status"], status.json()["properties"]) == ("Succeeded", {})


def test_a_group_is_deleted_by_its_location_alone(estate: Estate) -> None:
    """Recording azd-InfraCreateAndDelete; the seconds there are the recorder's."""
    group = f"{estate.subscription}/resourceGroups/{estate.name('gone')}"
    estate.arm.send("PUT", group, {"location": estate.region}, version="2021-04-01")

    gone = estate.arm.raw("DELETE", group, version="2021-04-01")
    answers = [estate.arm.raw("GET", gone.headers["Location"]) for _ in range(3)]

    assert (gone.status_code, gone.headers["Retry-After"]) == (202, "1")
    assert "Azure-AsyncOperation" not in gone.headers
    assert (answers[-1].status_code, answers[-1].text()) == (200, "")
    assert "Content-Type" not in answers[-1].headers


def test_no_etag_where_azure_sends_none(estate: Estate) -> None:
    assert "ETag" not in estate.arm.raw("GET", estate.group, version="2021-04-01").headers


def test_regions_say_their_zones_since_there_are_any(estate: Estate) -> None:
    """Recording azd-InfraCreateAndDelete."""
    rows = estate.arm.send("GET", f"{estate.subscription}/locations", version="2022-12-01")["value"]
    older = estate.arm.send("GET", f"{estate.subscription}/locations", version="2020-01-01")["value"]

    east = next(row for row in rows if row["name"] == "eastus")
    assert east["availabilityZoneMappings"][0] == {"logicalZone": "1", "physicalZone": "eastus-az1"}
    assert not any("availabilityZoneMappings" in row for row in older)


def test_nobody_made_a_built_in_role_and_what_an_assignment_lacks_is_null(estate: Estate) -> None:
    """Recordings role-Assignment and azd-StorageBlobClient."""
    roles = "/providers/Microsoft.Authorization/roleDefinitions"
    (reader,) = estate.arm.send(
        "GET", f"{estate.group}{roles}", version="2022-04-01", **{"$filter": "roleName eq 'Reader'"}
    )["value"]
    assignments = f"{estate.group}/providers/Microsoft.Authorization/roleAssignments"
    rows = estate.arm.send("GET", assignments, version="2022-04-01")["value"]

    assert reader["properties"]["createdOn"] == "2015-02-02T21:55:09.8806423Z"
    assert reader["properties"]["createdBy"] is None
    assert all(row["properties"]["condition"] is None for row in rows)
