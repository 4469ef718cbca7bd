"""What goes over the wire beside the bodies: where operations are followed, and ETags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foundry_builders import ACCOUNTS, LLAMA, NEWEST, account_body, begun, deployment, foundry_account

if TYPE_CHECKING:
    from estate import Estate


def test_operations_are_followed_at_the_providers_address(estate: Estate) -> None:
    path = f"{ACCOUNTS}/{estate.name('ai')}"
    body = {"location": estate.region} | account_body()
    place = f"{estate.azure.url}{estate.subscription}/providers/Microsoft.CognitiveServices/locations/{estate.region}"

    made = begun(estate, path, body)
    url = made.headers["Azure-AsyncOperation"]
    first, last = (estate.arm.raw("GET", url).json() for _ in range(2))
    changed = estate.arm.raw("PATCH", estate.id(path), {"tags": {"a": "b"}}, NEWEST).headers
    estate.arm.raw("GET", changed["Location"])
    estate.arm.raw("GET", changed["Location"])

    assert url.startswith(f"{place}/operationResults/")
    assert url.endswith("?api-version=2017-04-18")
    assert changed["Location"].startswith(f"{place}/operations/")
    assert first.keys() == {"id", "name", "status", "startTime"}
    assert last.keys() == {"id", "name", "status", "startTime", "endTime"}
    assert (first["status"], last["status"]) == ("InProgress", "Succeeded")
    assert first["id"].startswith(f"{place}/operationResults/".removeprefix(estate.azure.url))
    assert first["id"].endswith(first["name"])


@pytest.mark.parametrize("kind", ["deployments", "projects"])
def test_what_lies_below_an_account_has_an_etag(estate: Estate, kind: str) -> None:
    path = f"{foundry_account(estate)}/{kind}/one"
    body = deployment(LLAMA) if kind == "deployments" else {"properties": {}}
    estate.put(path, body, version=NEWEST)

    shown = estate.arm.raw("GET", estate.id(path), None, NEWEST)

    assert shown.headers["ETag"] == shown.json()["etag"]
    assert ("location" in shown.json()) == (kind == "projects")
