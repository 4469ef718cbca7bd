"""Foundry accounts through azure-mgmt-cognitiveservices, idempotent as `ml_ensure` is for Azure ML.

An account takes one write at a time: where Azure answers `RequestConflict` (another stack, a colleague), the write is sent
again for a while, and for no other reason.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

from modelstacks.azure.account_turns import FREE_WITHIN_S, MAY_PASS, is_busy
from modelstacks.azure.arm_errors import arm_error
from modelstacks.azure.cloud import ca_bundle, resolve_cloud
from modelstacks.azure.credentials import sync_credential
from modelstacks.azure.ml_desired import Compared, Ensured
from modelstacks.azure.ml_ensure import wait
from modelstacks.azure.ownership import refuse_owned
from modelstacks.azure.request_log import RequestLogPolicy
from modelstacks.azure.tags import ENSURED_TAG
from modelstacks.errors import AzureError
from modelstacks.retrying import attempts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


Client: TypeAlias = Any
"""azure-mgmt-cognitiveservices' client, whose stubs take bodies as classes alone and not as the JSON that it sends."""


UNKNOWN = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})


@dataclass(frozen=True)
class DesiredAccount:
    """A Foundry account of kind AIServices, with a project if one is named."""

    name: str
    region: str
    subdomain: str
    local_auth: bool
    project: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DesiredAccountDeployment:
    """A model's deployment in an account; *properties* are ARM's, without what Azure is to choose."""

    account: str
    name: str
    sku: str
    capacity: int
    properties: Mapping[str, Any]
    tags: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def open_accounts(environ: Mapping[str, str], subscription: str) -> Iterator[Client]:
    """Yield the client of the cloud that *environ* names. Raises AzureError."""
    from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient

    cloud = resolve_cloud(environ)
    credential: Any = sync_credential(cloud, environ)
    with (
        in_our_words(),
        credential,
        CognitiveServicesManagementClient(
            credential,
            subscription,
            cloud.resource_manager,
            credential_scopes=[cloud.scope],
            connection_verify=ca_bundle(environ) or True,
            per_retry_policies=[RequestLogPolicy()],
        ) as client,
    ):
        yield client


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn what azure-core raises into AzureError."""
    from azure.core.exceptions import AzureError as CoreError

    try:
        yield
    except CoreError as err:
        raise arm_error(err) from err


def ensure_account(
    client: Client, group: str, desired: DesiredAccount, timeout_s: float
) -> Iterator[Ensured]:
    """Create the account, then its project; yield what became of each. A deleted one that Azure keeps is restored.

    Raises AzureError, OwnedByStackError, DifferenceError.
    """
    what = f"Foundry account {desired.name}"
    live = _found(lambda: client.accounts.get(group, desired.name), timeout_s)
    if live is None:
        kept = _is_kept(client, group, desired)
        body = _account(desired, restore=kept)
        _write(lambda: client.accounts.begin_create(group, desired.name, body), what, timeout_s)
        yield Ensured(what, "restored" if kept else "created")
    else:
        fixed = {
            "kind": (live.kind, "AIServices"),
            "region": (live.location, desired.region),
            "subdomain": (live.properties.custom_sub_domain_name, desired.subdomain),
            "local_auth": (not live.properties.disable_local_auth, desired.local_auth),
        }
        changed = Compared(what, live.tags or {}, desired.tags, fixed).changes()
        if changed:
            tags = {"tags": {**(live.tags or {}), **desired.tags}}
            _write(lambda: client.accounts.begin_update(group, desired.name, tags), what, timeout_s)
        yield Ensured(what, "updated" if changed else "unchanged", changed)
    if desired.project:
        yield _ensure_project(client, group, desired, timeout_s)


def _ensure_project(client: Client, group: str, desired: DesiredAccount, timeout_s: float) -> Ensured:
    name = str(desired.project)
    what = f"Foundry project {name} of {desired.name}"
    if _found(lambda: client.projects.get(group, desired.name, name), timeout_s) is not None:
        return Ensured(what, "unchanged")
    body = {
        "location": desired.region,
        "identity": {"type": "SystemAssigned"},
        "properties": {"displayName": name},
        "tags": dict(desired.tags),
    }
    place = (client, group, desired.name)
    _write(lambda: client.projects.begin_create(group, desired.name, name, body), what, timeout_s, place)
    return Ensured(what, "created")


def ensure_account_deployment(
    client: Client, group: str, desired: DesiredAccountDeployment, timeout_s: float
) -> Ensured:
    """Create the deployment, or change it in place: capacity, SKU, model version. Raises as `ensure_account` does."""
    what = f"Foundry deployment {desired.name} of {desired.account}"
    live = _found(lambda: client.deployments.get(group, desired.account, desired.name), timeout_s)
    body: dict[str, Any] = {
        "sku": {"name": desired.sku, "capacity": desired.capacity},
        "properties": dict(desired.properties),
        "tags": dict(desired.tags),
    }
    changed: tuple[str, ...] = ()
    if live is not None:
        changed = _changes(what, live, desired)
        if not changed:
            return Ensured(what, "unchanged")
        body["tags"] = {**(live.tags or {}), **desired.tags}
    _write(
        lambda: client.deployments.begin_create_or_update(group, desired.account, desired.name, body),
        what,
        timeout_s,
        below=(client, group, desired.account),
    )
    return Ensured(what, "created" if live is None else "updated", changed)


def _changes(what: str, live: Any, desired: DesiredAccountDeployment) -> tuple[str, ...]:
    wanted, is_ = desired.properties["model"], live.properties.model
    version = wanted.get("version")
    properties = _as_arm_has_it(live)["properties"]
    others = {
        key: (properties.get(key), value) for key, value in desired.properties.items() if key != "model"
    }
    return Compared(
        what,
        live.tags or {},
        desired.tags,
        {"model": (is_.name, wanted["name"])},
        {
            "sku": (live.sku.name, desired.sku),
            "capacity": (live.sku.capacity, desired.capacity),
            "version": (is_.version, version or is_.version),
            **others,
        },
    ).changes()


def remove_account_deployment(client: Client, group: str, account: str, name: str, timeout_s: float) -> bool:
    """Delete the deployment if ensure created it; say whether it was there."""
    live = _found(lambda: client.deployments.get(group, account, name), timeout_s)
    if not _is_ensured(live, f"Foundry deployment {name} of {account}"):
        return False
    place = (client, group, account)
    _write(lambda: client.deployments.begin_delete(group, account, name), name, timeout_s, place)
    return True


def remove_account(client: Client, group: str, name: str, project: str | None, timeout_s: float) -> bool:
    """Delete the account if ensure created it, its project first. Azure keeps its name for a while (soft delete)."""
    live = _found(lambda: client.accounts.get(group, name), timeout_s)
    if not _is_ensured(live, f"Foundry account {name}"):
        return False
    if project and _found(lambda: client.projects.get(group, name, project), timeout_s) is not None:
        _write(lambda: client.projects.begin_delete(group, name, project), project, timeout_s)
    _write(lambda: client.accounts.begin_delete(group, name), name, timeout_s)
    return True


def _is_ensured(live: Any, what: str) -> bool:
    if live is None or ENSURED_TAG not in (live.tags or {}):
        return False
    refuse_owned(what, live.tags or {})
    return True


def _is_kept(client: Client, group: str, desired: DesiredAccount) -> bool:
    """Say whether Azure keeps a deleted account of that name. Who has rights on the group alone can't know it."""
    from azure.core.exceptions import HttpResponseError

    with in_our_words():
        try:
            client.deleted_accounts.get(desired.region, group, desired.name)
        except HttpResponseError as err:
            if err.status_code in UNKNOWN:
                return False
            raise
    return True


def _account(desired: DesiredAccount, *, restore: bool) -> dict[str, Any]:
    return {
        "kind": "AIServices",
        "sku": {"name": "S0"},
        "location": desired.region,
        "identity": {"type": "SystemAssigned"},
        "properties": {
            "allowProjectManagement": True,
            "customSubDomainName": desired.subdomain,
            "disableLocalAuth": not desired.local_auth,
            "publicNetworkAccess": "Enabled",
            **({"restore": True} if restore else {}),
        },
        "tags": dict(desired.tags),
    }


def _found(get: Callable[[], Any], timeout_s: float) -> Any:
    """Return what is there once it is not busy, or None."""
    from azure.core.exceptions import ResourceNotFoundError

    with in_our_words():
        for attempt in attempts(_BusyError, within_s=timeout_s):
            with attempt:
                try:
                    live = get()
                except ResourceNotFoundError:
                    return None
                if is_busy(_as_arm_has_it(live)):
                    raise _BusyError
        return live


def _as_arm_has_it(model: Any) -> dict[str, Any]:
    """The client's own `as_dict` has names of Python's."""
    body: dict[str, Any] = model.serialize(keep_readonly=True)
    return body


class _BusyError(AzureError):
    def __init__(self) -> None:
        super().__init__(
            "Azure is still working on it: run this again to see how it ended.", status=0, code="TimedOut"
        )


def _write(
    begin: Callable[[], Any], what: str, timeout_s: float, below: tuple[Client, str, str] | None = None
) -> None:
    """*below*: the client, the group and the account whose turn has to come first."""
    for attempt in attempts(_may_pass, within_s=FREE_WITHIN_S):
        with attempt, in_our_words():
            if below:
                _wait_until_free(*below)
            wait(begin(), what, timeout_s)


def _wait_until_free(client: Client, group: str, account: str) -> None:
    """After the longest wait the write is tried all the same, and Azure says what it thinks of it."""
    with suppress(_BusyError):
        for attempt in attempts(_BusyError, within_s=FREE_WITHIN_S):
            with attempt:
                working = [
                    each.name
                    for each in client.deployments.list(group, account)
                    if is_busy(_as_arm_has_it(each))
                ]
                found = [client.deployments.get(group, account, name) for name in working]
                if any(
                    is_busy(_as_arm_has_it(each)) for each in (client.accounts.get(group, account), *found)
                ):
                    raise _BusyError


def _may_pass(err: Exception) -> bool:
    return isinstance(err, AzureError) and err.code in MAY_PASS
