"""Managed compute in the models program: an endpoint, what guards it, its deployments, their tests, then traffic."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import pulumi

from modelstacks.azure.deployed import DATA_PLANE_SCOPE
from modelstacks.azure.ml import Place
from modelstacks.azure.tags import expiry_tag
from modelstacks.azure.wait_ready import find_when_ready
from modelstacks.components.autoscale import CPU, GPU, AutoscaleSetting, AutoscaleSettingArgs
from modelstacks.components.content_safety import KEYS_READER, ContentSafety, ContentSafetyArgs
from modelstacks.components.online_deployment import OnlineDeployment, OnlineDeploymentArgs
from modelstacks.components.online_endpoint import ExistingEndpoint, OnlineEndpoint, OnlineEndpointArgs
from modelstacks.components.traffic import Traffic
from modelstacks.deployment.planned import online_target
from modelstacks.errors import AzureError
from modelstacks.programs.build_context import Made
from modelstacks.programs.container_logs import Containers
from modelstacks.programs.gate import tested

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.deployment.plan import OnlineDeploymentPlan, OnlineEndpointPlan
    from modelstacks.programs.build_context import BuildContext

_T = TypeVar("_T")
AnyEndpoint: TypeAlias = OnlineEndpoint | ExistingEndpoint


def lasting_key(endpoint: AnyEndpoint) -> pulumi.Output[str | None]:
    """Return what the stack puts out: a token would be another one in each run, and over within the hour."""
    return pulumi.Output.all(endpoint.key, endpoint.auth).apply(
        lambda values: str(values[0]) if values[1] == "key" else None
    )


def make_online(
    context: BuildContext, plan: OnlineEndpointPlan, needs: list[pulumi.Resource]
) -> dict[str, Any]:
    """Make an endpoint with all that is behind it; return the outputs by deployment."""
    return _Online(context, plan, needs).make()


@dataclass(frozen=True)
class _Online:
    context: BuildContext
    plan: OnlineEndpointPlan
    needs: list[pulumi.Resource]

    def make(self) -> dict[str, Any]:
        safety = self._content_safety()
        endpoint, written = self._endpoint(safety)
        parent = endpoint if isinstance(endpoint, pulumi.Resource) else None
        outputs: dict[str, Any] = {}
        shares: dict[str, pulumi.Output[int]] = {}
        for row in self.plan.deployments:
            variables = safety.environment if safety and row.guarded else {}
            opts = pulumi.ResourceOptions(parent=parent, depends_on=self.needs)
            made = self._deployment(row, endpoint, variables, opts)
            outputs[row.name] = made.outputs()
            shares[row.name] = pulumi.Output.all(made.info, row.traffic).apply(lambda values: int(values[1]))
        Traffic(
            f"{self.plan.name}-traffic",
            endpoint_id=endpoint.id,
            endpoint_inputs=written,
            traffic=shares,
            opts=pulumi.ResourceOptions(parent=parent),
        )
        return outputs

    def _content_safety(self) -> ContentSafety | None:
        name = self.plan.content_safety
        if name is None:
            return None
        args = ContentSafetyArgs(
            name=name,
            identity_name=f"id-{name}",
            subscription=self.context.plan.subscription,
            resource_group_name=self.context.plan.resource_group,
            region=self.plan.region,
            role_id=self.context.plan.catalog.role_id(KEYS_READER),
            restore=name in self.context.observed.deleted_accounts,
            tags=self.context.tags,
        )
        return ContentSafety(f"{self.plan.name}-safety", args, pulumi.ResourceOptions(depends_on=self.needs))

    def _endpoint(self, safety: ContentSafety | None) -> tuple[AnyEndpoint, str]:
        """Return the endpoint, and a text that changes when it is written again: traffic must follow then."""
        group = self.context.plan.resource_group
        if self.plan.existing:
            return ExistingEndpoint(self.plan.name, self.plan.workspace, group, self._own_token), "{}"
        expires = self.context.observed.expires.get(self.plan.name)
        repair = self.context.observed.repair_tag(self.context.plan.ref(self.plan).id)
        tags = {**self.context.tags, **expiry_tag(expires), **repair}
        args = OnlineEndpointArgs(
            name=self.plan.name,
            region=self.plan.region,
            workspace_name=self.plan.workspace,
            resource_group_name=group,
            tags=tags,
            settled=self._settled,
            expires=expires,
            identity_id=safety.identity_id if safety else None,
        )
        made = OnlineEndpoint(self.plan.name, args, pulumi.ResourceOptions(depends_on=self.needs))
        written = {**tags, "identity": self.plan.content_safety} if safety else tags
        return made, json.dumps(written, sort_keys=True)

    async def _settled(self, endpoint_id: str) -> str:
        if not pulumi.runtime.is_dry_run():
            await self._ask(lambda arm: find_when_ready(arm, endpoint_id))
        return endpoint_id

    async def _own_token(self) -> str:
        """It lives about an hour: enough for the smoke test."""
        return await self._ask(lambda arm: arm.token(DATA_PLANE_SCOPE))

    async def _ask(self, question: Callable[[Arm], Awaitable[_T]]) -> _T:
        """Raises pulumi.RunError in Azure's words: of anything else Pulumi prints the traceback."""
        try:
            return await self.context.azure.ask(question)
        except AzureError as err:
            raise pulumi.RunError(str(err)) from err

    def _deployment(
        self,
        row: OnlineDeploymentPlan,
        endpoint: AnyEndpoint,
        variables: Mapping[str, pulumi.Output[str]],
        opts: pulumi.ResourceOptions,
    ) -> Made:
        name = f"{self.plan.name}-{row.name}"
        args = OnlineDeploymentArgs(
            name=row.name,
            endpoint_id=endpoint.id,
            model_id=row.model_id,
            instance_type=row.instance_type,
            instances=row.instances,
            region=self.plan.region,
            workspace_name=self.plan.workspace,
            resource_group_name=self.context.plan.resource_group,
            serving=row.serving,
            environment={**variables, **row.serving.environment},
            tags=self.context.tags_of(row.name, self.context.plan.deployment_id(self.plan, row.name)),
        )
        made = OnlineDeployment(name, args, opts)
        self._autoscale(name, row, made)
        uri = pulumi.Output.all(endpoint.uri, made.id).apply(lambda values: str(values[0]))
        info = self._tested(row, uri, endpoint)
        expires = self.context.observed.expires.get(self.plan.name)
        return Made(
            endpoint.uri,
            lasting_key(endpoint),
            row.model,
            "managed",
            self.plan.region,
            info,
            expires,
            self.plan.name,
        )

    def _autoscale(self, name: str, row: OnlineDeploymentPlan, made: OnlineDeployment) -> None:
        scale = row.serving.autoscale
        if scale is None:
            return
        args = AutoscaleSettingArgs(
            name=f"autoscale-{name}",
            deployment_id=made.id,
            scale=scale,
            instances=row.instances,
            metric=GPU if self.context.plan.catalog.sku(row.instance_type).gpus else CPU,
            region=self.plan.region,
            resource_group_name=self.context.plan.resource_group,
            tags=self.context.tags_of(row.name),
        )
        AutoscaleSetting(name, args, pulumi.ResourceOptions(parent=made))

    def _tested(
        self, row: OnlineDeploymentPlan, uri: pulumi.Output[str], endpoint: AnyEndpoint
    ) -> pulumi.Output[dict[str, Any]]:
        """Test this very deployment, past the endpoint's traffic rules: before it gets any."""
        plan = self.context.plan
        place = Place(plan.subscription, plan.resource_group, self.plan.workspace)
        containers = Containers(place, self.plan.name, row.name)
        access = (uri, endpoint.key, endpoint.auth)
        return tested(self.context, access, partial(online_target, row, plan.catalog), containers)
