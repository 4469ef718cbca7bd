"""Managed compute in the models program: an endpoint, what guards it, its deployments, their tests, then traffic."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import pulumi

from modelstacks.azure.endpoint_access import DATA_PLANE_SCOPE
from modelstacks.azure.ml import WorkspaceAddress
from modelstacks.azure.tags import expiry_tag
from modelstacks.azure.wait_ready import find_when_ready
from modelstacks.components.autoscale import CPU, GPU, AutoscaleSetting, AutoscaleSettingArgs
from modelstacks.components.content_safety import KEYS_READER, ContentSafety, ContentSafetyArgs
from modelstacks.components.online_deployment import OnlineDeployment, OnlineDeploymentArgs
from modelstacks.components.online_endpoint import ExistingEndpoint, OnlineEndpoint, OnlineEndpointArgs
from modelstacks.components.traffic import Traffic
from modelstacks.errors import AzureError
from modelstacks.programs.build_context import BuiltDeployment
from modelstacks.programs.by_mode import BuiltEndpoint, ModeProgram
from modelstacks.programs.container_logs import Containers
from modelstacks.programs.smoke_gate import smoke_tested_info

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.modes.managed.plan import OnlineDeploymentPlan, OnlineEndpointPlan
    from modelstacks.programs.build_context import BuildContext

_T = TypeVar("_T")
AnyEndpoint: TypeAlias = OnlineEndpoint | ExistingEndpoint


def lasting_key(endpoint: AnyEndpoint) -> pulumi.Output[str | None]:
    """Return what the stack puts out: a token would be another one in each run, and over within the hour."""
    return pulumi.Output.all(endpoint.key, endpoint.auth).apply(
        lambda values: str(values[0]) if values[1] == "key" else None
    )


@dataclass(frozen=True)
class _Build:
    """One endpoint with all that is behind it."""

    context: BuildContext
    plan: OnlineEndpointPlan
    needs: list[pulumi.Resource]

    def make(self) -> BuiltEndpoint:
        safety = self._content_safety()
        endpoint, written = self._endpoint(safety)
        parent = endpoint if isinstance(endpoint, pulumi.Resource) else None
        outputs: dict[str, Any] = {}
        shares: dict[str, pulumi.Output[int]] = {}
        for planned in self.plan.deployments:
            variables = safety.environment if safety and planned.guarded else {}
            options = pulumi.ResourceOptions(parent=parent, depends_on=self.needs)
            deployment = self._deployment(planned, endpoint, variables, options)
            outputs[planned.name] = deployment.outputs()
            shares[planned.name] = pulumi.Output.all(deployment.info, planned.traffic).apply(
                lambda values: int(values[1])
            )
        traffic = Traffic(
            f"{self.plan.name}-traffic",
            endpoint_id=endpoint.id,
            endpoint_inputs=written,
            traffic=shares,
            opts=pulumi.ResourceOptions(parent=parent),
        )
        return BuiltEndpoint(outputs, traffic)

    def _content_safety(self) -> ContentSafety | None:
        name, account = self.plan.content_safety, self.plan.content_safety_id(self.context.plan.scope)
        if name is None or account is None:
            return None
        args = ContentSafetyArgs(
            name=name,
            identity_name=f"id-{name}",
            subscription=self.context.plan.subscription,
            resource_group_name=self.context.plan.resource_group,
            region=self.plan.region,
            role_id=self.context.plan.catalog.role_id(KEYS_READER),
            restore=self.context.observed.is_kept(account),
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
            wait_ready=self._wait_ready,
            expires=expires,
            identity_id=safety.identity_id if safety else None,
        )
        endpoint = OnlineEndpoint(self.plan.name, args, pulumi.ResourceOptions(depends_on=self.needs))
        written = {**tags, "identity": self.plan.content_safety} if safety else tags
        return endpoint, json.dumps(written, sort_keys=True)

    async def _wait_ready(self, endpoint_id: str) -> str:
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
        planned: OnlineDeploymentPlan,
        endpoint: AnyEndpoint,
        variables: Mapping[str, pulumi.Output[str]],
        options: pulumi.ResourceOptions,
    ) -> BuiltDeployment:
        name = f"{self.plan.name}-{planned.name}"
        args = OnlineDeploymentArgs(
            name=planned.name,
            endpoint_id=endpoint.id,
            model_id=planned.model_id,
            instance_type=planned.instance_type,
            instances=planned.instances,
            region=self.plan.region,
            workspace_name=self.plan.workspace,
            resource_group_name=self.context.plan.resource_group,
            serving=planned.serving,
            environment={**variables, **planned.serving.environment},
            tags=self.context.tags_of(
                planned.name, self.context.plan.ref(self.plan).id.child("deployments", planned.name)
            ),
        )
        deployment = OnlineDeployment(name, args, options)
        self._autoscale(name, planned, deployment)
        uri = pulumi.Output.all(endpoint.uri, deployment.id).apply(lambda values: str(values[0]))
        info = self._tested(planned, uri, endpoint)
        expires = self.context.observed.expires.get(self.plan.name)
        return BuiltDeployment(
            endpoint.uri,
            lasting_key(endpoint),
            planned.model,
            self.plan.mode,
            self.plan.region,
            info,
            expires,
            self.plan.name,
        )

    def _autoscale(self, name: str, planned: OnlineDeploymentPlan, deployment: OnlineDeployment) -> None:
        scale = planned.serving.autoscale
        if scale is None:
            return
        args = AutoscaleSettingArgs(
            name=f"autoscale-{name}",
            deployment_id=deployment.id,
            scale=scale,
            instances=planned.instances,
            metric=GPU if self.context.plan.catalog.sku(planned.instance_type).gpus else CPU,
            region=self.plan.region,
            resource_group_name=self.context.plan.resource_group,
            tags=self.context.tags_of(planned.name),
        )
        AutoscaleSetting(name, args, pulumi.ResourceOptions(parent=deployment))

    def _tested(
        self, planned: OnlineDeploymentPlan, uri: pulumi.Output[str], endpoint: AnyEndpoint
    ) -> pulumi.Output[dict[str, Any]]:
        """Test this very deployment, past the endpoint's traffic rules: before it gets any."""
        plan = self.context.plan
        workspace = WorkspaceAddress(plan.subscription, plan.resource_group, self.plan.workspace)
        containers = Containers(workspace, self.plan.name, planned.name)
        access = (uri, endpoint.key, endpoint.auth)
        return smoke_tested_info(self.context, access, partial(self.plan.target, planned.name), containers)


class ManagedProgram(ModeProgram):
    """An online endpoint, what guards it, its deployments, their tests, then traffic."""

    def build(
        self, context: BuildContext, endpoint: OnlineEndpointPlan, depends_on: list[pulumi.Resource]
    ) -> BuiltEndpoint:
        """Register all of it."""
        return _Build(context, endpoint, depends_on).make()


PART = ManagedProgram()
