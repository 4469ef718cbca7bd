"""Serverless endpoints through azure-ai-ml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure import ml_ensure, ml_remove
from modelstacks.azure.ml_desired import DesiredServerless
from modelstacks.deployment.ensure_by_mode import ModeEnsure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.deployment.ensure_run import EnsureRun
    from modelstacks.modes.serverless.plan import ServerlessEndpointPlan


class ServerlessEnsure(ModeEnsure):
    """An endpoint, with its filter on."""

    def refusals(self, endpoint: ServerlessEndpointPlan) -> Iterator[str]:
        """Yield what azure-ai-ml has no field for."""
        if endpoint.content_safety is False:
            name = endpoint.deployment.name
            yield f"{name}: azure-ai-ml can't switch off the content filter of a serverless endpoint."

    def make(self, endpoint: ServerlessEndpointPlan, run: EnsureRun) -> None:
        """Make the endpoint."""
        deployment = endpoint.deployment
        desired = DesiredServerless(endpoint.name, deployment.model_id, run.tags_of(deployment.name))
        client, limit = run.client_of(endpoint.workspace), run.seconds("serverless_endpoint")
        run.say(ml_ensure.ensure_serverless_endpoint(client, desired, limit))

    def remove(self, endpoint: ServerlessEndpointPlan, run: EnsureRun) -> str | None:
        """Delete the endpoint."""
        gone = ml_remove.remove_serverless_endpoint(run.client_of(endpoint.workspace), endpoint.name)
        return f"Serverless endpoint {endpoint.name}" if gone else None


PART = ServerlessEnsure()
