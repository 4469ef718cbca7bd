"""What a spec becomes where its lock puts it, decided in plain values before the first resource: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.azure.endpoint_access import EndpointRef
from modelstacks.names import content_safety_name, generation_name
from modelstacks.spec.serving import Serving
from modelstacks.spec.timeouts import Timeouts

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from modelstacks.catalog import Model
    from modelstacks.lock import LockedDecision
    from modelstacks.spec import Deployment, DeploymentsSpec, WorkspaceRef


@dataclass(frozen=True)
class MarketplaceSubscriptionPlan:
    """A Marketplace subscription: one for each workspace and offer."""

    name: str
    model_id: str
    workspace: str

    @property
    def key(self) -> str:
        """Its name in the stack: workspaces may hold the same offer twice over."""
        return f"{self.workspace}-{self.name}"


@dataclass(frozen=True)
class ServerlessPlan:
    """A serverless endpoint; *subscription* is the key of the Marketplace subscription it needs, if any.

    *formerly* is what the deployment was called if it was renamed and its endpoint kept: the endpoint's own name.
    """

    name: str
    endpoint: str
    model: Model
    region: str
    workspace: str
    content_safety: bool | None
    subscription: str | None
    formerly: str | None = None


@dataclass(frozen=True)
class OnlineDeploymentPlan:
    """A deployment behind an online endpoint; *traffic* in percent. *guarded*: Content Safety reads along.

    *subscription* is the key of the Marketplace subscription it needs, if any.
    """

    name: str
    model: Model
    model_id: str
    instance_type: str
    instances: int
    traffic: int
    serving: Serving = field(default_factory=Serving)
    guarded: bool = False
    subscription: str | None = None


@dataclass(frozen=True)
class OnlineEndpointPlan:
    """An online endpoint with its deployments, in the file's order.

    *existing*: somebody else's, used and never owned. *shared*: on Azure's shared quota, which ends with it; then it
    stays away if *leave*.
    *content_safety* is the name of its Content Safety account, if one of its deployments is guarded.
    """

    name: str
    region: str
    workspace: str
    deployments: tuple[OnlineDeploymentPlan, ...]
    existing: bool = False
    shared: bool = False
    leave: bool = False
    content_safety: str | None = None


@dataclass(frozen=True)
class ModelsPlan:
    """Everything the models stack will hold."""

    subscription: str
    resource_group: str
    owner: str | None
    workspaces: tuple[WorkspaceRef, ...]
    marketplace_subscriptions: tuple[MarketplaceSubscriptionPlan, ...]
    serverless: tuple[ServerlessPlan, ...]
    online: tuple[OnlineEndpointPlan, ...]
    timeouts: Timeouts = field(default_factory=Timeouts)

    @property
    def scope(self) -> str:
        """The resource group's id."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}"

    @property
    def marketplace_subscription_ids(self) -> tuple[str, ...]:
        """The ids of the Marketplace subscriptions."""
        base = f"{self.scope}/providers/Microsoft.MachineLearningServices/workspaces"
        return tuple(
            f"{base}/{subscription.workspace}/marketplaceSubscriptions/{subscription.name}"
            for subscription in self.marketplace_subscriptions
        )

    def ref(self, endpoint: ServerlessPlan | OnlineEndpointPlan) -> EndpointRef:
        """Return where the endpoint lies."""
        if isinstance(endpoint, ServerlessPlan):
            collection, name = "serverlessEndpoints", endpoint.endpoint
        else:
            collection, name = "onlineEndpoints", endpoint.name
        return EndpointRef(self.subscription, self.resource_group, endpoint.workspace, collection, name)

    def deployment_id(self, endpoint: OnlineEndpointPlan, name: str) -> str:
        """Return the id of a deployment behind *endpoint*."""
        return f"{self.ref(endpoint).id}/deployments/{name}"

    def endpoint_of(self, name: str) -> EndpointRef:
        """Return where the endpoint of that deployment lies. Raises KeyError."""
        for serverless in self.serverless:
            if serverless.name == name:
                return self.ref(serverless)
        for endpoint in self.online:
            if name in (deployment.name for deployment in endpoint.deployments):
                return self.ref(endpoint)
        raise KeyError(name)


def plan_models(spec: DeploymentsSpec, decisions: Mapping[str, LockedDecision]) -> ModelsPlan:
    """Return what to create for *spec* where the lock's *decisions* put it."""
    placed = [_Placed(deployment, decisions[deployment.name]) for deployment in spec.deployments]
    names = {deployment.name for deployment in spec.deployments}
    return ModelsPlan(
        subscription=spec.subscription,
        resource_group=spec.resource_group,
        owner=spec.owner,
        workspaces=tuple(ref for ref in spec.workspaces.values() if ref.create),
        marketplace_subscriptions=tuple(
            dict.fromkeys(plan for each in placed if (plan := _subscription(each)))
        ),
        serverless=tuple(_serverless(each, names) for each in placed if each.decision.mode == "serverless"),
        online=_online([each for each in placed if each.decision.mode == "managed"], spec),
        timeouts=spec.timeouts,
    )


@dataclass(frozen=True)
class _Placed:
    """A deployment of the spec, and where the lock puts it."""

    deployment: Deployment
    decision: LockedDecision

    @property
    def endpoint(self) -> str:
        """The endpoint's name; one that exists already is never renewed."""
        generation = 1 if self.deployment.endpoint_exists else self.decision.generation
        return generation_name(self.deployment.endpoint_name, generation)


def _subscription(placed: _Placed) -> MarketplaceSubscriptionPlan | None:
    """By the model and the mode that it got: the rule of the checks that announce the purchase."""
    model = placed.deployment.model
    if not model.needs_marketplace_subscription(placed.decision.mode):
        return None
    return MarketplaceSubscriptionPlan(
        placed.deployment.marketplace_subscription_name, model.id, placed.decision.workspace
    )


def _serverless(placed: _Placed, names: Container[str]) -> ServerlessPlan:
    subscription = _subscription(placed)
    formerly = placed.deployment.endpoint_setting(placed.endpoint)
    filterable = placed.deployment.model.content_safety.serverless is not False
    return ServerlessPlan(
        name=placed.deployment.name,
        endpoint=placed.endpoint,
        model=placed.deployment.model,
        region=placed.decision.region,
        workspace=placed.decision.workspace,
        content_safety=placed.deployment.content_safety is not False if filterable else None,
        subscription=subscription.key if subscription else None,
        formerly=None if formerly in names else formerly,
    )


def _online(placed: Iterable[_Placed], spec: DeploymentsSpec) -> tuple[OnlineEndpointPlan, ...]:
    by_endpoint: dict[str, list[_Placed]] = {}
    for each in placed:
        by_endpoint.setdefault(each.endpoint, []).append(each)
    return tuple(_online_endpoint(endpoint, group, spec) for endpoint, group in by_endpoint.items())


def _online_endpoint(name: str, group: list[_Placed], spec: DeploymentsSpec) -> OnlineEndpointPlan:
    existing = group[0].deployment.endpoint_exists
    safety = content_safety_name(name, spec.subscription, spec.resource_group)
    guarded = any(each.deployment.content_safety for each in group)
    return OnlineEndpointPlan(
        name=name,
        region=group[0].decision.region,
        workspace=group[0].decision.workspace,
        deployments=tuple(_online_deployment(each) for each in group),
        existing=existing,
        shared=not existing and any(each.decision.quota == "shared" for each in group),
        leave=all(each.deployment.on_expiry == "leave" for each in group),
        content_safety=safety if guarded else None,
    )


def _online_deployment(placed: _Placed) -> OnlineDeploymentPlan:
    deployment, decision = placed.deployment, placed.decision
    assert decision.instance_type is not None  # a lock without one does not fit its spec
    subscription = _subscription(placed)
    return OnlineDeploymentPlan(
        name=deployment.name,
        model=deployment.model,
        model_id=decision.model,
        instance_type=decision.instance_type,
        instances=decision.instances,
        traffic=deployment.traffic,
        serving=deployment.serving,
        guarded=bool(deployment.content_safety),
        subscription=subscription.key if subscription else None,
    )
