"""The board, then the pilots one after the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import cognitiveservices

from modelstacks.components.serverless_endpoint import ServerlessEndpoint, ServerlessEndpointArgs
from modelstacks.programs.build_context import BuiltDeployment
from modelstacks.programs.by_mode import BuiltEndpoint, ModeProgram
from modelstacks.programs.smoke_gate import smoke_tested_info

if TYPE_CHECKING:
    from modelstacks.deployment.endpoint_plan import ParentPlan
    from modelstacks.programs.build_context import BuildContext
    from pilot.plan import PilotPlan


class PilotProgram(ModeProgram):
    """An account of Azure AI services is the board."""

    def parents(self, context: BuildContext) -> dict[str, pulumi.Resource]:
        """Register it once."""
        return {board.id: _board(board, context) for board in context.plan.parents["pilot"]}

    def queue(self, endpoint: PilotPlan) -> str:
        """All of a board."""
        return endpoint.board

    def build(
        self, context: BuildContext, endpoint: PilotPlan, depends_on: list[pulumi.Resource]
    ) -> BuiltEndpoint:
        """Register the endpoint."""
        [deployment] = endpoint.deployments
        resource = ServerlessEndpoint(
            deployment.name,
            ServerlessEndpointArgs(
                name=endpoint.name,
                model_id=deployment.model.id,
                region=endpoint.region,
                workspace_name=endpoint.workspace,
                resource_group_name=context.plan.resource_group,
                content_safety=None,
                tags={**context.tags_of(deployment.name), "reviewer": endpoint.reviewer},
            ),
            pulumi.ResourceOptions(depends_on=depends_on),
        )
        target = partial(endpoint.target, deployment.name)
        info = smoke_tested_info(context, (resource.uri, resource.key, "key"), target, None)
        built = BuiltDeployment(
            resource.uri, resource.key, deployment.model, endpoint.mode, endpoint.region, info
        )
        return BuiltEndpoint({deployment.name: built.outputs()}, resource)


def _board(board: ParentPlan, context: BuildContext) -> pulumi.Resource:
    return cognitiveservices.Account(
        board.id.name,
        account_name=board.id.name,
        resource_group_name=context.plan.resource_group,
        location=board.region,
        kind="AIServices",
        sku=cognitiveservices.SkuArgs(name="S0"),
        properties=cognitiveservices.AccountPropertiesArgs(
            restore=context.observed.is_kept(board.id) or None
        ),
        tags=context.tags,
        opts=pulumi.ResourceOptions(ignore_changes=["properties.restore"]),
    )


PART = PilotProgram()
