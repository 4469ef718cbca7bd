from dataclasses import replace
from typing import Any

import pytest

from foundry_answers import REGION, account, foundry, in_accounts, plenty
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, AskAccountSkus, Deployed
from modelstacks.modes.foundry.asks.in_accounts import account_needs
from modelstacks.modes.foundry.asks.quota import ACCOUNT_COUNT, AskModelQuota
from modelstacks.modes.foundry.spec import AccountRef
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.facts import Absent, Unverified
from modelstacks.preflight.report import Reported
from modelstacks.preflight.usage import Usage
from preflight_builders import GROUP, found_by
from spec_builders import CATALOG, spec_of

UNPAIRED = {
    "foundry-account-entra": "the account's own address refuses the token, not ARM (tests/localazure/inference/foundry)",
    "foundry-deployment-ours": "ARM would change it; azure-native refuses to create what exists",
    "foundry-account-ours": "ARM would change it; azure-native refuses to create what exists",
    "foundry-account-region": "a deployment has no region: it lies where its account does, and is offered there or not",
    "foundry-account-offered": "the local Azure refuses accounts of kind AIServices to nobody: no such refusal was found",
    "foundry-account-projects": "the stack makes projects only in accounts that it makes",
    "foundry-account-ready": "what lasts ends by itself, and what Azure answers of a failed account was not found",
}

NAME = f"ai-{REGION}"
ASK = AskAccount(NAME)
IDEAL = AccountState(REGION, "AIServices", NAME, ours=True)
MADE = account(create=True)


def found(
    check: str,
    state: AccountState | Absent,
    ref: AccountRef | None = None,
    answers: Any = None,
    count: int = 1,
) -> list[Reported]:
    deployments = [foundry("chat" if count == 1 else f"chat{number}") for number in range(count)]
    return found_by(
        check, *deployments, answers={ASK: state} | (answers or {}), **in_accounts(ref or account())
    )


def test_an_account_that_is_not_there_is_an_error_with_how_to_make_it() -> None:
    [finding] = found("foundry-account-there", Absent())
    assert finding.message == "The Foundry account ai-swedencentral is not in the resource group rg-models."
    assert finding.fix == (
        "Write `swedencentral: {name: ai-swedencentral, create: true}` under `accounts`, or make it: az cognitiveservices "
        "account create --name ai-swedencentral --resource-group rg-models --location swedencentral --kind AIServices "
        "--sku S0 --custom-domain ai-swedencentral"
    )


def test_one_that_the_stack_makes_need_not_be_there() -> None:
    assert found("foundry-account-there", Absent(), MADE) == []


def test_only_accounts_that_something_may_go_to_or_that_are_made_are_asked_about() -> None:
    accounts = in_accounts(account(REGION), account("eastus2"), account("westus3", create=True))
    spec = spec_of([foundry(regions=(REGION,))], **accounts)
    assert list(account_needs(spec, CATALOG)) == [ASK, AskAccount("ai-westus3")]


def test_one_that_is_there_is_no_news() -> None:
    assert found("foundry-account-there", IDEAL) == []


@pytest.mark.parametrize(
    ("check", "ref"),
    [
        ("region", account()),
        ("kind", account()),
        ("keys", account(local_auth=True)),
        ("entra", account()),
        ("projects", account(project="p")),
        ("ready", account()),
        ("ours", MADE),
    ],
)
def test_of_one_that_is_not_there_only_that_is_said(check: str, ref: AccountRef) -> None:
    assert found(f"foundry-account-{check}", Absent(), ref) == []


def test_without_a_group_the_account_is_no_news() -> None:
    assert found("foundry-account-there", Absent(), answers={AskPermissions(GROUP): Absent()}) == []


@pytest.mark.parametrize(
    ("check", "change", "ref", "words"),
    [
        ("region", {"region": "eastus2"}, account(), "is in eastus2, not in swedencentral"),
        (
            "kind",
            {"kind": "OpenAI"},
            account(),
            "is of kind OpenAI; models of the catalogue go to accounts of kind",
        ),
        ("keys", {"has_keys": False}, account(local_auth=True), "has its keys turned off (disableLocalAuth)"),
        ("entra", {"subdomain": None}, account(), "has no subdomain, without which Azure takes no tokens"),
        (
            "projects",
            {"has_projects": False},
            account(project="p"),
            "is to have the project p, and may have none",
        ),
        ("ready", {"state": "Failed"}, account(), "is not ready: its provisioningState is Failed"),
        ("ours", {"ours": False}, MADE, "(AIServices) is in rg-models already, and not this stack's"),
    ],
)
def test_an_account_fits(check: str, change: dict[str, Any], ref: AccountRef, words: str) -> None:
    [finding] = found(f"foundry-account-{check}", replace(IDEAL, **change), ref)
    assert words in finding.message
    assert finding.about == ("chat",)
    assert found(f"foundry-account-{check}", IDEAL, ref) == []


@pytest.mark.parametrize(
    ("check", "change", "ref"),
    [
        ("keys", {"has_keys": False}, account()),
        ("keys", {"has_keys": False}, account(create=True, local_auth=True)),
        ("entra", {"subdomain": None}, account(local_auth=True)),
        ("entra", {"subdomain": None, "kind": "OpenAI"}, account()),
        ("projects", {"has_projects": False}, account()),
        ("ours", {"ours": False}, account()),
    ],
)
def test_what_is_not_wanted_may_be_missing(check: str, change: dict[str, Any], ref: AccountRef) -> None:
    assert found(f"foundry-account-{check}", replace(IDEAL, **change), ref) == []


@pytest.mark.parametrize(
    ("used", "state", "findings"), [(99, Absent(), 0), (100, Absent(), 1), (100, IDEAL, 0)]
)
def test_a_region_has_so_many_accounts(used: int, state: AccountState | Absent, findings: int) -> None:
    quota = plenty(**{ACCOUNT_COUNT: Usage(100, used)})
    assert len(found("foundry-account-limit", state, MADE, {AskModelQuota(REGION): quota})) == findings


def test_how_many_accounts_there_may_be_is_not_always_known() -> None:
    assert found("foundry-account-limit", Absent(), MADE, {AskModelQuota(REGION): {}}) == []
    unread = found("foundry-account-limit", Absent(), MADE, {AskModelQuota(REGION): Unverified("403")})
    assert [finding.severity for finding in unread] == ["unverified"]


def test_a_region_that_is_not_open_hinders_nothing_that_is_there_and_nothing_is_said_of_no_list() -> None:
    closed = {AskAccountSkus(): {REGION: "QuotaId"}}
    assert found("foundry-account-offered", IDEAL, MADE, closed) == []
    [finding] = found("foundry-account-offered", Absent(), MADE, closed)
    assert finding.fix == "Use another region (none is open), or another subscription."
    assert found("foundry-account-offered", Absent(), MADE, {AskAccountSkus(): {}}) == []
    unread = found("foundry-account-offered", Absent(), MADE, {AskAccountSkus(): Unverified("403")})
    assert [finding.severity for finding in unread] == ["unverified"]


@pytest.mark.parametrize(
    ("skus", "words"),
    [
        ({REGION: None}, None),
        ({REGION: "QuotaId", "eastus2": None}, "in swedencentral (QuotaId)."),
        ({"eastus2": None}, "in swedencentral."),
    ],
)
def test_a_subscription_may_make_accounts_there(skus: dict[str, str | None], words: str | None) -> None:
    findings = found("foundry-account-offered", Absent(), MADE, {AskAccountSkus(): skus})
    assert [finding.message.partition("AIServices ")[2] for finding in findings] == ([words] if words else [])
    assert all(
        finding.fix == "Use another region (eastus2), or another subscription." for finding in findings
    )


@pytest.mark.parametrize(("ours", "findings"), [(True, 0), (False, 1)])
def test_a_deployment_of_somebody_elses_has_its_name(ours: bool, findings: int) -> None:
    deployed = {"chat": Deployed(1, ours=ours), "other": Deployed(1)}
    found_now = found("foundry-deployment-ours", replace(IDEAL, deployed=deployed))
    assert len(found_now) == findings
    for finding in found_now:
        assert finding.message == f"The account {NAME} has chat already, and not this stack's."


@pytest.mark.parametrize(("others", "own", "findings"), [(31, 1, 0), (32, 1, 1), (0, 32, 0), (0, 33, 1)])
def test_an_account_has_so_many_deployments(others: int, own: int, findings: int) -> None:
    """Those of the file that are there already count once."""
    deployed = {f"theirs{number}": Deployed(1) for number in range(others)} | {
        "chat": Deployed(1),
        "chat0": Deployed(1),
    }
    if others:
        del deployed["chat0"]
    else:
        del deployed["chat"]
    state = replace(IDEAL, deployed=deployed)
    there_are = f"{others} of others are in it, and " if others else ""
    assert [finding.message for finding in found("foundry-deployment-limit", state, count=own)] == [
        f"The account {NAME} can have 32 deployments: {there_are}{own} of this file go there."
    ] * findings


@pytest.mark.parametrize(("own", "findings"), [(32, 0), (33, 1)])
def test_an_account_that_is_not_there_has_room_for_as_many(own: int, findings: int) -> None:
    assert len(found("foundry-deployment-limit", Absent(), MADE, count=own)) == findings
