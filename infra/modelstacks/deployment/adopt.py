"""`modelstacks adopt`: what `ensure` or a person created becomes a stack's, which a Pulumi import then takes in.

An import takes only what is exactly as the program wants it, tags included. So the stack's tags are written first; all
else must fit already.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.arm_id import WORKSPACES, ArmId
from modelstacks.azure.by_mode import endpoint_types, parent_types
from modelstacks.azure.ownership import refuse_owned
from modelstacks.azure.resource_types import api_version_of
from modelstacks.azure.session import open_arm
from modelstacks.azure.tags import DEPLOYMENT_TAG, ENSURED_TAG, PROJECT_TAG, STACK_TAG, owner_tag
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modelstacks.azure.arm import Arm
    from modelstacks.deployment.plan import ModelsPlan

_STACKS = {PROJECT_TAG, STACK_TAG}


@dataclass(frozen=True)
class _Adopted:
    """A resource that the stack will hold, and the tags it will have there."""

    id: str
    tags: Mapping[str, str]
    api_version: str


async def claim(plan: ModelsPlan, stack: Mapping[str, str], environ: Mapping[str, str]) -> list[str]:
    """Write the tags of *stack* on everything of the plan that is there; return the ids of what was written.

    Raises OwnedByStackError, before anything is written, where another stack owns one; UsageError for workspaces that
    the spec would create; AzureError.
    """
    if plan.workspaces:
        raise UsageError(
            f"{plan.workspaces[0].name} is a workspace that the spec creates (create: true), but adopt takes only endpoints: "
            "azure-ai-ml gives a workspace's storage account and key vault names of its own.\nSet create: false."
        )
    adopted = list(_adopted(plan, {**stack, **owner_tag(plan.owner)}))
    async with open_arm(environ) as arm:
        bodies = await asyncio.gather(*(arm.find(resource.id, resource.api_version) for resource in adopted))
        existing = [
            (resource, body.get("tags") or {}) for resource, body in zip(adopted, bodies, strict=True) if body
        ]
        for resource, tags in existing:
            if any(tags.get(tag) != stack[tag] for tag in (PROJECT_TAG, STACK_TAG)):
                refuse_owned(resource.id, tags)
        return [resource.id for resource, tags in existing if await _write_tags(arm, resource, tags)]


async def refuse_stacks(plan: ModelsPlan, environ: Mapping[str, str]) -> None:
    """Raise OwnedByStackError where something of the plan is there and a stack's, whichever stack's."""
    adopted = list(_adopted(plan, {}))
    async with open_arm(environ) as arm:
        bodies = await asyncio.gather(*(arm.find(resource.id, resource.api_version) for resource in adopted))
    for resource, body in zip(adopted, bodies, strict=True):
        refuse_owned(resource.id, (body or {}).get("tags") or {})


async def release(ids: Iterable[str], environ: Mapping[str, str]) -> None:
    """Turn the tags of a stack's endpoints among *ids*, of what is below them and of what they lie in (workspaces stay as
    they are) into those of `modelstacks ensure`."""
    async with open_arm(environ) as arm:
        for path in ids:
            body = await arm.find(path, api_version_of(path)) if _is_of_a_mode(ArmId(path).type) else None
            if body is None:
                continue
            unowned = {name: value for name, value in (body.get("tags") or {}).items() if name not in _STACKS}
            await _write_tags(
                arm,
                _Adopted(path, {**unowned, ENSURED_TAG: "true"}, api_version_of(path)),
                body.get("tags") or {},
            )


def _is_of_a_mode(type_: str) -> bool:
    known = {*endpoint_types(), *(parent_types() - {WORKSPACES.lower()})}
    return any(f"{type_}/".lower().startswith(f"{each}/".lower()) for each in known)


async def _write_tags(arm: Arm, resource: _Adopted, tags: Mapping[str, str]) -> bool:
    if tags == resource.tags:
        return False
    await arm.patch(resource.id, resource.api_version, {"tags": dict(resource.tags)})
    return True


def _adopted(plan: ModelsPlan, tags: Mapping[str, str]) -> Iterator[_Adopted]:
    """Yield what takes tags; an endpoint before what is behind it."""
    for own in plan.own_resources():
        deployment = {DEPLOYMENT_TAG: own.deployment} if own.deployment else {}
        yield _Adopted(own.id, {**tags, **deployment}, own.api_version)
