"""Whoever deploys may call what it made: the smoke test does, and Owner and Contributor lack the data action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.modes.foundry.asks.caller import AskCaller
from modelstacks.modes.foundry.asks.in_accounts import MODE, account_needs, accounts_in, in_use, there
from modelstacks.modes.foundry.sources import ENTRA
from modelstacks.modes.foundry.spec import CALLER_ROLE
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.by_mode import preflight_of
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.placed_spec import group_scope, parent_scope
from modelstacks.preflight.rights import allows
from modelstacks.suggestions import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.azure.arm_id import ArmId
    from modelstacks.catalog import Catalog
    from modelstacks.modes.foundry.asks.accounts import AskAccount
    from modelstacks.modes.foundry.spec import AccountRef
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


def _needs(spec: Spec, catalog: Catalog) -> Iterator[AskPermissions | AskCaller | AskAccount]:
    yield from account_needs(spec, catalog)
    for ref in accounts_in(spec):
        yield AskPermissions(parent_scope(spec, MODE, ref.name))
        yield AskPermissions(group_scope(spec))
        yield AskCaller()


# A warning: deploying is not refused for it, and who turns the smoke test off needs it not.
@check("foundry-data-action", "warning", needs=_needs, source=ENTRA)
def foundry_data_action(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Whoever deploys may call the models, for the smoke test, where no keys are used."""
    used = in_use(placed)
    missing = {ref: actions for ref in used if (actions := _missing(placed, facts, ref))}
    if not missing:
        return
    named = sorted({action for each in missing.values() for action in each})
    names = listed([ref.name for ref in missing])
    yield Finding(
        f"You may not call the models of {names}: you lack the data action{'s' if len(named) > 1 else ''} "
        f"{', '.join(named)}, which Owner and Contributor don't have. The smoke test will be refused.",
        _fix(placed, facts, tuple(missing)),
        tuple(name for ref in missing for name in used[ref]),
    )


def _missing(placed: PlacedSpec, facts: Facts, ref: AccountRef) -> set[str]:
    """The data actions that are missing at the account, or where it is to be made."""
    needed = {
        action
        for deployment, decision in placed.deployments(MODE)
        if decision.region == ref.region
        for action in preflight_of(MODE).calling(deployment, ref)
    }
    for scope in _scopes(placed, facts, ref) if needed else ():
        held = facts.get(AskPermissions(scope))
        if held is None:
            return set()
        if not isinstance(held, Absent):
            of_data = [role.of_data for role in held]
            return {action for action in needed if not allows(of_data, action)}
    return needed


def _scopes(placed: PlacedSpec, facts: Facts, ref: AccountRef) -> tuple[ArmId, ...]:
    """The account, if it is there, and the group."""
    group = group_scope(placed.spec)
    return (parent_scope(placed.spec, MODE, ref.name), group) if there(facts, ref) else (group,)


def _fix(placed: PlacedSpec, facts: Facts, accounts: tuple[AccountRef, ...]) -> str:
    """At the one account that is there, else at the group; or let the stack do it for those that it makes."""
    caller, role = facts.get(AskCaller()), placed.catalog.role_id(CALLER_ROLE)
    scope = _scopes(placed, facts, accounts[0])[0] if len(accounts) == 1 else group_scope(placed.spec)
    who = f"--assignee-object-id {caller.object_id if caller else 'YOUR_OBJECT_ID'}"
    kind = f"--assignee-principal-type {'User' if caller and caller.is_user else 'ServicePrincipal'}"
    made = all(ref.create for ref in accounts)
    return (
        f"{'Set `assign_caller: true` for what this stack makes, or have' if made else 'Have'} the role {CALLER_ROLE} ({role}) "
        "assigned to you; it takes up to five minutes until Azure knows it everywhere. Run, as one who may assign roles: "
        f"az role assignment create --role {role} {who} {kind} --scope {scope}"
    )
