from modelstacks.names import key_vault_name
from modelstacks.preflight.facts import AskDeleted, Deleted
from modelstacks.spec import WorkspaceRef
from preflight_builders import GROUP, found_by
from spec_builders import deployment

VAULT = key_vault_name("ws1", GROUP)
CREATED = {"swedencentral": WorkspaceRef("swedencentral", "ws1", create=True, kind="project")}


def test_what_is_soft_deleted_is_named_with_the_command_that_purges_or_recovers() -> None:
    answers = {AskDeleted("swedencentral"): Deleted(frozenset({"ws1"}), frozenset({VAULT}))}
    vault, workspace = found_by("soft-deleted", deployment(), answers=answers, workspaces=CREATED)
    assert workspace.message == "A soft-deleted workspace ws1 in swedencentral is in the way of the new one."
    assert workspace.fix == (
        "Purge it: az ml workspace delete --name ws1 --resource-group rg-models --permanently-delete. "
        "Or recover it in the portal (Azure Machine Learning, Recently deleted)."
    )
    assert vault.fix == (
        f"Run: az keyvault recover --name {VAULT}, or az keyvault purge --name {VAULT} --location swedencentral"
    )


def test_other_deleted_things_are_in_nobodys_way() -> None:
    answers = {AskDeleted("swedencentral"): Deleted(frozenset({"ws2"}), frozenset({"kv"}))}
    assert found_by("soft-deleted", deployment(), answers=answers, workspaces=CREATED) == []


def test_a_workspace_that_is_there_can_not_be_blocked() -> None:
    assert found_by("soft-deleted", deployment()) == []
