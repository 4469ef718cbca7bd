"""The containers of a managed deployment: none runs, but they crash and keep logs as a scenario says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from localazure.arm.resource_type import Call, Json, LocalAzure, Resource

STORAGE_INITIALIZER = "StorageInitializer"
_MADE_UP = "This log is made up by the local Azure: no container runs."
_CRASHED = (
    "INFO: Loading the model into GPU memory",
    "ERROR: torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.96 GiB",
    "ERROR: Worker exited with code 1",
)


def refuse_to_start(azure: LocalAzure, deployment: Resource) -> None:
    """Raise what the deployment's operation fails with; codes and texts as users quote them."""
    compute = azure.scenario.compute
    if compute.lacks(str(deployment.properties["instanceType"])):
        raise ArmError(
            400,
            "OutOfCapacity",  # the code is assumed; documented below OutOfQuota, in how-to-troubleshoot-online-endpoints.md
            "The deployment failed due to a lack of Azure Machine Learning capacity in the region: the specified VM "
            "size could not be provisioned. Retry later or try deploying to a different region.",
        )
    if compute.crashes(deployment.id.name, "starting"):
        raise ArmError(  # Azure/mlops-v2#120
            400,
            "ResourceNotReady",
            "User container has crashed or terminated: Liveness probe failed: HTTP probe failed with statuscode: 502. "
            "Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-resourcenotready",
        )


def is_crashing(azure: LocalAzure, deployment: Resource) -> bool:
    """Say whether the deployment's container fails each request."""
    return azure.scenario.compute.crashes(deployment.id.name, "answering")


def get_logs(call: Call) -> Json:
    """POST getLogs: the last lines of one container."""
    assert call.resource is not None
    container = str(call.body.get("containerType") or "InferenceServer")
    lines = (*_status(call.resource, container), *_said(call.azure, call.resource, container))
    tail = call.body.get("tail") or len(lines)
    return {"content": "\n".join(lines[-int(tail) :])}


def _status(deployment: Resource, container: str) -> tuple[str, ...]:
    state, size = deployment.properties.get("provisioningState"), deployment.properties["instanceType"]
    return (
        f"Instance status: SystemSetup: Succeeded, UserContainerImagePull: Succeeded, {container}: {state}",
        _MADE_UP,
        f"Deployment {deployment.id.name} of endpoint {deployment.id.names[-2]} on {size}",
    )


def _said(azure: LocalAzure, deployment: Resource, container: str) -> tuple[str, ...]:
    model = f"Model {deployment.properties['model']}"
    if container == STORAGE_INITIALIZER:
        return (f"{model} downloaded",)
    compute, name = azure.scenario.compute, deployment.id.name
    crashed = compute.crashes(name, "starting") or compute.crashes(name, "answering")
    return (model, *_CRASHED) if crashed else (f"{model} is ready",)
