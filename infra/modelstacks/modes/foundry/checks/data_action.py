"""Whoever deploys may call what it made: the smoke test does, and Owner and Contributor lack the data action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.modes.foundry.asks.caller import AskCaller
from modelstacks.modes.foundry.asks.in_accounts import MODE, accounts_in, in_use
from modelstacks.modes.foundry.sources import ENTRA
from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.by_mode import preflight_of
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.placed_spec import group_scope, parent_scope
from modelstacks.preflight.rights import allows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.modes.foundry.spec import AccountRef
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec

ROLE = "Cognitive Services User"
"""Has the data actions, and no right to change the account."""


def _needs(spec: Spec, _catalog: Catalog) -> Iterator[AskPermissions | AskCaller]:
    for ref in accounts_in(spec):
        yield AskPermissions(parent_scope(spec, MODE, ref.name))
        yield AskPermissions(group_scope(spec))
        yield AskCaller()


# A warning: deploying is not refused for it, and who turns the smoke test off needs it not.
@check("foundry-data-action", "warning", needs=_needs, source=ENTRA)
def foundry_data_action(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Whoever deploys may call the models, for the smoke test, where no keys are used."""
    for ref, names in in_use(placed).items():
        scope, missing = _missing(placed, facts, ref)
        if missing:
            yield Finding(
                f"You may not call the models of the account {ref.name}: you lack the data action"
                f"{'s' if len(missing) > 1 else ''} {', '.join(missing)}, which Owner and Contributor don't have. The smoke "
                "test will be refused.",
                _fix(placed, facts, ref, scope),
                names,
            )


def _missing(placed: PlacedSpec, facts: Facts, ref: AccountRef) -> tuple[str, list[str]]:
    """The data actions that are missing, and at what scope they can be assigned."""
    account, group = parent_scope(placed.spec, MODE, ref.name), group_scope(placed.spec)
    needed = {
        action
        for deployment, decision in placed.deployments(MODE)
        if decision.region == ref.region
        for action in preflight_of(MODE).calling(deployment, ref)
    }
    for scope in (account, group) if needed else ():
        held = facts.get(AskPermissions(scope))
        if held is None:
            return scope, []
        if not isinstance(held, Absent):
            of_data = [role.of_data for role in held]
            return scope, sorted(action for action in needed if not allows(of_data, action))
    return group, sorted(needed)


def _fix(placed: PlacedSpec, facts: Facts, ref: AccountRef, scope: str) -> str:
    """For an account that is there: at it; for one that is made: at its group, or by the stack."""
    caller, role = facts.get(AskCaller()), placed.catalog.role_id(ROLE)
    who = "User" if caller and caller.is_user else "ServicePrincipal"
    command = (
        f"az role assignment create --role {role} --assignee-object-id {caller.object_id if caller else 'YOUR_OBJECT_ID'} "
        f"--assignee-principal-type {who} --scope {scope}"
    )
    made = "Set `assign_caller: true` for the account, or have" if ref.create else "Have"
    return (
        f"{made} the role {ROLE} ({role}) assigned to you; it takes up to five minutes until Azure knows it everywhere. "
        f"Run, as one who may assign roles: {command}"
    )
