"""Foundry accounts and their deployments through azure-mgmt-cognitiveservices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure import accounts_ensure
from modelstacks.azure.accounts_client import open_accounts
from modelstacks.azure.accounts_ensure import DesiredAccount, DesiredAccountDeployment
from modelstacks.deployment.ensure_by_mode import ModeEnsure
from modelstacks.modes.foundry.plan import AccountPlan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient

    from modelstacks.deployment.ensure_run import EnsureRun
    from modelstacks.modes.foundry.plan import FoundryDeploymentPlan


class FoundryEnsure(ModeEnsure):
    """An account with its project, then its deployments, one after the other."""

    def refusals(self, endpoint: FoundryDeploymentPlan) -> Iterator[str]:
        """Yield what a role assignment of one's own needs."""
        if endpoint.account.create and endpoint.account.assign_caller:
            yield f"{endpoint.workspace}: assign_caller makes a role assignment, which without a stack nothing would remove."

    def make_parents(self, run: EnsureRun) -> None:
        """Make the accounts."""
        for plan in _accounts(run):
            ref = plan.ref
            desired = DesiredAccount(
                ref.name, ref.region, ref.subdomain, ref.local_auth, ref.project, tags=run.own_tags
            )
            client, group = _client(run), run.plan.resource_group
            for ensured in accounts_ensure.ensure_account(client, group, desired, run.seconds("account")):
                run.say(ensured)

    def make(self, endpoint: FoundryDeploymentPlan, run: EnsureRun) -> None:
        """Make the deployment."""
        name = endpoint.deployment.name
        desired = DesiredAccountDeployment(
            endpoint.workspace,
            endpoint.name,
            endpoint.sku,
            endpoint.capacity,
            _properties(endpoint),
            run.tags_of(name),
        )
        client, limit = _client(run), run.seconds("account_deployment")
        run.say(accounts_ensure.ensure_account_deployment(client, run.plan.resource_group, desired, limit))

    def remove(self, endpoint: FoundryDeploymentPlan, run: EnsureRun) -> str | None:
        """Delete the deployment."""
        gone = accounts_ensure.remove_account_deployment(
            _client(run),
            run.plan.resource_group,
            endpoint.workspace,
            endpoint.name,
            run.seconds("account_deployment"),
        )
        return f"Foundry deployment {endpoint.name}" if gone else None

    def remove_parents(self, run: EnsureRun) -> Iterator[str]:
        """Delete the accounts; Azure keeps their names for a while."""
        for plan in _accounts(run):
            gone = accounts_ensure.remove_account(
                _client(run),
                run.plan.resource_group,
                plan.ref.name,
                plan.ref.project,
                run.seconds("account"),
            )
            if gone:
                yield f"Foundry account {plan.ref.name} (Azure keeps it, with its name, until it is purged or restored)"


def _accounts(run: EnsureRun) -> Iterator[AccountPlan]:
    yield from (plan for plan in run.plan.parents.get("foundry", ()) if isinstance(plan, AccountPlan))


def _client(run: EnsureRun) -> CognitiveServicesManagementClient:
    client: CognitiveServicesManagementClient = run.client(
        "accounts", lambda: open_accounts(run.environ, run.plan.subscription)
    )
    return client


def _properties(plan: FoundryDeploymentPlan) -> dict[str, Any]:
    """As the stack's component writes them; what is left out is Azure's to choose."""
    version = {"version": plan.version} if plan.version else {}
    chosen = {
        "versionUpgradeOption": plan.keys.version_upgrade,
        "raiPolicyName": plan.keys.content_filter,
        "spilloverDeploymentName": plan.spillover,
    }
    model = {"format": plan.format, "name": plan.model_name, **version}
    return {"model": model, **{name: value for name, value in chosen.items() if value is not None}}


PART = FoundryEnsure()
