"""The models program: Marketplace subscriptions, endpoints, deployments, a smoke test, then traffic."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.azure.tags import owner_tag, stack_tags
from modelstacks.catalog import load
from modelstacks.components.marketplace_subscription import (
    MarketplaceSubscription,
    MarketplaceSubscriptionArgs,
)
from modelstacks.components.serverless_endpoint import ServerlessEndpoint, ServerlessEndpointArgs
from modelstacks.deployment.belonging import mark_of
from modelstacks.deployment.expired import without_expired
from modelstacks.deployment.not_required import read_not_required, without_subscriptions
from modelstacks.deployment.observed import read_observed
from modelstacks.deployment.plan import plan_models
from modelstacks.deployment.planned import serverless_target
from modelstacks.inference.smoke import READY_WITHIN_S
from modelstacks.lock import lock_path
from modelstacks.lock_file import read_lock
from modelstacks.lock_fit import locked_decisions
from modelstacks.preflight.check_context import CheckContext
from modelstacks.programs.azure_thread import AzureThread
from modelstacks.programs.belonging import refuse_other_spec, remember
from modelstacks.programs.build_context import BuildContext, Made
from modelstacks.programs.caller import require_one_caller
from modelstacks.programs.container_logs import show_logs_of_failed
from modelstacks.programs.entry import check_subscription, ending_plainly, read_settings
from modelstacks.programs.existing import refuse_existing
from modelstacks.programs.gate import tested
from modelstacks.programs.not_required import foretell_not_required
from modelstacks.programs.online import make_online
from modelstacks.programs.outputs import read_outputs
from modelstacks.programs.preflight import check_first
from modelstacks.programs.timeouts import limit_times
from modelstacks.programs.workspaces import make_workspaces
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.deployment.plan import ServerlessPlan
    from modelstacks.programs.existing import ExistingResources

SPEC = "deployments.yaml"


def run(spec: Path | None = None, existing: ExistingResources | None = None) -> None:
    """Make what *spec* says; by default the file that `modelstacks:spec` names, or deployments.yaml.

    *existing* takes what is in Azure already but not in the stack's state.
    """
    with ending_plainly():
        settings = read_settings(SPEC, READY_WITHIN_S)
        deployments = load_deployments(spec or settings.spec, load(settings.rows), os.environ)
        check_subscription(deployments.subscription, os.environ)
        lock = read_lock(lock_path(deployments.path))
        plan = plan_models(deployments, locked_decisions(deployments, lock))
        stack = stack_tags(pulumi.get_project(), pulumi.get_stack())
        mark = mark_of(deployments, lock)
        if spec is None:  # else `modelstacks` looked before it started the engine
            refuse_other_spec(mark)
        check_context = CheckContext(datetime.now(UTC).date(), stack, lock)
        azure = AzureThread(os.environ)
        require_one_caller(azure, deployments.subscription, settings)
        check_first(azure, deployments, check_context, settings)
        refuse_existing(azure, deployments.subscription, existing)
        if existing is None:
            foretell_not_required()
        show_logs_of_failed(azure, deployments.subscription)
        limit_times(deployments.timeouts)
        plan = without_subscriptions(plan, existing.not_required if existing else ())
        plan = without_subscriptions(plan, azure.result(azure.with_arm(partial(read_not_required, plan))))
        observed = azure.result(azure.with_arm(partial(read_observed, plan)))
        expired = without_expired(plan, observed.missing, read_outputs() if observed.missing else {})
        for note in expired.notes:
            pulumi.log.warn(note)
        context = BuildContext(expired.plan, settings, {**stack, **owner_tag(plan.owner)}, observed, azure)
        pulumi.export("deployments", {**_Build(context).everything(), **expired.outputs})
        remember(mark)


@dataclass(frozen=True)
class _Build:
    """One run of the program, and what is made in it."""

    context: BuildContext

    def everything(self) -> dict[str, Any]:
        plan = self.context.plan
        workspaces = make_workspaces(plan, self.context.tags)
        subscriptions = self._subscriptions(workspaces)
        outputs: dict[str, Any] = {}
        for row in plan.serverless:
            needs = [*workspaces.get(row.workspace, []), *subscriptions.get(row.subscription or "", [])]
            outputs[row.name] = self._serverless(row, needs)
        for endpoint in plan.online:
            bought = [
                each for row in endpoint.deployments for each in subscriptions.get(row.subscription or "", [])
            ]
            outputs.update(
                make_online(self.context, endpoint, [*workspaces.get(endpoint.workspace, []), *bought])
            )
        return outputs

    def _subscriptions(
        self, workspaces: Mapping[str, list[pulumi.Resource]]
    ) -> dict[str, list[pulumi.Resource]]:
        plan = self.context.plan
        return {
            row.key: [
                MarketplaceSubscription(
                    row.key,
                    MarketplaceSubscriptionArgs(row.name, row.model_id, row.workspace, plan.resource_group),
                    pulumi.ResourceOptions(depends_on=workspaces.get(row.workspace)),
                )
            ]
            for row in plan.marketplace_subscriptions
        }

    def _serverless(self, row: ServerlessPlan, needs: list[pulumi.Resource]) -> dict[str, Any]:
        made = ServerlessEndpoint(
            row.name,
            ServerlessEndpointArgs(
                name=row.endpoint,
                model_id=row.model.id,
                region=row.region,
                workspace_name=row.workspace,
                resource_group_name=self.context.plan.resource_group,
                content_safety=row.content_safety,
                tags=self.context.tags_of(row.name, self.context.plan.ref(row).id),
            ),
            pulumi.ResourceOptions(
                depends_on=needs, aliases=[pulumi.Alias(name=row.formerly)] if row.formerly else None
            ),
        )
        target = partial(serverless_target, row)
        info = tested(self.context, (made.uri, made.key, "key"), target, None)
        return Made(made.uri, made.key, row.model, "serverless", row.region, info).outputs()
