"""Deployments of models in an ARM template: siblings fail together, and go one after another (Azure/bicep#11211)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from foundry_builders import LLAMA, account_body, deployment, foundry_account

if TYPE_CHECKING:
    from estate import Estate

VERSION = "2025-06-01"
TYPE = "Microsoft.CognitiveServices/accounts"


def template(estate: Estate, *, chained: bool) -> dict[str, Any]:
    account = f"ai-{estate.tag}"
    parts: list[dict[str, Any]] = [
        {"type": TYPE, "apiVersion": VERSION, "name": account, "location": estate.region} | account_body()
    ]
    for number, name in enumerate(("one", "two")):
        before = [f"[resourceId('{TYPE}', '{account}')]"]
        if chained and number:
            before.append(f"[resourceId('{TYPE}/deployments', '{account}', 'one')]")
        own = {"type": f"{TYPE}/deployments", "apiVersion": VERSION, "name": f"{account}/{name}"}
        parts.append(own | {"dependsOn": before} | deployment(LLAMA, capacity=1))
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": parts,
    }


def test_a_preview_shows_what_is_there_as_the_newest_api_version_has_it(estate: Estate) -> None:
    account = foundry_account(estate, f"ai-{estate.tag}")
    path = f"{estate.group}/providers/Microsoft.Resources/deployments/models/whatIf"
    body = {"properties": {"mode": "Incremental", "template": template(estate, chained=True)}}

    asked = estate.arm.raw("POST", path, body, "2024-03-01")
    changes = estate.arm.raw("GET", asked.headers["Location"]).json()["properties"]["changes"]

    (before,) = [change["before"] for change in changes if change["resourceId"] == estate.id(account)]
    assert before["properties"]["allowProjectManagement"] is True


@pytest.mark.parametrize(("chained", "state"), [(True, "Succeeded"), (False, "Failed")])
def test_siblings_are_chained(estate: Estate, chained: bool, state: str) -> None:
    path = f"{estate.group}/providers/Microsoft.Resources/deployments/models"
    body = {"properties": {"mode": "Incremental", "template": template(estate, chained=chained)}}

    estate.arm.raw("PUT", path, body, "2024-03-01")
    made: dict[str, Any] = {}
    for _ in range(40):
        made = estate.arm.send("GET", path, version="2024-03-01")["properties"]
        if made["provisioningState"] in {"Succeeded", "Failed"}:
            break

    assert made["provisioningState"] == state
    assert ("RequestConflict" in str(made.get("error"))) is not chained
