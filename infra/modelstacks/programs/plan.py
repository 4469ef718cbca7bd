"""What the models program will make, decided in plain values before the first resource: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.catalog import Model
    from modelstacks.spec import Deployment, DeploymentsSpec, WorkspaceRef


@dataclass(frozen=True)
class SubscriptionPlan:
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
    """A serverless endpoint; *subscription* is the key of the Marketplace subscription it needs, if any."""

    name: str
    endpoint: str
    model: Model
    region: str
    workspace: str
    content_safety: bool | None
    subscription: str | None


@dataclass(frozen=True)
class OnlineDeploymentPlan:
    """A deployment behind an online endpoint; *traffic* in percent."""

    name: str
    model: Model
    model_id: str
    instance_type: str
    instances: int
    traffic: int


@dataclass(frozen=True)
class OnlineEndpointPlan:
    """An online endpoint with its deployments, in the file's order."""

    name: str
    region: str
    workspace: str
    deployments: tuple[OnlineDeploymentPlan, ...]


@dataclass(frozen=True)
class ModelsPlan:
    """Everything the models stack will hold."""

    subscription: str
    resource_group: str
    owner: str | None
    workspaces: tuple[WorkspaceRef, ...]
    subscriptions: tuple[SubscriptionPlan, ...]
    serverless: tuple[ServerlessPlan, ...]
    online: tuple[OnlineEndpointPlan, ...]

    @property
    def scope(self) -> str:
        """The resource group's id."""
        return f"/subscriptions/{self.subscription}/resourceGroups/{self.resource_group}"


def plan_models(spec: DeploymentsSpec) -> ModelsPlan:
    """Decide what to make. Raises UsageError for what can't be decided without asking Azure."""
    serverless = [row for row in spec.deployments if _mode(row) == "serverless"]
    managed = [row for row in spec.deployments if _mode(row) == "managed"]
    plans = [_serverless(row, spec) for row in serverless]
    return ModelsPlan(
        subscription=spec.subscription,
        resource_group=spec.resource_group,
        owner=spec.owner,
        workspaces=tuple(ref for ref in spec.workspaces.values() if ref.create),
        subscriptions=_subscriptions(serverless, spec),
        serverless=tuple(plans),
        online=_online(managed, spec),
    )


def _mode(row: Deployment) -> str:
    if row.mode == "auto":
        raise UsageError(
            f"{row.name}: mode: auto is not decided yet.\n"
            "A placement is not chosen in this version: write mode: serverless or mode: managed."
        )
    return row.mode


def _place(row: Deployment, spec: DeploymentsSpec) -> WorkspaceRef:
    """Return where *row* goes: its first region; the others are for `mode: auto`."""
    return spec.workspaces[row.regions[0]]


def _subscription(row: Deployment, spec: DeploymentsSpec) -> SubscriptionPlan | None:
    if not row.model.needs_subscription("serverless"):
        return None
    return SubscriptionPlan(row.marketplace_subscription_name, row.model.id, _place(row, spec).name)


def _subscriptions(rows: Iterable[Deployment], spec: DeploymentsSpec) -> tuple[SubscriptionPlan, ...]:
    return tuple(dict.fromkeys(plan for row in rows if (plan := _subscription(row, spec))))


def _serverless(row: Deployment, spec: DeploymentsSpec) -> ServerlessPlan:
    subscription = _subscription(row, spec)
    place = _place(row, spec)
    filterable = row.model.content_safety.serverless is not False
    return ServerlessPlan(
        name=row.name,
        endpoint=row.endpoint_name,
        model=row.model,
        region=place.region,
        workspace=place.name,
        content_safety=row.content_safety if filterable else None,
        subscription=subscription.key if subscription else None,
    )


def _online(rows: Iterable[Deployment], spec: DeploymentsSpec) -> tuple[OnlineEndpointPlan, ...]:
    behind: dict[str, list[Deployment]] = {}
    for row in rows:
        behind.setdefault(row.endpoint_name, []).append(row)
    return tuple(
        OnlineEndpointPlan(
            name=endpoint,
            region=_place(group[0], spec).region,
            workspace=_place(group[0], spec).name,
            deployments=tuple(_online_deployment(row) for row in group),
        )
        for endpoint, group in behind.items()
    )


def _online_deployment(row: Deployment) -> OnlineDeploymentPlan:
    if row.instance_type is None:
        raise UsageError(
            f"{row.name}: mode: managed needs an instance_type.\n"
            f"`modelstacks models {row.model.name}` shows which VM sizes are recommended."
        )
    return OnlineDeploymentPlan(
        row.name, row.model, row.model.asset_id(row.version), row.instance_type, row.instances, row.traffic
    )
