"""POST actions on a resource."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localazure.arm import operations, refusals
from localazure.arm.answer import Answer
from localazure.arm.polling import begun
from localazure.arm.resource_type import Call

if TYPE_CHECKING:
    from localazure.arm.answer import ArmRequest, Target
    from localazure.arm.resource_type import Action


def find_action(request: ArmRequest, target: Target) -> Action:
    """Return the action the path names; raises ArmError, naming the route to add, if the type has none such."""
    for action in target.type.actions:
        if action.name.lower() == (target.action or "").lower():
            return action
    raise refusals.unknown_route(request.method, request.path)


def post(request: ArmRequest, target: Target) -> Answer:
    """Run the action: 200 with its body, 204 without one, or 202 where it lasts."""
    action = find_action(request, target)
    resource = request.azure.store.find(target.id)
    if resource is None:
        raise refusals.absent(request.azure, target.type, target.id)
    call = Call(
        request.azure, target.id, resource, request.json(), request.query, request.caller, request.api_version
    )
    result = action.run(call)
    if action.operation is not None:
        running = replace(operations.begin(request.azure, resource, "POST", action.operation), result=result)
        request.azure.store.put_operation(running)
        return begun(request, running, 202, None)
    return Answer(204) if result is None else Answer(200, result)
