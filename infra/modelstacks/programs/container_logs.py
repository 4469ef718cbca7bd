"""The logs of a managed deployment's containers, shown where it failed: in its smoke test, or while it was created."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.runtime import proto
from pulumi.runtime.settings import monitor_supports_feature

from modelstacks.azure.ml import WorkspaceAddress
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.programs.azure_thread import AzureThread

HOOK = "modelstacks-show-container-logs"
ONLINE_DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"


@dataclass(frozen=True)
class Containers:
    """The containers of a managed deployment."""

    workspace: WorkspaceAddress
    endpoint: str
    deployment: str


async def read_logs(azure: AzureThread, containers: Containers) -> str:
    """Return the containers' last lines, or why they can't be read."""
    return await azure.run(asyncio.to_thread(_read_logs, containers, azure.environ))


def _read_logs(containers: Containers, environ: Mapping[str, str]) -> str:
    from modelstacks.azure import ml

    try:
        with ml.open_workspace(environ, containers.workspace) as workspace:
            return ml.last_lines(workspace, containers.endpoint, containers.deployment)
    except ModelstacksError as err:
        return f"The logs of {containers.deployment}'s containers can't be read: {err}"


def show_logs_of_failed(azure: AzureThread, subscription: str) -> None:
    """Show the logs of every managed deployment that Azure began to create or change, and could not.

    What Azure refuses at once has no containers. An engine without error hooks shows Azure's words alone.
    """
    if not monitor_supports_feature(proto.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS):
        return

    async def show(args: pulumi.ErrorHookArgs) -> bool:
        if args.failed_operation != "delete":
            pulumi.log.error(await read_logs(azure, _containers(args.new_inputs or {}, subscription)))
        return False

    binding = pulumi.ResourceHookBinding(on_error=[pulumi.ErrorHook(HOOK, show)])

    def watch(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ != ONLINE_DEPLOYMENT:
            return None
        options = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(hooks=binding))
        return pulumi.ResourceTransformationResult(args.props, options)

    pulumi.runtime.register_stack_transformation(watch)


def _containers(inputs: Mapping[str, Any], subscription: str) -> Containers:
    workspace = WorkspaceAddress(subscription, str(inputs["resourceGroupName"]), str(inputs["workspaceName"]))
    return Containers(workspace, str(inputs["endpointName"]), str(inputs["deploymentName"]))
