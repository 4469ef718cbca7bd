"""Microsoft.Resources/deployments at a resource group or a subscription: templates, made resource by resource.

`deployment_request` reads and checks what a deployment asks for, `steps` makes it, `answers` shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.resource_type import Action, Read, ResourceType
from localazure.arm.wire import Wire
from localazure.providers.resources.deployments import answers, deployment_request, previews, steps
from localazure.providers.resources.versions import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.arm.answer import Answer
    from localazure.arm.resource_type import Call, Json

TYPE = ResourceType(
    name=deployment_request.TYPE_NAME,
    api_versions=RESOURCES,
    put=steps.put,
    patch=False,
    advance=steps.advance,
    finish=steps.finish,
    delete=steps.delete,
    busy=deployment_request.still_active,
    actions=(
        Action("cancel", steps.cancel, f"{deployment_request.TYPE_NAME}/cancel/action"),
        Action("exportTemplate", answers.template, f"{deployment_request.TYPE_NAME}/exportTemplate/action"),
    ),
    name_pattern=r"[-\w._()]{1,64}",
    name_error=deployment_request.invalid_name,
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
    return Read(path, run, RESOURCES, f"{deployment_request.TYPE_NAME}/{right}", method, scope="root")


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
