"""Projects of an account, and connections of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from estate import error_of
from foundry_builders import NEWEST, account_body, begun, foundry_account

if TYPE_CHECKING:
    from estate import Estate

CONNECTION = {"category": "CustomKeys", "authType": "CustomKeys", "credentials": {"keys": {"a": "b"}}}


def test_a_project_is_accepted_and_followed_and_deleted(estate: Estate) -> None:
    account = foundry_account(estate)
    path = f"{account}/projects/p1"

    made = begun(estate, path, {"location": estate.region, "properties": {"displayName": "One"}})
    status = estate.arm.raw("GET", made.headers["Azure-AsyncOperation"]).json()["status"]
    estate.arm.raw("GET", made.headers["Azure-AsyncOperation"])
    project = estate.get(path, version=NEWEST)
    deleted = estate.arm.raw("DELETE", estate.id(path), None, NEWEST)

    assert (made.status_code, made.json()["properties"]["provisioningState"]) == (201, "Accepted")
    assert status == "InProgress"
    assert project["properties"]["provisioningState"] == "Succeeded"
    assert project["properties"]["displayName"] == "One"
    assert project["identity"]["principalId"]
    assert "AI Foundry API" in project["properties"]["endpoints"]
    assert deleted.status_code == 202


def test_an_account_that_does_not_allow_projects_has_none(estate: Estate) -> None:
    account = foundry_account(estate, allowProjectManagement=False)

    refusal = estate.put_refused(f"{account}/projects/p1", {"properties": {}}, version=NEWEST)

    assert error_of(refusal)["code"] == "BadRequest"
    assert "its allowProjectManagement is not true" in str(refusal)


def test_an_account_that_failed_takes_no_project(estate: Estate) -> None:
    path = f"Microsoft.CognitiveServices/accounts/bad-{estate.tag}"
    fault = {
        "method": "PUT",
        "path": path,
        "count": 1,
        "operation": "fail",
        "code": "Broken",
        "message": "It broke.",
    }
    estate.azure.control("POST", "faults", fault)
    begun(estate, path, {"location": estate.region} | account_body())
    for _ in range(2):
        estate.get(path, version=NEWEST)

    refusal = estate.put_refused(f"{path}/projects/p1", {"properties": {}}, version=NEWEST)

    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "BadRequest",
        "message": "Parent account does not provision correctly, please retry creating the account.",
    }


def test_connections_are_kept_and_their_secrets_are_not_shown(estate: Estate) -> None:
    account = foundry_account(estate)
    estate.put(f"{account}/projects/p1", {"properties": {}}, version=NEWEST)

    for path in (f"{account}/connections/c1", f"{account}/projects/p1/connections/c1"):
        made = estate.arm.send("PUT", estate.id(path), {"properties": CONNECTION}, version=NEWEST)
        assert made["properties"]["category"] == "CustomKeys"
        assert "credentials" not in made["properties"]
