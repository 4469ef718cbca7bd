"""Long-running operations: begun by a write, kept in the store, ended by polls and the local clock, never by sleep."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.ids import ResourceId
from localazure.arm.locations import canonical
from localazure.arm.operation import Running
from localazure.arm.resource_body import timestamp

if TYPE_CHECKING:
    from localazure.arm.operation import Operation
    from localazure.arm.resource import Json, Resource
    from localazure.arm.resource_type import LocalAzure, ResourceType


UUID_LENGTH, UUID_DASHES = 36, 4
NEVER = "9999"
"""Later than any ISO 8601 time, as text."""


def begin(
    azure: LocalAzure, resource: Resource, verb: str, operation: Operation, *, beside: bool = False
) -> Running:
    """Start *operation* on *resource*; one that still runs there is preempted, unless this one may go on *beside* it.

    The scenario's polls and seconds for the type go before the provider's; a fault may make it fail, or last
    for ever.
    """
    if not beside:
        preempt(azure, resource)
    name = _name(operation.kind)
    status_path, result_path = _paths(azure, resource, name)
    pace = azure.scenario.provisioning_of(resource.id.type) or operation
    now = azure.clock.now()
    due, error = (now + timedelta(seconds=pace.seconds)).isoformat(), operation.error
    fault = azure.faults.operation_hit(verb, str(resource.id))
    if fault is not None and fault.operation == "stuck":
        due = NEVER
    elif fault is not None:
        error = ArmError(fault.status or 500, fault.code, fault.message)
    running = Running(
        name=name,
        resource=str(resource.id),
        verb=verb,
        status_path=status_path,
        result_path=result_path,
        polls=pace.polls,
        due=due,
        started=timestamp(now),
        error=error_fields(error),
    )
    azure.store.put_operation(running)
    return running


def _name(kind: str) -> str:
    return f"{kind}:{uuid.uuid4()}:{uuid.uuid4()}" if kind else str(uuid.uuid4())


def may_be_name(text: str) -> bool:
    """Say whether an operation can have that name; most that is asked for can't, and is not looked up."""
    return len(text) >= UUID_LENGTH and text[-UUID_LENGTH:].count("-") == UUID_DASHES


def _paths(azure: LocalAzure, resource: Resource, name: str) -> tuple[str, str]:
    """Return the operation's status and result paths, as the provider's templates lay them out."""
    wire = azure.providers.wire(resource.id.type)
    subscription = f"/subscriptions/{resource.id.subscription_id}" if resource.id.subscription_id else ""
    values = {
        "subscription": resource.id.subscription_id or "",
        "location": _location(azure, resource),
        "operation": name,
        "resource": str(resource.id),
    }

    def path(template: str) -> str:
        filled = template.format_map(values)
        return (
            filled if filled.startswith("/") else f"{subscription}/providers/{resource.id.namespace}/{filled}"
        )

    return path(wire.status_path), path(wire.result_path)


def _location(azure: LocalAzure, resource: Resource) -> str:
    """Return where the resource, or what it belongs to, lives."""
    found: Resource | None = resource
    above = resource.id
    while found is None or not found.body.get("location"):
        if above.parent is None and not above.scope:
            return "global"
        above = above.parent or ResourceId.parse(above.scope)
        found = azure.store.find(above)
    return canonical(str(found.body["location"]))


def preempt(azure: LocalAzure, resource: Resource) -> None:
    """Cancel the operation that runs on *resource*, if any. The code is Microsoft.Compute's; assumed elsewhere."""
    cancel(
        azure,
        resource,
        ArmError(409, "OperationPreempted", "The operation has been preempted by a more recent operation."),
    )


def cancel(azure: LocalAzure, resource: Resource, why: ArmError) -> None:
    """End the operation that runs on *resource*, if any, as canceled."""
    running = azure.store.running_operation(resource.id)
    if running is not None:
        _end(azure, running, "Canceled", why)


def poll(azure: LocalAzure, running: Running) -> Running:
    """Count one poll and return the operation as it stands after it."""
    if running.status != "InProgress":
        return running
    if running.polls > 0:
        running = replace(running, polls=running.polls - 1)
        azure.store.put_operation(running)
        return running
    if azure.clock.now().isoformat() < running.due:
        return running
    return finish(azure, running)


def settle(azure: LocalAzure) -> None:
    """End every operation that only waited for the clock, and do what providers do by the clock alone."""
    for provider in azure.providers.all:
        if provider.settle is not None:
            provider.settle(azure)
    for running in azure.store.due_operations(azure.clock.now().isoformat()):
        finish(azure, running)


def resume(azure: LocalAzure) -> None:
    """Let the operations go on that a fault had made stuck."""
    for running in azure.store.operations_due_at(NEVER):
        azure.store.put_operation(replace(running, due=azure.clock.now().isoformat()))


def finish(azure: LocalAzure, running: Running) -> Running:
    """End the operation: do what it was begun for, or fail. A type with steps of its own may need more time."""
    resource = azure.store.find(running.resource)
    if resource is None:
        return _end(azure, running, "Succeeded", None)
    resource_type = azure.providers.type(resource.id.type)
    error = error_of(running.error)
    advance = resource_type.advance if running.verb == "PUT" and error is None else None
    if advance is not None and not advance(azure, resource):
        return running
    if error is None:
        error = _conclude(azure, running, resource, resource_type)
    if running.verb != "POST" and (running.verb != "DELETE" or error):
        resource.properties["provisioningState"] = "Failed" if error else "Succeeded"
        azure.store.put(resource)
    return _end(azure, running, "Failed" if error else "Succeeded", error)


def _conclude(
    azure: LocalAzure, running: Running, resource: Resource, resource_type: ResourceType
) -> ArmError | None:
    """Run what ends the operation; return what it failed with."""
    if running.verb == "DELETE":
        remove(azure, resource)
        return None
    if running.verb == "POST" or resource_type.finish is None:
        return None
    try:
        resource_type.finish(azure, resource)
    except ArmError as refusal:
        return refusal
    return None


def _end(azure: LocalAzure, running: Running, status: str, error: ArmError | None) -> Running:
    ended = replace(running, status=status, ended=timestamp(azure.clock.now()), error=error_fields(error))
    azure.store.put_operation(ended)
    return ended


def remove(azure: LocalAzure, resource: Resource) -> None:
    """Forget *resource* and all below it, deepest first, each with its type's `deleted` hook."""
    below = sorted(
        azure.store.below(str(resource.id)), key=lambda each: str(each.id).count("/"), reverse=True
    )
    for each in (*below, resource):
        if each is not resource:
            preempt(azure, each)
        azure.store.delete(each.id)
        deleted = azure.providers.type(each.id.type).deleted
        if deleted is not None:
            deleted(azure, each)


def error_fields(error: ArmError | None) -> Json | None:
    """Return *error* as JSON can hold it."""
    return None if error is None else {"status": error.status, **error.body()}


def error_of(fields: Json | None) -> ArmError | None:
    """Return the ArmError that *fields* were made of."""
    if fields is None:
        return None
    return ArmError(
        fields["status"],
        fields["code"],
        fields["message"],
        target=fields.get("target"),
        details=fields.get("details"),
        additional_info=fields.get("additionalInfo"),
    )
