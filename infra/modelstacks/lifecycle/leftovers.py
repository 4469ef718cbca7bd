"""What a destroyed stack would leave in Azure, by its state: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks.azure.arm_id import WORKSPACES, ArmId, distinct
from modelstacks.azure.azure_resource import AzureResource
from modelstacks.azure.by_mode import parent_types
from modelstacks.azure.soft_deletion import VAULTS
from modelstacks.lifecycle.by_mode import soft_deletions
from modelstacks.lifecycle.marketplace_subscription import read_marketplace_subscription, users_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from modelstacks.azure.observed_endpoint import ObservedEndpoint
    from modelstacks.azure.soft_deletion import SoftDeleted
    from modelstacks.spec import Spec

Result: TypeAlias = Literal["purged", "deleted", "kept", "left", "failed", "not there", "not sent"]
_ML = "azure-native:machinelearningservices:"
WORKSPACE, MARKETPLACE_SUBSCRIPTION = f"{_ML}Workspace", f"{_ML}MarketplaceSubscription"
ENDPOINT, DEPLOYMENT = f"{_ML}OnlineEndpoint", f"{_ML}OnlineDeployment"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"


@dataclass(frozen=True)
class Leftover(AzureResource):
    """Something that deleting the stack alone does not end, what became of it, and *why*."""

    result: Result
    why: str = ""


@dataclass(frozen=True)
class StateResource:
    """A resource of a stack's state."""

    urn: str
    type: str
    id: str
    outputs: Mapping[str, Any]


@dataclass(frozen=True)
class SoftDeletable:
    """What Azure keeps after it was deleted: ids of workspaces (projects before hubs), and *others* as deleted ones."""

    workspaces: tuple[str, ...]
    others: tuple[SoftDeleted, ...]


def read_resources(resources: Iterable[Mapping[str, Any]]) -> list[StateResource]:
    """Return the resources of a state that lie in Azure."""
    return [
        StateResource(resource["urn"], resource["type"], resource["id"], resource.get("outputs") or {})
        for resource in resources
        if resource["type"].startswith("azure-native:") and str(resource.get("id")).startswith("/")
    ]


def of_type(resources: Sequence[StateResource], type_: str) -> list[StateResource]:
    """Return those of that Pulumi type."""
    return [resource for resource in resources if resource.type == type_]


def used_by_others(
    resources: Sequence[StateResource], endpoints: Iterable[ObservedEndpoint]
) -> dict[str, list[str]]:
    """Return, by id, the stack's Marketplace subscriptions that other endpoints use, with those endpoints' names.

    Without its subscription an endpoint becomes unusable: so these must stay. Source: Microsoft's deploy-models-serverless page.
    """
    ours = {resource.id.lower() for resource in resources}
    others = [endpoint for endpoint in endpoints if endpoint.id.lower() not in ours]
    subscriptions = [
        read_marketplace_subscription(resource.id, resource.outputs)
        for resource in of_type(resources, MARKETPLACE_SUBSCRIPTION)
    ]
    return {each.id: names for each in subscriptions if (names := users_of(each, others))}


def in_use(subscription: str, users: Iterable[str]) -> Leftover:
    """Return the notice about a Marketplace subscription that must stay."""
    why = f"used by {', '.join(users)}; once that is gone, `modelstacks destroy` deletes it"
    return Leftover(subscription, "left", why)


def guests(
    resources: Sequence[StateResource], endpoints: Iterable[ObservedEndpoint], stack: str
) -> list[ObservedEndpoint]:
    """Return the endpoints of others in what *stack* (`project/stack`) holds: deleting that would end them, too."""
    ours = {resource.id.lower() for resource in resources}
    return [
        endpoint
        for endpoint in endpoints
        if endpoint.workspace_id.lower() in ours
        and endpoint.id.lower() not in ours
        and endpoint.stack != stack
    ]


def parents_in(resources: Sequence[StateResource]) -> list[str]:
    """Return the ids of what the stack holds that endpoints of some mode lie in."""
    types = parent_types()
    return [resource.id for resource in resources if ArmId(resource.id).type.lower() in types]


def existing_endpoints(resources: Sequence[StateResource]) -> list[str]:
    """Return the ids of the endpoints that the stack only used: its deployments' own, but not in its state."""
    ours = {resource.id.lower() for resource in of_type(resources, ENDPOINT)}
    behind = (ArmId(resource.id).parent for resource in of_type(resources, DEPLOYMENT))
    return [id_ for id_ in distinct(behind) if id_.lower() not in ours]


def soft_deletable(resources: Sequence[StateResource]) -> SoftDeletable:
    """Return what of a state Azure would keep."""
    workspaces = sorted(
        of_type(resources, WORKSPACE), key=lambda workspace: workspace.outputs.get("kind") != "Project"
    )
    return SoftDeletable(tuple(workspace.id for workspace in workspaces), tuple(_others(resources)))


def soft_deleted_by_modes(resources: Sequence[StateResource]) -> list[SoftDeleted]:
    """Return what of a state Azure would keep of what modes made: what belongs to workspaces left out."""
    return [each for each in _others(resources) if each.how is not VAULTS]


def _others(resources: Sequence[StateResource]) -> Iterator[SoftDeleted]:
    known = soft_deletions()
    for resource in resources:
        if how := known.get(ArmId(resource.id).type.lower()):
            yield how.of(resource.id, str(resource.outputs.get("location", "")))


def soft_deletable_of(spec: Spec, planned: Iterable[SoftDeleted] = ()) -> SoftDeletable:
    """Return what of a spec Azure would keep, also once the state is empty; *planned*: what its modes say of that."""
    scope = ArmId.at(spec.subscription, spec.resource_group)
    created = sorted(spec.workspaces_to_create, key=lambda workspace: workspace.kind != "project")
    return SoftDeletable(
        tuple(scope.resource(WORKSPACES, workspace.name) for workspace in created),
        (
            *(
                VAULTS.of(scope.resource(VAULTS.type, workspace.dependencies.key_vault), workspace.region)
                for workspace in created
                if workspace.dependencies
            ),
            *planned,
        ),
    )


def identities(resources: Sequence[StateResource]) -> Iterator[tuple[str, str]]:
    """Yield the object id of each managed identity that the stack made, with the id of the resource it ends with."""
    for resource in resources:
        own = resource.outputs if resource.type == IDENTITY else resource.outputs.get("identity") or {}
        if principal := own.get("principalId"):
            yield str(principal), resource.id


def all_others(*kept: SoftDeletable) -> list[SoftDeleted]:
    """Return what all of them name beside workspaces, each once."""
    return list({other.id.lower(): other for each in kept for other in each.others}.values())


def not_sent(id_: str) -> Leftover:
    """Return the notice about a workspace that the spec names: by that alone nothing is deleted for good."""
    workspace = ArmId(id_)
    return Leftover(
        id_,
        "not sent",
        "the spec names it, but this stack neither holds it nor remembers deleting it. Where Azure keeps it: "
        f"az ml workspace delete --name {workspace.name} --resource-group {workspace.group} --permanently-delete",
    )
