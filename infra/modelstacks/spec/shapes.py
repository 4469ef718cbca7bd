"""The two files as people write them: keys, types, defaults. What the values mean together is checked later."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

WantedMode: TypeAlias = Literal["auto", "serverless", "managed"]
WantedQuota: TypeAlias = Literal["auto", "dedicated", "shared"]
OnExpiry: TypeAlias = Literal["recreate", "leave"]
WorkspaceKind: TypeAlias = Literal["project", "workspace"]


class Shape(BaseModel):
    """A mapping of one of our files: unknown keys and wrong types are mistakes.

    Empty texts pass here: a rule says what is wrong with them, and `check_shape` needs them for the rest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class WorkspaceRefShape(Shape):
    """`chat-sweden`, or `{name: chat-east, create: true, kind: project}`."""

    name: str
    create: bool = False
    kind: WorkspaceKind = "project"


def _name_alone(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class DeploymentShape(Shape):
    """One entry under `deployments:`."""

    model: str
    version: str | None = None
    mode: WantedMode = "auto"
    regions: tuple[str, ...] | None = None
    content_safety: bool = True
    quota: WantedQuota = "auto"
    on_expiry: OnExpiry = "recreate"
    instance_type: str | None = None
    instances: Annotated[int, Field(ge=1)] = 1
    endpoint: str | None = None
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

    def endpoint_name(self, deployment: str) -> str:
        """Return the endpoint's name in Azure: `endpoint` or the deployment's own name, then `name_suffix`.

        Endpoint names are unique in a region, over all customers: that is what the suffix is for.
        """
        name = self.deployments[deployment].endpoint or deployment
        return f"{name}-{self.name_suffix}" if self.name_suffix else name


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
    hubs: dict[str, HubShape] = {}
    workspaces: dict[str, WorkspaceShape] = {}
