"""What ARM needs of the store; `localazure/store.py` keeps it in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, get_args

from localazure.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from localazure.arm.ids import ResourceId
    from localazure.arm.operation import Running
    from localazure.arm.resource import Resource


Field: TypeAlias = Literal[
    "identity.principalId",
    "properties.principalId",
    "properties.customSubDomainName",
    "properties.hubResourceId",
    "properties.properties.TargetAutoDeletionTime",
]
LOOKED_FOR: tuple[Field, ...] = get_args(Field)
"""Paths in bodies that the store has an index of: who looks for one reads what has it, not everything there is."""


class Store(Values, Protocol):
    """Resources by id, kept in SQLite; a call that returned is on disk.

    ARM runs each request in one `transaction`: what a hook wrote before it raised is undone.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Write all of what is written inside, or, if an exception leaves it, nothing."""

    def find(self, resource_id: ResourceId | str) -> Resource | None:
        """Return the resource, whatever the casing of *resource_id*, or None."""

    def id_of(self, resource_id: ResourceId | str) -> str | None:
        """Return the resource's id as it was first written, whatever the casing of *resource_id*, or None."""

    def of_type(self, type_name: str, scope: str = "") -> Iterator[Resource]:
        """Yield the resources of *type_name* (any casing) whose id lies below *scope*, by id."""

    def fields(self, type_name: str, scope: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """Yield, of what `of_type` yields, the id in small letters and what stands in these *fields* of the body.

        That takes a fifth of the time. Objects come as JSON texts; of a body that SQLite can't read (NaN) nothing does.
        """

    def at_or_above(self, type_name: str, scope: str) -> Iterator[Resource]:
        """Yield the resources of the extension type *type_name* at *scope* (an id, or "") and above it, by id."""

    def named(self, type_name: str, name: str) -> Iterator[Resource]:
        """Yield the resources of *type_name* whose last name that is, both in any casing, by id."""

    def with_field(self, field: Field, value: str | None = None) -> Iterator[Resource]:
        """Yield the resources whose body has *field*, and in it that *value* (any casing) if one is given, by id."""

    def below(self, scope: str) -> Iterator[Resource]:
        """Yield every resource below *scope*, by id, *scope* itself left out."""

    def each_below(self, scope: str, type_name: str = "", after: str = "") -> Iterator[Resource]:
        """Yield each resource below *scope*, of *type_name* if one is given, by id, and read no more than are taken.

        *after* is an id in small letters behind which to begin. What is written meanwhile may be among them.
        """

    def put(self, resource: Resource) -> None:
        """Write the resource."""

    def delete(self, resource_id: ResourceId | str) -> None:
        """Forget the resource; unknown ids are ignored."""

    def find_operation(self, name: str) -> Running | None:
        """Return the operation of that name, running or ended, or None."""

    def running_operation(self, resource_id: ResourceId | str) -> Running | None:
        """Return the operation that runs on the resource, or None."""

    def due_operations(self, now: str) -> list[Running]:
        """Return the running operations that only wait for their time, which is up at *now* (ISO 8601)."""

    def operations_due_at(self, due: str) -> list[Running]:
        """Return the running operations whose time is exactly that."""

    def put_operation(self, running: Running) -> None:
        """Write the operation."""
