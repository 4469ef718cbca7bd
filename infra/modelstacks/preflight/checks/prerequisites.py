"""What deployments stand on: the resource group, and the names of what this stack makes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight._core import Finding, check
from modelstacks.preflight.asks.names import KEY_VAULT, STORAGE_ACCOUNT, AskGlobalName
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.asks.soft_deleted import AskDeletedVaults
from modelstacks.preflight.asks.workspaces import AskWorkspace
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.placed_spec import group_scope
from modelstacks.preflight.sources import NOT_THERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.preflight.facts import Facts
    from modelstacks.preflight.placed_spec import PlacedSpec
    from modelstacks.spec import Spec


def _group_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskPermissions]:
    return () if spec.makes_group else (AskPermissions(group_scope(spec)),)


@check("resource-group-there", "error", needs=_group_needs, source=NOT_THERE)
def resource_group_there(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """The resource group is there, unless this stack makes it."""
    spec = placed.spec
    if not spec.makes_group and facts.get(AskPermissions(group_scope(spec))) == Absent():
        yield Finding(
            f"The resource group {spec.resource_group} is not in the subscription {spec.subscription}.",
            "Make it and what is in it with stacks/platform, or run: az group create "
            f"--name {spec.resource_group} --location REGION --subscription {spec.subscription}",
        )


def _workspace_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskWorkspace]:
    return (AskWorkspace(workspace.name) for workspace in spec.workspaces_to_create)


@check(
    "workspace-name-ours",
    "error",
    needs=_workspace_needs,
    source="https://github.com/pulumi/pulumi-azure-native/issues/4761",
)
def workspace_name_ours(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """No workspace that is not this stack's has the name of one that it makes."""
    for workspace in placed.spec.workspaces_to_create:
        existing = facts.get(AskWorkspace(workspace.name))
        if existing and not isinstance(existing, Absent) and not existing.ours:
            yield Finding(
                f"The workspace {workspace.name} ({existing.kind}) is in {placed.spec.resource_group} already, "
                "and not this stack's.",
                "Give this one another name, or leave the making to the stack that has it (`create: false`).",
            )


def _name_needs(spec: Spec, _catalog: Catalog) -> Iterable[AskGlobalName | AskDeletedVaults]:
    for workspace in spec.workspaces_to_create:
        if workspace.dependencies:
            yield AskGlobalName(STORAGE_ACCOUNT, workspace.dependencies.storage_account)
            yield AskGlobalName(KEY_VAULT, workspace.dependencies.key_vault)
            yield AskDeletedVaults()


@check(
    "global-names-free",
    "error",
    needs=_name_needs,
    source="azure-docs articles/azure-resource-manager/management/resource-name-rules.md",
)
def global_names_free(placed: PlacedSpec, facts: Facts) -> Iterator[Finding]:
    """Nobody in all of Azure has the storage accounts' and key vaults' names, but this stack itself."""
    for ask in dict.fromkeys(_name_needs(placed.spec, placed.catalog)):
        if isinstance(ask, AskDeletedVaults) or _is_deleted_vault(ask, facts):
            continue
        state = facts.get(ask)
        if state and not state.free and not state.ours:
            yield _taken(placed, ask) if state.here else _taken_elsewhere(ask)


def _taken(placed: PlacedSpec, ask: AskGlobalName) -> Finding:
    return Finding(
        f"The {ask.type} {ask.name} is in {placed.spec.resource_group} already, and not this stack's: its tags are not.",
        f"Take it into the stack (`pulumi import`), delete it, or set another `{_key(ask)}` in platform.yaml.",
    )


def _taken_elsewhere(ask: AskGlobalName) -> Finding:
    return Finding(
        f"Somebody has a {ask.type} named {ask.name} already; the name is unique in all of Azure.",
        f"Set another `{_key(ask)}` in platform.yaml, or give the workspace another name.",
    )


def _key(ask: AskGlobalName) -> str:
    return "storage_account" if ask.type == STORAGE_ACCOUNT else "key_vault"


def _is_deleted_vault(ask: AskGlobalName, facts: Facts) -> bool:
    """A vault that waits soft-deleted is another check's, which says how to free the name."""
    return ask.type == KEY_VAULT and ask.name.lower() in (facts.get(AskDeletedVaults()) or ())
