"""What every type that is data alone does: what it needs, keeps and computes, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localazure.providers.generic import merged
from open_azure import GROUP

if TYPE_CHECKING:
    from open_azure import OpenAzure

STORAGE = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/stshop"
QUERY = {"api-version": "2024-01-01"}
BODY: dict[str, Any] = {"location": "swedencentral", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}


@pytest.mark.parametrize(
    ("defaults", "sent", "result"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}, {"a": {"b": 3, "c": 2}}),
        ({"a": {"b": 1}}, {"a": 2}, {"a": 2}),
        ({"a": {"b": 1}}, {"a": None}, {"a": None}),
        ({"a": 1}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        ({"a": [1]}, {"a": [2]}, {"a": [2]}),
        ({"a": 1}, {}, {"a": 1}),
        ({}, {"a": 1}, {"a": 1}),
    ],
)
def test_what_is_sent_lies_over_the_defaults(
    defaults: dict[str, Any], sent: dict[str, Any], result: dict[str, Any]
) -> None:
    before = repr(defaults)

    assert merged(defaults, sent) == result
    assert repr(defaults) == before


@pytest.mark.parametrize(
    ("lacking", "path"), [("sku", "sku.name"), ("kind", "kind"), ("location", "location")]
)
def test_what_is_missing_is_named(whole: OpenAzure, lacking: str, path: str) -> None:
    sent = {name: value for name, value in BODY.items() if name != lacking}

    refusal = whole.refused("PUT", STORAGE, sent, query=QUERY)

    if lacking == "location":
        assert (refusal.status, refusal.code) == (400, "LocationRequired")
    else:
        told = f"The required property '{path}' is missing."
        assert (refusal.status, refusal.code, refusal.message) == (400, "BadRequest", told)


def test_keys_and_what_is_computed_stay_and_the_state_does_not(whole: OpenAzure) -> None:
    def keys() -> Any:
        return whole.ask("POST", f"{STORAGE}/listKeys", {}, query=QUERY).body

    whole.ask("PUT", STORAGE, BODY, query=QUERY)
    first, made = keys(), whole.ask("GET", STORAGE, query=QUERY).body["properties"]
    kept = whole.store.find(STORAGE)
    assert kept is not None
    kept.properties["provisioningState"] = "Failed"
    whole.store.put(kept)
    whole.wait(60)
    whole.ask("PUT", STORAGE, BODY | {"tags": {"a": "b"}}, query=QUERY)
    again = whole.ask("GET", STORAGE, query=QUERY).body["properties"]

    assert keys() == first
    assert again == made
    assert again["provisioningState"] == "Succeeded"
