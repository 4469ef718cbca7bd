"""A managed deployment and its scale: what they send to Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.components.autoscale import CPU, AutoscaleSetting, AutoscaleSettingArgs
from modelstacks.components.online_deployment import OnlineDeployment, OnlineDeploymentArgs
from modelstacks.spec.serving import Autoscale, Liveness, Readiness, Serving
from registered import GROUP, TAGS, WHERE, registered

if TYPE_CHECKING:
    from registered import Registered

ENDPOINT = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws/onlineEndpoints/ep"


def output(value: Any) -> pulumi.Output[Any]:
    return pulumi.Output.from_input(value)


SERVING = Serving(
    request_timeout_s=60,
    concurrent_requests=4,
    liveness=Liveness(initial_delay_s=600, period_s=20, timeout_s=5, failure_threshold=3),
    readiness=Readiness(initial_delay_s=30, period_s=15, timeout_s=2, failure_threshold=7),
)


def deployed(
    serving: Serving = SERVING, environment: dict[str, pulumi.Input[str]] | None = None
) -> Registered:
    return registered(
        lambda: OnlineDeployment(
            "ep-blue",
            OnlineDeploymentArgs(
                name="blue",
                endpoint_id=output(ENDPOINT),
                model_id="azureml://m/versions/8",
                instance_type="Standard_X",
                instances=2,
                region="swedencentral",
                workspace_name="ws",
                resource_group_name="rg",
                serving=serving,
                environment=environment or {},
                tags=TAGS,
            ),
        )
    )


def test_a_managed_deployment_is_sent_as_the_spec_has_it() -> None:
    deployment = deployed()["ep-blue-deployment"]
    probe = {"successThreshold": 1}
    expected = {
        **WHERE,
        "workspaceName": "ws",
        "endpointName": "ep",
        "deploymentName": "blue",
        "sku": {"name": "Default", "capacity": 2},
        "properties": {
            "endpointComputeType": "Managed",
            "model": "azureml://m/versions/8",
            "instanceType": "Standard_X",
            "livenessProbe": {
                **probe,
                "initialDelay": "PT10M",
                "period": "PT20S",
                "timeout": "PT5S",
                "failureThreshold": 3,
            },
            "readinessProbe": {
                **probe,
                "initialDelay": "PT30S",
                "period": "PT15S",
                "timeout": "PT2S",
                "failureThreshold": 7,
            },
            "requestSettings": {"requestTimeout": "PT1M", "maxConcurrentRequestsPerInstance": 4},
        },
    }
    assert deployment.said(expected) == expected
    assert not {"environmentVariables", "dataCollector"} & {*deployment.inputs["properties"]}
    assert "sku.capacity" not in deployment.ignored


def test_what_a_managed_deployment_has_besides() -> None:
    serving = SERVING.model_copy(update={"autoscale": Autoscale(max=4), "data_collection": True})
    deployment = deployed(serving, {"LEVEL": "high"})["ep-blue-deployment"]
    properties = deployment.inputs["properties"]
    collected = {"dataCollectionMode": "Enabled", "samplingRate": 1.0}
    assert properties["environmentVariables"] == {"LEVEL": "high"}
    collections = {"model_inputs": collected, "model_outputs": collected}
    assert properties["dataCollector"]["collections"] == collections
    assert {"sku.capacity", "properties.scaleSettings"} < deployment.ignored


def test_azure_monitor_scales_out_soon_and_in_slowly() -> None:
    def make() -> None:
        scale = Autoscale(min=2, max=5)
        AutoscaleSetting(
            "ep",
            AutoscaleSettingArgs("autoscale-ep", output("/d"), scale, 3, CPU, "swedencentral", "rg", TAGS),
        )

    setting = registered(make)["ep-autoscale"]

    def rule(operator: str, percent: int, direction: str, cooldown: str) -> dict[str, Any]:
        return {
            "metricTrigger": {
                "metricName": "CpuUtilizationPercentage",
                "metricResourceUri": "/d",
                "operator": operator,
                "statistic": "Average",
                "threshold": percent,
                "timeAggregation": "Average",
                "timeGrain": "PT1M",
                "timeWindow": "PT5M",
            },
            "scaleAction": {
                "direction": direction,
                "type": "ChangeCount",
                "value": "1",
                "cooldown": cooldown,
            },
        }

    assert setting.inputs == {
        **WHERE,
        "autoscaleSettingName": "autoscale-ep",
        "enabled": True,
        "targetResourceUri": "/d",
        "profiles": [
            {
                "name": "by-utilization",
                "capacity": {"minimum": "2", "maximum": "5", "default": "3"},
                "rules": [
                    rule("GreaterThan", 70, "Increase", "PT5M"),
                    rule("LessThan", 30, "Decrease", "PT15M"),
                ],
            }
        ],
    }
