"""The board, then the pilots one after the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import managedidentity

from modelstacks.components.serverless_endpoint import ServerlessEndpoint, ServerlessEndpointArgs
from modelstacks.programs.build_context import BuiltDeployment
from modelstacks.programs.by_mode import BuiltEndpoint, ModeProgram
from modelstacks.programs.smoke_gate import smoke_tested_info
from pilot.plan import PilotPlan

if TYPE_CHECKING:
    from modelstacks.programs.build_context import BuildContext


class PilotProgram(ModeProgram):
    """A managed identity is the board."""

    def parents(self, context: BuildContext) -> dict[str, list[pulumi.Resource]]:
        """Register it once."""
        boards = {each.board: each for each in context.plan.endpoints if isinstance(each, PilotPlan)}
        return {name: [_board(name, plan.region, context)] for name, plan in boards.items()}

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


def _board(name: str, region: str, context: BuildContext) -> pulumi.Resource:
    return managedidentity.UserAssignedIdentity(
        name,
        resource_name_=name,
        resource_group_name=context.plan.resource_group,
        location=region,
        tags=context.tags,
    )


PART = PilotProgram()
