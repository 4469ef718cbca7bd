"""ARM as azure-mgmt-resource and azure-core's pollers see it, over TLS."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import requests
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.resource.resources import ResourceManagementClient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

STORAGE = "Microsoft.Storage/storageAccounts"
ACCOUNT: Any = {"location": "Sweden Central", "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}


@pytest.fixture
def client(local_azure: LocalAzureServer) -> Iterator[ResourceManagementClient]:
    subscription = local_azure.subscription
    with ResourceManagementClient(subscription_id=subscription, **local_azure.client_args()) as client:
        yield client


@pytest.fixture
def group(client: ResourceManagementClient) -> Iterator[str]:
    name = f"Arm-{uuid4().hex[:8]}"
    client.resource_groups.create_or_update(name, {"location": "Sweden Central", "tags": {"made-by": name}})
    yield name
    client.resource_groups.begin_delete(name).wait()


def account_id(azure: LocalAzureServer, group: str, name: str) -> str:
    return f"/subscriptions/{azure.subscription}/resourceGroups/{group}/providers/{STORAGE}/{name}"


def new_name() -> str:
    return f"a{uuid4().hex[:12]}"


def test_the_life_of_a_resource_group(client: ResourceManagementClient) -> None:
    name = f"Life-{uuid4().hex[:8]}"
    groups = client.resource_groups
    absent = groups.check_existence(name)
    made = groups.create_or_update(name, {"location": "Sweden Central"})
    patched = groups.update(name.upper(), {"tags": {"a": "b"}})
    there = groups.check_existence(name.lower())
    begun = time.monotonic()
    groups.begin_delete(name).wait()

    assert (absent, there, groups.check_existence(name)) == (False, True, False)
    assert (made.location, made.properties and made.properties.provisioning_state) == (
        "swedencentral",
        "Succeeded",
    )
    assert (patched.name, patched.tags) == (name, {"a": "b"})
    assert time.monotonic() - begun < 1


def test_a_failed_operation_ends_the_poller_with_its_error(fresh_local_azure: LocalAzureServer) -> None:
    azure = fresh_local_azure
    fault = {"method": "DELETE", "operation": "fail", "code": "Conflict", "message": "It is locked."}
    with ResourceManagementClient(subscription_id=azure.subscription, **azure.client_args()) as client:
        client.resource_groups.create_or_update("locked", {"location": "swedencentral"})
        azure.control("POST", "faults", fault)
        with pytest.raises(HttpResponseError, match="It is locked"):
            client.resource_groups.begin_delete("locked").wait()

        failed = client.resource_groups.get("locked").properties

    assert failed is not None
    assert failed.provisioning_state == "Failed"


def test_groups_by_tag(client: ResourceManagementClient, group: str) -> None:
    found = client.resource_groups.list(filter=f"tagName eq 'made-by' and tagValue eq '{group}'")

    assert [each.name for each in found] == [group]


def test_resources_filtered_paged_and_expanded(
    client: ResourceManagementClient, local_azure: LocalAzureServer, group: str
) -> None:
    names = sorted(new_name() for _ in range(3))
    for name in names:
        resource_id = account_id(local_azure, group, name)
        client.resources.begin_create_or_update_by_id(resource_id, ACCOUNT, api_version="2024-01-01").wait()
    wanted = f"resourceGroup eq '{group.lower()}' and resourceType eq '{STORAGE.upper()}'"

    found = list(client.resources.list(filter=wanted, expand="createdTime,provisioningState", top=1))
    in_group = list(client.resources.list_by_resource_group(group, filter=f"name eq '{names[1]}'"))

    assert [each.name for each in found] == names
    assert {each.provisioning_state for each in found} == {"Succeeded"}
    assert all(each.created_time for each in found)
    assert [each.name for each in in_group] == [names[1]]
    assert in_group[0].created_time is None


def test_existence_by_id(client: ResourceManagementClient, local_azure: LocalAzureServer, group: str) -> None:
    resource_id = account_id(local_azure, group, new_name())

    before = client.resources.check_existence_by_id(resource_id, api_version="2024-01-01")
    client.resources.begin_create_or_update_by_id(resource_id, ACCOUNT, api_version="2024-01-01").wait()
    after = client.resources.check_existence_by_id(resource_id, api_version="2024-01-01")

    assert (before, after) == (False, True)


def test_what_is_missing_is_said_in_arms_words(
    client: ResourceManagementClient, local_azure: LocalAzureServer, group: str
) -> None:
    with pytest.raises(ResourceNotFoundError) as refusal:
        client.resources.get_by_id(account_id(local_azure, group, "absent"), api_version="2024-01-01")

    assert refusal.value.error is not None
    assert refusal.value.error.code == "ResourceNotFound"
    assert f"'{STORAGE}/absent' under resource group '{group}'" in str(refusal.value.error.message)


def test_tags_alone(client: ResourceManagementClient, local_azure: LocalAzureServer, group: str) -> None:
    scope = f"/subscriptions/{local_azure.subscription}/resourceGroups/{group}"
    patch: Any = {"operation": "Merge", "properties": {"tags": {"A": "1"}}}

    client.tags.begin_update_at_scope(scope, patch).wait()
    merged = client.resource_groups.get(group).tags
    replaced = client.tags.begin_create_or_update_at_scope(
        scope, {"properties": {"tags": {"b": "2"}}}
    ).result()
    client.tags.begin_delete_at_scope(scope).wait()

    assert merged == {"made-by": group, "A": "1"}
    assert replaced.properties.tags == {"b": "2"}
    assert client.tags.get_at_scope(scope).properties.tags == {}


def test_providers_and_registering_for_them(client: ResourceManagementClient) -> None:
    namespace = "Microsoft.Quota"
    client.providers.unregister(namespace)
    without = client.providers.get(namespace).registration_state
    registered = client.providers.register(namespace).registration_state
    storage = client.providers.get("microsoft.storage")

    assert (without, registered) == ("NotRegistered", "Registered")
    accounts = next(each for each in storage.resource_types or [] if each.resource_type == "storageAccounts")
    assert "2024-01-01" in (accounts.api_versions or [])
    assert "Sweden Central" in (accounts.locations or [])
    assert namespace in [each.namespace for each in client.providers.list()]


def test_subscriptions_tenants_and_regions(local_azure: LocalAzureServer) -> None:
    from azure.mgmt.resource.subscriptions import SubscriptionClient

    with SubscriptionClient(**local_azure.client_args()) as client:
        subscription = next(iter(client.subscriptions.list()))
        tenants = [each.tenant_id for each in client.tenants.list()]
        regions = {each.name: each for each in client.subscriptions.list_locations(local_azure.subscription)}
        assert (
            client.subscriptions.get(local_azure.subscription).subscription_id == subscription.subscription_id
        )

    assert (subscription.display_name, subscription.state) == ("local-sandbox", "Enabled")
    assert tenants == [local_azure.scenario.tenant.id]
    sweden = regions["swedencentral"]
    assert (sweden.display_name, sweden.regional_display_name) == (
        "Sweden Central",
        "(Europe) Sweden Central",
    )
    assert sweden.metadata is not None
    assert (sweden.metadata.latitude, sweden.metadata.longitude) == ("60.67488", "17.14127")
    east = regions["eastus"].metadata
    assert east is not None
    assert [pair.name for pair in east.paired_region or []] == ["westus"]


@pytest.mark.parametrize("principal", ["reader", "none"])
def test_who_may_not_write_is_refused_even_where_nothing_is(
    local_azure: LocalAzureServer, principal: str
) -> None:
    args = local_azure.client_args(principal)
    with (
        ResourceManagementClient(subscription_id=local_azure.subscription, **args) as client,
        pytest.raises(HttpResponseError, match="does not have authorization to perform action") as refusal,
    ):
        client.resource_groups.create_or_update("absent", {"location": "swedencentral"})

    assert refusal.value.status_code == 403
    assert "Microsoft.Resources/subscriptions/resourceGroups/write" in str(refusal.value)


def test_who_has_no_rights_sees_no_subscription(local_azure: LocalAzureServer) -> None:
    from azure.mgmt.resource.subscriptions import SubscriptionClient

    with SubscriptionClient(**local_azure.client_args("none")) as client:
        assert list(client.subscriptions.list()) == []


def test_every_answer_carries_azures_headers(local_azure: LocalAzureServer) -> None:
    sent = {
        "Authorization": f"Bearer {local_azure.token()}",
        "x-ms-correlation-request-id": "corr",
        "x-ms-client-request-id": "mine",
        "x-ms-return-client-request-id": "true",
    }
    url = f"{local_azure.url}//subscriptions?api-version=2022-12-01"

    answer = requests.get(url, headers=sent, verify=local_azure.ca, timeout=30)

    assert answer.status_code == 200
    assert answer.headers["x-ms-correlation-request-id"] == "corr"
    assert answer.headers["x-ms-client-request-id"] == "mine"
    assert answer.headers["x-ms-ratelimit-remaining-subscription-reads"] == "249"
    assert answer.headers["x-ms-routing-request-id"].startswith("LOCALAZURE:")
    assert len(answer.headers["x-ms-request-id"]) == 36


def test_a_refusal_has_the_request_id_support_asks_for(local_azure: LocalAzureServer) -> None:
    answer = requests.get(f"{local_azure.url}/subscriptions", verify=local_azure.ca, timeout=30)

    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers
    assert "x-ms-request-id" in answer.headers


def test_a_method_azure_has_not_is_refused_as_arm_does(local_azure: LocalAzureServer) -> None:
    answer = requests.request("TRACE", f"{local_azure.url}/subscriptions", verify=local_azure.ca, timeout=30)

    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "MethodNotAllowed"


def test_bodies_are_dumped_for_the_conformance_check(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from azure_fixtures import start_local_azure
    from localazure import process

    dump = tmp_path / "bodies.jsonl"
    monkeypatch.setenv("MODELSTACKS_LOCAL_DUMP", str(dump))
    azure = start_local_azure(tmp_path / "state")
    try:
        with ResourceManagementClient(subscription_id=azure.subscription, **azure.client_args()) as client:
            client.resource_groups.create_or_update("dumped", {"location": "swedencentral"})
            list(client.resource_groups.list())
    finally:
        process.stop(azure.state)

    lines = [json.loads(line) for line in dump.read_text().splitlines()]
    assert [(line["type"], line["body"]["name"]) for line in lines] == [
        ("Microsoft.Resources/resourceGroups", "dumped")
    ]
    assert dump.stat().st_mode & 0o777 == 0o600
