"""Azure Monitor scales a managed deployment: ARM's own scale settings offer it a fixed count only.

Source: how-to-autoscale-endpoints.md, whose thresholds and windows these are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import monitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.spec.serving import Autoscale

GPU, CPU = "GpuUtilizationPercentage", "CpuUtilizationPercentage"
BUSY_PERCENT, IDLE_PERCENT = 70, 30


@dataclass(frozen=True)
class AutoscaleSettingArgs:
    """*metric* is GPU or CPU; *instances* is what runs while the metric can't be read."""

    name: str
    deployment_id: pulumi.Output[str]
    scale: Autoscale
    instances: int
    metric: str
    region: str
    resource_group_name: str
    tags: Mapping[str, str]


class AutoscaleSetting(pulumi.ComponentResource):
    """Output: `id`."""

    id: pulumi.Output[str]

    def __init__(
        self, name: str, args: AutoscaleSettingArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:AutoscaleSetting", name, None, opts)
        scale_out = _rule(args, monitor.ComparisonOperationType.GREATER_THAN, BUSY_PERCENT)
        scale_in = _rule(args, monitor.ComparisonOperationType.LESS_THAN, IDLE_PERCENT)
        self.id = monitor.AutoscaleSetting(
            f"{name}-autoscale",
            autoscale_setting_name=args.name,
            resource_group_name=args.resource_group_name,
            location=args.region,
            enabled=True,
            target_resource_uri=args.deployment_id,
            profiles=[
                monitor.AutoscaleProfileArgs(
                    name="by-utilization", capacity=_capacity(args), rules=[scale_out, scale_in]
                )
            ],
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        ).id
        self.register_outputs({"id": self.id})


def _capacity(args: AutoscaleSettingArgs) -> monitor.ScaleCapacityArgs:
    return monitor.ScaleCapacityArgs(
        minimum=str(args.scale.min), maximum=str(args.scale.max), default=str(args.instances)
    )


def _rule(
    args: AutoscaleSettingArgs, operator: monitor.ComparisonOperationType, percent: int
) -> monitor.ScaleRuleArgs:
    busy = operator is monitor.ComparisonOperationType.GREATER_THAN
    return monitor.ScaleRuleArgs(
        metric_trigger=monitor.MetricTriggerArgs(
            metric_name=args.metric,
            metric_resource_uri=args.deployment_id,
            operator=operator,
            statistic=monitor.MetricStatisticType.AVERAGE,
            threshold=percent,
            time_aggregation=monitor.TimeAggregationType.AVERAGE,
            time_grain="PT1M",
            time_window="PT5M",
        ),
        scale_action=monitor.ScaleActionArgs(
            direction=monitor.ScaleDirection.INCREASE if busy else monitor.ScaleDirection.DECREASE,
            type=monitor.ScaleType.CHANGE_COUNT,
            value="1",
            cooldown="PT5M" if busy else "PT15M",
        ),
    )
