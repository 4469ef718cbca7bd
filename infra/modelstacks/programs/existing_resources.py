"""What already exists but is not in the stack's state: found before it is created, never created twice.

azure-native refuses to create what exists. A run that was killed leaves such resources behind: Azure has them, the
state does not. A hook asks before each create; where the resource is there, `pulumi up` stops with the command that
imports it. `modelstacks up` collects these and imports them itself, if they carry the stack's tags.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.runtime import get_root_resource

from modelstacks.azure.resource_ids import locate
from modelstacks.azure.tags import PROJECT_TAG, STACK_TAG
from modelstacks.azure.wait_ready import CREATION_S, find_when_ready, is_busy
from modelstacks.deployment.repair import REPAIR_TAG
from modelstacks.programs.collection_listings import CollectionListings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.programs.azure_thread import AzureThread

HOOK = "modelstacks-refuse-existing"
REPAIRED = [f'tags["{REPAIR_TAG}"]']
"""An import takes what is as the program wants it; what failed is repaired by the run after it."""


@dataclass(frozen=True)
class ExistingResource:
    """A resource that a create found in Azure. *ours*: it carries the stack's tags, or its type takes none."""

    token: str
    name: str
    id: str
    parent_name: str
    parent_urn: str
    ours: bool

    def import_command(self, stack: str) -> str:
        """Return the command that takes it into the stack's state."""
        return (
            f"pulumi import --stack {stack} --generate-code=false --yes "
            f"--parent '{self.parent_name}={self.parent_urn}' '{self.token}' '{self.name}' '{self.id}'"
        )


@dataclass
class ExistingResources:
    """What the creates of a run found in Azure already, and what the next run shall take in (id by name).

    *not_required*: keys of Marketplace subscriptions that Azure refused, as their models need none.
    """

    found: list[ExistingResource] = field(default_factory=list)
    take_in: dict[str, str] = field(default_factory=dict)
    not_required: set[str] = field(default_factory=set)


def refuse_existing(azure: AzureThread, subscription: str, existing: ExistingResources | None = None) -> None:
    """Ask Azure before each azure-native resource is created, and refuse what is there already.

    The refused go into *existing*; what *existing* says to take in is imported instead of created.
    """
    existing = existing or ExistingResources()
    parents: dict[str, pulumi.Resource] = {}
    listings = CollectionListings()

    async def ask(args: pulumi.ResourceHookArgs) -> None:
        location = locate(args.type, args.new_inputs or {}, subscription)
        if location is None:
            return
        live = await azure.ask(lambda arm: listings.find(arm, *location))
        if live is None:
            return
        resource = await _existing(args, live, parents[args.name])
        if resource.ours and is_busy(live):
            pulumi.log.info(_still_made(live))
            await azure.ask(lambda arm: find_when_ready(arm, *location, within_s=CREATION_S))
        existing.found.append(resource)
        raise RuntimeError(_refusal(resource))

    hook = pulumi.ResourceHook(HOOK, ask)
    binding = pulumi.ResourceHookBinding(before_create=[hook])

    def watch(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        parent = args.opts.parent or get_root_resource()
        if not args.type_.startswith("azure-native:") or parent is None:
            return None
        parents[args.name] = parent
        import_id = existing.take_in.get(args.name)
        options = pulumi.ResourceOptions(
            hooks=binding, import_=import_id, ignore_changes=REPAIRED if import_id else None
        )
        return pulumi.ResourceTransformationResult(
            args.props, pulumi.ResourceOptions.merge(args.opts, options)
        )

    pulumi.runtime.register_stack_transformation(watch)


async def _existing(
    args: pulumi.ResourceHookArgs, live: Mapping[str, Any], parent: pulumi.Resource
) -> ExistingResource:
    urn = await parent.urn.future()
    return ExistingResource(
        token=args.type,
        name=args.name,
        id=str(live["id"]),
        parent_name=str(urn).rsplit("::", 1)[-1],
        parent_urn=str(urn),
        ours=_is_ours(live.get("tags"), args.new_inputs or {}),
    )


def _is_ours(tags: Mapping[str, str] | None, inputs: Mapping[str, Any]) -> bool:
    """A type that takes no tags (a Marketplace subscription) is known by its derived name alone."""
    stack_tags = inputs.get("tags")
    if not stack_tags:
        return True
    return all((tags or {}).get(tag) == stack_tags[tag] for tag in (PROJECT_TAG, STACK_TAG))


def _still_made(live: Mapping[str, Any]) -> str:
    """A half-made deployment fails its smoke test, and Azure refuses to change it."""
    state = live["properties"]["provisioningState"]
    return (
        f"{live['id']} is {state}: an earlier run began that. Waiting until Azure is done, an hour at most."
    )


def _refusal(existing: ExistingResource) -> str:
    stack = pulumi.get_stack()
    if existing.ours:
        why = "It carries this stack's tags: an earlier run created it and was stopped before its state was written."
    else:
        why = "It does not carry this stack's tags: somebody else created it. Import it only if it is to become yours."
    return (
        f"{existing.id} already exists, but it is not in the state of stack {stack}.\n{why}\n"
        f"To import it, run:\n  {existing.import_command(stack)}\nthen run `pulumi up` again."
    )
