"""Foundry accounts and their deployments in the models program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.azure.account_turns import wait_until_free
from modelstacks.components.foundry_account import FoundryAccount, FoundryAccountArgs
from modelstacks.components.foundry_deployment import FoundryDeployment, FoundryDeploymentArgs
from modelstacks.deployment.planned import Planned
from modelstacks.errors import AzureError
from modelstacks.modes.foundry.endpoints import PART as ENDPOINTS
from modelstacks.modes.foundry.plan import AccountPlan
from modelstacks.modes.foundry.spec import CALLER_ROLE
from modelstacks.programs.build_context import BuiltDeployment
from modelstacks.programs.by_mode import BuiltEndpoint, ModeProgram
from modelstacks.programs.smoke_gate import smoke_tested_info

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from modelstacks.azure.endpoint_access import Access, Auth
    from modelstacks.modes.foundry.plan import FoundryDeploymentPlan
    from modelstacks.programs.build_context import BuildContext


class FoundryProgram(ModeProgram):
    """An account with its project, then its deployments, one after the other."""

    def parents(self, context: BuildContext) -> dict[str, pulumi.Resource]:
        """Register the accounts that the stack makes."""
        planned = context.plan.parents["foundry"]
        return {plan.id: _account(context, plan) for plan in planned if isinstance(plan, AccountPlan)}

    def queue(self, endpoint: FoundryDeploymentPlan) -> str:
        """An account takes one write at a time (409 RequestConflict)."""
        return f"account {endpoint.workspace}"

    def build(
        self, context: BuildContext, endpoint: FoundryDeploymentPlan, depends_on: list[pulumi.Resource]
    ) -> BuiltEndpoint:
        """Register the deployment; nobody is told a key unless the file asks for it."""
        name, ref = endpoint.deployment.name, context.plan.ref(endpoint)
        resource = _deployment(context, endpoint, depends_on)

        async def read(_id: str) -> Any:
            return await _access(context, endpoint)

        access: pulumi.Output[Any] = pulumi.Output.secret(resource.id.apply(read))
        uri = pulumi.Output.unsecret(access.apply(lambda found: found.uri if found else ""))
        key = access.apply(lambda found: found.key if found else "")
        auth: Auth = "key" if endpoint.account.local_auth else "entra"
        target = Planned(name, endpoint.deployment.model, endpoint, ref).target
        info = smoke_tested_info(context, (uri, key, auth), target, None)
        built = BuiltDeployment(
            uri,
            key if endpoint.account.local_auth else None,
            endpoint.deployment.model,
            endpoint.mode,
            endpoint.region,
            info,
            deployment=ref.name,
        )
        return BuiltEndpoint({name: built.outputs()}, resource)


async def _access(context: BuildContext, endpoint: FoundryDeploymentPlan) -> Access | None:
    """Read where it answers once it is there. Raises pulumi.RunError in Azure's words."""
    if pulumi.runtime.is_dry_run():
        return None
    ref = context.plan.ref(endpoint)
    try:
        return await context.azure.ask(lambda arm: ENDPOINTS.access(arm, ref))
    except AzureError as err:
        raise pulumi.RunError(str(err)) from err


def _account(context: BuildContext, plan: AccountPlan) -> FoundryAccount:
    ref, kept = plan.ref, context.observed.is_kept(plan.id)
    if kept:
        pulumi.log.info(f"Azure keeps the deleted Foundry account {ref.name}: it is restored, not made anew.")
    args = FoundryAccountArgs(
        name=ref.name,
        subdomain=ref.subdomain,
        resource_group_name=context.plan.resource_group,
        region=ref.region,
        local_auth=ref.local_auth,
        restore=kept,
        tags=context.tags,
        project=ref.project,
        caller=context.caller.object_id if context.caller and ref.assign_caller else None,
        caller_is_user=bool(context.caller and context.caller.is_user),
        caller_role=context.plan.catalog.role_id(CALLER_ROLE),
    )
    return FoundryAccount(ref.name, args)


def _deployment(
    context: BuildContext, plan: FoundryDeploymentPlan, depends_on: list[pulumi.Resource]
) -> FoundryDeployment:
    name = plan.deployment.name
    args = FoundryDeploymentArgs(
        name=plan.name,
        account=plan.workspace,
        resource_group_name=context.plan.resource_group,
        model_format=plan.format,
        model_name=plan.model_name,
        version=plan.version,
        sku=plan.sku,
        capacity=plan.capacity,
        version_upgrade=plan.keys.version_upgrade,
        content_filter=plan.keys.content_filter,
        spillover=plan.spillover,
        tags=context.tags_of(name, context.plan.ref(plan).id),
        before=_turn(context, plan),
    )
    return FoundryDeployment(name, args, pulumi.ResourceOptions(depends_on=depends_on))


def _turn(
    context: BuildContext, plan: FoundryDeploymentPlan
) -> Callable[[pulumi.ResourceHookArgs], Awaitable[None]]:
    """What waits until nobody else writes to the account: our own deployments wait for each other already."""
    account = context.plan.ref(plan).parent_id

    async def wait(_: pulumi.ResourceHookArgs) -> None:
        await context.azure.ask(lambda arm: wait_until_free(arm, account, pulumi.log.info))

    return wait


PART = FoundryProgram()
