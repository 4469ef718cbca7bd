"""The store: lookups in any casing, scopes, transactions, and what a killed server leaves."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from azure_fixtures import start_local_azure
from localazure import process
from localazure.arm.ids import ResourceId
from localazure.arm.resource_type import Resource
from localazure.store import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow

GROUP = "/subscriptions/s/resourceGroups/Shop"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "azure.db")
    yield store
    store.close()


def a_resource(name: str, group: str = GROUP) -> Resource:
    resource_id = ResourceId.parse(f"{group}/providers/A.B/things/{name}")
    return Resource(resource_id, {"name": name}, {"key": "k"}, created="1", changed="2", etag='"3"')


def test_what_was_put_is_found_in_any_casing(store: SqliteStore) -> None:
    store.put(a_resource("One"))

    assert store.find(str(a_resource("One").id).upper()) == a_resource("One")
    assert store.find(a_resource("Two").id) is None


def test_a_later_put_replaces(store: SqliteStore) -> None:
    store.put(a_resource("One"))
    store.put(Resource(a_resource("ONE").id, {"new": True}))

    assert [resource.body for resource in store.below("")] == [{"new": True}]


def test_below_leaves_out_the_scope_and_names_that_begin_alike(store: SqliteStore) -> None:
    for resource in (a_resource("one"), a_resource("two", GROUP + "2")):
        store.put(resource)

    assert [resource.id.name for resource in store.below(GROUP.upper())] == ["one"]
    assert list(store.below(str(a_resource("one").id))) == []


def test_of_type_asks_the_full_type(store: SqliteStore) -> None:
    store.put(a_resource("one"))
    store.put(Resource(a_resource("one").id.child("parts", "p"), {}))

    assert [resource.id.name for resource in store.of_type("a.b/THINGS")] == ["one"]
    assert [resource.id.name for resource in store.of_type("A.B/things/parts", GROUP)] == ["p"]
    assert list(store.of_type("A.B/things", "/subscriptions/other")) == []


def test_the_id_is_told_as_it_was_written(store: SqliteStore) -> None:
    store.put(a_resource("One"))

    assert store.id_of(str(a_resource("One").id).upper()) == str(a_resource("One").id)
    assert store.id_of(a_resource("Two").id) is None


def test_an_extension_type_is_looked_for_at_a_scope_and_above(store: SqliteStore) -> None:
    scopes = (
        "",
        "/subscriptions/s",
        GROUP,
        f"{GROUP}2",
        str(a_resource("one").id),
        f"{a_resource('one').id}2",
    )
    for scope in scopes:
        store.put(Resource(ResourceId.parse(f"{scope}/providers/C.D/locks/l"), {"at": scope}))
    store.put(Resource(ResourceId.parse(f"{GROUP}/providers/C.D/other/l"), {}))

    def found(scope: str) -> list[str]:
        return [resource.body["at"] for resource in store.at_or_above("c.d/Locks", scope)]

    assert found("") == found("/") == [""]
    assert found(GROUP.upper()) == ["", "/subscriptions/s", GROUP]
    assert sorted(found(str(a_resource("one").id))) == ["", "/subscriptions/s", GROUP, scopes[4]]


def test_names_are_the_last_of_an_id_in_any_casing(store: SqliteStore) -> None:
    for resource in (a_resource("One"), a_resource("one", f"{GROUP}2"), a_resource("two-one")):
        store.put(resource)
    store.put(Resource(a_resource("two").id.child("parts", "one"), {}))

    assert [str(each.id) for each in store.named("a.b/THINGS", "ONE")] == [
        str(a_resource("One").id),
        str(a_resource("one", f"{GROUP}2").id),
    ]


@pytest.mark.parametrize("unreadable", [float("nan"), None])
def test_a_field_is_found_with_a_value_or_whatever_it_says(store: SqliteStore, unreadable: object) -> None:
    for name, body in {"one": {"principalId": "A"}, "two": {"principalId": "b"}, "three": {}}.items():
        store.put(Resource(a_resource(name).id, {"identity": body}))
    store.put(Resource(a_resource("four").id, {"identity": {"principalId": unreadable}}))

    def found(value: str | None = None) -> list[str]:
        return [each.id.name for each in store.with_field("identity.principalId", value)]

    assert (found(), found("a"), found("B"), found("c")) == (["one", "two"], ["one"], ["two"], [])


def test_a_field_that_changed_is_found_as_it_is_now(store: SqliteStore) -> None:
    store.put(Resource(a_resource("one").id, {"identity": {"principalId": "a"}}))
    with suppress(KeyError), store.transaction():
        store.put(Resource(a_resource("one").id, {"identity": {"principalId": "b"}}))
        assert list(store.with_field("identity.principalId", "b"))
        raise KeyError

    assert not list(store.with_field("identity.principalId", "b"))
    assert list(store.with_field("identity.principalId", "a"))
    store.delete(a_resource("one").id)
    assert not list(store.with_field("identity.principalId"))


def test_some_fields_are_read_without_the_rest(store: SqliteStore) -> None:
    store.put(Resource(a_resource("One").id, {"sku": {"name": "S", "capacity": 3}, "properties": {"a": [1]}}))
    store.put(Resource(a_resource("two").id, {"odd": float("nan")}))

    assert list(store.fields("A.B/things", GROUP, "sku.capacity", "properties", "none")) == [
        (a_resource("one").id.key, 3, '{"a":[1]}', None)
    ]


def test_writing_while_iterating(store: SqliteStore) -> None:
    store.put(a_resource("one"))
    store.put(a_resource("two"))

    for resource in store.below(""):
        store.delete(resource.id)

    assert list(store.below("")) == []


def test_an_exception_undoes_a_transaction(store: SqliteStore) -> None:
    with suppress(KeyError), store.transaction():
        store.put(a_resource("one"))
        store.put_value("a", "b")
        raise KeyError

    assert store.find(a_resource("one").id) is None
    assert store.get_value("a") is None


def test_clear_forgets_everything(store: SqliteStore) -> None:
    store.put(a_resource("one"))
    store.put_value("a", "b")

    store.clear()

    assert list(store.below("")) == []
    assert store.get_value("a") is None


def test_nobody_else_may_read_the_files(store: SqliteStore, tmp_path: Path) -> None:
    store.put(a_resource("one"))

    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("azure.db*")}

    assert set(modes.values()) == {0o600}
    assert "azure.db-wal" in modes


def test_another_store_on_the_file_sees_what_was_put(store: SqliteStore, tmp_path: Path) -> None:
    store.put(a_resource("one"))
    other = SqliteStore(tmp_path / "azure.db")

    assert other.find(a_resource("one").id) == a_resource("one")
    other.close()


def test_kill_9_loses_nothing_that_was_answered(fresh_local_azure: LocalAzureServer) -> None:
    from azure.mgmt.resource.resources import ResourceManagementClient

    azure = fresh_local_azure
    with ResourceManagementClient(subscription_id=azure.subscription, **azure.client_args()) as client:
        client.resource_groups.create_or_update("kept", {"location": "swedencentral"})
        client.resource_groups.create_or_update("going", {"location": "swedencentral"})
        poller = client.resource_groups.begin_delete("going", polling_interval=0)
        _kill(azure)
        azure.server = start_local_azure(azure.state.path, port=azure.server.port).server

        poller.wait()

        assert [group.name for group in client.resource_groups.list()] == ["kept"]


def _kill(azure: LocalAzureServer) -> None:
    victim = psutil.Process(azure.server.pid)
    victim.kill()
    psutil.wait_procs([victim], timeout=10)
    assert process.find(azure.state) is None
