"""Online endpoints to create, and the deployments behind each: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.azure.soft_deletion import ACCOUNTS
from modelstacks.deployment.by_mode import ModePlanning
from modelstacks.deployment.endpoint_plan import DeploymentPlan, EndpointPlan, OwnResource
from modelstacks.inference.client import Endpoint
from modelstacks.inference.smoke import SmokeTarget
from modelstacks.names import content_safety_name
from modelstacks.spec.serving import Serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modelstacks.azure.arm_id import ArmId
    from modelstacks.azure.endpoint_access import Access
    from modelstacks.azure.soft_deletion import SoftDeleted
    from modelstacks.deployment.placed import PlacedDeployment
    from modelstacks.spec import DeploymentsSpec


@dataclass(frozen=True, kw_only=True)
class OnlineDeploymentPlan(DeploymentPlan):
    """A deployment behind an online endpoint; *traffic* in percent. *guarded*: Content Safety reads along."""

    instance_type: str
    instances: int
    traffic: int
    serving: Serving = field(default_factory=Serving)
    guarded: bool = False


@dataclass(frozen=True, kw_only=True)
class OnlineEndpointPlan(EndpointPlan):
    """An online endpoint; *content_safety* is the name of its Content Safety account, if a deployment is guarded."""

    mode = "managed"
    kind = "online"

    deployments: tuple[OnlineDeploymentPlan, ...] = field(kw_only=False)
    content_safety: str | None = None

    def target(self, deployment: str, access: Access) -> SmokeTarget:
        """Return that very deployment as the target, past the endpoint's traffic rules."""
        [model] = [each.model for each in self.deployments if each.name == deployment]
        endpoint = Endpoint(deployment, access.uri, access.key, deployment, access.auth)
        return SmokeTarget(endpoint, model, self.mode, catalog=self.catalog)

    def own_resources(self, endpoint_id: ArmId) -> Iterator[OwnResource]:
        """Yield the endpoint, unless it is somebody else's, and the deployments."""
        if not self.existing:
            yield OwnResource(endpoint_id)
        for deployment in self.deployments:
            yield OwnResource(endpoint_id.child("deployments", deployment.name), deployment.name)

    def content_safety_id(self, scope: ArmId) -> ArmId | None:
        """Return the id of its Content Safety account in *scope*, the resource group; None where it has none."""
        return scope.resource(ACCOUNTS.type, self.content_safety) if self.content_safety else None

    def soft_deleted(self, scope: ArmId) -> Iterator[SoftDeleted]:
        """Yield the Content Safety account."""
        if account := self.content_safety_id(scope):
            yield ACCOUNTS.of(account, self.region)


class ManagedPlanning(ModePlanning):
    """Deployments that name one endpoint share it."""

    def endpoints(
        self, placed: Sequence[PlacedDeployment], spec: DeploymentsSpec
    ) -> tuple[OnlineEndpointPlan, ...]:
        """Return one for each name."""
        by_endpoint: dict[str, list[PlacedDeployment]] = {}
        for each in placed:
            by_endpoint.setdefault(each.endpoint, []).append(each)
        return tuple(_endpoint(name, group, spec) for name, group in by_endpoint.items())


def _endpoint(name: str, group: list[PlacedDeployment], spec: DeploymentsSpec) -> OnlineEndpointPlan:
    existing = group[0].deployment.endpoint_exists
    safety = content_safety_name(name, spec.subscription, spec.resource_group)
    guarded = any(each.deployment.content_safety for each in group)
    return OnlineEndpointPlan(
        name=name,
        region=group[0].decision.region,
        workspace=group[0].decision.workspace,
        deployments=tuple(_deployment(each) for each in group),
        existing=existing,
        shared=not existing and any(each.decision.quota == "shared" for each in group),
        leave=all(each.deployment.on_expiry == "leave" for each in group),
        content_safety=safety if guarded else None,
        catalog=spec.catalog,
    )


def _deployment(placed: PlacedDeployment) -> OnlineDeploymentPlan:
    deployment, decision = placed.deployment, placed.decision
    assert decision.instance_type is not None  # a lock without one does not fit its spec
    return OnlineDeploymentPlan(
        name=deployment.name,
        model=deployment.model,
        model_id=decision.model_id,
        instance_type=decision.instance_type,
        instances=decision.instances,
        traffic=deployment.traffic,
        serving=deployment.serving,
        guarded=bool(deployment.content_safety),
        subscription=placed.subscription_key,
    )


PART = ManagedPlanning()
