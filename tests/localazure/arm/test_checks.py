"""What ARM checks before any provider sees a request, each check alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm import checks
from localazure.arm.answer import Target
from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.operation import Operation
from localazure.arm.operations import begin
from localazure.arm.resource import Resource
from open_azure import GROUP, PROVIDER, SUBSCRIPTION, WIDGETS

if TYPE_CHECKING:
    from collections.abc import Callable

    from open_azure import OpenAzure

TEST = f"{GROUP}/providers/Local.Test"


def code_of(check: Callable[..., None], *asked: Any) -> str | None:
    """Return the code of the refusal, or None."""
    try:
        check(*asked)
    except ArmError as refusal:
        return refusal.code
    return None


def test_what_can_be_written_and_so() -> None:
    widgets, plain = (
        next(each for each in PROVIDER.types if each.name.endswith(name)) for name in ("/widgets", "/plain")
    )
    read_only = replace(widgets, put=None)
    refused = "MethodNotAllowed"

    def told(method: str, type_: Any, name: str) -> str | None:
        target = Target(PROVIDER, type_, ResourceId(GROUP, type_.name, (name,)))
        return code_of(checks.offered, method, target)

    rows = [
        (told(method, widgets, "one"), told(method, widgets, ""))
        for method in ("PUT", "PATCH", "DELETE", "GET", "POST")
    ]
    assert rows == [(None, refused), (None, refused), (None, refused), (None, None), (None, None)]
    assert [told(method, plain, "one") for method in ("PUT", "PATCH", "DELETE")] == [None, refused, None]
    assert [told(method, read_only, "one") for method in ("PUT", "PATCH", "DELETE", "GET")] == [
        refused
    ] * 3 + [None]


def test_a_disabled_subscription_can_be_read_and_emptied(azure: OpenAzure) -> None:
    name = SUBSCRIPTION.rpartition("/")[2]
    found = azure.store.find(SUBSCRIPTION)
    assert found is not None

    def told(subscription: str | None) -> list[str | None]:
        methods = ("PUT", "PATCH", "POST", "GET", "HEAD", "DELETE")
        return [code_of(checks.subscription_writable, azure, method, subscription) for method in methods]

    assert told(name) == told(None) == [None] * 6
    found.body["state"] = "Disabled"
    azure.store.put(found)
    assert told(name) == ["ReadOnlyDisabledSubscription"] * 3 + [None] * 3
    assert told(None) == [None] * 6


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("", None),
        (SUBSCRIPTION, None),
        (GROUP.lower(), None),
        (f"{WIDGETS}/none", None),
        ("/providers/Local.Test/global/x", None),
        (f"{SUBSCRIPTION}/resourceGroups/none", "ResourceGroupNotFound"),
        (f"{SUBSCRIPTION}/resourceGroups/none/providers/Local.Test/widgets/one", "ResourceGroupNotFound"),
    ],
)
def test_a_group_must_be_there(azure: OpenAzure, scope: str, code: str | None) -> None:
    assert code_of(checks.scope_exists, azure, scope) == code


def test_a_provider_must_be_registered_where_there_is_a_subscription(azure: OpenAzure) -> None:
    name = SUBSCRIPTION.rpartition("/")[2]
    asked = [(name, "Local.Test"), (name, "Local.Other"), (None, "Local.Other")]

    codes = [code_of(checks.registered, azure, *each) for each in asked]

    assert codes == [None, "MissingSubscriptionRegistration", None]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{TEST}/widgets/none", None),
        (f"{TEST}/widgets/one/parts/p", None),
        (f"{TEST}/widgets/none/parts/p", "ParentResourceNotFound"),
        (f"{TEST}/undeclared/none/parts/p", None),
    ],
)
def test_a_parent_must_be_there(azure: OpenAzure, path: str, code: str | None) -> None:
    azure.store.put(Resource(ResourceId.parse(f"{WIDGETS}/one"), {}))

    assert code_of(checks.parent_exists, azure, ResourceId.parse(path), "write") == code


def test_what_a_running_operation_blocks(azure: OpenAzure) -> None:
    """Only a type that says so refuses, for itself and for what is below it."""
    paths = [
        f"{TEST}/{path}"
        for path in ("guarded/g", "guarded/g/children/c", "slow/s", "slow/s/children/c", "widgets/w")
    ]

    def told() -> list[str | None]:
        return [code_of(checks.not_busy, azure, ResourceId.parse(path)) for path in paths]

    resources = {path: Resource(ResourceId.parse(path), {"location": "swedencentral"}) for path in paths}
    for resource in resources.values():
        azure.store.put(resource)
    idle = told()
    for path in paths:
        begin(azure, resources[path], "PUT", Operation())
    every = told()

    assert idle == [None] * 5
    assert every == ["Conflict", "Conflict", None, "Conflict", None]


def test_a_group_that_goes_takes_nothing_more(azure: OpenAzure) -> None:
    group = azure.store.find(GROUP)
    assert group is not None
    group.properties["provisioningState"] = "Deleting"
    azure.store.put(group)
    asked = (f"{WIDGETS}/one", GROUP, SUBSCRIPTION, f"{SUBSCRIPTION}/resourceGroups/other")

    codes = [code_of(checks.not_busy, azure, ResourceId.parse(path)) for path in asked]

    assert codes == ["ResourceGroupBeingDeleted", "ResourceGroupBeingDeleted", None, None]
