"""How Azure Machine Learning's long-running operations look: two services, two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.arm.wire import Wire
from localazure.providers.machinelearning.errors import additional_info

if TYPE_CHECKING:
    from datetime import datetime

    from localazure.arm.operation import Running

_CAN_NOT_FIND_KEYS = "2022-05-01"


def _lost(running: Running, api_version: str, now: datetime) -> ArmError | None:
    """At one api-version the operation that makes a key anew can't be found (recording ml-New-OnlineEndpointKey)."""
    if running.verb != "POST" or api_version != _CAN_NOT_FIND_KEYS:
        return None
    message = f"There is no operation with id {running.name.rsplit(':', 1)[-1]}"
    detail = {"code": "OperationNotFound", "message": message, "details": [], "additionalInfo": []}
    info = additional_info(now, running.status_path.split("/locations/")[1].split("/")[0])
    return ArmError(
        404, "NotFound", "The specified resource was not found.", details=[detail], additional_info=info
    )


_STATUS = "locations/{location}/mfeOperationsStatus/{operation}"
_RESULT = "locations/{location}/mfeOperationResults/{operation}"

MANAGEMENT_FRONT_END = Wire(status_path=_STATUS, result_path=_RESULT)
"""What has no recording: serverless endpoints, Marketplace subscriptions, packages. Headers and bodies assumed."""

INFERENCE = Wire(
    status_path=_STATUS,
    result_path=_RESULT,
    asynchronous=("PUT", "DELETE"),
    located=("PATCH", "DELETE", "POST"),
    at_itself=("PUT",),
    timeout="PT30M",
    silent=(),
    null=("PATCH", "DELETE", "POST"),
    running="Updating",
    result_is_status=True,
    lost=_lost,
    remembers=True,
)
"""Online endpoints and deployments (recordings ml-New-OnlineEndpoint, ml-New-OnlineDeployment, ml-New-OnlineEndpointKey)."""

WORKSPACES = Wire(
    status_path="locations/{location}/workspaceOperationsStatus/{operation}?type=async",
    result_path="locations/{location}/workspaceOperationsStatus/{operation}?type=location",
    asynchronous=("PUT", "PATCH", "DELETE"),
    located=("PUT", "PATCH", "DELETE", "POST"),
    silent=("PUT", "PATCH", "DELETE", "POST"),
    created=202,
    fields=("percentComplete",),
)
"""Recordings ml-New-Workspace and ml-Workspace-Diagnose."""
