"""Statuses, headers and refusals of plain requests, whole."""

from __future__ import annotations

import pytest

from localazure.arm.registration import is_registered, set_registered
from localazure.arm.resource_type import Read
from localazure.arm.routes import type_of
from open_azure import GROUP, SUBSCRIPTION, WIDGETS, OpenAzure

TEST = f"{GROUP}/providers/Local.Test"
BODY = {"location": "swedencentral"}


def test_a_get_is_200_with_an_etag_where_the_type_has_one(azure: OpenAzure) -> None:
    written = azure.ask("PUT", f"{WIDGETS}/one", BODY)
    assert azure.ask("PUT", f"{TEST}/plain/one", BODY).headers == {}
    read, plain = azure.ask("GET", f"{WIDGETS}/one"), azure.ask("GET", f"{TEST}/plain/one")

    assert (read.status, read.headers, read.resource_type) == (
        200,
        {"ETag": written.headers["ETag"]},
        "Local.Test/widgets",
    )
    assert (plain.status, plain.headers, plain.resource_type) == (200, {}, "Local.Test/plain")
    assert (written.status, written.resource_type) == (201, "Local.Test/widgets")
    assert azure.ask("GET", f"{SUBSCRIPTION}/providers/Local.Test/locations/x/usages").status == 200
    assert azure.ask("GET", WIDGETS).status == 200


def test_what_has_no_location_may_name_a_known_one(azure: OpenAzure) -> None:
    note = f"{GROUP}/providers/Local.Test/notes/note"

    assert "location" not in azure.ask("PUT", note, {}).body
    assert azure.ask("PUT", f"{note}2", {"location": "Sweden Central"}).body["location"] == "swedencentral"
    refusal = azure.refused("PUT", f"{note}3", {"location": "atlantis"})
    assert (refusal.status, refusal.code) == (400, "LocationNotAvailableForResourceType")


def test_what_is_somewhere_stays_there_though_no_new_one_may(azure: OpenAzure) -> None:
    azure.ask("PUT", f"{WIDGETS}/one", BODY)
    old = azure.store.find(f"{WIDGETS}/one")
    assert old is not None
    old.body["location"] = "atlantis"
    azure.store.put(old)

    assert azure.ask("PUT", f"{WIDGETS}/one", {"location": "Atlantis"}).body["location"] == "atlantis"
    assert azure.ask("PATCH", f"{WIDGETS}/one", {"tags": {"a": "b"}}).status == 200


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("locations/{location}/usages", "locations/usages"),
        ("checkNameAvailability", "checkNameAvailability"),
        ("/accounts/{account}/deployments/{deployment}/skus", "accounts/deployments/skus"),
    ],
)
def test_a_route_is_named_without_its_placeholders(path: str, named: str) -> None:
    assert type_of(Read(path, lambda _: None, (), "")) == named


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", f"{WIDGETS}/one/parts", "NotFound"),
        ("POST", WIDGETS, "NotFound"),
        ("GET", f"{SUBSCRIPTION}/providers/Local.Test/parts", "InvalidResourceType"),
        ("GET", f"{SUBSCRIPTION}/providers/Local.Test/global", "InvalidResourceType"),
        ("GET", "/providers/Local.Test/widgets", "InvalidResourceType"),
        ("GET", f"{GROUP}/providers/Local.None/widgets", "InvalidResourceNamespace"),
    ],
)
def test_what_no_route_takes(azure: OpenAzure, method: str, path: str, code: str) -> None:
    azure.ask("PUT", f"{WIDGETS}/one", BODY)

    assert azure.refused(method, path).code == code


def test_a_provider_is_registered_by_the_scenario_until_somebody_says_otherwise(azure: OpenAzure) -> None:
    name = SUBSCRIPTION.rpartition("/")[2]

    def told(*namespaces: str) -> list[bool]:
        return [is_registered(azure, name, each) for each in namespaces]

    asked = ("LOCAL.test", "Local.Other", "microsoft.RESOURCES", "Microsoft.Authorization")
    assert told(*asked) == [True, False, True, True]
    set_registered(azure, name.upper(), "local.TEST", registered=False)
    set_registered(azure, name, "Local.Other", registered=True)
    assert told(*asked) == [False, True, True, True]
    azure.scenario = azure.scenario.model_copy(update={"registered_providers": ()})
    assert told("Microsoft.Resources", "Microsoft.Authorization", "Microsoft.Storage") == [True, True, False]
