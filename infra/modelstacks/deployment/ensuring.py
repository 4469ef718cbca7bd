"""`modelstacks ensure`: what the models program makes, made through azure-ai-ml instead, without a stack and a state."""

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
    said = [
        f"{row.name}: azure-ai-ml can't switch the content filter of a serverless endpoint off."
        for row in plan.serverless
        if row.content_safety is False
    ]
    for endpoint in plan.online:
        if endpoint.content_safety:
            said.append(
                f"{endpoint.name}: content_safety on managed compute needs resources beside the endpoint."
            )
        if endpoint.shared:
            said.append(f"{endpoint.name}: shared quota ends after 168 h, and nothing would remember it.")
        said += [
            f"{row.name}: autoscale and data_collection are resources of their own."
            for row in endpoint.deployments
            if row.serving.autoscale or row.serving.data_collection
        ]
    if said:
        lines = "\n".join(f"  {line}" for line in said)
        raise UsageError(
            f"ensure can't make all of this spec:\n{lines}\nUse a stack for it: `modelstacks up`."
        )


@dataclass(frozen=True)
class Ensuring:
    """One run: the plan, whose Azure, and who hears what became of each resource."""

    plan: ModelsPlan
    environ: Mapping[str, str]
    say: Callable[[Ensured], None]

    def make(self) -> None:
        """Make everything but the traffic, in the order that Azure needs. Raises what `ml_ensure` raises."""
        with self._clients() as client_of:
            self._workspaces(client_of(None))
            for row in self.plan.marketplace_subscriptions:
                limit = self._seconds("marketplace_subscription")
                client = client_of(row.workspace)
                self.say(ml_ensure.ensure_marketplace_subscription(client, row.name, row.model_id, limit))
            for each in self.plan.serverless:
                desired = DesiredServerless(each.endpoint, each.model_id, self._tags(each.name))
                limit = self._seconds("serverless_endpoint")
                self.say(ml_ensure.ensure_serverless_endpoint(client_of(each.workspace), desired, limit))
            for endpoint in self.plan.online:
                self._online(client_of(endpoint.workspace), endpoint)

    def give_traffic(self) -> None:
        """Give the deployments their shares; after the smoke test."""
        with self._clients() as client_of:
            for endpoint in self.plan.online:
                shares = {row.name: row.traffic for row in endpoint.deployments}
                limit = self._seconds("online_endpoint")
                client = client_of(endpoint.workspace)
                self.say(ml_ensure.ensure_traffic(client, endpoint.name, shares, limit))

    def remove(self) -> list[str]:
        """Delete what ensure made of this plan, endpoints before Marketplace subscriptions; return what went."""
        with self._clients() as client_of:
            return [*self._endpoints_gone(client_of), *self._ground_gone(client_of)]

    def _endpoints_gone(self, client_of: Callable[[str | None], MLClient]) -> Iterator[str]:
        for row in self.plan.serverless:
            if ml_remove.remove_serverless_endpoint(client_of(row.workspace), row.endpoint):
                yield f"Serverless endpoint {row.endpoint}"
        for endpoint in self.plan.online:
            if ml_remove.remove_online_endpoint(client_of(endpoint.workspace), endpoint.name):
                yield f"Online endpoint {endpoint.name}"

    def _ground_gone(self, client_of: Callable[[str | None], MLClient]) -> Iterator[str]:
        for row in self.plan.marketplace_subscriptions:
            if ml_remove.remove_marketplace_subscription(client_of(row.workspace), row.name):
                yield f"Marketplace subscription {row.name}"
        made = [each for ref in self.plan.workspaces for each in ref.workspaces_to_create(self.plan.scope)]
        for each in reversed(made):
            if ml_remove.remove_workspace(client_of(None), each.name):
                yield f"{each.kind.capitalize()} {each.name}"

    def _workspaces(self, client: MLClient) -> None:
        hub_id: str | None = None
        for ref in self.plan.workspaces:
            for made in ref.workspaces_to_create(self.plan.scope):
                hub = hub_id if made.kind == "project" else None
                desired = DesiredWorkspace(made.name, made.kind, made.region, hub, self._own_tags())
                self.say(ml_ensure.ensure_workspace(client, desired, self._seconds("workspace")))
                hub_id = (
                    f"{self.plan.scope}/providers/Microsoft.MachineLearningServices/workspaces/{made.name}"
                )

    def _online(self, client: MLClient, endpoint: OnlineEndpointPlan) -> None:
        if not endpoint.existing:
            desired = DesiredOnlineEndpoint(endpoint.name, self._own_tags())
            self.say(ml_ensure.ensure_online_endpoint(client, desired, self._seconds("online_endpoint")))
        for row in endpoint.deployments:
            wanted = self._deployment(endpoint.name, row)
            self.say(ml_ensure.ensure_online_deployment(client, wanted, self._seconds("online_deployment")))

    def _deployment(self, endpoint: str, row: OnlineDeploymentPlan) -> DesiredOnlineDeployment:
        return DesiredOnlineDeployment(
            endpoint=endpoint,
            name=row.name,
            model_id=row.model_id,
            instance_type=row.instance_type,
            instances=row.instances,
            tags=self._tags(row.name),
            settings=_settings(row),
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


def _settings(row: OnlineDeploymentPlan) -> dict[str, Any]:
    """Return the serving part as azure-ai-ml's settings: the same that the stack's component writes."""
    from azure.ai.ml.entities import OnlineRequestSettings

    serving = row.serving
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
