"""The models program: Marketplace subscriptions, endpoints, deployments, a smoke test, then traffic."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.azure.tags import owner_tag, stack_tags
from modelstacks.components.marketplace_subscription import (
    MarketplaceSubscription,
    MarketplaceSubscriptionArgs,
)
from modelstacks.deployment.expired import without_expired
from modelstacks.deployment.not_required import read_not_required, without_subscriptions
from modelstacks.deployment.observed import read_observed
from modelstacks.deployment.plan import plan_models
from modelstacks.deployment.spec_mark import mark_of
from modelstacks.inference.smoke import READY_WITHIN_S
from modelstacks.lock_file import read_lock
from modelstacks.lock_fit import locked_decisions
from modelstacks.lock_path import lock_path
from modelstacks.preflight.check_context import CheckContext
from modelstacks.programs.azure_thread import AzureThread
from modelstacks.programs.build_context import BuildContext
from modelstacks.programs.by_mode import program_of
from modelstacks.programs.container_logs import show_logs_of_failed
from modelstacks.programs.entry import check_subscription, ending_plainly, read_settings
from modelstacks.programs.existing_resources import refuse_existing
from modelstacks.programs.not_required import foretell_not_required
from modelstacks.programs.one_identity import require_one_caller
from modelstacks.programs.outputs import read_outputs
from modelstacks.programs.preflight import check_first
from modelstacks.programs.registration import register_leanly
from modelstacks.programs.spec_mark import refuse_other_spec, remember
from modelstacks.programs.timeouts import limit_times
from modelstacks.programs.workspaces import make_workspaces
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modelstacks.inference.smoke import SmokeResult
    from modelstacks.programs.existing_resources import ExistingResources

SPEC = "deployments.yaml"


def run(
    spec: Path | None = None,
    existing: ExistingResources | None = None,
    smoked: dict[str, SmokeResult] | None = None,
) -> None:
    """Create what *spec* asks for; by default the file that `modelstacks:spec` names, or deployments.yaml.

    *existing* takes what is in Azure already but not in the stack's state, *smoked* each smoke test by its deployment.
    """
    with ending_plainly():
        register_leanly()
        settings = read_settings(SPEC, READY_WITHIN_S)
        deployments = load_deployments(spec or settings.spec, os.environ, settings.rows)
        check_subscription(deployments.subscription, os.environ)
        lock = read_lock(lock_path(deployments.path))
        plan = plan_models(deployments, locked_decisions(deployments, lock))
        stack = stack_tags(pulumi.get_project(), pulumi.get_stack())
        mark = mark_of(deployments, lock)
        if spec is None:  # else `modelstacks` looked before it started the engine
            refuse_other_spec(mark)
        check_context = CheckContext(datetime.now(UTC).date(), stack, lock)
        azure = AzureThread(os.environ)
        caller = require_one_caller(azure, deployments.subscription, settings)
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
        tags = {**stack, **owner_tag(plan.owner)}
        context = BuildContext(
            expired.plan,
            settings,
            tags,
            observed,
            azure,
            {} if smoked is None else smoked,
            caller,
        )
        pulumi.export("deployments", {**_Build(context).everything(), **expired.outputs})
        remember(mark)


@dataclass(frozen=True)
class _Build:
    """One run of the program: the resources that it registers."""

    context: BuildContext

    def everything(self) -> dict[str, Any]:
        plan = self.context.plan
        parents: dict[str, pulumi.Resource] = {**make_workspaces(plan, self.context.tags)}
        for mode in (mode for mode, planned in plan.parents.items() if planned):
            parents |= program_of(mode).parents(self.context)
        subscriptions = self._subscriptions(parents)
        outputs: dict[str, Any] = {}
        queues: dict[str, list[pulumi.Resource]] = {}
        for endpoint in plan.endpoints:
            program = program_of(endpoint.mode)
            queue = program.queue(endpoint)
            parent = parents.get(plan.ref(endpoint).parent_id)
            depends_on = [*([parent] if parent else []), *queues.get(queue or "", [])]
            depends_on += [
                subscriptions[each.subscription]
                for each in endpoint.deployments
                if each.subscription in subscriptions
            ]
            built = program.build(self.context, endpoint, depends_on)
            outputs |= built.outputs
            if queue:
                queues[queue] = [built.last]
        return outputs

    def _subscriptions(self, parents: Mapping[str, pulumi.Resource]) -> dict[str, pulumi.Resource]:
        plan = self.context.plan
        return {
            subscription.key: MarketplaceSubscription(
                subscription.key,
                MarketplaceSubscriptionArgs(
                    subscription.name, subscription.model_id, subscription.workspace, plan.resource_group
                ),
                pulumi.ResourceOptions(depends_on=parents.get(plan.workspace_id(subscription.workspace))),
            )
            for subscription in plan.marketplace_subscriptions
        }
