"""What each finding about Foundry accounts says, whole: what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from foundry_answers import REGION, account, foundry, in_accounts, plenty
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, AskAccountSkus, Deployed
from modelstacks.modes.foundry.asks.names import AskKeptAccounts, AskSubdomain, KeptAccount, Subdomain
from modelstacks.modes.foundry.asks.quota import ACCOUNT_COUNT, AskModelQuota
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.usage import Usage
from preflight_builders import found_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.modes.foundry.spec import AccountRef
    from modelstacks.preflight.report import Reported

EAST, LARGE, SCOUT = "eastus2", "Mistral-Large-3", "Llama-4-Scout-17B-16E-Instruct"
NAME = f"ai-{REGION}"
IDEAL = AccountState(REGION, "AIServices", NAME, ours=True)
MADE = account(create=True)
BUSY = Subdomain(available=False)


def in_account(
    check: str, ref: AccountRef | None = None, answers: Any = None, **change: Any
) -> list[Reported]:
    """What *check* finds where the account is there, and is as it should be but for *change*."""
    there = {AskAccount(NAME): replace(IDEAL, **change)}
    return found_by(
        f"foundry-{check}", foundry(), answers=there | (answers or {}), **in_accounts(ref or account())
    )


def to_make(
    check: str, answers: Any = None, ref: AccountRef = MADE, kept: KeptAccount | None = None
) -> list[Reported]:
    """What *check* finds where the account is to be made."""
    asked = {AskAccount(NAME): Absent(), AskKeptAccounts(): (kept,) if kept else ()}
    return found_by(f"foundry-{check}", foundry(), answers=asked | (answers or {}), **in_accounts(ref))


@pytest.mark.parametrize(
    ("found", "message", "fix"),
    [
        (
            lambda: in_account("account-region", region=EAST),
            "The Foundry account ai-swedencentral is in eastus2, not in swedencentral.",
            "Write it under `eastus2:`, or name an account that is in swedencentral.",
        ),
        (
            lambda: in_account("account-kind", kind="OpenAI"),
            (
                "The account ai-swedencentral is of kind OpenAI; models of the catalogue go to "
                "accounts of kind AIServices."
            ),
            (
                "Name another account, or give this one another name and let the stack make it "
                "(`create: true`)."
            ),
        ),
        (
            lambda: in_account("account-keys", account(local_auth=True), has_keys=False),
            (
                "The file says local_auth: true, and the account ai-swedencentral has its keys "
                "turned off (disableLocalAuth)."
            ),
            (
                "Leave out local_auth and sign in with Entra, or turn them on: az resource update "
                "--ids "
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-models/providers/Microsoft.CognitiveServices/accounts/ai-swedencentral "
                "--set properties.disableLocalAuth=false"
            ),
        ),
        (
            lambda: in_account("account-entra", subdomain=None),
            (
                "The account ai-swedencentral has no subdomain, without which Azure takes no "
                "tokens of Entra there."
            ),
            (
                "Give it one: az cognitiveservices account update --name ai-swedencentral "
                "--resource-group rg-models --custom-domain ai-swedencentral"
            ),
        ),
        (
            lambda: in_account("account-projects", account(project="p"), has_projects=False),
            (
                "The account ai-swedencentral is to have the project p, and may have none "
                "(allowProjectManagement)."
            ),
            (
                "Leave out `project`: deployments need none. Or allow it: az resource update --ids "
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-models/providers/Microsoft.CognitiveServices/accounts/ai-swedencentral "
                "--set properties.allowProjectManagement=true"
            ),
        ),
        (
            lambda: in_account("account-ready", state="Failed"),
            "The account ai-swedencentral is not ready: its provisioningState is Failed.",
            (
                "Wait until what is under way is done; of one that failed, look at its activity "
                "log in the Azure portal."
            ),
        ),
        (
            lambda: in_account("account-ours", MADE, ours=False),
            ("The account ai-swedencentral (AIServices) is in rg-models already, and not this stack's."),
            "Use it as it is (leave out `create`), or give this one another name.",
        ),
        (
            lambda: in_account("deployment-ours", deployed={"chat": Deployed(1)}),
            "The account ai-swedencentral has chat already, and not this stack's.",
            ("Give the deployment another name. If it should be this stack's, import it (`pulumi import`)."),
        ),
        (
            lambda: in_account(
                "deployment-limit", deployed={f"theirs{number}": Deployed(1) for number in range(32)}
            ),
            (
                "The account ai-swedencentral can have 32 deployments: 32 of others are in it, and "
                "1 of this file go there."
            ),
            (
                "Delete what is not used, or name an account in another region for some of them "
                "under `accounts`."
            ),
        ),
        (
            lambda: to_make(
                "account-limit", {AskModelQuota(REGION): plenty(**{ACCOUNT_COUNT: Usage(100, 100)})}
            ),
            (
                "swedencentral has 100 accounts of this subscription, and 100 are allowed: "
                "ai-swedencentral can't be made."
            ),
            "Delete one that is not used, purge deleted ones, or use another region.",
        ),
        (
            lambda: to_make("account-offered", {AskAccountSkus(): {REGION: "QuotaId", EAST: None}}),
            ("This subscription can have no account of kind AIServices in swedencentral (QuotaId)."),
            "Use another region (eastus2), or another subscription.",
        ),
        (
            lambda: to_make(
                "subdomain", {AskSubdomain("ai_foundry"): BUSY}, account(create=True, subdomain="ai_foundry")
            ),
            ("The account ai-swedencentral can't have the subdomain ai_foundry: it is no label of DNS."),
            ("Set `subdomain` to letters, digits and hyphens, with a letter or digit at both ends."),
        ),
        (
            lambda: to_make("subdomain", {AskSubdomain(NAME): BUSY}),
            ("The account ai-swedencentral can't have the subdomain ai-swedencentral: somebody has it."),
            "Set another `subdomain`; it is unique over all customers of Azure.",
        ),
        (
            lambda: to_make(
                "subdomain", {AskSubdomain(NAME): BUSY}, kept=KeptAccount("ai-old", "rg-old", EAST, NAME)
            ),
            (
                "The subdomain ai-swedencentral of the account ai-swedencentral is kept by the "
                "deleted account ai-old in rg-old (eastus2)."
            ),
            (
                "Set another `subdomain`, or end that one for good: az cognitiveservices account "
                "purge --name ai-old --resource-group rg-old --location eastus2"
            ),
        ),
        (
            lambda: to_make("account-kept", kept=KeptAccount(NAME, "rg-models", EAST, NAME)),
            (
                "Azure still keeps the deleted account ai-swedencentral in eastus2; it is in the "
                "way of the one in swedencentral."
            ),
            (
                "Run: az cognitiveservices account purge --name ai-swedencentral --resource-group "
                "rg-models --location eastus2"
            ),
        ),
        (
            lambda: to_make("account-restored", kept=KeptAccount(NAME, "rg-models", REGION, NAME)),
            (
                "Azure still keeps the deleted account ai-swedencentral: it is restored, with its "
                "subdomain ai-swedencentral and its keys."
            ),
            (
                "Nothing to do. For a new one, end it for good before: az cognitiveservices "
                "account purge --name ai-swedencentral --resource-group rg-models --location "
                "swedencentral"
            ),
        ),
        (
            lambda: to_make("account-restored", kept=KeptAccount(NAME, "rg-models", REGION, "")),
            (
                "Azure still keeps the deleted account ai-swedencentral: it is restored, with its "
                "subdomain as it was and its keys."
            ),
            (
                "Nothing to do. For a new one, end it for good before: az cognitiveservices "
                "account purge --name ai-swedencentral --resource-group rg-models --location "
                "swedencentral"
            ),
        ),
    ],
)
def test_a_finding_says_what_is_wrong_and_what_to_do(
    found: Callable[[], list[Reported]], message: str, fix: str
) -> None:
    assert [(each.message, each.fix) for each in found()] == [(message, fix)]
