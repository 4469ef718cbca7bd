"""PUT, PATCH, HEAD and DELETE of any type."""

from __future__ import annotations

from typing import Any

import pytest

from open_azure import GROUP, WIDGETS, OpenAzure, gone

WIDGET = f"{WIDGETS}/one"
BODY = {
    "location": "swedencentral",
    "tags": {"a": "1"},
    "properties": {"size": {"x": 1, "y": 2}, "list": [1]},
}


def test_a_put_creates_then_replaces(azure: OpenAzure) -> None:
    created = azure.ask("PUT", WIDGET, BODY)
    replaced = azure.ask("PUT", WIDGET, {"location": "Sweden Central"})

    assert (created.status, replaced.status) == (201, 200)
    assert "properties" not in replaced.body
    assert replaced.body["location"] == "swedencentral"


def test_what_arm_adds_is_not_the_clients_to_say(azure: OpenAzure) -> None:
    sent = {**BODY, "id": "/x", "name": "x", "type": "x", "systemData": {}, "etag": "x"}

    body = azure.ask("PUT", WIDGET, sent).body

    assert (body["id"], body["name"], body["type"]) == (WIDGET, "one", "Local.Test/widgets")
    assert body["etag"] != "x"
    assert body["systemData"] == {
        "createdBy": "app-1",
        "createdByType": "Application",
        "createdAt": "2026-11-20T12:00:00Z",
        "lastModifiedBy": "app-1",
        "lastModifiedByType": "Application",
        "lastModifiedAt": "2026-11-20T12:00:00Z",
    }


def test_a_second_write_keeps_who_made_it(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)
    azure.wait(60)

    stamps = azure.ask("PUT", WIDGET, BODY).body["systemData"]

    assert stamps["createdAt"] == "2026-11-20T12:00:00Z"
    assert stamps["lastModifiedAt"] == "2026-11-20T12:01:00Z"


@pytest.mark.parametrize(
    ("patch", "field", "expected"),
    [
        ({"tags": {"b": "2"}}, "tags", {"b": "2"}),
        ({"tags": None}, "tags", {}),
        ({"properties": {"size": {"y": 3}}}, "properties", {"size": {"x": 1, "y": 3}, "list": [1]}),
        ({"properties": {"list": [2]}}, "properties", {"size": {"x": 1, "y": 2}, "list": [2]}),
        ({"properties": {"list": None}}, "properties", {"size": {"x": 1, "y": 2}}),
        ({"sku": {"name": "S1"}}, "sku", {"name": "S1"}),
        ({}, "tags", {"a": "1"}),
    ],
)
def test_a_patch_merges(azure: OpenAzure, patch: dict[str, Any], field: str, expected: Any) -> None:
    azure.ask("PUT", WIDGET, BODY)

    assert azure.ask("PATCH", WIDGET, patch).status == 200
    assert azure.ask("GET", WIDGET).body[field] == expected


def test_a_patch_of_nothing_is_not_found(azure: OpenAzure) -> None:
    assert azure.refused("PATCH", WIDGET, {"tags": {}}).code == "ResourceNotFound"


@pytest.mark.parametrize("content", [b"{", b"[]", b'"text"', b"\xff"])
def test_a_body_that_is_no_object(azure: OpenAzure, content: bytes) -> None:
    refusal = azure.refused("PUT", WIDGET, content=content)

    assert (refusal.status, refusal.code) == (400, "InvalidRequestContent")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "LocationRequired"),
        ({"location": " "}, 400, "LocationRequired"),
        ({"location": 5}, 400, "LocationRequired"),
        ({"location": "atlantis"}, 400, "LocationNotAvailableForResourceType"),
        ({"location": "swedencentral", "tags": ["a"]}, 400, "InvalidRequestContent"),
        ({"location": "swedencentral", "tags": {"a": 1}}, 400, "InvalidRequestContent"),
    ],
)
def test_a_body_arm_itself_refuses(azure: OpenAzure, body: dict[str, Any], status: int, code: str) -> None:
    refusal = azure.refused("PUT", WIDGET, body)

    assert (refusal.status, refusal.code) == (status, code)
    assert azure.ask("HEAD", WIDGET).status == 404


def test_a_resource_stays_where_it_is(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)

    refusal = azure.refused("PUT", WIDGET, {"location": "East US"})

    assert (refusal.status, refusal.code) == (409, "InvalidResourceLocation")
    assert refusal.message == (
        "The resource 'one' already exists in location 'swedencentral' in resource group 'Shop'. A resource with the "
        "same name cannot be created in location 'eastus'. Please select a new resource name."
    )


@pytest.mark.parametrize("name", ["1one", "x", "a_b", "a" * 30])
def test_a_name_must_fit(azure: OpenAzure, name: str) -> None:
    assert azure.refused("PUT", f"{WIDGETS}/{name}", BODY).code == "InvalidResourceName"


def test_a_type_may_refuse_names_in_its_own_words(azure: OpenAzure) -> None:
    assert azure.refused("PUT", f"{GROUP}/providers/Local.Test/chosen/1", BODY).message == "1?"


def test_a_refused_write_leaves_no_trace(azure: OpenAzure) -> None:
    azure.refused("PUT", WIDGET, {**BODY, "properties": {"refuse": True}})

    assert azure.store.get_value("written-before-refusal") is None
    assert azure.ask("HEAD", WIDGET).status == 404


@pytest.mark.parametrize(
    ("headers", "there", "passes"),
    [
        ({"If-Match": "*"}, True, True),
        ({"If-Match": "*"}, False, False),
        ({"If-None-Match": "*"}, False, True),
        ({"If-None-Match": "*"}, True, False),
        ({"If-Match": '"other"'}, True, False),
        ({"If-Match": "ETAG"}, True, True),
        ({"If-None-Match": "ETAG"}, True, False),
        ({"if-match": '"other", ETAG'}, True, True),
    ],
)
def test_conditions(azure: OpenAzure, headers: dict[str, str], there: bool, passes: bool) -> None:
    etag = azure.ask("PUT", WIDGET, BODY).headers["ETag"] if there else ""
    sent = {name: value.replace("ETAG", etag) for name, value in headers.items()}

    if passes:
        assert azure.ask("PUT", WIDGET, BODY, headers=sent).status in {200, 201}
    else:
        refusal = azure.refused("PUT", WIDGET, BODY, headers=sent)
        assert (refusal.status, refusal.code) == (412, "PreconditionFailed")


def test_every_write_changes_the_etag(azure: OpenAzure) -> None:
    first = azure.ask("PUT", WIDGET, BODY).headers["ETag"]
    second = azure.ask("PATCH", WIDGET, {"tags": {}})

    assert second.headers["ETag"] != first
    assert second.body["etag"] == second.headers["ETag"] == azure.ask("GET", WIDGET).headers["ETag"]


def test_a_delete_needs_its_condition_too(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)

    assert azure.refused("DELETE", WIDGET, headers={"If-Match": '"other"'}).status == 412


def test_head_is_204_or_404(azure: OpenAzure) -> None:
    assert azure.ask("HEAD", WIDGET).status == 404
    azure.ask("PUT", WIDGET, BODY)
    assert azure.ask("HEAD", WIDGET).status == 204


def test_a_delete_is_200_then_204(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)

    assert [azure.ask("DELETE", WIDGET).status for _ in range(2)] == [200, 204]
    assert azure.refused("GET", WIDGET).status == 404


def test_children_and_extensions_go_before_their_parent(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)
    azure.ask("PUT", f"{WIDGET}/parts/part", {})
    azure.ask("PUT", f"{WIDGET}/parts/part/providers/Local.Test/notes/note", {})

    azure.ask("DELETE", WIDGET)

    assert gone == ["note", "part", "one"]


def test_a_name_that_begins_alike_is_not_below(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)
    azure.ask("PUT", f"{WIDGET}-more", BODY)

    azure.ask("DELETE", WIDGET)

    assert azure.ask("HEAD", f"{WIDGET}-more").status == 204


def test_a_group_takes_everything_in_it(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)
    azure.ask("PUT", f"{WIDGET}/parts/part", {})

    assert azure.ask("DELETE", GROUP).status == 202
    refusal = azure.refused("PUT", f"{WIDGETS}/two", BODY)
    azure.ask("GET", GROUP)

    assert (refusal.status, refusal.code) == (409, "ResourceGroupBeingDeleted")
    assert azure.refused("GET", GROUP).code == "ResourceGroupNotFound"
    assert gone == ["part", "one"]
