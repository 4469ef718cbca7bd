"""The two files as people write them: keys, types, defaults. What the values mean together is checked later."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from modelstacks.modes.names import ModeChoice
from modelstacks.spec.schema_base import Schema
from modelstacks.spec.serving import Serving
from modelstacks.spec.timeouts import Timeouts

QuotaChoice: TypeAlias = Literal["auto", "dedicated", "shared"]
OnExpiry: TypeAlias = Literal["recreate", "leave"]
WorkspaceKind: TypeAlias = Literal["project", "workspace"]


class WorkspaceRefSchema(Schema):
    """`chat-sweden`, or `{name: chat-east, create: true, kind: project}`."""

    name: str
    create: bool = False
    kind: WorkspaceKind = "project"


def _name_alone(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class EndpointRefSchema(Schema):
    """`safety`, or `{name: safety, existing: true}`: an endpoint that is used, never owned."""

    name: str
    existing: bool = False


class DeploymentSchema(Serving):
    """One entry under `deployments:`. *content_safety* left out: on for serverless endpoints, off on managed compute."""

    model: str
    version: str | None = None
    mode: ModeChoice = "auto"
    regions: tuple[str, ...] | None = None
    content_safety: bool | None = None
    quota: QuotaChoice = "auto"
    on_expiry: OnExpiry = "recreate"
    instance_type: str | None = None
    instances: Annotated[int, Field(ge=1)] = 1
    endpoint: Annotated[EndpointRefSchema | None, BeforeValidator(_name_alone)] = None
    traffic: Annotated[int, Field(ge=0, le=100)] | None = None
    accept_retired: bool = False


class DeploymentsSchema(Schema):
    """`deployments.yaml`. *rows*: files of the user's own catalogue rows; paths are relative to this file."""

    subscription: str
    resource_group: str
    owner: str | None = None
    name_suffix: str | None = None
    workspaces: dict[str, Annotated[WorkspaceRefSchema, BeforeValidator(_name_alone)]]
    deployments: dict[str, DeploymentSchema]
    rows: tuple[str, ...] = ()
    timeouts: Timeouts = Timeouts()

    def endpoint_name(self, deployment: str) -> str:
        """Return the endpoint's name in Azure: `endpoint` or the deployment's own name, then `name_suffix`.

        Endpoint names are unique in a region, over all customers: that is what the suffix is for. One that exists
        already keeps its own.
        """
        endpoint = self.deployments[deployment].endpoint
        name = endpoint.name if endpoint else deployment
        given = endpoint is not None and endpoint.existing
        return f"{name}-{self.name_suffix}" if self.name_suffix and not given else name


class WorkspaceSchema(Schema):
    """One entry under `workspaces:` of `platform.yaml`; names left out are derived."""

    region: str | None = None
    storage_account: str | None = None
    key_vault: str | None = None


class HubSchema(WorkspaceSchema):
    """One entry under `hubs:`."""

    projects: tuple[str, ...] = ()


class PlatformSchema(Schema):
    """`platform.yaml`."""

    subscription: str
    resource_group: str
    region: str
    owner: str | None = None
    hubs: dict[str, HubSchema] = Field(default_factory=dict)
    workspaces: dict[str, WorkspaceSchema] = Field(default_factory=dict)
