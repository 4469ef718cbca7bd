"""Accounts, and a deployment in one for each of the file's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import cognitiveservices

from modelstacks.programs.build_context import BuiltDeployment
from modelstacks.programs.by_mode import BuiltEndpoint, ModeProgram

if TYPE_CHECKING:
    from modelstacks.deployment.endpoint_plan import ParentPlan
    from modelstacks.programs.build_context import BuildContext
    from shelf.plan import ShelfPlan


class ShelfProgram(ModeProgram):
    """No smoke test: nothing of it answers."""

    def parents(self, context: BuildContext) -> dict[str, pulumi.Resource]:
        """Register the accounts."""
        return {shelf.id: _account(shelf, context) for shelf in context.plan.parents["shelf"]}

    def queue(self, endpoint: ShelfPlan) -> str:
        """Azure takes one deployment of an account at a time."""
        return endpoint.workspace

    def build(
        self, context: BuildContext, endpoint: ShelfPlan, depends_on: list[pulumi.Resource]
    ) -> BuiltEndpoint:
        """Register the deployment."""
        [deployment] = endpoint.deployments
        resource = cognitiveservices.Deployment(
            deployment.name,
            deployment_name=endpoint.name,
            account_name=endpoint.workspace,
            resource_group_name=context.plan.resource_group,
            properties=cognitiveservices.DeploymentPropertiesArgs(
                model=cognitiveservices.DeploymentModelArgs(format="Microsoft", name=deployment.model.name)
            ),
            sku=cognitiveservices.SkuArgs(name="GlobalStandard", capacity=1),
            tags=context.tags_of(deployment.name),
            opts=pulumi.ResourceOptions(depends_on=depends_on),
        )
        uri = resource.id.apply(lambda id_: f"at {id_}")
        built = BuiltDeployment(
            uri,
            pulumi.Output.from_input("no key"),
            deployment.model,
            endpoint.mode,
            endpoint.region,
            pulumi.Output.from_input({}),
        )
        return BuiltEndpoint({deployment.name: built.outputs()}, resource)


def _account(shelf: ParentPlan, context: BuildContext) -> pulumi.Resource:
    return cognitiveservices.Account(
        shelf.id.name,
        account_name=shelf.id.name,
        resource_group_name=context.plan.resource_group,
        location=shelf.region,
        kind="AIServices",
        sku=cognitiveservices.SkuArgs(name="S0"),
        properties=cognitiveservices.AccountPropertiesArgs(
            restore=context.observed.is_kept(shelf.id) or None
        ),
        tags=context.tags,
        opts=pulumi.ResourceOptions(ignore_changes=["properties.restore"]),
    )


PART = ShelfProgram()
