"""DELETE: what lies below goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm import checks, operations
from localazure.arm.answer import Answer
from localazure.arm.polling import begun
from localazure.arm.resource_type import Call

if TYPE_CHECKING:
    from localazure.arm.answer import Asked, Target
    from localazure.arm.resource_type import Resource


def delete(asked: Asked, target: Target) -> Answer:
    """Delete at once (200), in an operation (202), or find nothing to delete (204)."""
    resource = asked.azure.store.find(target.id)
    checks.preconditions(asked, target.id, resource)
    if resource is None:
        purged = target.type.purge is not None and target.type.purge(_call(asked, target, None))
        return Answer(200 if purged else 204)
    running = asked.azure.store.running_operation(target.id)
    if running is not None and running.verb == "DELETE":
        return begun(asked, running, 202, None)
    checks.not_busy(asked.azure, target.id)
    return _delete(asked, target, resource)


def _delete(asked: Asked, target: Target, resource: Resource) -> Answer:
    call = _call(asked, target, resource)
    operation = target.type.delete(call) if target.type.delete else None
    if operation is None:
        operations.preempt(asked.azure, resource)
        operations.remove(asked.azure, resource)
        return Answer(200)
    resource.properties["provisioningState"] = operation.running
    asked.azure.store.put(resource)
    running = operations.begin(asked.azure, resource, "DELETE", operation)
    return begun(asked, running, 202, None)


def _call(asked: Asked, target: Target, resource: Resource | None) -> Call:
    return Call(asked.azure, target.id, resource, asked.json(), asked.query, asked.caller, asked.api_version)
