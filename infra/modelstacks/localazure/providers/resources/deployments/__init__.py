"""Microsoft.Resources/deployments at a resource group or a subscription: templates, made resource by resource.

`wanted` reads and checks what a deployment asks for, `steps` makes it, `answers` shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.localazure.arm.resource_type import Action, Read, ResourceType
from modelstacks.localazure.arm.wire import Wire
from modelstacks.localazure.providers.resources.deployments import answers, previews, steps, wanted
from modelstacks.localazure.providers.resources.versions import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.localazure.arm.answer import Answer
    from modelstacks.localazure.arm.resource_type import Call, Json

TYPE = ResourceType(
    name=wanted.TYPE_NAME,
    api_versions=RESOURCES,
    put=steps.put,
    patch=False,
    advance=steps.advance,
    finish=steps.finish,
    delete=steps.delete,
    busy=wanted.still_active,
    actions=(
        Action("cancel", steps.cancel, f"{wanted.TYPE_NAME}/cancel/action"),
        Action("exportTemplate", answers.template, f"{wanted.TYPE_NAME}/exportTemplate/action"),
    ),
    name_pattern=r"[-\w._()]{1,64}",
    name_error=wanted.invalid_name,
    tracked=False,
    scope="any",
    system_data=False,
    wire=Wire(
        status_path="{resource}/operationStatuses/{operation}",
        result_path="/subscriptions/{subscription}/operationresults/{operation}",
        fields=(),
        deleted=200,
    ),
)
_GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
_SUBSCRIPTION = "/subscriptions/{subscriptionId}"
_DEPLOYMENT = "/providers/Microsoft.Resources/deployments/{deploymentName}"


def _read(path: str, run: Callable[[Call], Json | Answer], right: str, method: str = "GET") -> Read:
    return Read(path, run, RESOURCES, f"{wanted.TYPE_NAME}/{right}", method, scope="root")


def _reads_at(validated: str, listed: str) -> tuple[Read, ...]:
    return (
        _read(f"{validated}/validate", steps.validate, "validate/action", "POST"),
        _read(f"{validated}/whatIf", previews.what_if, "whatIf/action", "POST"),
        _read(f"{listed}/operations", answers.operations, "operations/read"),
        _read(f"{listed}/operations/{{operationId}}", answers.operation, "operations/read"),
    )


# At a resource group the path of the operations has no provider in it: azure-rest-api-specs, Deployments_List.
READS = (
    *_reads_at(_GROUP + _DEPLOYMENT, f"{_GROUP}/deployments/{{deploymentName}}"),
    *_reads_at(_SUBSCRIPTION + _DEPLOYMENT, _SUBSCRIPTION + _DEPLOYMENT),
    Read("calculateTemplateHash", previews.template_hash, RESOURCES, right="", method="POST", scope="tenant"),
)
