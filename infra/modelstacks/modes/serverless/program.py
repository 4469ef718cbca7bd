"""A serverless endpoint in the models program, and its test."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pulumi

from modelstacks.components.serverless_endpoint import ServerlessEndpoint, ServerlessEndpointArgs
from modelstacks.programs.build_context import BuiltDeployment
from modelstacks.programs.by_mode import BuiltEndpoint, ModeProgram
from modelstacks.programs.smoke_gate import smoke_tested_info

if TYPE_CHECKING:
    from modelstacks.modes.serverless.plan import ServerlessEndpointPlan
    from modelstacks.programs.build_context import BuildContext


class ServerlessProgram(ModeProgram):
    """A resource for each, called like the deployment."""

    def build(
        self, context: BuildContext, endpoint: ServerlessEndpointPlan, depends_on: list[pulumi.Resource]
    ) -> BuiltEndpoint:
        """Register the endpoint; a renamed deployment keeps it by an alias."""
        name, model = endpoint.deployment.name, endpoint.deployment.model
        resource = ServerlessEndpoint(
            name,
            ServerlessEndpointArgs(
                name=endpoint.name,
                model_id=endpoint.deployment.model_id,
                region=endpoint.region,
                workspace_name=endpoint.workspace,
                resource_group_name=context.plan.resource_group,
                content_safety=endpoint.content_safety,
                tags=context.tags_of(name, context.plan.ref(endpoint).id),
            ),
            pulumi.ResourceOptions(
                depends_on=depends_on,
                aliases=[pulumi.Alias(name=endpoint.formerly)] if endpoint.formerly else None,
            ),
        )
        target = partial(endpoint.target, name)
        info = smoke_tested_info(context, (resource.uri, resource.key, "key"), target, None)
        built = BuiltDeployment(resource.uri, resource.key, model, endpoint.mode, endpoint.region, info)
        return BuiltEndpoint({name: built.outputs()}, resource)


PART = ServerlessProgram()
