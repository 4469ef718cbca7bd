"""Foundry accounts through azure-mgmt-cognitiveservices, idempotent as `ml_ensure` is for Azure ML.

Where Azure is writing something else to an account (another stack, a colleague), the write is sent again for a while.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from modelstacks.azure.accounts_writing import Client, as_arm_has_it, found, in_our_words, write
from modelstacks.azure.cloud import ca_bundle, resolve_cloud
from modelstacks.azure.credentials import sync_credential
from modelstacks.azure.ml_desired import Compared, Ensured
from modelstacks.azure.ownership import refuse_owned
from modelstacks.azure.request_log import RequestLogPolicy
from modelstacks.azure.tags import ENSURED_TAG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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


def ensure_account(
    client: Client, group: str, desired: DesiredAccount, timeout_s: float
) -> Iterator[Ensured]:
    """Create the account, then its project; yield what became of each. A deleted one that Azure keeps is restored.

    Raises AzureError, OwnedByStackError, DifferenceError.
    """
    what = f"Foundry account {desired.name}"
    live = found(lambda: client.accounts.get(group, desired.name), timeout_s)
    if live is None:
        kept = _is_kept(client, group, desired)
        body = _account(desired, restore=kept)
        write(lambda: client.accounts.begin_create(group, desired.name, body), what, timeout_s)
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
            write(lambda: client.accounts.begin_update(group, desired.name, tags), what, timeout_s)
        yield Ensured(what, "updated" if changed else "unchanged", changed)
    if desired.project:
        yield _ensure_project(client, group, desired, timeout_s)


def _ensure_project(client: Client, group: str, desired: DesiredAccount, timeout_s: float) -> Ensured:
    name = str(desired.project)
    what = f"Foundry project {name} of {desired.name}"
    if found(lambda: client.projects.get(group, desired.name, name), timeout_s) is not None:
        return Ensured(what, "unchanged")
    body = {
        "location": desired.region,
        "identity": {"type": "SystemAssigned"},
        "properties": {"displayName": name},
        "tags": dict(desired.tags),
    }
    place = (client, group, desired.name)
    write(lambda: client.projects.begin_create(group, desired.name, name, body), what, timeout_s, place)
    return Ensured(what, "created")


def ensure_account_deployment(
    client: Client, group: str, desired: DesiredAccountDeployment, timeout_s: float
) -> Ensured:
    """Create the deployment, or change it in place: capacity, SKU, model version. Raises as `ensure_account` does."""
    what = f"Foundry deployment {desired.name} of {desired.account}"
    live = found(lambda: client.deployments.get(group, desired.account, desired.name), timeout_s)
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
    write(
        lambda: client.deployments.begin_create_or_update(group, desired.account, desired.name, body),
        what,
        timeout_s,
        below=(client, group, desired.account),
    )
    return Ensured(what, "created" if live is None else "updated", changed)


def _changes(what: str, live: Any, desired: DesiredAccountDeployment) -> tuple[str, ...]:
    wanted, is_ = desired.properties["model"], live.properties.model
    version = wanted.get("version")
    properties = as_arm_has_it(live)["properties"]
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
    live = found(lambda: client.deployments.get(group, account, name), timeout_s)
    if not _is_ensured(live, f"Foundry deployment {name} of {account}"):
        return False
    write(
        lambda: client.deployments.begin_delete(group, account, name),
        name,
        timeout_s,
        (client, group, account),
    )
    return True


def remove_account(client: Client, group: str, name: str, project: str | None, timeout_s: float) -> bool:
    """Delete the account if ensure created it, its project first. Azure keeps its name for a while (soft delete)."""
    live = found(lambda: client.accounts.get(group, name), timeout_s)
    if not _is_ensured(live, f"Foundry account {name}"):
        return False
    if project and found(lambda: client.projects.get(group, name, project), timeout_s) is not None:
        write(lambda: client.projects.begin_delete(group, name, project), project, timeout_s)
    write(lambda: client.accounts.begin_delete(group, name), name, timeout_s)
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
