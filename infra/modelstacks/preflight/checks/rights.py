"""Check 3: the caller's effective permissions hold every action that this spec will use, at its scope."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.azure.arm_id import ArmId
from modelstacks.placement import as_modes_see
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.permissions import AskPermissions, PermissionSet
from modelstacks.preflight.by_mode import preflight_of
from modelstacks.preflight.checks.marketplace import is_subscribed, subscribed_needs
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.operations import (
    TO_BUY,
    TO_KEEP_SUBSCRIPTIONS,
    TO_MAKE,
    TO_MAKE_A_GROUP,
    TO_SUBSCRIBE,
    actions_one_by_one,
)
from modelstacks.preflight.placed_spec import group_scope, parent_scope, workspace_scope
from modelstacks.preflight.rights import allows
from modelstacks.suggestions import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.asks.marketplace import AskSubscribed
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec

AT_MOST_ROLES = 3


def _needs(spec: Spec, catalog: Catalog) -> Iterable[AskPermissions | AskSubscribed]:
    scopes = [ArmId.at(spec.subscription), group_scope(spec)]
    scopes += [
        parent_scope(spec, mode, spec.parents_of(mode)[region].name)
        for deployment in spec.deployments
        for mode, seen in as_modes_see(deployment, spec)
        for region in seen.regions
    ]
    yield from map(AskPermissions, dict.fromkeys(scopes))
    yield from subscribed_needs(spec, catalog)


@check(
    "rights",
    "error",
    needs=_needs,
    source="azure-docs articles/role-based-access-control/role-definitions.md",
)
def rights(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """You may do everything that this spec needs."""
    missing: dict[str, _Missing] = defaultdict(_Missing)
    for (scope, action), names in _needed(placed, facts).items():
        asks = _asks(placed, scope)
        place, permissions = _permissions(asks, facts)
        if permissions is None or allows(permissions, action):
            continue
        if to_come := [ask for ask in asks if facts.is_to_come(ask)]:
            facts.get(to_come[0])  # whoever makes it may grant them there
        else:
            missing[place].add(action, names)
    for place, lack in missing.items():
        actions = list(lack.actions)
        yield Finding(
            f"You lack {number_of(len(actions), 'right')} at {place}: {', '.join(actions)}.",
            f"Have {_roles(placed, actions)} assigned to you there, or the custom role that `modelstacks role` writes.",
            tuple(lack.names),
        )


@dataclass
class _Missing:
    """What is missing at one scope, and who needs it; dicts keep the order."""

    actions: dict[str, None] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)

    def add(self, action: str, names: Iterable[str]) -> None:
        self.actions[action] = None
        self.names |= dict.fromkeys(names)


def _needed(placed: PlacedSpec, facts: Facts) -> dict[tuple[str, str], dict[str, None]]:
    """Every (scope, action) and the deployments that need it, in order."""
    subscription, group = ArmId.at(placed.spec.subscription), group_scope(placed.spec)
    needed: dict[tuple[str, str], dict[str, None]] = {}

    def need(scope: str, operations: Iterable[str], name: str | None = None) -> None:
        for action in actions_one_by_one(placed.catalog, operations):
            needed.setdefault((scope, action), {}).update({name: None} if name else {})

    for deployment, decision in placed.deployments():
        mode = preflight_of(decision.mode)
        parent = parent_scope(placed.spec, decision.mode, decision.workspace)
        ref = placed.spec.parents_of(decision.mode)[decision.region]
        need(parent, (*mode.operations, *mode.using(ref)), deployment.name)
        need(group, (*mode.around(deployment), *(mode.making(ref) if ref.create else ())), deployment.name)
        if mode.buys(deployment):
            need(subscription, TO_SUBSCRIBE, deployment.name)
            need(group, TO_BUY, deployment.name)
    for deployment, decision in placed.needing_marketplace():
        need(workspace_scope(placed.spec, decision.workspace), TO_KEEP_SUBSCRIPTIONS, deployment.name)
        if is_subscribed(facts, decision.workspace, deployment.model.id) is False:
            need(subscription, TO_SUBSCRIBE, deployment.name)
            need(group, TO_BUY, deployment.name)
    for workspace in placed.spec.workspaces_to_create:
        need(group, TO_MAKE[workspace.kind])
    if placed.spec.makes_group and facts.get(AskPermissions(group)) == Absent():
        need(subscription, TO_MAKE_A_GROUP)
    return needed


def _permissions(
    asks: Sequence[AskPermissions], facts: Facts
) -> tuple[str, tuple[PermissionSet, ...] | None]:
    """The permissions at the narrowest of these scopes that is there, and which one that is."""
    for ask in asks:
        found = Absent() if facts.is_to_come(ask) else facts.get(ask)
        if not isinstance(found, Absent):
            return ask.scope, found
    return asks[0].scope, None


def _asks(placed: PlacedSpec, scope: str) -> list[AskPermissions]:
    """The questions about the permissions that count at *scope*, the narrowest first: those above are inherited."""
    outer = [group_scope(placed.spec), ArmId.at(placed.spec.subscription)]
    return [
        AskPermissions(place) for place in (scope, *(each for each in outer if scope.startswith(f"{each}/")))
    ]


def _roles(placed: PlacedSpec, actions: list[str]) -> str:
    """The built-in roles that grant all of *actions*, the narrowest first."""
    granting = [
        (len(role.actions) if "*" not in role.actions else 10**6, role.name)
        for role in placed.catalog.roles
        if role.actions is not None
        and all(allows([PermissionSet(role.actions, role.not_actions or ())], action) for action in actions)
    ]
    return " or ".join(name for _, name in sorted(granting)[:AT_MOST_ROLES])
