"""The two files as people write them: keys, types, defaults. What the values mean together is checked later."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from modelstacks.mode_name import ModeChoice, ModeName
from modelstacks.spec.schema_base import Schema, in_schema
from modelstacks.spec.serving import Serving
from modelstacks.spec.timeouts import Timeouts

QuotaChoice: TypeAlias = Literal["auto", "dedicated", "shared"]
OnExpiry: TypeAlias = Literal["recreate", "leave"]
WorkspaceKind: TypeAlias = Literal["project", "workspace"]


class WorkspaceRefSchema(Schema):
    """`chat-sweden`, or `{name: chat-east, create: true, kind: project}`."""

    name: str
    """The workspace's name in Azure."""
    create: bool = False
    """Whether this stack makes it, and deletes it again; otherwise it must be there."""
    kind: WorkspaceKind = "project"
    """What is made: a project, together with a hub of its own, or an Azure ML workspace."""


def _name_alone(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class EndpointRefSchema(Schema):
    """`safety`, or `{name: safety, existing: true}`: an endpoint that is used, never owned."""

    name: str
    """The endpoint's name in Azure, `name_suffix` left out: unique in a region over all customers."""
    existing: bool = False
    """Whether it is there already and somebody else's; it keeps its name as it is."""


class DeploymentSchema(Serving):
    """One entry under `deployments:`."""

    model: str
    """A model of the catalogue, by its name or an alias: `modelstacks models` lists them. Or one of your own `rows`."""
    version: str | None = None
    """The model's version in its registry, managed compute only. Default: the newest."""
    mode: ModeChoice = "auto"
    """How it is deployed; `auto`: serverless where the model is offered so, else on VMs that fit."""
    regions: Annotated[tuple[str, ...] | None, in_schema(minItems=1)] = None
    """Regions to try, in this order, each one of `workspaces`. Default: all of those, in their order."""
    content_safety: bool | None = None
    """Whether Azure AI Content Safety filters. Default: on for serverless endpoints, off on managed compute."""
    quota: QuotaChoice = "auto"
    """Whose cores, managed compute only. On `shared` quota Azure deletes the endpoint after 168 hours."""
    on_expiry: OnExpiry = "recreate"
    """What `up` does once Azure has deleted an endpoint on shared quota; `leave`: nothing until `modelstacks renew`."""
    instance_type: str | None = None
    """The VM size, managed compute only. Default: the first of the model's recommended ones that fits."""
    instances: Annotated[int, Field(ge=1)] = 1
    """How many VMs, managed compute only."""
    endpoint: Annotated[
        EndpointRefSchema | None,
        BeforeValidator(_name_alone, json_schema_input_type=str | EndpointRefSchema | None),
    ] = None
    """The endpoint, where it is not called like the deployment. Managed deployments may share one, or use one that exists."""
    traffic: Annotated[int, Field(ge=0, le=100)] | None = None
    """Percent of the endpoint's traffic, managed compute only; needed where an endpoint is shared. Default: 100."""
    accept_retired: bool = False
    """Deploy the model although it is retired."""


class DeploymentsSchema(Schema):
    """`deployments.yaml`: the models to deploy, and where."""

    subscription: str
    """The subscription's id, a GUID; `${NAME}` takes it from the environment."""
    resource_group: str
    """The resource group of the workspaces."""
    owner: str | None = None
    """Who is asked about what is deployed: the tag `modelstacks-owner` of every resource."""
    name_suffix: str | None = None
    """Ends the name of every endpoint after a hyphen: those are unique in a region over all customers."""
    workspaces: Annotated[
        dict[
            str,
            Annotated[
                WorkspaceRefSchema,
                BeforeValidator(_name_alone, json_schema_input_type=str | WorkspaceRefSchema),
            ],
        ],
        in_schema(minProperties=1),
    ] = Field(default_factory=dict)
    """The workspace of each region: serverless and managed deployments lie in that of theirs."""
    deployments: dict[str, DeploymentSchema]
    """What is deployed, each under a name of its own."""
    order: tuple[ModeName, ...] = ()
    """The modes that `mode: auto` tries, the preferred one first, and no others. Default: serverless, then managed; foundry
    only where nothing else is possible."""
    rows: tuple[str, ...] = ()
    """Files with catalogue rows of your own; paths are relative to this file."""
    timeouts: Timeouts = Timeouts()
    """How long each kind of resource may take before Pulumi gives up."""

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
    """Where it lies. Default: the region of the file."""
    storage_account: str | None = None
    """The name of its storage account, which the stack makes. Default: derived from its own name."""
    key_vault: str | None = None
    """The name of its key vault, which the stack makes. Default: derived from its own name."""


class HubSchema(WorkspaceSchema):
    """One entry under `hubs:`."""

    projects: tuple[str, ...] = ()
    """The names of its projects, which share its region and what belongs to it."""


class PlatformSchema(Schema):
    """`platform.yaml`: the resource group, and the hubs, projects and workspaces in it."""

    subscription: str
    """The subscription's id, a GUID; `${NAME}` takes it from the environment."""
    resource_group: str
    """The resource group that the stack makes, and all else in it."""
    region: str
    """The region of the resource group, and of what names none of its own."""
    owner: str | None = None
    """Who is asked about it: the tag `modelstacks-owner` of every resource."""
    hubs: dict[str, HubSchema] = Field(default_factory=dict)
    """Hubs by name, with their projects."""
    workspaces: dict[str, WorkspaceSchema] = Field(default_factory=dict)
    """Azure ML workspaces by name; `name: {}` takes all defaults."""
