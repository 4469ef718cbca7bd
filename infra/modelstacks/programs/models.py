"""The models program: Marketplace subscriptions, endpoints, deployments, a smoke test, then traffic."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.catalog import load
from modelstacks.components.marketplace_subscription import (
    MarketplaceSubscription,
    MarketplaceSubscriptionArgs,
)
from modelstacks.components.online_endpoint import (
    OnlineDeployment,
    OnlineDeploymentArgs,
    OnlineEndpoint,
    OnlineEndpointArgs,
)
from modelstacks.components.serverless_endpoint import ServerlessEndpoint, ServerlessEndpointArgs
from modelstacks.components.tags import DEPLOYMENT_TAG, owner_tag, stack_tags
from modelstacks.components.traffic import Traffic
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import READY_WITHIN_S, SmokeTarget
from modelstacks.lock import lock_path, read_lock
from modelstacks.preflight.azure_examination import Own
from modelstacks.programs.entry import check_subscription, ending_plainly, read_settings
from modelstacks.programs.existing import refuse_existing
from modelstacks.programs.gate import checked_traffic, tested
from modelstacks.programs.plan import read_plan
from modelstacks.programs.preflight import check_first
from modelstacks.programs.workspaces import make_workspaces
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.catalog import Model
    from modelstacks.programs.entry import Settings
    from modelstacks.programs.existing import Findings
    from modelstacks.programs.plan import (
        ModelsPlan,
        OnlineDeploymentPlan,
        OnlineEndpointPlan,
        ServerlessPlan,
    )

SPEC = "deployments.yaml"


def run(spec: Path | None = None, findings: Findings | None = None) -> None:
    """Make what *spec* says; by default the file that `modelstacks:spec` names, or deployments.yaml.

    *findings* takes what is in Azure already but not in the stack's state.
    """
    with ending_plainly():
        settings = read_settings(SPEC, READY_WITHIN_S)
        deployments = load_deployments(spec or settings.spec, load(settings.rows), os.environ)
        check_subscription(deployments.subscription, os.environ)
        plan = read_plan(deployments)
        stack = stack_tags(pulumi.get_project(), pulumi.get_stack())
        lock = read_lock(lock_path(deployments.path))
        check_first(deployments, Own(stack, lock), settings, os.environ)
        refuse_existing(deployments.subscription, findings)
        tags = {**stack, **owner_tag(plan.owner)}
        pulumi.export("deployments", _Build(plan, settings, tags).everything())


@dataclass(frozen=True)
class _Build:
    """One run of the program: the plan, the settings, the tags, and what is made of them."""

    plan: ModelsPlan
    settings: Settings
    tags: Mapping[str, str]

    def everything(self) -> dict[str, Any]:
        workspaces = make_workspaces(self.plan, self.tags)
        subscriptions = self._subscriptions(workspaces)
        outputs: dict[str, Any] = {}
        for row in self.plan.serverless:
            needs = [*workspaces.get(row.workspace, []), *subscriptions.get(row.subscription or "", [])]
            outputs[row.name] = self._serverless(row, needs)
        for endpoint in self.plan.online:
            outputs.update(self._online(endpoint, workspaces.get(endpoint.workspace, [])))
        return outputs

    def _subscriptions(
        self, workspaces: Mapping[str, list[pulumi.Resource]]
    ) -> dict[str, list[pulumi.Resource]]:
        return {
            row.key: [
                MarketplaceSubscription(
                    row.key,
                    MarketplaceSubscriptionArgs(
                        row.name, row.model_id, row.workspace, self.plan.resource_group
                    ),
                    pulumi.ResourceOptions(depends_on=workspaces.get(row.workspace)),
                )
            ]
            for row in self.plan.subscriptions
        }

    def _tags(self, deployment: str) -> dict[str, str]:
        return {**self.tags, DEPLOYMENT_TAG: deployment}

    def _serverless(self, row: ServerlessPlan, needs: list[pulumi.Resource]) -> dict[str, Any]:
        made = ServerlessEndpoint(
            row.name,
            ServerlessEndpointArgs(
                name=row.endpoint,
                model_id=row.model.id,
                region=row.region,
                workspace_name=row.workspace,
                resource_group_name=self.plan.resource_group,
                content_safety=row.content_safety,
                tags=self._tags(row.name),
            ),
            pulumi.ResourceOptions(depends_on=needs),
        )
        info = self._tested(row.name, row.model, made.uri, made.key)
        return _outputs(made.uri, made.key, row.model, "serverless", row.region, info)

    def _online(self, plan: OnlineEndpointPlan, needs: list[pulumi.Resource]) -> dict[str, Any]:
        args = OnlineEndpointArgs(
            name=plan.name,
            region=plan.region,
            workspace_name=plan.workspace,
            resource_group_name=self.plan.resource_group,
            tags=self.tags,
        )
        endpoint = OnlineEndpoint(plan.name, args, pulumi.ResourceOptions(depends_on=needs))
        outputs: dict[str, Any] = {}
        shares: dict[str, pulumi.Output[int]] = {}
        for row in plan.deployments:
            deployment = self._online_deployment(row, plan, endpoint)
            uri = pulumi.Output.all(endpoint.uri, deployment.id).apply(lambda values: str(values[0]))
            info = self._tested(row.name, row.model, uri, endpoint.key, row.name)
            outputs[row.name] = _outputs(endpoint.uri, endpoint.key, row.model, "managed", plan.region, info)
            shares[row.name] = pulumi.Output.all(info, row.traffic).apply(lambda values: int(values[1]))
        traffic = Traffic(
            f"{plan.name}-traffic",
            endpoint_id=endpoint.id,
            endpoint_inputs=json.dumps(args.tags, sort_keys=True),
            traffic=shares,
            opts=pulumi.ResourceOptions(parent=endpoint),
        )
        checked_traffic(plan.name, traffic)
        return outputs

    def _online_deployment(
        self, row: OnlineDeploymentPlan, plan: OnlineEndpointPlan, endpoint: OnlineEndpoint
    ) -> OnlineDeployment:
        return OnlineDeployment(
            f"{plan.name}-{row.name}",
            OnlineDeploymentArgs(
                name=row.name,
                endpoint_id=endpoint.id,
                model_id=row.model_id,
                instance_type=row.instance_type,
                instances=row.instances,
                region=plan.region,
                workspace_name=plan.workspace,
                resource_group_name=self.plan.resource_group,
                tags=self._tags(row.name),
            ),
            pulumi.ResourceOptions(parent=endpoint),
        )

    def _tested(
        self,
        name: str,
        model: Model,
        uri: pulumi.Output[str],
        key: pulumi.Output[str],
        deployment: str | None = None,
    ) -> pulumi.Output[dict[str, Any]]:
        def target(uri: str, key: str) -> SmokeTarget:
            return SmokeTarget(Endpoint(name, uri, key, deployment), model)

        return tested(uri, key, target, self.settings)


def _outputs(
    uri: pulumi.Output[str],
    key: pulumi.Output[str],
    model: Model,
    mode: str,
    region: str,
    info: pulumi.Output[dict[str, Any]],
) -> dict[str, Any]:
    return {"uri": uri, "key": key, "model": model.name, "mode": mode, "region": region, "info": info}
