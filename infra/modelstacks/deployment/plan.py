"""What will be made of a spec where its lock puts it, decided in plain values before the first resource: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.azure.deployed import EndpointRef
from modelstacks.catalog import load
from modelstacks.names import content_safety_name, generation_name
from modelstacks.spec.serving import Serving
from modelstacks.spec.timeouts import Timeouts

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from modelstacks.catalog import Catalog, Model
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
    """A serverless endpoint; *model_id* is the lock's, *subscription* the key of the Marketplace subscription it needs, if any.

    *formerly* is what the deployment was called if it was renamed and its endpoint kept: the endpoint's own name.
    """

    name: str
    endpoint: str
    model: Model
    model_id: str
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
    """Everything the models stack will hold, and the catalogue that it was planned with."""

    subscription: str
    resource_group: str
    owner: str | None
    workspaces: tuple[WorkspaceRef, ...]
    marketplace_subscriptions: tuple[MarketplaceSubscriptionPlan, ...]
    serverless: tuple[ServerlessPlan, ...]
    online: tuple[OnlineEndpointPlan, ...]
    timeouts: Timeouts = field(default_factory=Timeouts)
    catalog: Catalog = field(default_factory=load, repr=False, compare=False)

    @property
    def scope(self) -> str:
        """The resource group's id."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}"

    @property
    def marketplace_subscription_ids(self) -> tuple[str, ...]:
        """The ids of the Marketplace subscriptions."""
        base = f"{self.scope}/providers/Microsoft.MachineLearningServices/workspaces"
        return tuple(
            f"{base}/{row.workspace}/marketplaceSubscriptions/{row.name}"
            for row in self.marketplace_subscriptions
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

    def endpoint_of(self, deployment: str) -> EndpointRef:
        """Return where the endpoint of that deployment lies. Raises KeyError."""
        for row in self.serverless:
            if row.name == deployment:
                return self.ref(row)
        for endpoint in self.online:
            if deployment in (row.name for row in endpoint.deployments):
                return self.ref(endpoint)
        raise KeyError(deployment)


def plan_models(spec: DeploymentsSpec, rows: Mapping[str, LockedDecision]) -> ModelsPlan:
    """Return what to make of *spec* where the lock's *rows* put it."""
    placed = [_Placed(wanted, rows[wanted.name]) for wanted in spec.deployments]
    serverless = [each for each in placed if each.row.mode == "serverless"]
    return ModelsPlan(
        subscription=spec.subscription,
        resource_group=spec.resource_group,
        owner=spec.owner,
        workspaces=tuple(ref for ref in spec.workspaces.values() if ref.create),
        marketplace_subscriptions=tuple(
            dict.fromkeys(plan for each in placed if (plan := _subscription(each)))
        ),
        serverless=tuple(_serverless(each, {row.name for row in spec.deployments}) for each in serverless),
        online=_online([each for each in placed if each.row.mode == "managed"], spec),
        timeouts=spec.timeouts,
        catalog=spec.catalog,
    )


@dataclass(frozen=True)
class _Placed:
    """A wanted deployment and where the lock puts it."""

    wanted: Deployment
    row: LockedDecision

    @property
    def endpoint(self) -> str:
        """The endpoint's name; one that exists already is never renewed."""
        generation = 1 if self.wanted.endpoint_exists else self.row.generation
        return generation_name(self.wanted.endpoint_name, generation)


def _subscription(placed: _Placed) -> MarketplaceSubscriptionPlan | None:
    """By the model and the mode that it got: the rule of the checks that announce the purchase."""
    model = placed.wanted.model
    if not model.needs_marketplace_subscription(placed.row.mode):
        return None
    return MarketplaceSubscriptionPlan(
        placed.wanted.marketplace_subscription_name, placed.row.model, placed.row.workspace
    )


def _serverless(placed: _Placed, names: Container[str]) -> ServerlessPlan:
    subscription = _subscription(placed)
    formerly = placed.wanted.endpoint_setting(placed.endpoint)
    filterable = placed.wanted.model.content_safety.serverless is not False
    return ServerlessPlan(
        name=placed.wanted.name,
        endpoint=placed.endpoint,
        model=placed.wanted.model,
        model_id=placed.row.model_id,
        region=placed.row.region,
        workspace=placed.row.workspace,
        content_safety=placed.wanted.content_safety is not False if filterable else None,
        subscription=subscription.key if subscription else None,
        formerly=None if formerly in names else formerly,
    )


def _online(placed: Iterable[_Placed], spec: DeploymentsSpec) -> tuple[OnlineEndpointPlan, ...]:
    behind: dict[str, list[_Placed]] = {}
    for each in placed:
        behind.setdefault(each.endpoint, []).append(each)
    return tuple(_online_endpoint(endpoint, group, spec) for endpoint, group in behind.items())


def _online_endpoint(name: str, group: list[_Placed], spec: DeploymentsSpec) -> OnlineEndpointPlan:
    existing = group[0].wanted.endpoint_exists
    safety = content_safety_name(name, spec.subscription, spec.resource_group)
    guarded = any(each.wanted.content_safety for each in group)
    return OnlineEndpointPlan(
        name=name,
        region=group[0].row.region,
        workspace=group[0].row.workspace,
        deployments=tuple(_online_deployment(each) for each in group),
        existing=existing,
        shared=not existing and any(each.row.quota == "shared" for each in group),
        leave=all(each.wanted.on_expiry == "leave" for each in group),
        content_safety=safety if guarded else None,
    )


def _online_deployment(placed: _Placed) -> OnlineDeploymentPlan:
    wanted, row = placed.wanted, placed.row
    assert row.instance_type is not None  # a lock without one does not fit its spec
    subscription = _subscription(placed)
    return OnlineDeploymentPlan(
        name=wanted.name,
        model=wanted.model,
        model_id=row.model_id,
        instance_type=row.instance_type,
        instances=row.instances,
        traffic=wanted.traffic,
        serving=wanted.serving,
        guarded=bool(wanted.content_safety),
        subscription=subscription.key if subscription else None,
    )
