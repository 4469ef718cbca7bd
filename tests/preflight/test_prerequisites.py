import pytest

from modelstacks.names import key_vault_name, storage_account_name
from modelstacks.preflight.asks.names import KEY_VAULT, STORAGE_ACCOUNT, AskGlobalName, NameState
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.asks.soft_deleted import AskDeletedVaults
from modelstacks.preflight.asks.workspaces import AskWorkspace, WorkspaceState
from modelstacks.preflight.facts import Absent
from modelstacks.spec import WorkspaceRef
from preflight_builders import GROUP, found_by, report_on
from spec_builders import SUBSCRIPTION, deployment

MADE = {"swedencentral": WorkspaceRef("swedencentral", "ws1", create=True, kind="workspace")}
VAULT, STORE = key_vault_name("ws1", GROUP), storage_account_name("ws1", GROUP)


def test_without_a_resource_group_nothing_in_it_is_missed() -> None:
    answers = {AskPermissions(GROUP): Absent(), AskWorkspace("ws-swedencentral"): Absent()}
    [finding] = [
        finding for finding in report_on([deployment()], answers).findings if finding.severity == "error"
    ]
    assert finding.message == f"The resource group rg-models is not in the subscription {SUBSCRIPTION}."
    assert finding.fix.endswith(
        f"az group create --name rg-models --location REGION --subscription {SUBSCRIPTION}"
    )


def test_somebody_elses_workspace_of_a_wanted_name_is_an_error() -> None:
    answers = {AskWorkspace("ws1"): WorkspaceState("swedencentral", "Default")}
    [finding] = found_by("workspace-name-ours", deployment(), answers=answers, workspaces=MADE)
    assert finding.message == "The workspace ws1 (Default) is in rg-models already, and not this stack's."


@pytest.mark.parametrize("there", [Absent(), WorkspaceState("swedencentral", "Default", ours=True)])
def test_no_workspace_and_our_own_are_fine(there: object) -> None:
    assert (
        found_by("workspace-name-ours", deployment(), answers={AskWorkspace("ws1"): there}, workspaces=MADE)
        == []
    )


@pytest.mark.parametrize(
    ("type_", "name", "key"), [(STORAGE_ACCOUNT, STORE, "storage_account"), (KEY_VAULT, VAULT, "key_vault")]
)
def test_a_name_that_somebody_has_is_an_error_and_our_own_is_not(type_: str, name: str, key: str) -> None:
    taken = {AskGlobalName(type_, name): NameState(free=False)}
    [finding] = found_by("global-names-free", deployment(), answers=taken, workspaces=MADE)
    assert (
        finding.message == f"Somebody has a {type_} named {name} already; the name is unique in all of Azure."
    )
    assert f"`{key}` in platform.yaml" in finding.fix
    ours = {AskGlobalName(type_, name): NameState(free=False, ours=True)}
    assert found_by("global-names-free", deployment(), answers=ours, workspaces=MADE) == []


def test_a_vault_of_the_own_group_that_is_not_the_stacks_can_be_imported() -> None:
    taken = {AskGlobalName(KEY_VAULT, VAULT): NameState(free=False, here=True)}
    [finding] = found_by("global-names-free", deployment(), answers=taken, workspaces=MADE)
    assert (
        finding.message
        == f"The {KEY_VAULT} {VAULT} is in rg-models already, and not this stack's: its tags are not."
    )
    assert "pulumi import" in finding.fix


def test_a_soft_deleted_vault_is_one_finding() -> None:
    answers = {AskGlobalName(KEY_VAULT, VAULT): NameState(free=False), AskDeletedVaults(): frozenset({VAULT})}
    errors = [
        finding.check
        for finding in report_on([deployment()], answers, workspaces=MADE).findings
        if finding.severity == "error"
    ]
    assert errors == ["soft-deleted-vault"]
