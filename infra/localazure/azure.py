"""What every hook may use of the local Azure: the store, the clock, the scenario, the faults, the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from localazure.arm.ids import ResourceId
    from localazure.arm.operations import Running
    from localazure.arm.provider_registry import ProviderRegistry
    from localazure.arm.resource_type import Caller, Resource
    from localazure.faults import Faults
    from localazure.scenarios import Scenario


class Clock(Protocol):
    """The local Azure's time: the machine's, plus what `modelstacks local clock --advance` added."""

    def now(self) -> datetime:
        """Return the local Azure's time, UTC."""


class Store(Protocol):
    """Resources by id, kept in SQLite; a call that returned is on disk.

    ARM runs each request in one `transaction`: what a hook wrote before it raised is undone.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Write all of what is written inside, or, if an exception leaves it, nothing."""

    def find(self, resource_id: ResourceId | str) -> Resource | None:
        """Return the resource, whatever the casing of *resource_id*, or None."""

    def of_type(self, type_name: str, scope: str = "") -> Iterator[Resource]:
        """Yield the resources of *type_name* (any casing) whose id lies below *scope*, by id."""

    def below(self, scope: str) -> Iterator[Resource]:
        """Yield every resource below *scope*, by id, *scope* itself left out."""

    def put(self, resource: Resource) -> None:
        """Write the resource."""

    def delete(self, resource_id: ResourceId | str) -> None:
        """Forget the resource; unknown ids are ignored."""

    def get_value(self, key: str) -> str | None:
        """Return a small value kept outside resources (signing keys, usage counters), or None."""

    def put_value(self, key: str, value: str) -> None:
        """Write such a value."""

    def find_operation(self, name: str) -> Running | None:
        """Return the operation of that name, running or ended, or None."""

    def running_operation(self, resource_id: ResourceId | str) -> Running | None:
        """Return the operation that runs on the resource, or None."""

    def due_operations(self, now: str) -> list[Running]:
        """Return the running operations that only wait for their time, which is up at *now* (ISO 8601)."""

    def put_operation(self, running: Running) -> None:
        """Write the operation."""


class LocalAzure(Protocol):
    """The running local Azure as its parts see it; `server.py` builds it."""

    @property
    def url(self) -> str:
        """`https://localhost:PORT`, without a slash at the end: ARM, Entra and the data plane share it."""

    @property
    def store(self) -> Store:
        """What is remembered."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def scenario(self) -> Scenario:
        """What kind of Azure this is."""

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""

    @property
    def providers(self) -> ProviderRegistry:
        """The resource providers and their types, by name."""

    def authenticate(self, authorization: str | None) -> Caller:
        """Return who sent this `Authorization` header; raises ArmError 401 with `WWW-Authenticate`."""

    def authenticate_data_plane(self, authorization: str | None) -> Caller:
        """Return who sent this header to an endpoint (audience https://ml.azure.com); raises ArmError 401."""

    def authorize(self, caller: Caller, action: str, scope: str) -> None:
        """Raise ArmError 403 `AuthorizationFailed` unless *caller* may do *action* at *scope*.

        *scope* is an id, "" for the tenant.
        """
