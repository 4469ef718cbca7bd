"""azure-ai-ml, idempotent: each function brings Azure to what is desired, and a second call changes nothing.

What differs and can be changed in place is changed; what can't is reported, never forced. What a Pulumi stack owns (by
its tags) is not touched. The client comes from `modelstacks.azure.ml.open_client`; nothing is printed, and every wait
ends: after *timeout_s* an AzureError with the code `TimedOut` is raised, and Azure goes on. What is still busy with an
earlier write is waited for before the next.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from modelstacks.azure.arm_errors import NOT_REQUIRED, arm_error
from modelstacks.azure.ml import in_our_words
from modelstacks.azure.ml_desired import Compared, Ensured, is_same
from modelstacks.azure.ml_wait_ready import find_deployment, find_endpoint, timed_out
from modelstacks.azure.ownership import refuse_owned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from azure.ai.ml import MLClient

    from modelstacks.azure.ml_desired import (
        DesiredOnlineDeployment,
        DesiredOnlineEndpoint,
        DesiredServerless,
        DesiredWorkspace,
        Kind,
    )

T = TypeVar("T")
ENDPOINT_S, DEPLOYMENT_S = 900.0, 7200.0
"""How long Azure may take: an endpoint or workspace is minutes, a deployment of a large model more than an hour."""
_KINDS: dict[str, Kind] = {"hub": "hub", "project": "project", "default": "workspace"}


def ensure_workspace(client: MLClient, desired: DesiredWorkspace, timeout_s: float = ENDPOINT_S) -> Ensured:
    """Create the hub, project or Azure ML workspace. Raises AzureError, OwnedByStackError, DifferenceError."""
    what = f"{desired.kind.capitalize()} {desired.name}"
    with in_our_words():
        live: Any = find(lambda: client.workspaces.get(desired.name))
        if live is None:
            workspace = _workspace(desired, dict(desired.tags))
            wait(client.workspaces.begin_create(workspace), what, timeout_s)
            return Ensured(what, "created")
        fixed: dict[str, tuple[object, object]] = {
            "kind": (_KINDS.get(str(live._kind).lower()), desired.kind),  # noqa: SLF001  the public `kind` is not kept
            "region": (live.location, desired.region),
        }
        if desired.kind == "project":
            fixed["hub"] = (live.hub_id, desired.hub_id)
        changed = Compared(what, live.tags or {}, desired.tags, fixed).changes()
        if changed:
            live.tags = {**(live.tags or {}), **desired.tags}
            wait(client.workspaces.begin_update(live), what, timeout_s)
        return Ensured(what, "updated" if changed else "unchanged", changed)


def _workspace(desired: DesiredWorkspace, tags: dict[str, str]) -> Any:
    from azure.ai.ml.entities import Hub, Project, Workspace

    if desired.kind == "hub":
        return Hub(name=desired.name, location=desired.region, tags=tags)
    if desired.kind == "workspace":
        return Workspace(name=desired.name, location=desired.region, tags=tags)

    class PlainProject(Project):
        """azure-ai-ml 1.35 copies the hub's publicNetworkAccess as an enum, and sends the member's name."""

        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(
                name, getattr(value, "value", value) if name == "public_network_access" else value
            )

    return PlainProject(name=desired.name, hub_id=desired.hub_id or "", location=desired.region, tags=tags)


def ensure_marketplace_subscription(
    client: MLClient, name: str, model_id: str, timeout_s: float = ENDPOINT_S
) -> Ensured:
    """Subscribe the client's workspace to the offer of *model_id*, once, under whatever name it has already.

    Raises AzureError, and DifferenceError where *name* is another model's.
    """
    what = f"Marketplace subscription {name}"
    with in_our_words():
        subscribed = {
            subscription.name: str(subscription.model_id)
            for subscription in client.marketplace_subscriptions.list()
        }
        if name in subscribed:
            Compared(what, {}, {}, {"model": (subscribed[name], model_id)}).changes()
            return Ensured(what, "unchanged")
        for other, model in subscribed.items():
            if is_same(model, model_id):
                return Ensured(f"Marketplace subscription {other}", "unchanged")
        from azure.ai.ml.entities import MarketplaceSubscription
        from azure.core.exceptions import HttpResponseError

        subscription = MarketplaceSubscription(name=name, model_id=model_id)
        try:
            wait(client.marketplace_subscriptions.begin_create_or_update(subscription), what, timeout_s)
        except HttpResponseError as err:
            if arm_error(err).code != NOT_REQUIRED:
                raise
            return Ensured(f"{what}, not required by Azure", "unchanged")
        return Ensured(what, "created")


def ensure_serverless_endpoint(
    client: MLClient, desired: DesiredServerless, timeout_s: float = ENDPOINT_S
) -> Ensured:
    """Create the serverless endpoint. Raises AzureError, OwnedByStackError, DifferenceError."""
    what = f"Serverless endpoint {desired.name}"
    with in_our_words():
        from azure.ai.ml.entities import ServerlessEndpoint

        live: Any = find(lambda: client.serverless_endpoints.get(desired.name))
        tags = dict(desired.tags)
        changed: tuple[str, ...] = ()
        if live is not None:
            fixed = {"model": (live.model_id, desired.model_id)}
            changed = Compared(what, live.tags or {}, desired.tags, fixed).changes()
            if not changed:
                return Ensured(what, "unchanged")
            tags = {**(live.tags or {}), **tags}
        endpoint = ServerlessEndpoint(name=desired.name, model_id=desired.model_id, tags=tags)
        wait(client.serverless_endpoints.begin_create_or_update(endpoint), what, timeout_s)
        return Ensured(what, "updated" if live is not None else "created", changed)


def ensure_online_endpoint(
    client: MLClient, desired: DesiredOnlineEndpoint, timeout_s: float = ENDPOINT_S
) -> Ensured:
    """Create the online endpoint; its traffic stays. Raises AzureError, OwnedByStackError, DifferenceError."""
    what = f"Online endpoint {desired.name}"
    with in_our_words():
        from azure.ai.ml.entities import ManagedOnlineEndpoint

        live: Any = find_endpoint(client, desired.name, timeout_s)
        if live is None:
            endpoint = ManagedOnlineEndpoint(name=desired.name, auth_mode="key", tags=dict(desired.tags))
            wait(client.online_endpoints.begin_create_or_update(endpoint), what, timeout_s)
            return Ensured(what, "created")
        fixed = {"auth mode": (live.auth_mode, "key")}
        changed = Compared(what, live.tags or {}, desired.tags, fixed).changes()
        if changed:
            live.tags = {**(live.tags or {}), **desired.tags}
            wait(client.online_endpoints.begin_create_or_update(live), what, timeout_s)
        return Ensured(what, "updated" if changed else "unchanged", changed)


def ensure_online_deployment(
    client: MLClient, desired: DesiredOnlineDeployment, timeout_s: float = DEPLOYMENT_S
) -> Ensured:
    """Create the deployment behind its endpoint, without traffic.

    Instances and settings change in place. Raises AzureError, OwnedByStackError, DifferenceError.
    """
    what = f"Online deployment {desired.name} of {desired.endpoint}"
    with in_our_words():
        live: Any = find_deployment(client, desired.name, desired.endpoint, timeout_s)
        deployment = _online_deployment(desired, {})
        changed: tuple[str, ...] = ()
        if live is not None:
            fixed = {
                "model": (str(live.model), desired.model_id),
                "instance type": (live.instance_type, desired.instance_type),
            }
            changeable = {
                name: _values(getattr(live, name), getattr(deployment, name))
                for name in ("instance_count", *desired.settings)
            }
            changed = Compared(what, live.tags or {}, desired.tags, fixed, changeable).changes()
            if not changed:
                return Ensured(what, "unchanged")
            deployment = _online_deployment(desired, live.tags or {})
        find_endpoint(client, desired.endpoint, ENDPOINT_S)
        wait(client.online_deployments.begin_create_or_update(deployment), what, timeout_s)
        return Ensured(what, "updated" if live is not None else "created", changed)


def _online_deployment(desired: DesiredOnlineDeployment, live_tags: Mapping[str, str]) -> Any:
    from azure.ai.ml.entities import ManagedOnlineDeployment

    return ManagedOnlineDeployment(
        name=desired.name,
        endpoint_name=desired.endpoint,
        model=desired.model_id,
        instance_type=desired.instance_type,
        instance_count=desired.instances,
        tags={**live_tags, **desired.tags},
        **desired.settings,
    )


def _values(live: Any, desired: Any) -> tuple[Any, Any]:
    """Return both as plain values: azure-ai-ml's settings compare by identity, and Azure fills in what is not set."""
    if not hasattr(desired, "__dict__"):
        return live, desired
    set_ = {name: value for name, value in vars(desired).items() if value is not None}
    return {name: getattr(live, name, None) for name in set_}, set_


def ensure_traffic(
    client: MLClient, endpoint: str, shares: Mapping[str, int], timeout_s: float = ENDPOINT_S
) -> Ensured:
    """Give each deployment of *shares* its percents; others keep theirs. Raises AzureError, OwnedByStackError."""
    what = f"Traffic of {endpoint}"
    with in_our_words():
        live: Any = find_endpoint(client, endpoint, timeout_s) or client.online_endpoints.get(endpoint)
        refuse_owned(f"Online endpoint {endpoint}", live.tags or {})
        before = {name: share for name, share in (live.traffic or {}).items() if share}
        after = {name: share for name, share in {**before, **shares}.items() if share}
        if before == after:
            return Ensured(what, "unchanged")
        live.traffic = after
        wait(client.online_endpoints.begin_create_or_update(live), what, timeout_s)
        return Ensured(what, "updated", tuple(sorted(shares)))


def find(get: Callable[[], T]) -> T | None:
    """Return what *get* gives, or None where Azure answers 404."""
    from azure.core.exceptions import ResourceNotFoundError

    try:
        return get()
    except ResourceNotFoundError:
        return None


def wait(poller: Any, what: str, timeout_s: float) -> Any:
    """Return the poller's result, or raise AzureError `TimedOut`.

    azure-ai-ml's poller of a workspace ignores the time-out it is given, so the waiting is done in a thread of its own.
    """
    done: Future[Any] = Future()

    def follow() -> None:
        try:
            done.set_result(poller.result())
        except BaseException as err:  # noqa: BLE001  whatever it is, it is raised below
            done.set_exception(err)

    threading.Thread(target=follow, daemon=True, name="LROPoller of modelstacks").start()
    try:
        return done.result(timeout_s)
    except TimeoutError as err:
        raise timed_out(f"{what} was not done within {timeout_s:g} s.") from err
