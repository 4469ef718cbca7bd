"""Which model stands behind an address, and whether the caller may talk to it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.entra.bearer import ML_AUDIENCES
from localazure.inference import refusals
from localazure.providers.machinelearning import (
    containers,
    keys,
    names,
    online_deployments,
    online_endpoints,
    serverless_endpoints,
    shared_capacity,
)
from localazure.request_notes import KEY, note_caller

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localazure.arm.resource_type import Json, LocalAzure, Resource
    from localazure.catalogue import Model

DEPLOYMENT_HEADER = "azureml-model-deployment"
_SCORE = f"{names.ONLINE_ENDPOINTS}/score/action"


@dataclass(frozen=True)
class Target:
    """What answers a request; *deployment* is named for online endpoints only, and so are *places*, its requests at once."""

    model: Model
    endpoint: Resource
    deployment: str | None = None
    places: int | None = None

    @property
    def name(self) -> str:
        """What its use is counted by."""
        return f"{self.endpoint.id}/{self.deployment or ''}".lower()


@dataclass(frozen=True)
class Visit:
    """What decides who answers: the address and the request's headers (names in lower case)."""

    region: str
    endpoint: str
    headers: Mapping[str, str]

    @property
    def authorization(self) -> str | None:
        """The `Authorization` header as it came."""
        return self.headers.get("authorization")

    @property
    def key(self) -> str:
        """The key of the `Authorization` header, with or without `Bearer`, or ""."""
        return (self.authorization or "").removeprefix("Bearer ").strip()


def serverless(azure: LocalAzure, visit: Visit) -> Target:
    """Return the model behind a serverless endpoint. Raises RefusalError; a serverless endpoint takes keys only."""
    endpoint = serverless_endpoints.in_region(azure, visit.region, visit.endpoint)
    state = serverless_endpoints.state_of(azure, endpoint) if endpoint else "Creating"
    if endpoint is None or state == "Creating":
        raise refusals.serverless_not_found()
    if visit.authorization is None:
        raise refusals.serverless_key_missing()
    if not _is_one_of(visit.key, keys.valid_keys(endpoint)):
        raise refusals.serverless_key_wrong()
    if state != "Online":
        raise refusals.serverless_unusable(state)
    return Target(serverless_endpoints.model_of(endpoint), endpoint)


def online(azure: LocalAzure, visit: Visit) -> Target:
    """Return the model behind an online endpoint: by header, else by traffic. Raises RefusalError."""
    endpoint = online_endpoints.in_region(azure, visit.region, visit.endpoint)
    if endpoint is None or shared_capacity.is_over(azure, endpoint):
        raise refusals.online_not_found()
    if not _may_score(azure, endpoint, visit):
        raise refusals.online_key_wrong()
    chosen = visit.headers.get(DEPLOYMENT_HEADER)
    name = chosen or pick(endpoint.properties["traffic"], secrets.randbelow(100))
    deployment = azure.store.find(endpoint.id.child("deployments", name)) if name else None
    if deployment is None or deployment.properties.get("provisioningState") not in {"Succeeded", "Updating"}:
        raise refusals.no_deployment(chosen)
    if containers.is_crashing(azure, deployment):
        raise refusals.container_failed(500, {"error": "The model's container crashed."})
    return Target(
        online_deployments.model_of(deployment), endpoint, deployment.id.name, places_of(deployment.body)
    )


def places_of(deployment: Json) -> int:
    """Return how many requests a deployment takes at once: twice what its instances work on, as documented."""
    settings = deployment["properties"].get("requestSettings") or {}
    each = settings.get("maxConcurrentRequestsPerInstance")
    works_on = each if isinstance(each, int) and each > 0 else 1
    return 2 * works_on * int(deployment["sku"]["capacity"])


def pick(traffic: Mapping[str, int], point: int) -> str | None:
    """Return the deployment whose share of *traffic* holds *point* (0 to 99); None: no traffic."""
    for name, share in traffic.items():
        if point < share:
            return name
        point -= share
    return None


def _may_score(azure: LocalAzure, endpoint: Resource, visit: Visit) -> bool:
    mode = endpoint.properties["authMode"]
    if mode == "Key":
        return _is_one_of(visit.key, keys.valid_keys(endpoint))
    if mode == "AMLToken":
        token = endpoint.private.get("token")
        return bool(
            token
            and datetime.fromisoformat(token["expires"]) > azure.clock.now()
            and _is_one_of(visit.key, (token["value"],))
        )
    try:
        caller = azure.authenticate_data_plane(visit.authorization, ML_AUDIENCES)
        azure.authorize(caller, _SCORE, str(endpoint.id))
    except ArmError:
        return False
    return True


def _is_one_of(key: str, valid: tuple[str, ...]) -> bool:
    found = any(secrets.compare_digest(key.encode(), each.encode()) for each in valid)
    if found:
        note_caller(KEY)
    return found
