"""An account takes one operation at a time on what is below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import error_of
from foundry_builders import (
    ACCOUNTS,
    LLAMA,
    NEWEST,
    account_body,
    begun,
    deploy,
    deployment,
    foundry_account,
    refused,
)

if TYPE_CHECKING:
    from estate import Estate


@pytest.fixture
def account(estate: Estate) -> str:
    return foundry_account(estate)


def conflict(estate: Estate, account: str) -> dict[str, str]:
    return {
        "code": "RequestConflict",
        "message": f"Another operation is being performed on the parent resource '{estate.id(account)}'. "
        "Please try again later.",
    }


def test_siblings_wait_for_each_other(estate: Estate, account: str) -> None:
    begun(estate, f"{account}/deployments/one", deployment(LLAMA))

    refusal = refused(estate, account, deployment(LLAMA), "two")

    assert refusal.status_code == 409
    assert error_of(refusal) == conflict(estate, account)


def test_a_sibling_that_is_being_deleted_is_waited_for_in_writes_and_deletes(
    estate: Estate, account: str
) -> None:
    for name in ("one", "two"):
        deploy(estate, account, name, deployment(LLAMA))
    estate.arm.raw("DELETE", estate.id(f"{account}/deployments/one"), None, NEWEST)

    deleting = estate.arm.refused("DELETE", estate.id(f"{account}/deployments/two"), version=NEWEST)
    writing = refused(estate, account, deployment(LLAMA, capacity=2), "two")

    assert error_of(deleting) == error_of(writing) == conflict(estate, account)


def test_a_deployment_waits_for_itself(estate: Estate, account: str) -> None:
    begun(estate, f"{account}/deployments/one", deployment(LLAMA))

    assert error_of(refused(estate, account, deployment(LLAMA), "one")) == conflict(estate, account)


def test_another_account_does_not_wait(estate: Estate, account: str) -> None:
    other = foundry_account(estate, f"other-{estate.tag}")
    begun(estate, f"{account}/deployments/one", deployment(LLAMA))

    assert deploy(estate, other, "two", deployment(LLAMA))["name"] == "two"


def test_an_account_that_is_being_made_takes_no_children(estate: Estate) -> None:
    path = f"{ACCOUNTS}/new-{estate.tag}"
    made = begun(estate, path, {"location": estate.region} | account_body())

    refusal = refused(estate, path, deployment(LLAMA))

    assert (made.status_code, made.json()["properties"]["provisioningState"]) == (201, "Accepted")
    assert refusal.status_code == 400
    assert error_of(refusal) == {
        "code": "AccountProvisioningStateInvalid",
        "message": "Call to Microsoft.CognitiveServices/accounts failed. Error message: "
        f"Account {estate.id(path)} in state Accepted",
    }


def test_a_deployment_waits_for_a_change_of_its_account(estate: Estate, account: str) -> None:
    changed = estate.arm.raw("PATCH", estate.id(account), {"tags": {"a": "b"}}, NEWEST)

    assert changed.status_code == 202
    assert error_of(refused(estate, account, deployment(LLAMA))) == conflict(estate, account)
