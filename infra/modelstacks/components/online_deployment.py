"""A managed deployment behind an online endpoint: a model on VMs of its own, billed by core hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from modelstacks.azure.arm_id import ArmId
from modelstacks.durations import write_iso

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.spec.serving import Liveness, Readiness, Serving

    Probe: TypeAlias = Liveness | Readiness

COLLECTED = ("model_inputs", "model_outputs")
"""The collections that Azure fills by itself (preview): how-to-collect-production-data.md."""
FILLED_BY_AZURE = [
    "kind",
    "sku.tier",
    "properties.properties",
    "properties.scaleSettings",
    "properties.appInsightsEnabled",
    "properties.egressPublicNetworkAccess",
    "properties.requestSettings.maxQueueWait",
]
"""What real deployments were seen to have that nobody wrote: a refresh or an import takes it for inputs."""
INSTANCES = ["sku.capacity"]
"""What Azure Monitor writes where it scales."""


@dataclass(frozen=True)
class OnlineDeploymentArgs:
    """*model_id* is with version; *endpoint_id* makes the deployment wait for its endpoint.

    *environment* is what the container gets; *serving* holds no more of it.
    """

    name: str
    endpoint_id: pulumi.Output[str]
    model_id: str
    instance_type: str
    instances: int
    region: str
    workspace_name: str
    resource_group_name: str
    serving: Serving
    environment: Mapping[str, pulumi.Input[str]]
    tags: Mapping[str, str]


class OnlineDeployment(pulumi.ComponentResource):
    """Output: `id`."""

    id: pulumi.Output[str]

    def __init__(
        self, name: str, args: OnlineDeploymentArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:OnlineDeployment", name, None, opts)
        scaled = args.serving.autoscale is not None
        self.id = ml.OnlineDeployment(
            f"{name}-deployment",
            deployment_name=args.name,
            endpoint_name=args.endpoint_id.apply(lambda id_: ArmId(id_).name),
            resource_group_name=args.resource_group_name,
            workspace_name=args.workspace_name,
            location=args.region,
            sku=ml.SkuArgs(name="Default", capacity=args.instances),
            properties=_properties(args),
            tags=args.tags,
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=[*FILLED_BY_AZURE, *(INSTANCES if scaled else [])]
            ),
        ).id
        self.register_outputs({"id": self.id})


def _properties(args: OnlineDeploymentArgs) -> ml.ManagedOnlineDeploymentArgs:
    serving = args.serving
    return ml.ManagedOnlineDeploymentArgs(
        endpoint_compute_type="Managed",
        model=args.model_id,
        instance_type=args.instance_type,
        environment_variables=args.environment or None,
        liveness_probe=_probe(serving.liveness),
        readiness_probe=_probe(serving.readiness),
        request_settings=ml.OnlineRequestSettingsArgs(
            request_timeout=write_iso(timedelta(seconds=serving.request_timeout_s)),
            max_concurrent_requests_per_instance=serving.concurrent_requests,
        ),
        data_collector=_collector() if serving.data_collection else None,
    )


def _probe(probe: Probe) -> ml.ProbeSettingsArgs:
    return ml.ProbeSettingsArgs(
        initial_delay=write_iso(timedelta(seconds=probe.initial_delay_s)),
        period=write_iso(timedelta(seconds=probe.period_s)),
        timeout=write_iso(timedelta(seconds=probe.timeout_s)),
        failure_threshold=probe.failure_threshold,
        success_threshold=1,
    )


def _collector() -> ml.DataCollectorArgs:
    enabled = ml.CollectionArgs(data_collection_mode=ml.DataCollectionMode.ENABLED, sampling_rate=1.0)
    return ml.DataCollectorArgs(collections=dict.fromkeys(COLLECTED, enabled))
