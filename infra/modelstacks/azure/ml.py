"""azure-ai-ml, thin and typed: what ARM alone does badly.

Importing azure-ai-ml costs about 4 s: only the functions here do it, when they are called. It takes cloud and CA from
`os.environ` itself (`ARM_CLOUD_METADATA_URL`, `REQUESTS_CA_BUNDLE`); the credential comes from *environ*. Every
function raises AzureError in Azure's words, and nothing is printed.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks.azure.arm_errors import arm_error
from modelstacks.azure.cloud import resolve_cloud
from modelstacks.azure.credentials import sync_credential
from modelstacks.azure.endpoint_access import base_uri
from modelstacks.azure.ml_quiet import quiet
from modelstacks.azure.request_log import RequestLogPolicy
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from azure.ai.ml import MLClient

Container: TypeAlias = Literal["inference-server", "storage-initializer"]
KeyKind: TypeAlias = Literal["primary", "secondary"]
CONTAINERS: tuple[Container, ...] = ("inference-server", "storage-initializer")
"""What runs, and what downloaded the model before: the two containers of a managed deployment that keep logs."""
_CLOUDS = {"public": "AzureCloud", "usgovernment": "AzureUSGovernment", "china": "AzureChinaCloud"}


@dataclass(frozen=True)
class WorkspaceAddress:
    """A workspace."""

    subscription: str
    resource_group: str
    workspace: str


@dataclass(frozen=True)
class OnlineEndpoint:
    """An online endpoint as it is; *traffic* in percent by deployment."""

    name: str
    uri: str | None
    state: str
    traffic: Mapping[str, int]
    tags: Mapping[str, str]
    properties: Mapping[str, str]


@dataclass(frozen=True)
class OnlineDeployment:
    """A deployment as it is."""

    name: str
    state: str
    model: str
    instance_type: str
    instances: int


@dataclass(frozen=True)
class Keys:
    """Both keys of an endpoint; neither shows in a repr."""

    primary: str = field(repr=False)
    secondary: str = field(repr=False)


@dataclass(frozen=True)
class Token:
    """A token of an endpoint's own (auth mode AMLToken), valid until *expires*."""

    value: str = field(repr=False)
    expires: datetime


def newest_model(environ: Mapping[str, str], registry: str, model: str) -> str:
    """Return the id, with version, of the newest version of a registry's *model*."""
    with open_client(environ, registry_name=registry) as client:
        return str(client.models.get(model, label="latest").id)


class Workspace:
    """The online endpoints of a workspace, through one azure-ai-ml client."""

    def __init__(self, client: MLClient) -> None:
        self._client = client

    def endpoints(self) -> list[OnlineEndpoint]:
        """Return all of them."""
        with in_our_words():
            return [_endpoint(found) for found in self._client.online_endpoints.list()]

    def endpoint(self, name: str) -> OnlineEndpoint:
        """Return the endpoint of that name."""
        with in_our_words():
            return _endpoint(self._client.online_endpoints.get(name))

    def deployments(self, endpoint: str) -> list[OnlineDeployment]:
        """Return what runs behind *endpoint*."""
        with in_our_words():
            return [_deployment(found) for found in self._client.online_deployments.list(endpoint)]

    def set_traffic(self, endpoint: str, traffic: Mapping[str, int]) -> OnlineEndpoint:
        """Give each deployment its percents, all others none, and wait until Azure has."""
        with in_our_words():
            live = self._client.online_endpoints.get(endpoint)
            live.traffic = dict(traffic)
            return _endpoint(self._client.online_endpoints.begin_create_or_update(live).result())

    def logs(
        self, endpoint: str, deployment: str, lines: int = 20, container: Container = "inference-server"
    ) -> str:
        """Return the last *lines* of a container's log."""
        with in_our_words():
            log = self._client.online_deployments.get_logs(
                deployment, endpoint, lines, container_type=container
            )
            return str(log)

    def keys(self, endpoint: str) -> Keys:
        """Return the keys of an endpoint with auth mode Key."""
        with in_our_words():
            found: Any = self._client.online_endpoints.get_keys(endpoint)
            if not getattr(found, "primary_key", None):
                raise AzureError(f"{endpoint} has a token, not keys.", code="NoKeys")
            return Keys(found.primary_key, found.secondary_key)

    def token(self, endpoint: str) -> Token:
        """Return a token of an endpoint with auth mode AMLToken."""
        with in_our_words():
            found: Any = self._client.online_endpoints.get_keys(endpoint)
            if not hasattr(found, "access_token"):
                raise AzureError(f"{endpoint} has keys, not a token.", code="NoToken")
            return Token(found.access_token, datetime.fromtimestamp(found.expiry_time_utc, UTC))

    def regenerate_key(self, endpoint: str, kind: KeyKind) -> Keys:
        """Make one key anew, and return both."""
        with in_our_words():
            self._client.online_endpoints.begin_regenerate_keys(endpoint, key_type=kind).result()
        return self.keys(endpoint)

    def package(self, model: str, version: str, environment: str) -> str:
        """Package the workspace's *model* with what serves it into the environment *environment*; return its id."""
        with in_our_words():
            from azure.ai.ml.entities import AzureMLOnlineInferencingServer, ModelPackage

            request = ModelPackage(
                target_environment=environment, inferencing_server=AzureMLOnlineInferencingServer()
            )
            return str(self._client.models.package(model, version, request).id)


@contextmanager
def open_workspace(environ: Mapping[str, str], address: WorkspaceAddress) -> Iterator[Workspace]:
    """Yield the workspace."""
    with open_client(
        environ,
        subscription_id=address.subscription,
        resource_group_name=address.resource_group,
        workspace_name=address.workspace,
    ) as client:
        yield Workspace(client)


def last_lines(workspace: Workspace, endpoint: str, deployment: str, lines: int = 20) -> str:
    """Return the end of both containers' logs under their names; for one that can't be read, the reason."""
    parts = []
    for container in CONTAINERS:
        try:
            log = workspace.logs(endpoint, deployment, lines, container)
        except AzureError as err:
            log = f"can't be read: {err}"
        parts.append(f"Last lines of {deployment}'s container {container}:\n{log.strip() or '(nothing)'}")
    return "\n".join(parts)


@contextmanager
def open_client(environ: Mapping[str, str], **where: str) -> Iterator[MLClient]:
    """Yield a client of the cloud that *environ* names; *where* is what MLClient calls it. Raises AzureError."""
    cloud = resolve_cloud(environ)
    named = {} if cloud.custom else {"cloud": _CLOUDS[cloud.name]}
    credential: Any = sync_credential(cloud, environ)
    with in_our_words(), credential:
        from azure.ai.ml import MLClient

        logged: dict[str, Any] = {"per_retry_policies": [RequestLogPolicy()]}
        yield MLClient(credential, enable_telemetry=False, **where, **named, **logged)


@contextmanager
def in_our_words() -> Iterator[None]:
    """Keep azure-ai-ml quiet, and turn what it raises into AzureError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from azure.ai.ml.exceptions import MlException
    from azure.core.exceptions import AzureError as CoreError

    with quiet():
        try:
            yield
        except MlException as err:
            raise AzureError(str(err), code=type(err).__name__) from err
        except CoreError as err:
            raise arm_error(err) from err


def _endpoint(found: Any) -> OnlineEndpoint:
    return OnlineEndpoint(
        name=found.name,
        uri=base_uri(found.scoring_uri) if found.scoring_uri else None,
        state=found.provisioning_state,
        traffic=dict(found.traffic or {}),
        tags=dict(found.tags or {}),
        properties=dict(found.properties or {}),
    )


def _deployment(found: Any) -> OnlineDeployment:
    return OnlineDeployment(
        name=found.name,
        state=found.provisioning_state,
        model=str(found.model),
        instance_type=found.instance_type,
        instances=int(found.instance_count),
    )
