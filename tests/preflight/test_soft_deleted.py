from modelstacks.names import content_safety_name, key_vault_name
from modelstacks.preflight.asks.soft_deleted import AskDeletedAccounts, AskDeletedVaults, AskDeletedWorkspaces
from modelstacks.preflight.asks.workspaces import AskWorkspace
from modelstacks.preflight.facts import Absent, Unverified
from modelstacks.spec import WorkspaceRef
from preflight_builders import GROUP, found_by, report_on
from spec_builders import SUBSCRIPTION, deployment

VAULT = key_vault_name("ws1-hub", GROUP)
CREATED = {"swedencentral": WorkspaceRef("swedencentral", "ws1", create=True, kind="project")}


def test_a_soft_deleted_vault_is_named_with_the_commands_that_recover_or_purge() -> None:
    answers = {AskDeletedVaults(): frozenset({VAULT})}
    [finding] = found_by("soft-deleted-vault", deployment(), answers=answers, workspaces=CREATED)
    assert finding.message == f"A soft-deleted key vault {VAULT} is in the way of the one that ws1-hub needs."
    assert finding.fix == f"Run: az keyvault recover --name {VAULT}, or az keyvault purge --name {VAULT}"


def test_a_soft_deleted_workspace_is_named_with_the_command_that_purges() -> None:
    answers = {AskDeletedWorkspaces(): frozenset({"ws1"}), AskWorkspace("ws1"): Absent()}
    [finding] = found_by("soft-deleted-workspace", deployment(), answers=answers, workspaces=CREATED)
    assert finding.message == "A soft-deleted workspace ws1 is in the way of the new one."
    assert finding.fix == (
        "Purge it: az ml workspace delete --name ws1 --resource-group rg-models --permanently-delete. "
        "Or recover it in the portal (Azure Machine Learning, Recently deleted)."
    )


def test_a_soft_deleted_workspace_is_named_also_where_nobody_could_see_whether_it_is_there() -> None:
    answers = {AskDeletedWorkspaces(): frozenset({"ws1"}), AskWorkspace("ws1"): Unverified("403")}
    found = found_by("soft-deleted-workspace", deployment(), answers=answers, workspaces=CREATED)
    assert "warning" in {finding.severity for finding in found}


def test_what_azure_can_not_be_asked_does_not_stop_strict() -> None:
    answers = {AskDeletedWorkspaces(): Unverified("no request"), AskWorkspace("ws1"): Absent()}
    report = report_on([deployment()], answers, workspaces=CREATED)
    assert "unverified" in {finding.severity for finding in report.findings}
    assert not report.stops_strict


def test_other_deleted_things_are_in_nobodys_way() -> None:
    answers = {AskDeletedVaults(): frozenset({"kv"}), AskDeletedWorkspaces(): frozenset({"ws2"})}
    assert found_by("soft-deleted-vault", deployment(), answers=answers, workspaces=CREATED) == []
    assert found_by("soft-deleted-workspace", deployment(), answers=answers, workspaces=CREATED) == []


def test_a_workspace_that_is_there_can_not_be_blocked() -> None:
    answers = {AskDeletedVaults(): frozenset({VAULT}), AskDeletedWorkspaces(): frozenset({"ws1"})}
    assert not [found for found in report_on([deployment()], answers).findings if "soft" in found.check]


def test_a_content_safety_account_comes_back_only_in_its_own_region() -> None:
    name = content_safety_name("own", SUBSCRIPTION, "rg-models")
    guarded = deployment("own", mode="managed", content_safety=True)

    def kept_in(region: str) -> list[str]:
        found = found_by("soft-deleted-account", guarded, answers={AskDeletedAccounts(): {name: region}})
        return [f"{finding.message} {finding.fix}" for finding in found]

    assert kept_in("swedencentral") == []
    assert kept_in("eastus2") == [
        (
            f"Azure still keeps the deleted Content Safety account {name} in eastus2; it is in the way of the one in "
            f"swedencentral. Run: az cognitiveservices account purge --name {name} --resource-group rg-models "
            "--location eastus2"
        )
    ]


def test_accounts_that_could_not_be_read_are_in_nobodys_way() -> None:
    guarded = deployment("own", mode="managed", content_safety=True)
    found = found_by("soft-deleted-account", guarded, answers={AskDeletedAccounts(): Unverified("403")})
    assert [finding.severity for finding in found] == ["unverified"]
    assert found[0].message == "The soft-deleted Azure AI services accounts could not be read: 403"


def test_where_all_workspaces_are_there_nothing_is_unverified() -> None:
    answers = {AskDeletedWorkspaces(): Unverified("no request")}
    report = report_on([deployment()], answers, workspaces=CREATED)
    assert not [found for found in report.findings if "soft-deleted-workspace" in found.check]
