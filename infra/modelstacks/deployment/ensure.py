"""`modelstacks ensure`: what the models program makes, made through azure-ai-ml instead, without a stack and a state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure import ml_ensure, ml_remove
from modelstacks.azure.arm_id import WORKSPACES
from modelstacks.azure.ml_desired import DesiredWorkspace
from modelstacks.deployment.ensure_by_mode import ensure_of
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.deployment.ensure_run import EnsureRun
    from modelstacks.deployment.plan import ModelsPlan


def refuse_unsupported(plan: ModelsPlan) -> None:
    """Raise UsageError for what only a stack can make, all of it at once."""
    refusals = (line for endpoint in plan.endpoints for line in ensure_of(endpoint.mode).refusals(endpoint))
    unsupported = list(dict.fromkeys(refusals))
    if unsupported:
        lines = "\n".join(f"  {line}" for line in unsupported)
        raise UsageError(
            f"ensure can't create everything in this spec:\n{lines}\nUse a stack for it: `modelstacks up`."
        )


def make(run: EnsureRun) -> None:
    """Create everything but the traffic, in the order that Azure needs. Raises what `ml_ensure` raises."""
    with run.clients():
        _make_workspaces(run)
        for subscription in run.plan.marketplace_subscriptions:
            client, limit = run.client_of(subscription.workspace), run.seconds("marketplace_subscription")
            run.say(
                ml_ensure.ensure_marketplace_subscription(
                    client, subscription.name, subscription.model_id, limit
                )
            )
        for mode in run.plan.parents:
            ensure_of(mode).make_parents(run)
        for endpoint in run.plan.endpoints:
            ensure_of(endpoint.mode).make(endpoint, run)


def give_traffic(run: EnsureRun) -> None:
    """Give the deployments their shares; after the smoke test."""
    with run.clients():
        for endpoint in run.plan.endpoints:
            ensure_of(endpoint.mode).give_traffic(endpoint, run)


def remove(run: EnsureRun) -> list[str]:
    """Delete what ensure created of the plan, endpoints before Marketplace subscriptions; return what went."""
    with run.clients():
        gone = [ensure_of(endpoint.mode).remove(endpoint, run) for endpoint in reversed(run.plan.endpoints)]
        parents = [line for mode in run.plan.parents for line in ensure_of(mode).remove_parents(run)]
        return [*filter(None, gone), *parents, *_prerequisites_gone(run)]


def _prerequisites_gone(run: EnsureRun) -> Iterator[str]:
    for subscription in run.plan.marketplace_subscriptions:
        client = run.client_of(subscription.workspace)
        if ml_remove.remove_marketplace_subscription(client, subscription.name):
            yield f"Marketplace subscription {subscription.name}"
    created = [
        workspace for ref in run.plan.workspaces for workspace in ref.workspaces_to_create(run.plan.scope)
    ]
    for workspace in reversed(created):
        if ml_remove.remove_workspace(run.client_of(None), workspace.name):
            yield f"{workspace.kind.capitalize()} {workspace.name}"


def _make_workspaces(run: EnsureRun) -> None:
    client = run.client_of(None)
    hub_id: str | None = None
    for ref in run.plan.workspaces:
        for workspace in ref.workspaces_to_create(run.plan.scope):
            hub = hub_id if workspace.kind == "project" else None
            desired = DesiredWorkspace(workspace.name, workspace.kind, workspace.region, hub, run.own_tags)
            run.say(ml_ensure.ensure_workspace(client, desired, run.seconds("workspace")))
            hub_id = run.plan.scope.resource(WORKSPACES, workspace.name)
