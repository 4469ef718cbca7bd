"""The custom role for a deployer: the actions that a spec's deployments take and what the checks read, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from modelstacks.azure.arm_id import ArmId
from modelstacks.placement import as_modes_see
from modelstacks.preflight.asks import rights_to_look
from modelstacks.preflight.by_mode import every_mode, preflight_of
from modelstacks.preflight.operations import (
    TO_BUY,
    TO_FOLLOW,
    TO_KEEP_SUBSCRIPTIONS,
    TO_MAKE,
    TO_MAKE_A_GROUP,
    TO_PURGE,
    TO_SEE_ROLES,
    TO_SUBSCRIBE,
    actions_of,
)
from modelstacks.preflight.rights import covers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.spec import Spec

ROLE = "modelstacks deployer"
DESCRIPTION = "Deploys models of the Azure AI catalogue with modelstacks, and reads what its checks look at."
KEPT_UP = ("read", "write", "delete")
"""Who makes a resource looks at it again, changes and deletes it."""
KEPT = frozenset({*TO_MAKE_A_GROUP, *(name for names in TO_MAKE.values() for name in names)})


@dataclass(frozen=True)
class DeployerRole:
    """A custom role; *scope* is the subscription it can be assigned in. Azure wants *name* unique in the tenant."""

    actions: tuple[str, ...]
    scope: str
    name: str = ROLE
    data_actions: tuple[str, ...] = ()

    def for_az(self) -> dict[str, Any]:
        """Return what `az role definition create --role-definition @FILE` takes."""
        return {
            "Name": self.name,
            "IsCustom": True,
            "Description": DESCRIPTION,
            "Actions": list(self.actions),
            "NotActions": [],
            "DataActions": list(self.data_actions),
            "AssignableScopes": [self.scope],
        }

    def for_arm(self) -> dict[str, Any]:
        """Return the body of a PUT of `Microsoft.Authorization/roleDefinitions`, with the id to put it to."""
        id_ = str(uuid5(NAMESPACE_URL, f"{self.scope}/{self.name}"))
        return {
            "id": f"{self.scope}/providers/Microsoft.Authorization/roleDefinitions/{id_}",
            "name": id_,
            "type": "Microsoft.Authorization/roleDefinitions",
            "properties": {
                "roleName": self.name,
                "type": "CustomRole",
                "description": DESCRIPTION,
                "assignableScopes": [self.scope],
                "permissions": [
                    {
                        "actions": list(self.actions),
                        "notActions": [],
                        "dataActions": list(self.data_actions),
                        "notDataActions": [],
                    }
                ],
            },
        }


def deployer_role(
    catalog: Catalog, subscription: str, spec: Spec | None = None, *, purging: bool = False
) -> DeployerRole:
    """Return the role for *spec*, whichever of its modes placement may choose; for everything where it is None.

    *purging*: also what `destroy --purge` takes.
    """
    operations = _everything() if spec is None else _needed(spec)
    also = TO_PURGE if purging else ()
    actions = list(dict.fromkeys((*rights_to_look(), *actions_of(catalog, (*TO_FOLLOW, *operations, *also)))))
    kept = KEPT if spec else KEPT.difference(TO_MAKE_A_GROUP)
    for operation in kept.intersection(operations):
        actions += _kept_up(actions_of(catalog, [operation]))
    data_actions = _sparse(list(_data_actions(spec)))
    return DeployerRole(_sparse(actions), ArmId.at(subscription), data_actions=data_actions)


def _data_actions(spec: Spec | None) -> Iterator[str]:
    """Whoever deploys tests what it made, too."""
    if spec is None:
        for mode in every_mode():
            yield from mode.data_actions
        return
    for deployment in spec.deployments:
        for name, seen in as_modes_see(deployment, spec):
            for region in seen.regions:
                yield from preflight_of(name).calling(deployment, spec.parents_of(name)[region])


def _everything() -> list[str]:
    """Deleting a resource group is left out, whatever is in it: a platform.yaml that makes one gets it."""
    made = [name for names in (TO_MAKE_A_GROUP, *TO_MAKE.values()) for name in names]
    deployed = [name for mode in every_mode() for name in (*mode.operations, *mode.following, *mode.optional)]
    return [*made, *deployed, *TO_KEEP_SUBSCRIPTIONS, *TO_SUBSCRIBE, *TO_BUY, *TO_SEE_ROLES]


def _needed(spec: Spec) -> list[str]:
    needed = [
        *(TO_MAKE_A_GROUP if spec.makes_group else ()),
        *(TO_SEE_ROLES if spec.workspaces_to_create else ()),
    ]
    for workspace in spec.workspaces_to_create:
        needed += TO_MAKE[workspace.kind]
    for deployment in spec.deployments:
        for name, seen in as_modes_see(deployment, spec):
            mode = preflight_of(name)
            needed += [*mode.operations, *mode.following, *mode.around(deployment)]
            for region in seen.regions:
                ref = spec.parents_of(name)[region]
                needed += [*mode.using(ref), *(mode.making(ref) if ref.create else ())]
            if mode.buys(deployment):
                needed += [*TO_SUBSCRIBE, *TO_BUY]
            if deployment.model.needs_marketplace_subscription(name):
                needed += [*TO_KEEP_SUBSCRIPTIONS, *TO_SUBSCRIBE, *TO_BUY]
    return list(dict.fromkeys(needed))


def _kept_up(actions: Iterable[str]) -> Iterator[str]:
    for action in actions:
        stem, _, verb = action.rpartition("/")
        if verb.lower() == "write":
            yield from (f"{stem}/{verb}" for verb in KEPT_UP)


def _sparse(actions: list[str]) -> tuple[str, ...]:
    """Each action once, in any casing, and none that a wildcard of the list covers."""
    distinct = {action.lower(): action for action in reversed(actions)}.values()
    return tuple(
        sorted(
            action
            for action in distinct
            if not any(covers(other, action) for other in distinct if other != action)
        )
    )
