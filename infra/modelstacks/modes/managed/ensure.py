"""Online endpoints and their deployments through azure-ai-ml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelstacks.azure import ml_ensure, ml_remove
from modelstacks.azure.ml_desired import DesiredOnlineDeployment, DesiredOnlineEndpoint
from modelstacks.deployment.ensure_by_mode import ModeEnsure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.deployment.ensure_run import EnsureRun
    from modelstacks.modes.managed.plan import OnlineDeploymentPlan, OnlineEndpointPlan
    from modelstacks.spec.serving import Liveness, Readiness


class ManagedEnsure(ModeEnsure):
    """An endpoint, its deployments, then their traffic; nothing beside it."""

    def refusals(self, endpoint: OnlineEndpointPlan) -> Iterator[str]:
        """Yield what needs resources beside the endpoint, or a memory."""
        if endpoint.content_safety:
            yield f"{endpoint.name}: content_safety on managed compute needs resources beside the endpoint."
        if endpoint.shared:
            yield (
                f"{endpoint.name}: shared quota ends after 168 h, and without a stack nothing would remember that."
            )
        for deployment in endpoint.deployments:
            if deployment.serving.autoscale or deployment.serving.data_collection:
                yield f"{deployment.name}: autoscale and data_collection are resources of their own."

    def make(self, endpoint: OnlineEndpointPlan, run: EnsureRun) -> None:
        """Make the endpoint unless it is somebody else's, and what is behind it."""
        client = run.client_of(endpoint.workspace)
        if not endpoint.existing:
            desired = DesiredOnlineEndpoint(endpoint.name, run.own_tags)
            run.say(ml_ensure.ensure_online_endpoint(client, desired, run.seconds("online_endpoint")))
        for deployment in endpoint.deployments:
            wanted = _desired(endpoint.name, deployment, run.tags_of(deployment.name))
            run.say(ml_ensure.ensure_online_deployment(client, wanted, run.seconds("online_deployment")))

    def give_traffic(self, endpoint: OnlineEndpointPlan, run: EnsureRun) -> None:
        """As the spec says."""
        shares = {deployment.name: deployment.traffic for deployment in endpoint.deployments}
        client, limit = run.client_of(endpoint.workspace), run.seconds("online_endpoint")
        run.say(ml_ensure.ensure_traffic(client, endpoint.name, shares, limit))

    def remove(self, endpoint: OnlineEndpointPlan, run: EnsureRun) -> str | None:
        """Delete the endpoint with all that is behind it."""
        gone = ml_remove.remove_online_endpoint(run.client_of(endpoint.workspace), endpoint.name)
        return f"Online endpoint {endpoint.name}" if gone else None


def _desired(
    endpoint: str, deployment: OnlineDeploymentPlan, tags: dict[str, str]
) -> DesiredOnlineDeployment:
    return DesiredOnlineDeployment(
        endpoint=endpoint,
        name=deployment.name,
        model_id=deployment.model_id,
        instance_type=deployment.instance_type,
        instances=deployment.instances,
        tags=tags,
        settings=_settings(deployment),
    )


def _settings(deployment: OnlineDeploymentPlan) -> dict[str, Any]:
    """Return the serving part as azure-ai-ml's settings: the same that the stack's component writes."""
    from azure.ai.ml.entities import OnlineRequestSettings

    serving = deployment.serving
    request = OnlineRequestSettings(
        request_timeout_ms=serving.request_timeout_s * 1000,
        max_concurrent_requests_per_instance=serving.concurrent_requests,
    )
    settings = {
        "request_settings": request,
        "liveness_probe": _probe(serving.liveness),
        "readiness_probe": _probe(serving.readiness),
    }
    return settings | ({"environment_variables": dict(serving.environment)} if serving.environment else {})


def _probe(probe: Liveness | Readiness) -> Any:
    from azure.ai.ml.entities import ProbeSettings

    return ProbeSettings(
        initial_delay=probe.initial_delay_s,
        period=probe.period_s,
        timeout=probe.timeout_s,
        failure_threshold=probe.failure_threshold,
        success_threshold=1,
    )


PART = ManagedEnsure()
