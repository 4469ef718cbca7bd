"""`modelstacks ensure`: what the models program creates, created through azure-ai-ml instead, without a stack and a state."""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelstacks.azure import ml_ensure, ml_remove
from modelstacks.azure.ml import open_client
from modelstacks.azure.ml_desired import (
    DesiredOnlineDeployment,
    DesiredOnlineEndpoint,
    DesiredServerless,
    DesiredWorkspace,
)
from modelstacks.azure.tags import DEPLOYMENT_TAG, ENSURED_TAG, owner_tag
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from azure.ai.ml import MLClient

    from modelstacks.azure.ml_desired import Ensured
    from modelstacks.deployment.plan import ModelsPlan, OnlineDeploymentPlan, OnlineEndpointPlan
    from modelstacks.spec.serving import Liveness, Readiness

_SECONDS = {"h": 3600, "m": 60, "s": 1}


def refuse_unsupported(plan: ModelsPlan) -> None:
    """Raise UsageError for what only a stack can make, all of it at once."""
    unsupported = [
        f"{deployment.name}: azure-ai-ml can't switch off the content filter of a serverless endpoint."
        for deployment in plan.serverless
        if deployment.content_safety is False
    ]
    for endpoint in plan.online:
        if endpoint.content_safety:
            unsupported.append(
                f"{endpoint.name}: content_safety on managed compute needs resources beside the endpoint."
            )
        if endpoint.shared:
            unsupported.append(
                f"{endpoint.name}: shared quota ends after 168 h, and without a stack nothing would remember that."
            )
        unsupported += [
            f"{deployment.name}: autoscale and data_collection are resources of their own."
            for deployment in endpoint.deployments
            if deployment.serving.autoscale or deployment.serving.data_collection
        ]
    if unsupported:
        lines = "\n".join(f"  {line}" for line in unsupported)
        raise UsageError(
            f"ensure can't create everything in this spec:\n{lines}\nUse a stack for it: `modelstacks up`."
        )


@dataclass(frozen=True)
class Ensuring:
    """One run: the plan, whose Azure, and who hears what became of each resource."""

    plan: ModelsPlan
    environ: Mapping[str, str]
    say: Callable[[Ensured], None]

    def make(self) -> None:
        """Create everything but the traffic, in the order that Azure needs. Raises what `ml_ensure` raises."""
        with self._clients() as client_of:
            self._workspaces(client_of(None))
            for subscription in self.plan.marketplace_subscriptions:
                limit = self._seconds("marketplace_subscription")
                client = client_of(subscription.workspace)
                self.say(
                    ml_ensure.ensure_marketplace_subscription(
                        client, subscription.name, subscription.model_id, limit
                    )
                )
            for serverless in self.plan.serverless:
                desired = DesiredServerless(
                    serverless.endpoint, serverless.model.id, self._tags(serverless.name)
                )
                limit = self._seconds("serverless_endpoint")
                self.say(
                    ml_ensure.ensure_serverless_endpoint(client_of(serverless.workspace), desired, limit)
                )
            for endpoint in self.plan.online:
                self._online(client_of(endpoint.workspace), endpoint)

    def give_traffic(self) -> None:
        """Give the deployments their shares; after the smoke test."""
        with self._clients() as client_of:
            for endpoint in self.plan.online:
                shares = {deployment.name: deployment.traffic for deployment in endpoint.deployments}
                limit = self._seconds("online_endpoint")
                client = client_of(endpoint.workspace)
                self.say(ml_ensure.ensure_traffic(client, endpoint.name, shares, limit))

    def remove(self) -> list[str]:
        """Delete what ensure created of this plan, endpoints before Marketplace subscriptions; return what went."""
        with self._clients() as client_of:
            return [*self._endpoints_gone(client_of), *self._prerequisites_gone(client_of)]

    def _endpoints_gone(self, client_of: Callable[[str | None], MLClient]) -> Iterator[str]:
        for serverless in self.plan.serverless:
            if ml_remove.remove_serverless_endpoint(client_of(serverless.workspace), serverless.endpoint):
                yield f"Serverless endpoint {serverless.endpoint}"
        for endpoint in self.plan.online:
            if ml_remove.remove_online_endpoint(client_of(endpoint.workspace), endpoint.name):
                yield f"Online endpoint {endpoint.name}"

    def _prerequisites_gone(self, client_of: Callable[[str | None], MLClient]) -> Iterator[str]:
        for subscription in self.plan.marketplace_subscriptions:
            if ml_remove.remove_marketplace_subscription(
                client_of(subscription.workspace), subscription.name
            ):
                yield f"Marketplace subscription {subscription.name}"
        created = [
            workspace
            for ref in self.plan.workspaces
            for workspace in ref.workspaces_to_create(self.plan.scope)
        ]
        for workspace in reversed(created):
            if ml_remove.remove_workspace(client_of(None), workspace.name):
                yield f"{workspace.kind.capitalize()} {workspace.name}"

    def _workspaces(self, client: MLClient) -> None:
        hub_id: str | None = None
        for ref in self.plan.workspaces:
            for workspace in ref.workspaces_to_create(self.plan.scope):
                hub = hub_id if workspace.kind == "project" else None
                desired = DesiredWorkspace(
                    workspace.name, workspace.kind, workspace.region, hub, self._own_tags()
                )
                self.say(ml_ensure.ensure_workspace(client, desired, self._seconds("workspace")))
                hub_id = f"{self.plan.scope}/providers/Microsoft.MachineLearningServices/workspaces/{workspace.name}"

    def _online(self, client: MLClient, endpoint: OnlineEndpointPlan) -> None:
        if not endpoint.existing:
            desired = DesiredOnlineEndpoint(endpoint.name, self._own_tags())
            self.say(ml_ensure.ensure_online_endpoint(client, desired, self._seconds("online_endpoint")))
        for deployment in endpoint.deployments:
            desired_deployment = self._deployment(endpoint.name, deployment)
            self.say(
                ml_ensure.ensure_online_deployment(
                    client, desired_deployment, self._seconds("online_deployment")
                )
            )

    def _deployment(self, endpoint: str, deployment: OnlineDeploymentPlan) -> DesiredOnlineDeployment:
        return DesiredOnlineDeployment(
            endpoint=endpoint,
            name=deployment.name,
            model_id=deployment.model_id,
            instance_type=deployment.instance_type,
            instances=deployment.instances,
            tags=self._tags(deployment.name),
            settings=_settings(deployment),
        )

    def _own_tags(self) -> dict[str, str]:
        return {ENSURED_TAG: "true", **owner_tag(self.plan.owner)}

    def _tags(self, deployment: str) -> dict[str, str]:
        return {**self._own_tags(), DEPLOYMENT_TAG: deployment}

    def _seconds(self, kind: str) -> float:
        return float(seconds_of(getattr(self.plan.timeouts, kind)))

    @contextmanager
    def _clients(self) -> Iterator[Callable[[str | None], MLClient]]:
        """Yield a function that opens one client for each workspace (None: for the resource group)."""
        opened: dict[str | None, MLClient] = {}
        where = {"subscription_id": self.plan.subscription, "resource_group_name": self.plan.resource_group}
        with ExitStack() as stack:

            def client_of(workspace: str | None) -> MLClient:
                if workspace not in opened:
                    named = {"workspace_name": workspace} if workspace else {}
                    opened[workspace] = stack.enter_context(open_client(self.environ, **where, **named))
                return opened[workspace]

            yield client_of


def seconds_of(duration: str) -> int:
    """Return a spec's duration (`1h30m`) in seconds."""
    return sum(int(count) * _SECONDS[unit] for count, unit in re.findall(r"(\d+)([hms])", duration))


def _settings(deployment: OnlineDeploymentPlan) -> dict[str, Any]:
    """Return the serving part as azure-ai-ml's settings: the same that the stack's component writes."""
    from azure.ai.ml.entities import OnlineRequestSettings

    serving = deployment.serving
    request = OnlineRequestSettings(
        request_timeout_ms=serving.request_timeout_s * 1000,
        max_concurrent_requests_per_instance=serving.concurrent_requests,
    )
    settings = {
        "request_settings": request,
        "liveness_probe": _probe(serving.liveness),
        "readiness_probe": _probe(serving.readiness),
    }
    return settings | ({"environment_variables": dict(serving.environment)} if serving.environment else {})


def _probe(probe: Liveness | Readiness) -> Any:
    from azure.ai.ml.entities import ProbeSettings

    return ProbeSettings(
        initial_delay=probe.initial_delay_s,
        period=probe.period_s,
        timeout=probe.timeout_s,
        failure_threshold=probe.failure_threshold,
        success_threshold=1,
    )
