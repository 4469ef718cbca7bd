from __future__ import annotations

from typing import Any

import pytest

from open_azure import GROUP, SUBSCRIPTION, WIDGETS, OpenAzure

TAGS = "providers/Microsoft.Resources/tags/default"
WIDGET = f"{WIDGETS}/one"


def put(azure: OpenAzure, scope: str, tags: dict[str, str]) -> Any:
    return azure.ask("PUT", f"{scope}/{TAGS}", {"properties": {"tags": tags}}).body


@pytest.mark.parametrize("scope", [SUBSCRIPTION, GROUP, WIDGET])
def test_tags_at_every_scope(azure: OpenAzure, scope: str) -> None:
    azure.ask("PUT", WIDGET, {"location": "swedencentral"})

    put(azure, scope, {"a": "1"})

    assert azure.ask(
        "GET", scope, query={"api-version": "2025-01-01" if scope == WIDGET else "2024-03-01"}
    ).body["tags"] == {"a": "1"}
    assert azure.ask("GET", f"{scope}/{TAGS}").body == {
        "id": f"{scope}/{TAGS}",
        "name": "default",
        "type": "Microsoft.Resources/tags",
        "properties": {"tags": {"a": "1"}},
    }


@pytest.mark.parametrize(
    ("operation", "sent", "left"),
    [
        ("Merge", {"A": "2", "b": "3"}, {"A": "2", "b": "3", "keep": "k"}),
        ("Replace", {"b": "3"}, {"b": "3"}),
        ("delete", {"A": "1"}, {"keep": "k"}),
        ("Delete", {"a": "other"}, {"a": "1", "keep": "k"}),
    ],
)
def test_a_patch_of_tags(
    azure: OpenAzure, operation: str, sent: dict[str, str], left: dict[str, str]
) -> None:
    put(azure, GROUP, {"a": "1", "keep": "k"})

    answer = azure.ask("PATCH", f"{GROUP}/{TAGS}", {"operation": operation, "properties": {"tags": sent}})

    assert answer.body["properties"]["tags"] == left


def test_what_is_no_patch_of_tags(azure: OpenAzure) -> None:
    assert azure.refused("PATCH", f"{GROUP}/{TAGS}", {"operation": "Explode"}).code == "InvalidRequestContent"
    assert azure.refused("PUT", f"{GROUP}/{TAGS}", {"properties": {"tags": {"a": 1}}}).status == 400


def test_what_is_not_there_has_no_tags(azure: OpenAzure) -> None:
    refusal = azure.refused("GET", f"{WIDGETS}/absent/{TAGS}")

    assert refusal.code == "ResourceNotFound"


def test_clearing_tags_is_200(azure: OpenAzure) -> None:
    put(azure, GROUP, {"a": "1"})

    assert azure.ask("DELETE", f"{GROUP}/{TAGS}").status == 200
    assert azure.ask("GET", GROUP).body["tags"] == {}
