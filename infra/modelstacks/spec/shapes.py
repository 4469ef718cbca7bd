"""The two files as people write them: keys, types, defaults. What the values mean together is checked later."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from modelstacks.spec.serving import Serving
from modelstacks.spec.shape_base import Shape
from modelstacks.spec.timeouts import Timeouts

WantedMode: TypeAlias = Literal["auto", "serverless", "managed"]
WantedQuota: TypeAlias = Literal["auto", "dedicated", "shared"]
OnExpiry: TypeAlias = Literal["recreate", "leave"]
WorkspaceKind: TypeAlias = Literal["project", "workspace"]


class WorkspaceRefShape(Shape):
    """`chat-sweden`, or `{name: chat-east, create: true, kind: project}`."""

    name: str
    create: bool = False
    kind: WorkspaceKind = "project"


def _name_alone(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class EndpointRefShape(Shape):
    """`safety`, or `{name: safety, existing: true}`: an endpoint that is used, never owned."""

    name: str
    existing: bool = False


class DeploymentShape(Serving):
    """One entry under `deployments:`. *content_safety* left out: on for serverless endpoints, off on managed compute."""

    model: str
    version: str | None = None
    mode: WantedMode = "auto"
    regions: tuple[str, ...] | None = None
    content_safety: bool | None = None
    quota: WantedQuota = "auto"
    on_expiry: OnExpiry = "recreate"
    instance_type: str | None = None
    instances: Annotated[int, Field(ge=1)] = 1
    endpoint: Annotated[EndpointRefShape | None, BeforeValidator(_name_alone)] = None
    traffic: Annotated[int, Field(ge=0, le=100)] | None = None
    accept_retired: bool = False


class DeploymentsShape(Shape):
    """`deployments.yaml`."""

    subscription: str
    resource_group: str
    owner: str | None = None
    name_suffix: str | None = None
    workspaces: dict[str, Annotated[WorkspaceRefShape, BeforeValidator(_name_alone)]]
    deployments: dict[str, DeploymentShape]
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


class WorkspaceShape(Shape):
    """One entry under `workspaces:` of `platform.yaml`; names left out are derived."""

    region: str | None = None
    storage_account: str | None = None
    key_vault: str | None = None


class HubShape(WorkspaceShape):
    """One entry under `hubs:`."""

    projects: tuple[str, ...] = ()


class PlatformShape(Shape):
    """`platform.yaml`."""

    subscription: str
    resource_group: str
    region: str
    owner: str | None = None
    hubs: dict[str, HubShape] = Field(default_factory=dict)
    workspaces: dict[str, WorkspaceShape] = Field(default_factory=dict)
